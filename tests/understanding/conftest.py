"""Two engines as they are served, and a way to run one over damaged files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from skill.knowledge.compiled import Compiled
from skill.knowledge.content import Content
from skill.understanding import Understanding, open_understanding

LABELLED = Path(__file__).parent / "dev.jsonl"
UNDERSTANDING = Path("interaction_model") / "understanding"


def opened(root: Path, content: Content, compiled: Compiled, mode: str) -> Understanding:
    """An engine that has finished loading."""
    engine = open_understanding(root, content, compiled, mode)
    assert engine.wait(20)
    return engine


@pytest.fixture(scope="session")
def light(root: Path, content: Content, compiled: Compiled) -> Understanding:
    """N-grams alone."""
    return opened(root, content, compiled, "light")


@pytest.fixture(scope="session")
def full(root: Path, content: Content, compiled: Compiled) -> Understanding:
    """N-grams and encoder."""
    pytest.importorskip("onnxruntime")
    pytest.importorskip("tokenizers")
    engine = opened(root, content, compiled, "full")
    assert engine.mode == "full"
    return engine


@pytest.fixture(params=["light", "full"])
def engine(request: pytest.FixtureRequest) -> Understanding:
    """Each of the two engines."""
    found: Understanding = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def damaged(
    root: Path, content: Content, compiled: Compiled, tmp_path: Path
) -> Callable[[Callable[[Path], None]], Understanding]:
    """Open the full engine over a copy of the trained files to which something was done."""

    def open_after(harm: Callable[[Path], None]) -> Understanding:
        shutil.copytree(root / UNDERSTANDING, tmp_path / UNDERSTANDING)
        harm(tmp_path / UNDERSTANDING)
        return opened(tmp_path, content, compiled, "full")

    return open_after


@pytest.fixture(scope="session")
def labelled() -> list[dict[str, Any]]:
    """The labelled speech, as its README describes it."""
    return [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
