"""Tips: telling one, and which one: the next that fits, by number, at random, the last again, the one before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b

from msgspec.structs import replace

from skill.conversation.moment import Answer, Line, Moment, say
from skill.conversation.numbers import in_words
from skill.dialogue import Card


def tell(moment: Moment, tip: str, lead: Sequence[Line] = ()) -> Answer:
    """The tip, and then whether words are wanted for it."""
    return Answer(
        session=replace(moment.session, cursor=0),
        lines=(*lead, Line(f"tip.{tip}.spoken")),
        question="words",
        subject=tip,
        card=Card(f"tip.{tip}"),
        picture="tip",
        tip=tip,
    )


def tell_again(moment: Moment, tip: str, cursor: int) -> Answer:
    """A tip of the history, in the same words, `cursor` steps back from its end."""
    answer = tell(moment, tip)
    return replace(answer, back=True, session=replace(answer.session, cursor=cursor))


def queued(moment: Moment) -> tuple[str, ...]:
    """The tips that still fit what was said and were not heard in this session."""
    known = {*moment.before.heard, moment.before.tip}
    return tuple(tip for tip in moment.session.queue if tip in moment.content.tips and tip not in known)


def no_tip(moment: Moment) -> Answer:
    """No tip was heard yet; or, honestly, that it cannot be recalled just now."""
    return Answer(moment.session, (say("no_tip_yet" if moment.memory.reachable else "cannot_recall"),), "open")


def next_tip(moment: Moment) -> Answer:
    """What is queued, else a tip not yet heard, else by number, counting down."""
    tips = tuple(moment.content.tips)
    choices = (*queued(moment), *moment.unheard)
    after = tips.index(moment.last_tip) + 1 if moment.last_tip else 0
    return tell(moment, choices[0] if choices else tips[after % len(tips)])


def replay_last_tip(moment: Moment) -> Answer:
    """The last tip heard, today or weeks ago."""
    return tell_again(moment, moment.heard[-1], 0) if moment.heard else no_tip(moment)


def previous_tip(moment: Moment) -> Answer:
    """One step further back in what was heard, in this session and before it."""
    heard, back = moment.heard, moment.before.cursor + 1
    if not heard:
        return no_tip(moment)
    if len(heard) == 1 and moment.before.tip is None:
        return tell_again(moment, heard[0], 0)
    if back >= len(heard):
        return Answer(moment.session, (say("no_earlier_tip"),), "last_tip")
    return tell_again(moment, heard[-1 - back], back)


def tip_number(moment: Moment) -> Answer:
    """The tip of that number; the first, where two share it, and then the second is offered."""
    tips = moment.content.tips
    number = moment.understood.arg
    found = [tip for tip in tips if tips[tip].number == number]
    if not found:
        return _out_of_range(moment)
    answer = tell(moment, found[0])
    if len(found) == 1:
        return answer
    values = {"number": in_words(moment.content, tips[found[0]].number)}
    return replace(answer, question="second_of_number", values=values, subject=found[1])


def _out_of_range(moment: Moment) -> Answer:
    tips = list(moment.content.tips.values())
    highest, lowest = (in_words(moment.content, tip.number) for tip in (tips[0], tips[-1]))
    lines = (say("number_range", highest=highest, lowest=lowest),)
    return Answer(moment.session, lines, "highest_number", {"number": highest}, subject=tips[0].id)


def random_tip(moment: Moment) -> Answer:
    """One not yet heard; when all are, the one heard longest ago. The article's closing is no tip to begin with."""
    tips = tuple(moment.content.tips)
    if not moment.unheard:
        return tell(moment, min(tips, key=lambda tip: _when_heard(moment, tip)))
    choices = tuple(tip for tip in moment.unheard if tip != tips[-1]) or moment.unheard
    return tell(moment, _pick(choices, moment.turn.request_id))


def _when_heard(moment: Moment, tip: str) -> tuple[datetime, int]:
    """When it was last heard, as far as that is remembered; else where it stands in what was heard."""
    known = moment.memory.last_heard.get(tip, datetime.min.replace(tzinfo=UTC))
    return known, max((place for place, heard in enumerate(moment.heard) if heard == tip), default=-1)


def _pick(tips: Sequence[str], seed: str) -> str:
    """One of them, always the same for the same request."""
    return tips[int.from_bytes(blake2b(seed.encode("utf-8", "replace"), digest_size=4).digest()) % len(tips)]


def offered_tip(moment: Moment) -> Answer:
    """Yes to a tip that was offered; with it the honest half sentence of the reason it is for."""
    tip, reason = moment.before.subject or "", moment.content.reasons.get(moment.before.other or "")
    if tip not in moment.content.tips:
        return next_tip(moment)
    if reason is None:
        return tell(moment, tip)
    answer = tell(moment, tip, [Line(f"reason.{reason.id}.honest")] if reason.honest else ())
    return replace(answer, session=replace(answer.session, reason=reason.id))
