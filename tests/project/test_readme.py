"""The README tells the truth: its commands run, and print what it shows."""

from __future__ import annotations

import re
import shlex

import pytest

from skill.settings import read_settings
from tests.project import checkout
from tests.project.conftest import Run, as_newcomer

README = (checkout.ROOT / "README.md").read_text()
EXAMPLES = re.findall(r"^\$ (script/run .+)\n((?:(?!```|\$ ).*\n)*)", README, flags=re.MULTILINE)
MENTIONED = sorted(set(re.findall(r"`script/run ([^`]+)`", README)))


class Recorder(dict[str, str]):
    """An environment that remembers what was asked of it."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def get(self, name: str, default: str = "") -> str:
        self.asked.add(name)
        return default


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Somebody who runs the examples one after the other, and has heard no tip before."""
    return as_newcomer(tmp_path_factory.mktemp("reader"))


@pytest.mark.parametrize(("command", "shown"), EXAMPLES)
def test_an_example_prints_what_it_shows(command: str, shown: str, reader: Run) -> None:
    """The first line is speech, whose wordings take turns; the card and what the session does are the same."""
    printed = reader(*shlex.split(command), cwd=checkout.ROOT)
    assert printed.returncode == 0, printed.stderr
    assert printed.stdout.splitlines()[1:] == shown.splitlines()[1:]


@pytest.mark.parametrize("words", [words for words in MENTIONED if words.split()[0] in {"check", "explain", "build"}])
def test_a_command_that_it_mentions_runs(words: str, newcomer: Run) -> None:
    ran = newcomer(checkout.ROOT / "script" / "run", *shlex.split(words))
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_it_lists_every_command(newcomer: Run) -> None:
    helped = newcomer(checkout.ROOT / "script" / "run", "--help").stdout
    commands = re.findall(r"^ {4}(\w+) ", helped, flags=re.MULTILINE)
    listed = re.findall(r"^\| (`.+?) \| ", README[README.index("## Commands") :], flags=re.MULTILINE)
    assert set(commands) == {name for row in listed for name in re.findall(r"`([a-z]+)[^`]*`", row)}


def test_it_lists_every_setting() -> None:
    environment = Recorder()
    read_settings(environment)
    assert environment.asked == set(re.findall(r"^\| `([A-Z_]+)` \|", README, flags=re.MULTILINE))


def test_an_example_is_there_for_each_thing_a_newcomer_wants() -> None:
    assert EXAMPLES[0][0].startswith("script/run ask ")
    assert "$ script/test" in README
