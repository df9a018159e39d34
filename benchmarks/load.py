"""A closed loop over keep-alive connections: each sends its next request as soon as its answer is there.

One thread and no more Python for a request than it takes, so that it can drive a service faster than any measured here.
"""

from __future__ import annotations

import selectors
import socket
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle


@dataclass(frozen=True, slots=True)
class Load:
    """What came of one run."""

    answers: int
    """All of them, those to warm up included."""
    rate: float
    """Answers a second."""
    p50: float
    """Milliseconds from a request to the last byte of its answer: the median."""
    p99: float
    failed: int
    """Answers other than 200."""
    busy: float
    """How much of its core the client itself took, 0 to 1."""


class _Line:
    """One connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent = 0.0
        self.answer = b""

    def send(self, request: bytes) -> None:
        self.answer = b""
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def complete(self) -> bool:
        """Takes what has come; whether that is the whole answer."""
        received = self.socket.recv(65536)
        if not received:
            raise ConnectionError("the service has closed a connection")
        self.answer += received
        head, separator, body = self.answer.partition(b"\r\n\r\n")
        return bool(separator) and len(body) >= _length(head)


def drive(port: int, requests: Sequence[bytes], connections: int, warm: float, seconds: float) -> Load:
    """Sends `requests` over and over, `warm` seconds before it counts and then `seconds` long."""
    lines = [_Line(port) for _ in range(connections)]
    try:
        following = cycle(requests)
        warmed, _ = _run(lines, following, warm)
        began, busy = time.perf_counter(), time.process_time()
        waits, failed = _run(lines, following, seconds)
        took, busy = time.perf_counter() - began, time.process_time() - busy
    finally:
        for line in lines:
            line.socket.close()
    cuts = statistics.quantiles(waits, n=100)
    return Load(len(warmed) + len(waits), len(waits) / took, cuts[49] * 1000, cuts[98] * 1000, failed, busy / took)


def once(port: int, request: bytes) -> bool:
    """Whether the answer to one request is 200; False as well if nobody listens yet."""
    try:
        line = _Line(port)
    except ConnectionError:
        return False
    with line.socket:
        line.send(request)
        while not line.complete():
            pass
        return _succeeded(line.answer)


def _run(lines: Sequence[_Line], following: Iterator[bytes], seconds: float) -> tuple[list[float], int]:
    """Seconds that each answer took, and how many were not 200; waits for the last answer of each connection."""
    waits, failed, end = list[float](), 0, time.perf_counter() + seconds
    with selectors.DefaultSelector() as selector:
        for line in lines:
            selector.register(line.socket, selectors.EVENT_READ, line)
            line.send(next(following))
        while selector.get_map():
            for key, _ in selector.select():
                line = key.data
                if not line.complete():
                    continue
                now = time.perf_counter()
                waits.append(now - line.sent)
                failed += not _succeeded(line.answer)
                if now < end:
                    line.send(next(following))
                else:
                    selector.unregister(line.socket)
    return waits, failed


def _succeeded(answer: bytes) -> bool:
    return answer.startswith(b"HTTP/1.1 200 ")


def _length(head: bytes) -> int:
    return int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
