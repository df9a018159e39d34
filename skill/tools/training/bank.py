"""The bank of phrases as material to learn from: its lines, its digest, and who wrote which of them."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

PHRASES = Path("interaction_model") / "phrases"
VOICES = Path("interaction_model") / "understanding" / "voices.json"
DANGERS = ("abuse", "self_harm")
_DIGITS = 4


class Line(Struct, frozen=True, order=True):
    """One sentence of the bank."""

    id: str
    """What it means: the id of a reason, kind or command."""
    text: str
    """As it was written."""
    second: str = ""
    """A second reason said in the same sentence, or empty."""
    near_miss: bool = False
    """Whether it sounds like danger and is none."""


def read_bank(root: Path) -> tuple[Line, ...]:
    """All sentences below `root`, sorted, so that neither list nor order of a file matters."""
    lines: set[Line] = set()
    for path in sorted((root / PHRASES).glob("*.yaml")):
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
        for name in ("samples", "more"):
            lines.update(_line(path.stem, entry) for entry in document.get(name) or ())
    return tuple(sorted(lines))


def _line(phrase_id: str, entry: str | Mapping[str, Any]) -> Line:
    if isinstance(entry, str):
        return Line(phrase_id, entry)
    return Line(phrase_id, str(entry["text"]), entry.get("second") or "", bool(entry.get("near_miss")))


def meanings(lines: Iterable[Line]) -> list[str]:
    """Ids of all that the lines mean, in the order in which models number them."""
    return sorted({line.id for line in lines})


def digest(lines: Iterable[Line], reasons: Iterable[str]) -> str:
    """SHA-256 of what is learned from; the same for the same sentences and reasons in any order."""
    whole = hashlib.sha256(json.dumps(sorted(reasons)).encode())
    for line in sorted(set(lines)):
        whole.update(json.dumps([line.id, line.text, line.second, line.near_miss]).encode())
    return whole.hexdigest()


def mark(text: str) -> str:
    """The short digest by which a sentence is known in the list of voices: three bytes, four letters."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()[:3]).decode()


def read_voices(root: Path, lines: Sequence[Line]) -> tuple[str, ...]:
    """The writer of each line, in the lines' order; empty for sentences that no known voice wrote."""
    path = root / VOICES
    if not path.exists():
        return ("",) * len(lines)
    writers: dict[str, str] = {}
    for writer, marks in json.loads(path.read_text(encoding="utf-8"))["voices"].items():
        for start in range(0, len(marks), _DIGITS):
            writers.setdefault(marks[start : start + _DIGITS], writer)
    return tuple(writers.get(mark(line.text), "") for line in lines)
