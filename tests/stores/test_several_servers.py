"""Several servers, one memory: whichever answers, nothing is lost and nobody is mistaken for somebody else."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from skill.alexa.listener import listener_id
from skill.stores import open_plain_store
from tests.alexa.amazon import SKILL_ID
from tests.stores.conftest import RETENTION
from tests.stores.listeners import asks
from tests.stores.servers import ROOT, free_port, wait_until

SECRET = "a secret for tests alone"
LISTENERS = 200
DEVICES = 12
"""Requests at the same time."""
KILLS = 10


class Server:
    """One server process (or one with several workers), which can be killed."""

    def __init__(self, url: str, log: Path, workers: int = 1) -> None:
        self.port = free_port()
        settings = {"SKILL_ID": SKILL_ID, "LISTENER_SECRET": SECRET, "STORE_URL": url, "UNDERSTANDING": "light"}
        with log.open("w") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.stores.server", str(self.port), str(workers)],
                cwd=ROOT,
                env=os.environ | settings,
                stderr=file,
            )

    def is_ready(self) -> bool:
        try:
            return self._ask("GET", "/ready")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def post(self, event: dict[str, Any]) -> dict[str, Any]:
        """Raises OSError or HTTPException if the server dies meanwhile."""
        status, body = self._ask("POST", "/alexa", json.dumps(event))
        assert status == 200, body
        return json.loads(body)

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(child) for child in children.read_text().split()]

    def kill(self) -> None:
        """At once, workers first, as when a machine loses its power."""
        for pid in [*self.workers(), self.process.pid]:
            os.kill(pid, signal.SIGKILL)
        self.process.wait(20)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


class Speaker:
    """Spreads requests over the servers; as Alexa does, it sends a request that got no answer again, as it was."""

    def __init__(self, servers: Sequence[Server]) -> None:
        self.servers = servers

    def say(self, event: dict[str, Any]) -> dict[str, Any]:
        for _ in range(400):
            try:
                return random.choice(self.servers).post(event)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        raise AssertionError("no server answers any more")


def heard(url: str, user: str) -> list[str]:
    """The tips that are remembered of a listener, oldest first."""
    store = open_plain_store(url, RETENTION)
    memory = store.load(str(listener_id(f"amzn1.ask.account.{user}", SECRET.encode())), datetime.now(UTC))
    store.close()
    return [each.tip for each in memory.heard]


@pytest.fixture
def tip_of(content) -> dict[str, str]:
    """A tip's id by the title of its card."""
    return {content.card(f"tip.{tip}").title: tip for tip in content.tips}


@pytest.fixture(params=["postgres", "dynamodb"])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def start(tmp_path: Path) -> Iterator:
    started: list[Server] = []

    def begin(url: str, count: int, workers: int = 1) -> list[Server]:
        started.extend(Server(url, tmp_path / f"log-{len(started) + number}", workers) for number in range(count))
        for server in started:
            wait_until(server.is_ready, 240)
        return started

    yield begin
    for server in started:
        if server.process.poll() is None:
            server.kill()


@pytest.mark.slow
def test_three_servers_share_what_200_listeners_heard_while_one_is_killed(url, start, tip_of):
    servers = start(url, 3)
    speaker = Speaker(servers)
    talked = iter(range(3 * LISTENERS))

    def talk(number: int) -> list[str]:
        """Two tips by number, and the last once more; returns what was spoken, by the titles of the cards."""
        user, spoken, attributes = f"listener-{number}", [], None
        for name, slots in (
            ("tip_number", {"number": str(number % 10 + 1)}),
            ("tip_number", {"number": str((number * 7 + 3) % 10 + 1)}),
            ("replay_last_tip", {}),
        ):
            answer = speaker.say(asks(name, user, attributes, **slots))
            attributes = answer["sessionAttributes"]
            spoken.append(tip_of[answer["response"]["card"]["title"]])
            if next(talked) == 3 * LISTENERS // 2:
                servers[0].kill()
        return spoken

    with ThreadPoolExecutor(DEVICES) as devices:
        spoken = list(devices.map(talk, range(LISTENERS)))
    assert servers[0].process.poll() is not None
    for number, tips in enumerate(spoken):
        assert tips[1] == tips[2]
        assert heard(url, f"listener-{number}") == tips[:2]
    assert [server.stop() for server in servers[1:]] == [0, 0]


@pytest.mark.slow
def test_kill_9_of_a_serving_process_loses_no_tip_that_was_answered(sqlite_url, start, tip_of):
    (server,) = start(sqlite_url, 1, workers=2)
    speaker = Speaker([server])
    over = threading.Event()

    def talk(number: int) -> list[str]:
        """Tips, one after the other, until the killing is over; returns those that were answered."""
        answered: list[str] = []
        while not over.is_set() and len(answered) < 20:
            answer = speaker.say(asks("tip_number", f"listener-{number}", number=str(len(answered) % 10 + 1)))
            answered.append(tip_of[answer["response"]["card"]["title"]])
        return answered

    with ThreadPoolExecutor(4) as devices:
        batches = []
        for kill in range(KILLS):
            batches += [devices.submit(talk, number) for number in range(kill * 4, kill * 4 + 4)]
            time.sleep(random.uniform(0, 0.1))
            workers = server.workers()
            if workers:
                os.kill(random.choice(workers), signal.SIGKILL)
            wait_until(server.is_ready, 240)
        results = [batch.result() for batch in batches]
    assert all(results)
    for number, answered in enumerate(results):
        assert heard(sqlite_url, f"listener-{number}") == answered
    assert server.stop() == 0
