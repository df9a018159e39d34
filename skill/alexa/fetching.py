"""Fetches a certificate from Amazon's storage: bounded in time and size, through the machine's proxy, no redirects."""

from __future__ import annotations

import base64
import http.client
import socket
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from skill.alexa.refusal import Refused

Fetch = Callable[[str], bytes]
"""URL → what lies there; raises `Refused`."""

BUSY = "certificate_busy"
"""The rule that a request breaks by coming when too many others wait for certificates."""
SECONDS = 3.0
"""What a fetch may take in all: name, connection, handshake and the last byte."""
MOST_BYTES = 64 * 1024
"""A chain of three certificates has about 6,000."""
_MOST_AT_ONCE = 48
"""More than any server of ours has threads: those that nobody waits for any more end a little later."""


class Download:
    """Fetches what lies at a URL; a few at the same time, from several threads.

    A limit on each step of a transfer would let a host drip bytes for ever, and nothing limits a name look-up; so the
    work is done in a thread of its own, and whoever waits hangs up when the time is over.
    """

    def __init__(self) -> None:
        self._free = threading.BoundedSemaphore(_MOST_AT_ONCE)

    def __call__(self, url: str) -> bytes:
        """What lies at `url` (https).

        Raises `Refused`: `certificate_fetch`; `certificate_form` if it is too long; `certificate_busy` if too many
        threads are still at it.
        """
        if not self._free.acquire(blocking=False):
            raise Refused(BUSY)
        connection = _connection(url)
        future: Future[bytes] = Future()
        threading.Thread(target=self._work, args=(future, connection, url), name="certificate", daemon=True).start()
        try:
            return future.result(SECONDS)
        except TimeoutError as error:
            connection.hang_up()
            raise Refused("certificate_fetch") from error

    def _work(self, future: Future[bytes], connection: _Connection, url: str) -> None:
        try:
            future.set_result(_content(connection, url))
        except Refused as refusal:
            future.set_exception(refusal)
        except Exception as error:  # noqa: BLE001 - it belongs to whoever waits
            future.set_exception(_because(error))
        finally:
            connection.close()
            self._free.release()


def _because(error: Exception) -> Refused:
    refusal = Refused("certificate_fetch")
    refusal.__cause__ = error
    return refusal


def _content(connection: _Connection, url: str) -> bytes:
    connection.request("GET", urlsplit(url).path, headers={"Connection": "close"})
    with connection.getresponse() as response:
        if response.status != http.client.OK:
            raise Refused("certificate_fetch")
        content = response.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused("certificate_form")
    return content


def _connection(url: str) -> _Connection:
    """A connection that is not open yet, to the host or to the proxy that the environment names for it."""
    host = urlsplit(url).netloc
    proxy = None if proxy_bypass(host) else getproxies().get("https")
    if not proxy:
        return _Connection(host, host)
    at = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    connection = _Connection(host, at.hostname or "", at.port or 8080)
    connection.set_tunnel(host, 443, _proxy_headers(at.username, at.password))
    return connection


def _proxy_headers(user: str | None, password: str | None) -> dict[str, str]:
    if user is None:
        return {}
    pair = f"{unquote(user)}:{unquote(password or '')}".encode()
    return {"Proxy-Authorization": f"Basic {base64.b64encode(pair).decode()}"}


class _Connection(http.client.HTTPSConnection):
    """Can be hung up by another thread at any moment, in the middle of the TLS handshake too."""

    def __init__(self, name: str, host: str, port: int = 443) -> None:
        self._trust = ssl.create_default_context()
        super().__init__(host, port, timeout=SECONDS, context=self._trust)  # it would make another
        self._name = name
        self._line: socket.socket | None = None
        self._over = False

    def connect(self) -> None:
        http.client.HTTPConnection.connect(self)  # the connection, and the proxy's leave to use it
        self._line = self.sock.dup()  # wrapping takes the socket away; this second handle on it remains
        if self._over:
            raise TimeoutError
        self.sock = self._trust.wrap_socket(self.sock, server_hostname=self._name)

    def hang_up(self) -> None:
        """Whoever reads or writes on the connection gets an error now."""
        self._over = True
        for line in filter(None, (self.sock, self._line)):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        super().close()
        if self._line is not None:
            self._line.close()
