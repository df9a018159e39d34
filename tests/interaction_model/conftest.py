"""A small interaction model, copied for each test, that is edited the way an author edits: with a text editor."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

import pytest

from skill.knowledge.compiled import Compiled, open_compiled
from skill.tools.build import build
from skill.tools.lint import lint

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
CONTENT = HERE.parent / "content" / "small" / "content"
MEANINGS = ("nervous", "busy", "abuse", "self_harm", "ethics", "cost", "time")


@dataclass(frozen=True)
class Author:
    """Somebody with a copy of the assets and a text editor."""

    root: Path

    def edits(self, file: str, was: str, now: str) -> None:
        """Replaces one place in a file of the interaction model."""
        path = self.path(file)
        text = path.read_text(encoding="utf-8")
        assert text.count(was) == 1, f"{was!r} stands {text.count(was)} times in {file}"
        path.write_text(text.replace(was, now), encoding="utf-8")

    def writes(self, file: str, text: str) -> None:
        """Replaces a whole file."""
        self.path(file).write_text(text, encoding="utf-8")

    def loses(self, file: str) -> None:
        """Deletes a file."""
        self.path(file).unlink()

    def path(self, file: str) -> Path:
        """Where a file of the interaction model lies; `content/…` and `tests/…` lie beside it."""
        return self.root / file if file.startswith(("content/", "tests/")) else self.root / "interaction_model" / file

    def checks(self, publish: bool = False) -> list[str]:
        """The lines that the linter prints."""
        return [str(fault) for fault in lint(self.root, publish)]

    def builds(self, check: bool = False) -> tuple[list[str], bool]:
        """What `build` prints, and whether the package was as it should be."""
        return build(self.root, check=check)

    def opens(self) -> Compiled:
        """What the skill reads when it starts."""
        return open_compiled(self.root)


@pytest.fixture
def author(tmp_path: Path) -> Author:
    """An author with the small model."""
    root = tmp_path / "assets"
    shutil.copytree(HERE / "small", root / "interaction_model")
    shutil.copytree(CONTENT, root / "content")
    shutil.copytree(PROJECT / "interaction_model" / "assets", root / "interaction_model" / "assets")
    (root / "interaction_model" / "phrases").mkdir()
    for name in MEANINGS:
        (root / "interaction_model" / "phrases" / f"{name}.yaml").write_text(phrases(name), encoding="utf-8")
    (root / "interaction_model" / "phrases" / "none.yaml").write_text(
        "# Anything else.\nsamples: []\nmore:\n- what's the weather\n", encoding="utf-8"
    )
    return Author(root)


def phrases(name: str) -> str:
    """A hundred samples, `nervous ba` and so on, and two more sentences."""
    pairs = islice(product("bcdfghjklm", "aeiouwxyzq"), 100)
    samples = "".join(f"- {name.replace('_', ' ')} {''.join(pair)}\n" for pair in pairs)
    more = f"- all about {name.replace('_', ' ')}\n- he said {name} to her, then left\n"
    return f"# Sentences.\nsamples:\n{samples}more:\n{more}"
