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
KILLS = 12


class Server:
    """One server, which can be killed and started again."""

    def __init__(self, url: str, log: Path) -> None:
        self.port = free_port()
        self.log = log
        settings = {"SKILL_ID": SKILL_ID, "LISTENER_SECRET": SECRET, "STORE_URL": url, "UNDERSTANDING": "light"}
        self.environment = os.environ | settings
        self.start()

    def start(self) -> None:
        program = [sys.executable, "-m", "tests.stores.server", str(self.port)]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(program, cwd=ROOT, env=self.environment, stdout=log, stderr=log)

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

    def kill(self) -> None:
        """With SIGKILL, first the process that serves, then the one that looks after it."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for pid in [*map(int, children), self.process.pid]:
            os.kill(pid, signal.SIGKILL)
        self.process.wait(60)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


class Speaker:
    """Spreads requests over the servers; as Alexa does, it sends a request that got no answer again, as it was."""

    def __init__(self, servers: Sequence[Server]) -> None:
        self.servers = servers

    def say(self, event: dict[str, Any]) -> dict[str, Any]:
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline:
            try:
                return random.choice(self.servers).post(event)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        raise AssertionError("no server answers any more")


def heard(url: str, users: Sequence[str]) -> list[list[str]]:
    """The tips that are remembered of each listener, oldest first."""
    store = open_plain_store(url, RETENTION)
    ids = [str(listener_id(f"amzn1.ask.account.{user}", SECRET.encode())) for user in users]
    memories = [store.load(each, datetime.now(UTC)) for each in ids]
    store.close()
    return [[each.tip for each in memory.heard] for memory in memories]


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

    def begin(url: str, count: int) -> list[Server]:
        started.extend(Server(url, tmp_path / f"log-{number}") for number in range(count))
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
    assert [tips[2] for tips in spoken] == [tips[1] for tips in spoken]
    assert heard(url, [f"listener-{number}" for number in range(LISTENERS)]) == [tips[:2] for tips in spoken]
    assert [server.stop() for server in servers[1:]] == [0, 0]


@pytest.mark.slow
def test_kill_9_of_a_server_again_and_again_loses_no_tip_that_was_answered(sqlite_url, start, tip_of):
    (server,) = start(sqlite_url, 1)
    speaker = Speaker([server])
    over = threading.Event()

    def talk(device: int) -> list[list[str]]:
        """Visits of one listener after the other, until the killing is over; the tips that each was answered with."""
        visits: list[list[str]] = []
        while not over.is_set():
            user = f"listener-{device}-{len(visits)}"
            answers = [speaker.say(asks("tip_number", user, number=str(number))) for number in (10, 7, 4, 1)]
            visits.append([tip_of[answer["response"]["card"]["title"]] for answer in answers])
        return visits

    with ThreadPoolExecutor(4) as devices:
        talks = [devices.submit(talk, device) for device in range(4)]
        for _ in range(KILLS):
            time.sleep(random.uniform(0, 0.3))
            server.kill()
            server.start()
            wait_until(server.is_ready, 240)
        over.set()
    for device, visits in enumerate(each.result() for each in talks):
        assert visits
        assert heard(sqlite_url, [f"listener-{device}-{number}" for number in range(len(visits))]) == visits
    assert server.stop() == 0
