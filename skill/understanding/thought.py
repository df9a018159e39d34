"""Everything that goes into one answer."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from skill.dialogue import Understood
from skill.knowledge.compiled import Known
from skill.understanding.opinion import Expert, Opinion
from skill.understanding.screen import Alarm

Opinions = tuple[tuple[Expert, Opinion], ...]
"""What each expert thinks."""


class Thought(Struct, frozen=True):
    """Everything that goes into one answer; `explain` shows it."""

    words: str
    """Normalised."""
    known: Known | None
    """The exact sentence of the phrases, if it is one."""
    opinions: Opinions
    """What each expert thinks."""
    alarm: Alarm
    """What the safety screen heard."""
    shares: Mapping[str, float]
    """The experts' common probabilities, without the dangers."""
    understood: Understood
    """The answer."""
