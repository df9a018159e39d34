"""What the skill can say, as the page of all tips and reasons shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from msgspec import Struct

from skill.knowledge.content import Content, Reason, Tip
from skill.simulator.page.examples import Examples
from skill.speech import plain

_WORDS_A_SECOND = 2.6
"""About Alexa's pace: 156 words a minute."""
_SENTENCE_PAUSE = 0.35
_BREAK = re.compile(r'<break time="(\d+)(ms|s)"/>')
_SENTENCE = re.compile(r"[.!?](?=\s|$)")

Grade = Callable[[str], float | None]


class Spoken(Struct, frozen=True):
    """A text for the ear."""

    text: str
    """Without markup."""
    seconds: int
    """About how long it takes to say."""
    grade: float | None
    """Reading grade; None if it cannot be told."""


class ShownTip(Struct, frozen=True):
    """A tip with its texts."""

    tip: Tip
    spoken: Spoken
    detail: Spoken
    say: Spoken
    reasons: tuple[Reason, ...]
    """Those that it answers, the ones that it answers first in front."""


class ShownReason(Struct, frozen=True):
    """A reason with its tips and a few of its sentences."""

    reason: Reason
    tips: tuple[Tip, ...]
    sentences: tuple[str, ...]
    places: Mapping[str, int]
    """By tip id: 1 for the tip that is spoken, 2 for the one offered next, and so on."""


def shown_tips(content: Content, grade: Grade | None) -> tuple[ShownTip, ...]:
    """All tips in the order in which they are counted down."""
    return tuple(_tip(tip, content, grade) for tip in content.tips.values())


def shown_reasons(content: Content, examples: Examples) -> tuple[ShownReason, ...]:
    """All reasons in the order of the content."""
    return tuple(
        ShownReason(
            reason,
            tuple(content.tips[tip] for tip in reason.tips),
            examples.sentences(reason.id),
            {tip: place for place, tip in enumerate(reason.tips, start=1)},
        )
        for reason in content.reasons.values()
    )


def spoken(text: str, grade: Grade | None) -> Spoken:
    """A text of the content with its length in seconds and its grade."""
    said = plain(text)
    breaks = sum(int(length) / (1000 if unit == "ms" else 1) for length, unit in _BREAK.findall(text))
    seconds = len(said.split()) / _WORDS_A_SECOND + len(_SENTENCE.findall(said)) * _SENTENCE_PAUSE + breaks
    return Spoken(said, round(seconds), grade(text) if grade else None)


def _tip(tip: Tip, content: Content, grade: Grade | None) -> ShownTip:
    reasons = [reason for reason in content.reasons.values() if tip.id in reason.tips]
    reasons.sort(key=lambda reason: reason.tips.index(tip.id))
    texts = {name: spoken(getattr(tip, name), grade) for name in ("spoken", "detail", "say")}
    return ShownTip(tip, reasons=tuple(reasons), **texts)
