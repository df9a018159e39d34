"""Fresh environments, away from the checkout and from what this machine's user has."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from script.set_up import requirements
from tests.project import checkout

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a command as somebody would who has just come."""
    return as_newcomer(tmp_path_factory.mktemp("home"))


def as_newcomer(home: Path) -> Run:
    """Give what runs a command with a home of its own, and nothing of Python's in the environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "XDG_"))}
    environment = {**kept, "HOME": str(home), "PIP_CACHE_DIR": str(_pip_cache())}

    def run(*command: str | Path, cwd: Path = home) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)

    return run


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a fresh copy of the files."""
    folder = tmp_path_factory.mktemp("wheel")
    source = checkout.copy(folder / "source")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, source]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, newcomer: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment that holds the wheel and what it asks for, without any extra."""
    venv = tmp_path_factory.mktemp("installed") / "venv"
    lines = venv.with_name("requirements.txt")
    lines.write_text(requirements())
    install = (venv / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-deps")
    for command in [
        (sys.executable, "-m", "venv", venv),
        (*install, "--require-hashes", "-r", lines),
        (*install, wheel),
        (venv / "bin" / "python", "-m", "pip", "check"),
    ]:
        result = newcomer(*command)
        assert result.returncode == 0, result.stdout + result.stderr
    return venv


def _pip_cache() -> Path:
    """Give pip's own cache, so that a second run downloads nothing."""
    found = subprocess.run([sys.executable, "-m", "pip", "cache", "dir"], capture_output=True, text=True, check=True)
    return Path(found.stdout.strip())
