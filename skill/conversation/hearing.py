"""What a turn means: the screen for danger first, then the platform's intent or the words."""

from __future__ import annotations

from collections.abc import Container
from typing import Literal, cast

from skill.conversation.moment import Mind
from skill.dialogue import Turn, Understood
from skill.knowledge.content import Content
from skill.knowledge.wording import numbers_in

DANGERS = ("self_harm", "abuse")
"""In the order in which they are answered where both are spoken of."""
SPOKEN = frozenset({"catch_all", "bare", "fallback", "unknown"})
"""Intents that say nothing by themselves: what counts is the words, if there are any."""
_CLEAR = 0.5
"""Probability from which on a reason is taken for what was meant."""


def meaning(turn: Turn, content: Content, mind: Mind, commands: Container[str]) -> Understood:
    """What the turn means. `commands` are the ids of all commands there are."""
    heard = _spoken(turn, mind) if turn.intent in SPOKEN else _intended(turn, content, commands, mind)
    return _danger(turn, heard, mind) or heard


def _danger(turn: Turn, heard: Understood, mind: Mind) -> Understood | None:
    """Danger in the words, in any slot, or in the intent itself: on every path, whatever question was pending.

    What was heard in words has been screened; what it left out is screened here.
    """
    screened = (turn.words or "") if turn.intent in SPOKEN else ""
    beside = [text for text in (turn.words, *turn.slots.values()) if text and text not in screened]
    named = {turn.intent, *(danger for text in beside for danger in mind.danger(text))}
    if heard.kind == "safety":
        named |= {heard.name or "", *heard.also}
    found = tuple(danger for danger in DANGERS if danger in named)
    if not found or (heard.kind == "safety" and found == (heard.name, *heard.also)):
        return None
    return Understood("safety", found[0], also=found[1:], why="intent" if turn.intent in found else "danger_model")


def _spoken(turn: Turn, mind: Mind) -> Understood:
    values = [value for value in turn.slots.values() if value]
    words = turn.words or " ".join(values)
    if not words.strip():
        return Understood("none", score=0.0, why="blank")
    heard = mind.hear(words)
    return _alone(words, values, heard, mind) or heard


def _alone(words: str, values: list[str], heard: Understood, mind: Mind) -> Understood | None:
    """A command that fills a slot all by itself: `stop` that was taken for `he stop`.

    Behind one stray word any command counts, and the sum means nothing, not even danger (`i stop`). Behind more only
    a command's own name does: `should i leave` is a question. A yes or a no is the partner's (`he says` + `no`), and
    what is known as a whole or clearly gives a reason (`he quit`) keeps its meaning.
    """
    if heard.why == "exact" or (heard.kind == "reason" and heard.score >= _CLEAR):
        return None
    for value in values:
        stray = len(words.removesuffix(value).split())
        if not stray or (heard.kind == "safety" and (stray > 1 or " " in value)):
            continue
        alone = _command(value, mind)
        if alone and (stray == 1 or value == alone.name):
            return alone
    return None


def _command(words: str, mind: Mind) -> Understood | None:
    """The command that these words are exactly; yes and no are none here."""
    known = mind.exact(words)
    return known if known and known.kind == "command" and known.name not in ("yes", "no") else None


def _intended(turn: Turn, content: Content, commands: Container[str], mind: Mind) -> Understood:
    """The meaning of an intent that came without words: as good as one with words."""
    if turn.intent in content.reasons:
        return Understood("reason", turn.intent, content.tips_for([turn.intent]))
    if turn.intent in ("ethics", "cost", "time"):
        kind = cast(Literal["ethics", "cost", "time"], turn.intent)
        return Understood(kind, tips=() if kind == "ethics" else content.nearest_tip)
    if turn.intent in commands:
        known = (mind.exact(value) for value in turn.slots.values())
        refusal = next((refused.also for refused in known if refused and refused.name == "no"), ())
        return Understood("command", turn.intent, also=refusal, arg=_number(turn))
    return Understood("none", score=0.0)


def _number(turn: Turn) -> int | None:
    """The number in a slot: `3`, `three` or `3rd`."""
    return next((number for value in turn.slots.values() for *_, number in numbers_in(value.lower())), None)
