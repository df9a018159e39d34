"""A small practice, copied for each test, that is edited the way an author edits: with a text editor."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from skill.knowledge.content import Content, read_content
from skill.tools.check import content_faults

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
FOLDER = "content/en"


@dataclass(frozen=True)
class Practice:
    """A practice's own copy of the assets."""

    root: Path

    def edits(self, file: str, was: str, now: str) -> None:
        """Replaces one place in a file."""
        path = self.root / FOLDER / file
        text = path.read_text(encoding="utf-8")
        assert text.count(was) == 1, f"{was!r} stands {text.count(was)} times in {file}"
        path.write_text(text.replace(was, now), encoding="utf-8")

    def writes(self, file: str, text: str) -> None:
        """Replaces a whole file."""
        (self.root / FOLDER / file).write_text(text, encoding="utf-8")

    def loses(self, file: str) -> None:
        """Deletes a file."""
        (self.root / FOLDER / file).unlink()

    def checks(self) -> list[str]:
        """The lines that `check` prints for the content."""
        return [str(fault) for fault in content_faults(self.root, acts={"say_words", "one_more"})]

    def starts(self) -> Content:
        """What the skill reads when it starts."""
        return read_content(self.root)


@pytest.fixture
def practice(tmp_path: Path) -> Practice:
    """The small practice, with the project's own rules for how it sounds."""
    shutil.copytree(HERE / "small", tmp_path / "assets")
    rules = (PROJECT / FOLDER / "voice.yaml").read_text(encoding="utf-8").partition("heard_often:")[0]
    practice = Practice(tmp_path / "assets")
    practice.writes("voice.yaml", f"{rules}heard_often: [reply.goodbye, question.words]\n")
    return practice
