"""Two reasons said in one breath are both heard, and one is not taken for two; a little below what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skill.knowledge.compiled import Compiled
from skill.understanding import Understanding

ROWS = [json.loads(line) for line in (Path(__file__).parent / "reasons_said.jsonl").read_text("utf-8").splitlines()]
TWO = [row for row in ROWS if len(row["reasons"]) == 2]
ONE = [row for row in ROWS if len(row["reasons"]) == 1]


@pytest.mark.parametrize(("mode", "both", "alone"), [("full", 0.84, 0.95), ("light", 0.6, 0.95)])
def test_as_many_reasons_are_heard_as_are_said(
    request: pytest.FixtureRequest, mode: str, both: float, alone: float
) -> None:
    mind: Understanding = request.getfixturevalue(mode)
    missed = [row for row in TWO if not set(row["reasons"]) <= _heard(mind, row["text"])]
    doubled = [row for row in ONE if len(_heard(mind, row["text"])) > 1]
    assert 1 - len(missed) / len(TWO) >= both, missed
    assert 1 - len(doubled) / len(ONE) >= alone, doubled


def test_none_of_them_is_a_phrase(compiled: Compiled) -> None:
    assert not [row["text"] for row in ROWS if compiled.phrase(row["text"])]


def _heard(mind: Understanding, words: str) -> set[str]:
    found = mind.hear(words)
    return {found.name or found.kind, *found.also}
