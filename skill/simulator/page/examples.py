"""What people may say: a few sentences for each meaning, Amazon's built-ins, the locales. From the interaction model.

The whole model holds some eighty thousand sentences, so only the files that are asked for are read, and only once.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from skill.errors import ContentError, Fault
from skill.knowledge.model import BUILTINS, DANGERS, LOCALES, NONE, PHRASES, BuiltinsFile, Locales, Phrases
from skill.knowledge.reading import read_file

A_FEW = 6
"""How many sentences of one meaning are shown."""
_SHORT = 60
"""Characters of a sentence that is read at a glance."""

T = TypeVar("T")


class Examples(Struct, frozen=True):
    """The part of the interaction model that the page offers. Methods raise `ContentError` for files with faults."""

    root: Path
    """The assets' folder."""
    _read: dict[str, tuple[str, ...]] = {}

    def meanings(self) -> tuple[str, ...]:
        """Ids of all meanings that have sentences; danger last."""
        names = sorted(path.stem for path in (self.root / PHRASES).glob("*.yaml"))
        return (*(name for name in names if name not in (NONE, *DANGERS)), *(name for name in DANGERS if name in names))

    def sentences(self, meaning: str) -> tuple[str, ...]:
        """A few sentences of a meaning, spread over its list; none of an unknown one."""
        if meaning not in self._read and meaning in self.meanings():
            self._read[meaning] = _few(_file(self.root, f"{PHRASES}/{meaning}.yaml", Phrases))
        return self._read.get(meaning, ())

    def buttons(self) -> Mapping[str, str | None]:
        """By our id of a built-in: the phrase that fires it; None for Fallback, which no phrase fires."""
        builtins = _file(self.root, BUILTINS, BuiltinsFile).builtins
        return {builtin.id: next(iter(builtin.phrases), None) for builtin in builtins}

    def locales(self) -> tuple[str, ...]:
        """As in `en-GB`, in the file's order."""
        return tuple(_file(self.root, LOCALES, Locales).locales)


def _few(phrases: Phrases) -> tuple[str, ...]:
    plain = [phrase.text for phrase in (*phrases.samples, *phrases.more) if not (phrase.second or phrase.near_miss)]
    short = [text for text in plain if len(text) <= _SHORT] or plain
    return tuple(short[:: max(1, len(short) // A_FEW)][:A_FEW])


def _file(root: Path, name: str, kind: type[T]) -> T:
    faults: list[Fault] = []
    found = read_file(root, name, kind, faults)
    if faults:
        raise ContentError(faults)
    return found
