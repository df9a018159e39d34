"""A loopback proxy behind which s3.amazonaws.com is ours: it hands out the certificates of a throw-away authority."""

from __future__ import annotations

import ssl
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

from skill.tools.certify_authority import HOST, Authority, Signed

_SECONDS = 10


class Served:
    """What lies where, and what was asked for."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """`files` by path, as in `/echo.api/valid.pem`."""
        self.files = files
        self.asked: set[str] = set()
        """Paths that somebody fetched, through TLS that they trusted."""


@contextmanager
def serving(authority: Authority, files: Mapping[str, bytes]) -> Iterator[Served]:
    """Serves `files` as s3.amazonaws.com on the authority's port of 127.0.0.1; `OSError` if the port is taken."""
    served = Served(files)
    handler = type("Handler", (_Proxy,), {"served": served, "trust": _server_context(authority.issue(HOST))})
    with ThreadingHTTPServer(("127.0.0.1", authority.port), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


class _Proxy(BaseHTTPRequestHandler):
    """Takes `CONNECT s3.amazonaws.com:443`, speaks TLS from there on, and answers one GET inside."""

    served: ClassVar[Served]
    trust: ClassVar[ssl.SSLContext]
    timeout = _SECONDS

    def do_CONNECT(self) -> None:
        if self.path != f"{HOST}:443":
            self.send_error(403)
            return
        self.send_response_only(200)
        self.end_headers()
        self.close_connection = True
        try:
            with self.trust.wrap_socket(self.connection, server_side=True) as line:
                self._answer(line)
        except OSError:
            return  # whoever called does not trust the authority, or has gone

    def _answer(self, line: ssl.SSLSocket) -> None:
        path = line.makefile("rb").readline(8192).decode("latin-1").split(" ")[1]
        content = self.served.files.get(path)
        if content is None:
            line.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        self.served.asked.add(path)
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(content)}\r\nConnection: close\r\n\r\n"
        line.sendall(head.encode() + content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stays silent: the table is what is printed."""


def _server_context(signed: Signed) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(signed.pem + signed.key_pem())
        context.load_cert_chain(file.name)
    return context
