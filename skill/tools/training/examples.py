"""The bank as the encoder learns it in one epoch: each sentence varied, some joined with another one.

Two reasons in one sentence are the target .65 / .35; of two joined sentences both must be heard, and danger before all.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from msgspec import Struct

from skill.knowledge.wording import normalise
from skill.tools.training.augment import varied
from skill.tools.training.bank import DANGERS, Line
from skill.tools.training.mishearing import Mishearing

_STRONGER = 0.65
_NEAR_MISS_WEIGHT = 3.0
_JOINED = 0.06
_LONGEST_JOINED = 40
_MISHEARD = 0.15


class Example(Struct, frozen=True):
    """One sentence as it is learned in one epoch."""

    text: str
    meanings: tuple[tuple[str, float], ...]
    """Ids and their shares."""
    dangers: frozenset[str]
    """Empty for all that is no danger."""
    weight: float
    """How much it counts where danger is learned."""
    both: bool | None
    """Whether two reasons are given at once; None where that is not known."""


def examples(lines: Sequence[Line], ears: Mishearing, chance: random.Random) -> list[Example]:
    """The bank as it is learned in one epoch: each line varied, some misheard, some joined with another one."""
    return [_joined(line, lines[chance.randrange(len(lines))], ears, chance) for line in lines]


def _joined(line: Line, other: Line, ears: Mishearing, chance: random.Random) -> Example:
    own = _example(line, ears, chance)
    if chance.random() >= _JOINED or len(line.text.split()) + len(other.text.split()) > _LONGEST_JOINED:
        return own
    more = _example(other, ears, chance)
    dangers = own.dangers | more.dangers
    parts = [(own, 0.6), (more, 0.4)]
    if bool(own.dangers) != bool(more.dangers):
        parts = [(own if own.dangers else more, 0.9), (more if own.dangers else own, 0.1)]
    meanings = tuple((name, share * part) for side, part in parts for name, share in side.meanings)
    order = chance.sample((own.text, more.text), 2) if dangers else (own.text, more.text)
    text = chance.choice((" ", " and ", " ")).join(order)
    return Example(text, meanings, dangers, max(own.weight, more.weight), None)


def _example(line: Line, ears: Mishearing, chance: random.Random) -> Example:
    meanings: tuple[tuple[str, float], ...] = ((line.id, 1.0),)
    if line.second:
        meanings = ((line.id, _STRONGER), (line.second, 1 - _STRONGER))
    dangers = frozenset(name for name in (line.id, line.second) if name in DANGERS)
    weight = _NEAR_MISS_WEIGHT if line.near_miss else 1.0
    text = varied(normalise(line.text), chance)
    if chance.random() < _MISHEARD:
        text = ears.misheard(text, chance)
    return Example(text, meanings, dangers, weight, bool(line.second))
