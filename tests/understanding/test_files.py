"""A trained file that is missing or damaged costs accuracy, never a turn, and one line in the log."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from skill.errors import ContentError
from skill.knowledge.compiled import Compiled
from skill.knowledge.content import Content
from skill.understanding import Understanding
from tests.understanding.conftest import opened

Damage = Callable[[Callable[[Path], None]], Understanding]

SIDES = "she reckons the shrink would gang up on her"
DANGER = "he hit me last night"


def _shorten(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:-1000])


def _turn_a_byte(name: str) -> Callable[[Path], None]:
    def turn(folder: Path) -> None:
        data = bytearray((folder / name).read_bytes())
        data[len(data) // 2] ^= 0xFF
        (folder / name).write_bytes(data)

    return turn


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


@pytest.mark.parametrize("harm", [_shorten, _turn_a_byte, _remove])
@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json"])
def test_without_the_encoder_the_light_engine_answers(
    damaged: Damage, name: str, harm: Callable[[str], Callable[[Path], None]], caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip("onnxruntime")
    with caplog.at_level(logging.INFO, "skill"):
        engine = damaged(harm(name))
    assert engine.mode == "light"
    assert engine.hear(SIDES).tips[0] == "neutral_counselor"
    assert engine.danger(DANGER) == ("abuse",)
    assert len(caplog.records) == 1


@pytest.mark.parametrize("harm", [_shorten, _turn_a_byte, _remove])
@pytest.mark.parametrize("name", ["ngrams.bin", "manifest.json"])
def test_whatever_is_lost_exact_phrases_and_listed_dangers_are_still_heard(
    damaged: Damage, name: str, harm: Callable[[str], Callable[[Path], None]], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "skill"):

        def harm_both(folder: Path) -> None:
            harm(name)(folder)
            (folder / "encoder.onnx").unlink(missing_ok=True)

        engine = damaged(harm_both)
    assert engine.hear("he's given up on us").name == "hopeless"
    assert engine.hear("can you say that again").name == "repeat"
    assert engine.hear(SIDES).kind == "none"
    assert engine.danger(DANGER) == ("abuse",)
    assert len(caplog.records) == 1


def test_a_machine_without_onnxruntime_runs_the_light_engine(
    damaged: Damage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with caplog.at_level(logging.INFO, "skill"):
        engine = damaged(lambda folder: None)
    assert engine.mode == "light"
    assert engine.hear(SIDES).tips[0] == "neutral_counselor"
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_the_light_engine_asks_for_no_library(damaged: Damage, light: Understanding) -> None:
    """Nothing outside the standard library (and the skill itself) is imported by the light engine's own modules."""
    code = (
        "import sys; from skill.understanding.ngrams import Ngrams; from skill.understanding.opinion import mean; "
        "print(sorted({'numpy', 'onnxruntime', 'tokenizers', 'sklearn'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_reason_that_content_no_longer_has_is_never_answered(
    root: Path, content: Content, compiled: Compiled
) -> None:
    fewer = replace(content, reasons={name: reason for name, reason in content.reasons.items() if name != "sides"})
    understood = opened(root, fewer, compiled, "light").hear(SIDES)
    assert understood.kind == "reason"
    assert "sides" not in {understood.name, *understood.also, *(guess.name for guess in understood.runners_up)}


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("thresholds.yaml", "full: {margins: 1}", "margins"),
        ("dangers.yaml", "self_harm: [words]", "abuse: is missing"),
    ],
)
def test_a_fault_in_a_file_that_people_edit_is_told(damaged: Damage, file: str, text: str, problem: str) -> None:
    with pytest.raises(ContentError, match=problem):
        damaged(lambda folder: _write(folder / file, text))
