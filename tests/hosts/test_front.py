"""What comes from the network: slow, cut off, too long, oddly written; and turns that wait beside turns that do not."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, request

from skill.hosts import front
from skill.hosts.front import Front


class Network:
    """A request on its way; `arrives` is set when all of it is there."""

    def __init__(
        self,
        path: str = "/echo",
        method: str = "POST",
        body: bytes = b"hello",
        client: str = "127.0.0.1:50000",
        **headers: str,
    ) -> None:
        self.body, self.arrives = body, asyncio.Event()
        self.arrives.set()
        self.read = 0
        given = {"content-length": str(len(body)), **{name.replace("_", "-"): text for name, text in headers.items()}}
        self.headers = {name: text for name, text in given.items() if text}
        self.scope = SimpleNamespace(method=method, path=path, query_string="", client=client, headers=self.headers)
        self.answer: Any = None

    async def __call__(self) -> bytes:
        await self.arrives.wait()
        self.read += len(self.body)
        return self.body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        await self.arrives.wait()
        for start in range(0, len(self.body), 10):
            self.read += 10
            yield self.body[start : start + 10]

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answer = (status, body)

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.answer = (status, b"")

    async def through(self, way_in: Front) -> Any:
        await way_in.__rsgi__(self.scope, self)  # type: ignore[arg-type]
        return self.answer


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)

    @app.post("/echo")
    def echo() -> bytes:
        return request.get_data()

    @app.get("/é")
    def accented() -> str:
        return threading.current_thread().name

    @app.get("/who")
    def who() -> str:
        return f"{request.remote_addr} {request.host}"

    together = threading.Barrier(6)

    @app.get("/meet")
    def meet() -> str:
        together.wait(10)
        return threading.current_thread().name

    return app


def way_in(app: Flask, may_wait: bool = False) -> Front:
    return Front(app, lambda headers: may_wait, most_bytes=64)


def test_a_whole_request_is_answered(app: Flask) -> None:
    assert asyncio.run(Network().through(way_in(app))) == (200, b"hello")


def test_a_request_in_pieces_is_put_together(app: Flask) -> None:
    pieces = Network(body=b"twenty-one characters", content_length="", transfer_encoding="chunked")
    assert asyncio.run(pieces.through(way_in(app))) == (200, b"twenty-one characters")


def test_a_request_without_a_body_is_not_waited_for(app: Flask) -> None:
    nothing = Network(content_length="")
    nothing.arrives.clear()
    assert asyncio.run(nothing.through(way_in(app))) == (200, b"")


def test_a_body_that_is_said_to_be_too_long_is_not_read(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 64
    endless = Network(body=b"x" * 5000)
    status, _ = asyncio.run(endless.through(way_in(app)))
    assert (status, endless.read) == (413, 0)


def test_of_pieces_without_end_no_more_is_read_than_it_takes_to_know(app: Flask) -> None:
    endless = Network(body=b"x" * 5000, content_length="", transfer_encoding="chunked")
    _, body = asyncio.run(endless.through(way_in(app)))
    assert 64 < len(body) <= 80


def test_a_path_is_found_however_it_is_spelled(app: Flask) -> None:
    status, _ = asyncio.run(Network("/é", "GET", content_length="").through(way_in(app)))
    assert status == 200
    status, _ = asyncio.run(Network("/\ufffd", "GET", content_length="").through(way_in(app)))
    assert status == 404


@pytest.mark.parametrize(("client", "address"), [("127.0.0.1:50000", "127.0.0.1"), ("[::1]:50000", "::1")])
def test_it_is_told_who_asks_and_for_which_host(app: Flask, client: str, address: str) -> None:
    asked = Network("/who", "GET", client=client, host="skill.example.com", content_length="")
    assert asyncio.run(asked.through(way_in(app))) == (200, f"{address} skill.example.com".encode())


def test_a_slow_sender_keeps_nobody_waiting(app: Flask) -> None:
    async def meeting() -> tuple[Any, Any]:
        door, slow = way_in(app), Network(body=b"slow")
        slow.arrives.clear()
        waiting = asyncio.create_task(slow.through(door))
        await asyncio.sleep(0)
        quick = await Network().through(door)
        assert not waiting.done()
        slow.arrives.set()
        return quick, await waiting

    assert asyncio.run(meeting()) == ((200, b"hello"), (200, b"slow"))


def test_a_request_that_does_not_arrive_is_given_up(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "SECONDS", 0.0)

    async def meeting() -> Any:
        door, never = way_in(app), Network()
        never.arrives.clear()
        door.__rsgi_init__(asyncio.get_running_loop())
        return await asyncio.wait_for(never.through(door), 5)

    assert asyncio.run(meeting()) == (408, b"")


def test_turns_that_may_wait_do_so_in_threads_and_side_by_side(app: Flask) -> None:
    async def meeting() -> list[Any]:
        door = way_in(app, may_wait=True)
        return await asyncio.gather(*(Network("/meet", "GET", content_length="").through(door) for _ in range(6)))

    answers = asyncio.run(meeting())
    assert all(status == 200 and name.startswith(b"turn") for status, name in answers)


def test_other_turns_are_answered_where_they_arrive(app: Flask) -> None:
    status, name = asyncio.run(Network("/é", "GET", content_length="").through(way_in(app)))
    assert (status, name.decode()) == (200, threading.current_thread().name)
