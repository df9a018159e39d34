"""From a clone to an answer with one command, that needs nothing but Python."""

from __future__ import annotations

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.project import checkout
from tests.project.conftest import Run

Ended = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Clone:
    """A fresh copy of the project in a folder whose name has a blank."""

    folder: Path
    newcomer: Run

    def run(self, *words: str, cwd: Path = Path("/")) -> Ended:
        return self.newcomer(self.folder / "script" / "run", *words, cwd=cwd)

    @property
    def venv(self) -> Path:
        return self.folder / ".venv"


@pytest.fixture(scope="module")
def first_two(newcomer: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Clone, list[Ended]]:
    """A clone, and what two commands said that were the first in it, both at once."""
    clone = Clone(checkout.copy(tmp_path_factory.mktemp("a clone")), newcomer)
    with ThreadPoolExecutor() as both:
        started = [both.submit(clone.run, "ask", words) for words in ("yes", "no")]
        return clone, [each.result() for each in started]


@pytest.fixture
def clone(first_two: tuple[Clone, list[Ended]]) -> Clone:
    return first_two[0]


def test_the_first_two_commands_may_come_at_once(first_two: tuple[Clone, list[Ended]]) -> None:
    for answer in first_two[1]:
        assert answer.returncode == 0, answer.stderr
        assert answer.stdout.endswith(("(waiting for an answer)\n", "(session closed)\n"))
        assert "Setting up" not in answer.stdout
    assert any("Setting up" in answer.stderr for answer in first_two[1])


def test_a_command_runs_in_the_folder_of_who_calls_it(clone: Clone, tmp_path: Path) -> None:
    (tmp_path / "skill").mkdir()
    made = clone.run("certify", "--authority", "authority", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "authority").is_dir()


def test_a_second_start_says_and_costs_nothing(clone: Clone) -> None:
    """Less than a tenth of a second more than the command itself, on a busy machine; 20 ms on an idle one."""
    began = time.perf_counter()
    direct = clone.newcomer(clone.venv / "bin" / "gentle-invitation", "--help")
    between = time.perf_counter()
    through = clone.run("--help")
    ended = time.perf_counter()
    assert through.stdout == direct.stdout
    assert through.stderr == ""
    assert (ended - between) - (between - began) < 0.3


@pytest.mark.parametrize("harm", ["a set-up that was interrupted", "a Python that is gone"])
def test_a_broken_environment_is_made_anew(clone: Clone, harm: str) -> None:
    if harm == "a Python that is gone":
        (clone.venv / "bin" / "python").unlink()
    else:
        (clone.venv / "set-up-for-run").unlink()
        (clone.venv / "set-up-unfinished").touch()
    answer = clone.run("--help")
    assert answer.returncode == 0, answer.stderr
    assert "Setting up" in answer.stderr
    assert clone.run("--help").stderr == ""


def test_it_says_what_it_needs_where_there_is_no_python(clone: Clone, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("dirname", "cat", "cmp"):
        (tools / name).symlink_to(Path("/usr/bin") / name)
    (clone.venv / "set-up-for-run").rename(clone.venv / "kept")
    answer = subprocess.run(
        ["/bin/sh", clone.folder / "script" / "run", "ask", "help"],
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )
    (clone.venv / "kept").rename(clone.venv / "set-up-for-run")
    assert answer.returncode == 1
    assert answer.stderr == "Gentle Invitation needs Python 3.11 or later, and found none on the path.\n"
