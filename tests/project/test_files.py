"""The project speaks of itself alone, and what its texts point at is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from skill.knowledge.assets import assets_root
from tests.project import checkout

ROOT = checkout.ROOT
TEXTS = sorted(path for path in checkout.files() if path.suffix == ".md")


def test_no_file_names_the_folder_or_the_home_it_was_made_in() -> None:
    """A path of one machine is of no use on another."""
    private = re.compile(rf"(?<![\w.]){re.escape(str(ROOT))}(?!\w)|{re.escape(str(Path.home()))}/\w".encode())
    assert not [path for path in checkout.files() if private.search(path.read_bytes())]


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_text_links_to_is_there(text: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[\w-]*)?\)", text.read_text())
    assert not [link for link in links if not (text.parent / link).exists()]


def test_the_changelog_tells_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert re.search(rf"^## {re.escape(version)}\b", (ROOT / "CHANGELOG.md").read_text(), flags=re.MULTILINE)


def test_the_checkout_is_where_the_assets_are_read_from() -> None:
    assert assets_root() == ROOT


@pytest.mark.parametrize("script", ["run", "test", "lint", "lock", "screenshots", "test-servers", "package-lambda"])
def test_a_script_can_be_run(script: str) -> None:
    assert (ROOT / "script" / script).stat().st_mode & 0o111
