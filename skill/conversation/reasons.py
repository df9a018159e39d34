"""Why the partner will not come: shows that it was heard, tells the tip that answers it, offers what comes next."""

from __future__ import annotations

from msgspec.structs import replace

from skill.conversation.misses import not_understood
from skill.conversation.moment import Answer, Line, Moment, say
from skill.conversation.tips import tell
from skill.dialogue import Understood

PLAIN_NO = "flat_no"
"""The reason that a refusal is where its words tell no other."""


def answer_reason(moment: Moment) -> Answer:
    """One reason, or the stronger of two, with the other's tip offered next."""
    understood, reasons = moment.understood, moment.content.reasons
    name = understood.name or ""
    if name not in reasons:
        return not_understood(moment)
    answer = _first_tip(moment, name)
    second = next((name for name in understood.also if name in reasons), None)
    if second:
        return _with_second(moment, answer, name, second)
    if asks_for := next((name for name in understood.also if name in ("cost", "time")), None):
        return replace(answer, lines=(*answer.lines, say(f"{asks_for}_too")))
    return answer


def _first_tip(moment: Moment, name: str) -> Answer:
    """Acknowledgement, the honest half sentence where there is one, the tip."""
    reason = moment.content.reasons[name]
    tip = reason.tips[0]
    lead = [Line(f"reason.{name}.acknowledgement")]
    if reason.honest:
        lead.append(Line(f"reason.{name}.honest"))
    elif tip in moment.before.heard:
        lead.append(say("same_tip"))
    answer = tell(moment, tip, lead)
    return replace(answer, session=replace(answer.session, reason=name, queue=moment.content.tips_for([name])))


def _with_second(moment: Moment, answer: Answer, first: str, second: str) -> Answer:
    """Says that two things were heard, and offers the other's first tip that was not heard yet."""
    known = {answer.tip, *moment.before.heard}
    offered = next((tip for tip in moment.content.reasons[second].tips if tip not in known), None)
    if offered is None:
        return answer
    lines = (say("two_things", about=moment.content.reasons[first].about), *answer.lines[1:])
    session = replace(answer.session, queue=moment.content.tips_for([first, second]))
    values = {"about": moment.content.reasons[second].about}
    return replace(
        answer, session=session, lines=lines, question="other_reason", values=values, subject=offered, other=second
    )


def refused(moment: Moment) -> Answer:
    """A refusal after the open question: those are the partner's words."""
    return _taken_for(moment, next(iter(moment.understood.also), PLAIN_NO))


def unsure(moment: Moment) -> Answer:
    """Asks back with the likelier of two reasons alone; never twice in a row."""
    reasons, name = moment.content.reasons, moment.understood.name or ""
    other = next((guess.name for guess in moment.understood.runners_up if guess.name in reasons), None)
    if moment.before.asked_back or name not in reasons or other is None:
        return answer_reason(moment)
    values = {"is_it": reasons[name].is_it}
    session = replace(moment.session, asked_back=True)
    return Answer(session, (say("unsure"),), "is_it", values, subject=name, other=other)


def likelier_reason(moment: Moment) -> Answer:
    """Yes: it is the reason that was asked about."""
    return _taken_for(moment, moment.before.subject or "")


def other_reason(moment: Moment) -> Answer:
    """No: then it is the other."""
    return _taken_for(moment, moment.before.other or "")


def _taken_for(moment: Moment, name: str) -> Answer:
    """The answer to a reason that the pending question, not the words, has shown."""
    if name not in moment.content.reasons:
        return not_understood(moment)
    understood = Understood("reason", name, moment.content.tips_for([name]), why=moment.understood.why)
    return replace(answer_reason(replace(moment, understood=understood)), understood=understood)


def no_tip_for(moment: Moment) -> Answer:
    """Cost or time: no tip was made for it; says where to ask, and offers the tip that may help still."""
    kind, reasons = moment.understood.kind, moment.content.reasons
    also = next((name for name in moment.understood.also if name in reasons), None)
    if also:
        values, subject = {"about": reasons[also].about}, reasons[also].tips[0]
        session = replace(moment.session, reason=also, queue=moment.content.tips_for([also]))
        return Answer(session, (say(kind),), "instead", values, subject=subject, other=also)
    tip = next(iter(moment.content.nearest_tip), None)
    if tip is None:
        return Answer(moment.session, (say(kind),), "hear_one")
    return Answer(moment.session, (say(kind),), "nearest_tip", subject=tip)
