"""More about a tip: words to say, the longer version, whether one more is wanted; and the list of all."""

from __future__ import annotations

from msgspec.structs import replace

from skill.conversation.moment import Answer, Line, Moment, say
from skill.conversation.numbers import in_words
from skill.conversation.tips import no_tip, queued
from skill.dialogue import Card

AT_ONCE = 3
"""Titles that are read out in one breath."""


def offer_next(moment: Moment, lines: tuple[Line, ...] = ()) -> Answer:
    """Offers the next tip that fits; none left: asks whether the partner says anything else."""
    queue = queued(moment)
    session = replace(moment.session, queue=queue)
    if queue:
        return Answer(session, lines, "one_more", subject=queue[0])
    return Answer(session, lines, "anything_else")


def ask_anything_else(moment: Moment) -> Answer:
    """No to a tip for something else: lets go of what was queued, and asks on."""
    return Answer(replace(moment.session, queue=()), question="anything_else")


def what_to_say(moment: Moment) -> Answer:
    """Words for the tip just spoken, or for the last one remembered."""
    tip = moment.last_tip
    if tip is None:
        return no_tip(moment)
    answer = offer_next(moment, (say("you_might_say"), Line(f"tip.{tip}.say")))
    return replace(answer, session=replace(answer.session, tip=tip))


def tell_more(moment: Moment) -> Answer:
    """The longer version of a tip."""
    tip = moment.last_tip
    return go_on(moment, tip, (Line(f"tip.{tip}.detail"),)) if tip else no_tip(moment)


def go_on(moment: Moment, tip: str, lines: tuple[Line, ...]) -> Answer:
    """With a tip that was heard: offers words for it, unless they were offered already; then what comes next."""
    if moment.before.pending in ("one_more", "anything_else"):
        return offer_next(moment, lines)
    return Answer(replace(moment.session, tip=tip), lines, "words", subject=tip)


def ask_words(moment: Moment) -> Answer:
    """No to another reason's tip: goes on with the first, and that reason's tips are no longer offered."""
    tip, reason = moment.last_tip, moment.content.reasons.get(moment.session.reason or "")
    if tip is None:
        return offer_next(moment)
    queue = tuple(tip for tip in moment.session.queue if reason is None or tip in reason.tips)
    return Answer(replace(moment.session, queue=queue), question="words", subject=tip)


def list_tips(moment: Moment) -> Answer:
    """How many there are, and the first titles."""
    count = in_words(moment.content, len(moment.content.tips))
    return _titles(moment, 0, (say("list", count=count),))


def list_more(moment: Moment) -> Answer:
    """The next titles."""
    return _titles(moment, moment.before.listed, ())


def _titles(moment: Moment, start: int, lead: tuple[Line, ...]) -> Answer:
    tips = list(moment.content.tips.values())
    end = start + AT_ONCE
    lines = [say("list_item", number=in_words(moment.content, tip.number), title=tip.title) for tip in tips[start:end]]
    left = len(tips) - end
    question = "three_more" if left >= AT_ONCE else "the_rest" if left > 0 else "one_of_them"
    shown = "\n".join(f"{tip.number}. {tip.title}" for tip in tips)
    session = replace(moment.session, listed=max(0, end) if left > 0 else 0)
    return Answer(session, (*lead, *lines), question, card=Card("list", {"titles": shown}), picture="tip")
