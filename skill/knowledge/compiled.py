"""The interaction model made quick: 84,000 sentences and all templates, looked up by a digest of their words.

`open_compiled` reads `interaction_model/compiled/` and makes it anew first if a file that it was made from has changed.
In memory it is two flat arrays (a digest and an entry's number for each sentence) and a small table of entries.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from skill.knowledge.freshness import fresh_tables
from skill.knowledge.tables import Tables, digest
from skill.knowledge.wording import normalise, numbers_in, sameness

_LONGEST_SAMPLE = 400


class Sample(Struct, frozen=True):
    """A sentence of Alexa's model, as Alexa would hand it on."""

    intent: str
    """Our id, as in `tip_number`."""
    slots: Mapping[str, str] = {}
    """Values by slot: digits for `number` and `ordinal`, the words for any other."""


class Carried(Struct, frozen=True):
    """A sentence that the catch-all takes."""

    slot: str
    """The slot behind its beginning, as in `he_is`."""
    beginning: str
    """As in `he's`."""
    rest: str
    """What the slot then holds."""


class Known(Struct, frozen=True):
    """A sentence that stands in the phrases or is said by a template."""

    id: str
    """A reason, a kind, a command or `none`."""
    second: str | None = None
    """What else it says; for a refusal the reason that it would be (`not now`: `later`)."""
    number: int | None = None
    """The tip's number that it asks for."""
    near_miss: bool = False
    """Whether it sounds like danger and is none."""


def open_compiled(root: Path) -> Compiled:
    """The compiled interaction model below `root`, never a stale one.

    Made anew where a source has changed (a second or two, with hassil), kept for the next start where the folder can be
    written. Raises `ContentError` if the sources have faults, `AssetsError` if they must be compiled without hassil.
    """
    return Compiled(fresh_tables(root))


class Compiled:
    """Answers what Alexa's model, and the phrases, know of a sentence. Takes any text; normalises it itself."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._keys = tables.keys
        self._entries = tables.entries
        self._beginnings = {slot: beginning for beginning, slot in tables.carriers.items()}
        self._longest = max((len(beginning.split()) for beginning in tables.carriers), default=0)

    def builtin(self, text: str) -> str | None:
        """Our id of the Amazon intent that is known to take exactly this phrase."""
        return self._tables.builtins.get(self._same(text))

    def sample(self, text: str) -> Sample | None:
        """The intent of Alexa's model that holds exactly this sample, or says it with a number in it."""
        for index, slots in self._found(text):
            entry = self._tables.table[index]
            if entry.sample:
                return Sample(entry.id, MappingProxyType({**dict(entry.slots), **slots}))
        return None

    def carrier(self, text: str) -> Carried | None:
        """The longest beginning that opens this sentence; None if nothing follows it."""
        words = normalise(text).split()
        for length in range(min(self._longest, len(words) - 1), 0, -1):
            beginning = " ".join(words[:length])
            if slot := self._tables.carriers.get(beginning):
                return Carried(slot, beginning, " ".join(words[length:]))
        return None

    def beginning(self, slot: str) -> str:
        """The words that stand before a slot of the catch-all: `he_is` → `he's`. `KeyError` for any other slot."""
        return self._beginnings[slot]

    def phrase(self, text: str) -> Known | None:
        """What exactly this sentence means, if it stands in any list of the phrases or a template says it."""
        for index, slots in self._found(text):
            entry = self._tables.table[index]
            number = next(iter(slots.values()), None)
            return Known(entry.id, entry.second, entry.number if number is None else int(number), entry.near_miss)
        return None

    def _same(self, text: str) -> str:
        return sameness(normalise(text), self._tables.spelling)

    def _found(self, text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
        """Entries for the sentence as it is, then with a slot in the place of one of its numbers."""
        same = self._same(text)
        if not same or len(same) > _LONGEST_SAMPLE:
            return
        if (index := self._entry(same)) is not None:
            yield index, {}
        for sentence, slot, number in numbers_in(same):
            if (index := self._entry(sentence)) is not None:
                yield index, {slot: str(number)}

    def _entry(self, sentence: str) -> int | None:
        key = digest(sentence)
        at = bisect_left(self._keys, key)
        return self._entries[at] if at < len(self._keys) and self._keys[at] == key else None
