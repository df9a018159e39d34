"""The command line as its users run it: a process of its own, with a memory of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(root: Path, tmp_path: Path) -> Run:
    """`run("ask", "he's too proud")` → what a terminal shows. The memory lasts from one call to the next."""
    environment = {
        **os.environ,
        "STORE_URL": f"sqlite:///{tmp_path / 'memory.db'}",
        "UNDERSTANDING": "light",  # these promises hold on every machine
        "PYTHONPATH": str(root),
    }

    def run(*arguments: str, said: str | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "skill.hosts.cli", *arguments],
            input=said if said is not None else "",
            env={**environment, **variables},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run
