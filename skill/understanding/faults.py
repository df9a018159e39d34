"""What is wrong in the files of the understanding that people edit; `check` shows it with all other faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from skill.errors import ContentError, Fault
from skill.knowledge.model import PHRASES
from skill.knowledge.reading import near
from skill.understanding.files import FOLDER
from skill.understanding.screen import Phrases, read_phrases
from skill.understanding.thresholds import Limits, Thresholds, read_thresholds

T = TypeVar("T")

_PHRASE = re.compile(r"(?:[a-z0-9]+\*?|_)(?: (?:[a-z0-9]+\*?|_))*")
_SHARES = ("refuse", "floor", "danger", "both", "second", "margin")


def faults(root: Path) -> tuple[Fault, ...]:
    """All faults of `thresholds.yaml` and `dangers.yaml` below `root`."""
    return (*_of(root, "thresholds.yaml", read_thresholds, _numbers), *_of(root, "dangers.yaml", read_phrases, _listed))


def _of(
    root: Path, name: str, read: Callable[[Path], T], rules: Callable[[Path, T], Iterator[tuple[str, str]]]
) -> list[Fault]:
    try:
        return [Fault((FOLDER / name).as_posix(), key, problem) for key, problem in rules(root, read(root))]
    except ContentError as error:
        return list(error.faults)


def _numbers(root: Path, found: Thresholds) -> Iterator[tuple[str, str]]:
    known = {path.stem for path in (root / PHRASES).glob("*.yaml")}
    for name, times in found.common.items():
        if name not in known:
            yield f"common.{name}", f"is no id of the phrases{near(name, known)}"
        if times <= 0:
            yield f"common.{name}", "must be more than 0"
    for mode, limits in (("full", found.full), ("light", found.light)):
        yield from ((f"{mode}.{key}", "must lie between 0 and 1") for key in _beyond(limits))
        if limits.sharpness <= 0:
            yield f"{mode}.sharpness", "must be more than 0"


def _beyond(limits: Limits) -> list[str]:
    return [key for key in _SHARES if not 0 <= getattr(limits, key) <= 1]


def _listed(_: Path, found: Phrases) -> Iterator[tuple[str, str]]:
    for key in ("self_harm", "abuse", "harmless"):
        for position, phrase in enumerate(getattr(found, key)):
            if not _PHRASE.fullmatch(phrase):
                yield f"{key}.{position}", f"{phrase!r} must be plain lower-case words; * may end one, _ is any one"
        yield from ((key, f"{phrase!r} stands there twice") for phrase in _twice(getattr(found, key)))


def _twice(phrases: tuple[str, ...]) -> set[str]:
    return {phrase for phrase in phrases if phrases.count(phrase) > 1}
