"""Danger comes before everything else: no tip, no memory, the right number, and nothing that was pending."""

from __future__ import annotations

from msgspec.structs import replace

from skill.conversation.hearing import DANGERS
from skill.conversation.moment import Answer, Line, Moment, say
from skill.dialogue import Card
from skill.knowledge.content import Number, SafetyNumbers

AGAIN = "safety_again"
"""The question that waits after the numbers."""


def disclaimer(moment: Moment) -> Line:
    """That this is information and no therapy, with the emergency number of where the listener is."""
    safety = _safety(moment)
    return say("disclaimer", emergency=safety.emergency.number) if safety else say("disclaimer_anywhere")


def danger(moment: Moment) -> Answer:
    """One sentence that this matters most, the right numbers slowly, and whether to say them again."""
    named = (moment.understood.name, *moment.understood.also)
    dangers = tuple(danger for danger in DANGERS if danger in named) or DANGERS
    return _numbers(moment, dangers, (say(f"safety_{dangers[0]}"),))


def danger_again(moment: Moment) -> Answer:
    """The numbers alone, once more."""
    return _numbers(moment, tuple(filter(None, (moment.before.subject, moment.before.other))), ())


def danger_close(moment: Moment) -> Answer:
    """A close that neither jokes nor speaks of tips."""
    return Answer(moment.session, (say("safety_close"),))


def _numbers(moment: Moment, dangers: tuple[str, ...], lines: tuple[Line, ...]) -> Answer:
    session = replace(moment.session, queue=(), reason=None, listed=0)
    subject, other = (*dangers, None, None)[:2]
    safety = _safety(moment)
    if safety is None:
        lines += (say("safety_anywhere"),)
        return Answer(session, lines, AGAIN, {}, subject, other, Card("safety_anywhere"), "numbers")
    numbers = [number for number in (_number(safety, danger) for danger in dangers) if number]
    lines += (*map(_line, numbers), say("safety_urgent", emergency=safety.emergency.number))
    shown = "\n".join(number.number for number in (*numbers, safety.emergency))
    return Answer(session, lines, AGAIN, {}, subject, other, Card("safety", {"numbers": shown}), "numbers")


def _safety(moment: Moment) -> SafetyNumbers | None:
    """The numbers of the listener's locale; never another country's."""
    return moment.content.contacts.safety.get(moment.turn.locale)


def _number(safety: SafetyNumbers, danger: str) -> Number | None:
    return {"abuse": safety.abuse, "self_harm": safety.self_harm}.get(danger)


def _line(number: Number) -> Line:
    if number.note:
        return say("safety_number_note", name=number.name, number=number.number, note=number.note)
    return say("safety_number", name=number.name, number=number.number)
