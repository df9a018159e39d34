"""The service as a process: certified by Amazon's checks over HTTP, stopped without cutting anybody off."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from skill.errors import SettingsError
from skill.hosts.serve import serve
from skill.settings import Settings
from skill.tools.certify import certify, examine, make_authority
from skill.tools.certify_robot import Unreachable

SKILL_ID = "amzn1.ask.skill.certified"


class Service:
    """A service that was started with `gentle-invitation serve`."""

    def __init__(self, folder: Path, root: Path, *options: str, **environment: str) -> None:
        self.port = _free_port()
        own = {"SKILL_ID": SKILL_ID, "STORE_URL": f"sqlite:///{folder}/memory.db", "UNDERSTANDING": "light"}
        clean = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        self.log = folder / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "skill.hosts.cli", "serve", "--port", str(self.port), *options],
                env={**clean, **own, "TMPDIR": str(folder), **environment},
                cwd=root,
                stderr=log,
            )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/alexa"

    def get(self, path: str, patience: float = 20) -> str:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=patience) as response:
            return response.read().decode()

    def wait(self) -> None:
        """Until it answers."""
        end = time.monotonic() + 60
        while True:
            try:
                self.get("/health")
            except URLError:
                assert self.process.poll() is None, self.log.read_text()
                assert time.monotonic() < end, self.log.read_text()
                time.sleep(0.05)
            else:
                return

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


Start = Callable[..., Service]


@pytest.fixture
def start(tmp_path: Path, root: Path) -> Iterator[Start]:
    started: list[Service] = []

    def run(*options: str, **environment: str) -> Service:
        started.append(Service(tmp_path, root, *(options or ("--workers", "2")), **environment))
        started[-1].wait()
        return started[-1]

    yield run
    for service in started:
        if service.process.poll() is None:
            service.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _environment(folder: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in make_authority(folder))


@pytest.mark.slow
def test_a_service_that_trusts_the_authority_passes_all_of_amazons_checks(start: Start, tmp_path: Path) -> None:
    service = start(**_environment(tmp_path / "authority"))
    said: list[str] = []
    code = certify(service.url, SKILL_ID, tmp_path / "authority", True, said.append)
    assert code == 0, said[0]
    assert said[0].splitlines()[-1].endswith("passed, 0 FAILED, 0 not checkable")
    metrics = service.get("/metrics")
    assert 'gentle_invitation_requests_total{kind="turn"}' in metrics
    assert SKILL_ID not in service.log.read_text()
    assert service.stop() == 0
    assert not list(tmp_path.glob("gentle-invitation-counters-*"))


@pytest.mark.slow
def test_a_service_that_does_not_trust_the_authority_cannot_be_checked_to_the_end(start: Start, tmp_path: Path) -> None:
    service = start()
    said: list[str] = []
    assert certify(service.url, SKILL_ID, tmp_path / "authority", False, said.append) == 0
    assert certify(service.url, SKILL_ID, tmp_path / "authority", True, said.append) == 1
    rows = {row.check: row.result for row in examine(service.url, SKILL_ID)}
    assert rows["a valid launch"] == "not checkable"
    assert rows["no signature headers"] == "passed"


@pytest.mark.slow
def test_a_service_that_trusts_us_and_serves_another_skill_fails(start: Start, tmp_path: Path) -> None:
    service = start(**_environment(tmp_path / "authority"), SKILL_ID="amzn1.ask.skill.another")
    said: list[str] = []
    assert certify(service.url, SKILL_ID, tmp_path / "authority", False, said.append) == 1
    assert "400: must be served" in said[0]


@pytest.mark.slow
def test_a_request_that_is_under_way_is_answered_though_the_service_is_told_to_stop(start: Start) -> None:
    service = start()
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as line:
        line.sendall(b"POST /alexa HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        assert line.recv(65536).startswith(b"HTTP/1.1 100 ")  # now the request is being read
        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        line.sendall(b"{}")
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert json.loads(answer.partition(b"\r\n\r\n")[2]) == {"error": "certificate_url"}
    assert service.process.wait(30) == 0


@pytest.mark.slow
def test_neither_slow_senders_nor_hanging_certificates_keep_others_waiting(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, and says nothing
        service = start(HTTPS_PROXY=f"http://127.0.0.1:{silent.getsockname()[1]}", NO_PROXY="")
        head = b"POST /alexa HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
        hanging = b"SignatureCertChainUrl: https://s3.amazonaws.com/echo.api/new.pem\r\nSignature-256: AAAA\r\n"
        lines = [socket.create_connection(("127.0.0.1", service.port), timeout=20) for _ in range(12)]
        for number, line in enumerate(lines):
            line.sendall(head + (b"\r\n{" if number % 2 else hanging + b"\r\n{}"))
        for _ in range(6):
            assert "ok" in service.get("/health", patience=2)
        for number, line in enumerate(lines):
            if number % 2:
                line.sendall(b"}")
            assert line.recv(65536).startswith(b"HTTP/1.1 400 ")
            line.close()


@pytest.mark.slow
def test_the_speakers_page_is_served_to_this_machine(start: Start) -> None:
    service = start("--simulator")
    assert "<!doctype html>" in service.get("/").lower()
    asked = Request(f"http://127.0.0.1:{service.port}/", headers={"Host": "somebody.example"})
    with pytest.raises(HTTPError, match="403"):
        urlopen(asked, timeout=20)


@pytest.mark.slow
def test_no_worker_serves_on_when_the_service_was_killed_outright(start: Start) -> None:
    service = start()
    service.process.kill()
    service.process.wait()
    end = time.monotonic() + 20
    while True:
        try:
            service.get("/health")
        except (URLError, OSError):
            return
        assert time.monotonic() < end, "a worker is left"
        time.sleep(0.2)


def test_an_endpoint_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="does not answer"):
        certify(f"http://127.0.0.1:{_free_port()}/alexa", None, tmp_path, False, print)


def test_a_wrong_address_is_told() -> None:
    with pytest.raises(SettingsError, match="it must look like"):
        certify("localhost:8080", None, None, False, print)


def test_the_same_authority_is_found_again(tmp_path: Path) -> None:
    first = make_authority(tmp_path / "authority")
    assert make_authority(tmp_path / "authority") == first
    assert first[0] == f"SSL_CERT_FILE={tmp_path}/authority/root.pem"
    assert (tmp_path / "authority" / "root.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("settings", "host", "simulator", "problem"),
    [
        (Settings(store_url="memory://"), "127.0.0.1", False, "SKILL_ID is not set"),
        (Settings(store_url="memory://"), "0.0.0.0", True, "--host is '0.0.0.0'"),
        (Settings(store_url="memory://"), "example.com", True, "--host is 'example.com'"),
        (Settings(skill_ids=("x",), store_url="mysql://host"), "127.0.0.1", False, "STORE_URL"),
        (Settings(skill_ids=("x",), store_url="postgresql://host/x"), "127.0.0.1", False, "LISTENER_SECRET is not set"),
    ],
)
def test_what_cannot_be_served_is_told_in_a_sentence(
    settings: Settings, host: str, simulator: bool, problem: str
) -> None:
    with pytest.raises(SettingsError, match=problem):
        serve(settings, host, 8080, 1, simulator)
