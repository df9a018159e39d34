"""The figures on labelled speech do not fall below the floors that floors.yaml keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from skill.errors import AssetsError
from skill.knowledge.compiled import Compiled
from skill.tools.evaluate import evaluate, report
from skill.understanding import Understanding

HERE = Path(__file__).parent
FLOORS: dict[str, dict[str, float]] = yaml.safe_load((HERE / "floors.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("mode", FLOORS)
def test_no_figure_falls_below_its_floor(request: pytest.FixtureRequest, mode: str) -> None:
    found = report(HERE / "dev.jsonl", request.getfixturevalue(mode).hear)
    below = {name: found.share(name) for name, floor in FLOORS[mode].items() if found.share(name) < floor}
    assert not below, "\n".join(found.lines())


def test_every_figure_has_a_floor(light: Understanding) -> None:
    found = report(HERE / "dev.jsonl", light.hear)
    for mode, floors in FLOORS.items():
        assert set(floors) == {figure.name for figure in found.figures}, mode


def test_the_report_shows_the_misses(light: Understanding) -> None:
    found = report(HERE / "dev.jsonl", light.hear)
    missed = found.figures[0].misses[0][0]["text"]
    assert any(repr(missed) in line for line in found.lines())


def test_labelled_reasons_and_dangers_are_nowhere_in_the_phrases(
    labelled: list[dict[str, Any]], compiled: Compiled
) -> None:
    told = [row["text"] for row in labelled if row["kind"] not in ("command", "out_of_scope")]
    known = [text for text in told if compiled.phrase(text)]
    assert not known


def test_a_file_that_is_none_is_refused(light: Understanding, tmp_path: Path) -> None:
    with pytest.raises(AssetsError, match="labelled speech"):
        evaluate(tmp_path / "none.jsonl", light.hear)
    (tmp_path / "other.jsonl").write_text('{"words": "hello"}\n', encoding="utf-8")
    with pytest.raises(AssetsError, match="KeyError"):
        evaluate(tmp_path / "other.jsonl", light.hear)
