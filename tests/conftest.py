"""What all tests share: the assets as the skill reads them, settings of their own, no skipping in CI."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import pytest

from skill.knowledge.compiled import Compiled, open_compiled
from skill.knowledge.content import Content, read_content

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

ROOT = Path(__file__).resolve().parent.parent

SETTINGS = "PORT SKILL_ID STORE_URL LISTENER_SECRET RETENTION_DAYS LOG_LEVEL UNDERSTANDING ASSETS_DIR".split()
"""The environment variables that the skill reads."""


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout: the folder that holds content/ and interaction_model/."""
    return ROOT


@pytest.fixture(scope="session")
def content(root: Path) -> Content:
    """What the skill says, as it is published."""
    return read_content(root)


@pytest.fixture(scope="session")
def compiled(root: Path) -> Compiled:
    """The exact phrases, compiled."""
    return open_compiled(root)


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads the settings of whoever runs it, or writes into their memory of tips."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.getbasetemp() / f"data-{uuid4()}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where everything is installed (CI=true), a test that is skipped has failed."""
    report = yield
    return _unskipped(report) if _everything_is_there() else report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a file that skips itself as a whole."""
    report = yield
    return _unskipped(report) if _everything_is_there() else report


def _everything_is_there() -> bool:
    return os.environ.get("CI") == "true"


def _unskipped(report: Report) -> Report:
    if report.skipped and not hasattr(report, "wasxfail"):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"skipped, though everything is installed here: {why}"
    return report
