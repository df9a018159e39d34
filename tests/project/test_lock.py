"""One lock file says what is installed, everywhere and by everybody."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from script.set_up import EXTRAS, OPTIONAL, normalised, read_lock, requirements, subset

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
UNLOCKED = {"train"}
"""Extras that are not in the lock: with torch they are larger than all the rest."""


def _asked_for() -> list[Requirement]:
    extras = PROJECT["project"]["optional-dependencies"]
    lines = PROJECT["project"]["dependencies"] + PROJECT["build-system"]["requires"]
    lines += [line for extra, own in extras.items() if extra not in UNLOCKED for line in own]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("asked", _asked_for(), ids=str)
def test_the_lock_holds_what_the_project_asks_for(asked: Requirement) -> None:
    """Whoever changes pyproject.toml runs script/lock."""
    pinned = re.findall(rf"^{re.escape(normalised(asked.name))}(?:\[.*\])?==(\S+)", LOCK, flags=re.MULTILINE)
    assert pinned
    assert all(asked.specifier.contains(version) for version in pinned)


def test_every_library_is_locked_by_hash() -> None:
    for library in read_lock(LOCK):
        assert re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+", library.text)
        assert "--hash=sha256:" in library.text


def test_nothing_is_locked_that_nobody_needs() -> None:
    names = {normalised(asked.name) for asked in _asked_for()}
    assert not [library.name for library in read_lock(LOCK) if not library.needed_by and library.name not in names]


@pytest.mark.parametrize("name", ["requirements.lock", "package-lock.json"])
def test_a_lock_names_no_address(name: str) -> None:
    assert "://" not in (ROOT / name).read_text()


def test_npm_programs_are_locked_by_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all(package["integrity"].startswith("sha512-") for path, package in packages.items() if path)


def test_running_installs_no_test_tools_and_no_shared_stores() -> None:
    running = {library.name for library in read_lock(requirements(*EXTRAS["run"], *OPTIONAL["run"]))}
    assert running >= {"ask-sdk-core", "flask", "flask-ask-sdk", "hassil", "onnxruntime", "pyyaml", "textstat"}
    assert not running & {"boto3", "mypy", "playwright", "pytest", "ruff", "scikit-learn", "sqlalchemy"}


def test_testing_installs_the_whole_lock() -> None:
    assert requirements(*EXTRAS["test"], *OPTIONAL["test"]) == "".join(library.text for library in read_lock(LOCK))


def test_a_library_that_the_lock_lacks_is_named() -> None:
    with pytest.raises(LookupError, match=r"does not hold left-pad: run script/lock"):
        subset(read_lock(LOCK), frozenset({"left-pad", "flask"}))


def test_the_oldest_python_is_the_one_that_everything_is_checked_for() -> None:
    oldest = PROJECT["tool"]["mypy"]["python_version"]
    assert PROJECT["project"]["requires-python"] == f">={oldest}"
    assert PROJECT["tool"]["ruff"]["target-version"] == f"py{oldest.replace('.', '')}"
