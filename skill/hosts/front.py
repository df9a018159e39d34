"""The way in from granian to Flask: whole requests, and nobody waits for what somebody else waits for.

A request is taken in whole before its turn begins, so that a slow sender keeps nobody waiting. A turn that waits for
nothing is answered at once, in the event loop's own thread: threads would only take the interpreter from each other
(benchmarks/web.py). One that may wait has a thread.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from io import BytesIO
from time import monotonic
from typing import TYPE_CHECKING, Any

from granian._granian import RSGIProtocolClosed

if TYPE_CHECKING:
    from flask import Flask
    from granian._granian import RSGIHeaders as Headers
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

THREADS = 32
"""Turns that may wait at the same time."""
SECONDS = 8.0
"""What a request may take to arrive: as long as Alexa waits for its answer."""

_ALWAYS: Mapping[str, Any] = {
    "SCRIPT_NAME": "",
    "SERVER_NAME": "localhost",
    "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    "wsgi.input_terminated": True,
}
"""What is the same for all requests."""


class Front:
    """An application as granian's RSGI wants it, around one of Flask's."""

    def __init__(self, app: Flask, may_wait: Callable[[Headers], bool], most_bytes: int) -> None:
        """`may_wait` says of a request's headers whether its turn may wait for a network.

        Of a body that is longer than `most_bytes`, only so much is read that `app` can tell.
        """
        self._app = app
        self._may_wait = may_wait
        self._most_bytes = most_bytes
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="turn")
        self._arriving: dict[asyncio.Task[None] | None, float] = {}
        """Since when requests are on their way here."""

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called once, before the first request."""
        loop.call_later(1, self._give_up, loop)

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answers one request; one that does not arrive in time gets 408 (request timeout)."""
        task = asyncio.current_task()
        self._arriving[task] = monotonic()
        try:
            body = await _body(scope.headers, protocol, self._most_bytes)
        except asyncio.CancelledError:
            protocol.response_empty(408, [("connection", "close")])
            return
        except RSGIProtocolClosed:
            return
        finally:
            del self._arriving[task]
        environ = _environ(scope, body)
        if self._may_wait(scope.headers):
            answer = await asyncio.get_running_loop().run_in_executor(self._threads, _answer, self._app, environ)
        else:
            answer = _answer(self._app, environ)
        protocol.response_bytes(*answer)

    def _give_up(self, loop: asyncio.AbstractEventLoop) -> None:
        """Once a second for all requests together: a timer for each would take as long as reading it does."""
        began = monotonic() - SECONDS
        for task in [task for task, since in self._arriving.items() if task and since < began]:
            task.cancel()
        loop.call_later(1, self._give_up, loop)


async def _body(headers: Headers, protocol: HTTPProtocol, most: int) -> bytes:
    length = headers.get("content-length", "")
    if not length and "transfer-encoding" not in headers:
        return b""
    if length.isdecimal():
        return await protocol() if int(length) <= most else b""
    body = b""
    async for chunk in protocol:
        body += chunk
        if len(body) > most:
            break
    return body


def _environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """The request as PEP 3333 (WSGI) describes it: text is bytes taken for Latin-1."""
    path = scope.path
    environ = {
        **_ALWAYS,
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": path if path.isascii() else path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    for name, value in scope.headers.items():
        environ[_variable(name)] = value
    return environ


@lru_cache(maxsize=256)
def _variable(header: str) -> str:
    """CGI's name of a header, as in `HTTP_SIGNATURE_256`."""
    name = header.upper().replace("-", "_")
    return name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"


def _answer(app: Flask, environ: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers and body."""
    with app.request_context(environ):
        response = app.full_dispatch_request()
    response.direct_passthrough = False  # a file too is sent as one piece
    return response.status_code, list(response.headers), response.get_data()
