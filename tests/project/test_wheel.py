"""The wheel works anywhere: it carries what the skill knows and says."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.project import checkout
from tests.project.conftest import Run


def test_it_carries_every_asset_and_the_compiled_phrases(wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    folders = ("content/", "interaction_model/")
    assets = [path.relative_to(checkout.ROOT).as_posix() for path in checkout.files()]
    assert {f"skill/assets/{name}" for name in assets if name.startswith(folders)} <= carried
    assert any(name.startswith("skill/assets/interaction_model/compiled/") for name in carried)


def test_it_carries_nothing_else(wheel: Path) -> None:
    for name in zipfile.ZipFile(wheel).namelist():
        assert name.startswith(("skill/", "gentle_invitation-"))
        assert "__pycache__" not in name


def test_it_answers_outside_the_checkout_without_any_extra(installed: Path, newcomer: Run, tmp_path: Path) -> None:
    command = installed / "bin" / "gentle-invitation"
    answer = newcomer(command, "ask", "my partner thinks there's no hope", cwd=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert "Card: " in answer.stdout
    assert answer.stdout.endswith("(waiting for an answer)\n")
    again = newcomer(command, "ask", "replay the last tip", cwd=tmp_path)
    assert _card(again.stdout) == _card(answer.stdout)


def test_it_says_why_it_does_not_build(installed: Path, newcomer: Run) -> None:
    """What `build` writes belongs into a checkout; an installed wheel is no place to edit."""
    built = newcomer(installed / "bin" / "gentle-invitation", "build")
    assert built.returncode != 0
    assert "Traceback" not in built.stderr
    assert built.stderr


def _card(shown: str) -> str:
    return shown[shown.index("Card: ") : shown.rindex("\n(")]
