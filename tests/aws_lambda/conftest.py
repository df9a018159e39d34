"""The package as it would be uploaded, and a Lambda of our own to run it in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.alexa.amazon import SKILL_ID
from tests.stores.conftest import aws_keys, dynamodb, dynamodb_url  # noqa: F401 - fixtures

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = """
import json, sys, time
sys.path.insert(0, sys.argv[1])
answers = sys.stdout
sys.stdout = sys.stderr  # as on Lambda, where what is printed is logged
began = time.perf_counter()
import lambda_function
cold = time.perf_counter() - began
for line in sys.stdin:
    began = time.perf_counter()
    try:
        answer = lambda_function.handler(json.loads(line), None)
    except Exception as error:
        answer = {"errorType": type(error).__name__, "errorMessage": str(error)}
    seconds = {"cold": cold, "warm": time.perf_counter() - began}
    print(json.dumps({"answer": answer, "seconds": seconds}), file=answers, flush=True)
"""
"""What Lambda does with a package: imports its entry once, then calls the handler with one event after the other."""


def python() -> str:
    """The Python that the tests run with, but not its virtual environment: it knows no library of ours."""
    return sys._base_executable


def build_package(folder: Path, *options: str) -> Path:
    """The zip that `script/package-lambda` makes."""
    script = [sys.executable, str(ROOT / "script" / "package_lambda.py"), "--output", str(folder / "lambda.zip")]
    built = subprocess.run([*script, *options], capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return folder / "lambda.zip"


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_package(tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="session")
def unpacked(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package in an empty folder, as Lambda lays it out."""
    folder = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    return folder


@dataclass
class Lambda:
    """One instance of the function."""

    process: subprocess.Popen[str]
    seconds: dict[str, float] = field(default_factory=dict)
    """Of the start, and of the last call."""

    def call(self, event: dict[str, Any]) -> dict[str, Any]:
        self.process.stdin.write(json.dumps(event) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        result = json.loads(line)
        self.seconds = result["seconds"]
        return result["answer"]

    def end(self) -> str:
        """Ends the instance; what it logged."""
        return self.process.communicate(timeout=20)[1]


def start(folder: Path, home: Path, **environment: str) -> Lambda:
    program = [python(), "-I", "-X", "utf8", "-W", "error", "-c", RUNTIME, str(folder)]
    keys = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    return Lambda(
        subprocess.Popen(
            program,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=home,
            env={"HOME": str(home), "TMPDIR": str(home), "PATH": "/usr/bin:/bin", **keys, **environment},
        )
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where a careless program would leave files."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def new_instance(unpacked: Path, dynamodb_url: str, home: Path) -> Iterator:  # noqa: F811
    """Starts one more instance of the function; they share a table and nothing else."""
    started = []

    def begin(folder: Path = unpacked, **environment: str) -> Lambda:
        settings = {
            "SKILL_ID": SKILL_ID,
            "LISTENER_SECRET": "a secret for tests alone",
            "STORE_URL": dynamodb_url,
            "UNDERSTANDING": "light",
        }
        started.append(start(folder, home, **settings | environment))
        return started[-1]

    yield begin
    for instance in started:
        if instance.process.poll() is None:
            instance.process.kill()
            instance.process.communicate()
