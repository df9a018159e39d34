"""The files that people edit are checked, and every fault names its key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from skill.understanding.faults import faults
from tests.understanding.conftest import UNDERSTANDING


def test_the_files_have_no_faults(root: Path) -> None:
    assert not faults(root)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("thresholds.yaml", "  sides: 2.5", "  side: 2.5", 'common.side: is no id of the phrases; did you mean "sides'),
        ("thresholds.yaml", "  danger: 0.2", "  danger: 20", "full.danger: must lie between 0 and 1"),
        ("thresholds.yaml", "  margin: 0.15", "  margins: 0.15", "full.margin: is missing"),
        ("dangers.yaml", "- kill myself\n", "- Kill myself!\n", "'Kill myself!' must be plain lower-case words"),
        ("dangers.yaml", "- kill myself\n", "- kill myself\n- kill myself\n", "'kill myself' stands there twice"),
    ],
)
def test_a_fault_is_told_with_its_key(root: Path, tmp_path: Path, file: str, old: str, new: str, told: str) -> None:
    shutil.copytree(root / UNDERSTANDING, tmp_path / UNDERSTANDING, ignore=shutil.ignore_patterns("*.onnx", "*.bin"))
    (tmp_path / UNDERSTANDING).with_name("phrases").symlink_to(root / "interaction_model" / "phrases")
    path = tmp_path / UNDERSTANDING / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(told in str(fault) for fault in faults(tmp_path)), faults(tmp_path)
