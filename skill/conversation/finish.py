"""An `Answer` becomes an `Outcome`: wordings are picked, the session and the memory go on."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from skill.conversation.moment import Answer, Line, Moment
from skill.conversation.recall import KEPT, after_request, after_tip, after_visit, is_repeated
from skill.dialogue import Memory, Outcome, Part, Reply, Session


def finish(moment: Moment, answer: Answer) -> Outcome:
    """What the turn comes to. The session stays open exactly if a question follows."""
    understood = answer.understood or moment.understood
    if answer.again is not None:
        session = replace(answer.session, last=answer.again)
        return Outcome(answer.again, session, moment.memory, understood)
    reply, used = _reply(moment, answer)
    return Outcome(reply, _session(answer, reply, used), _memory(moment, answer, used), understood)


def _reply(moment: Moment, answer: Answer) -> tuple[Reply, dict[str, int]]:
    """The reply, and the wordings that were picked for it."""
    question, reprompt = _asked(answer)
    lines = [line for line in (*answer.lines, question, reprompt) if line]
    used = {line.key: _next_wording(moment, answer.session, line.key) for line in lines}
    reply = Reply(
        parts=tuple(_part(line, used) for line in answer.lines),
        question=_part(question, used) if question else None,
        reprompt=_part(reprompt, used) if reprompt else None,
        card=answer.card,
        picture=answer.picture if answer.picture in moment.content.visuals else None,
        slow=answer.session.slow,
    )
    return reply, {_turn_of(key): number for key, number in used.items() if len(moment.content.wordings(key)) > 1}


def _asked(answer: Answer) -> tuple[Line | None, Line | None]:
    if answer.question is None:
        return None, None
    return Line(f"question.{answer.question}", answer.values), Line(f"reprompt.{answer.question}", answer.values)


def _part(line: Line, used: Mapping[str, int]) -> Part:
    return Part(line.key, used[line.key], line.values)


def _next_wording(moment: Moment, session: Session, key: str) -> int:
    """The wording after the one that was used last, in this session or in the one that is remembered."""
    last = session.variants.get(_turn_of(key), moment.memory.variants.get(_turn_of(key), -1))
    return (last + 1) % len(moment.content.wordings(key))


def _turn_of(key: str) -> str:
    """Under which name wordings take turns. All reasons share one: what is kept may not tell which was spoken of."""
    return "acknowledgement" if key.startswith("reason.") else key


def _session(answer: Answer, reply: Reply, used: Mapping[str, int]) -> Session:
    session, tip = answer.session, answer.tip
    return replace(
        session,
        pending=answer.question,
        subject=answer.subject,
        other=answer.other,
        last=reply,
        variants={**session.variants, **used},
        tip=tip or session.tip,
        heard=session.heard if tip is None or answer.back else (*session.heard, tip)[-KEPT:],
        queue=tuple(waiting for waiting in session.queue if waiting != tip),
    )


def _memory(moment: Moment, answer: Answer, used: Mapping[str, int]) -> Memory | None:
    """Written by turns that open the skill, tell a tip, or forget; by no others, and once for each request."""
    memory = moment.memory
    if answer.forget:
        return None
    if not (answer.tip or answer.visit) or not memory.reachable or is_repeated(moment.turn, memory):
        return memory
    if answer.visit:
        memory = after_visit(memory)
    if answer.tip:
        memory = after_tip(memory, answer.tip, moment.turn.time, answer.back)
    kept = {key: number for key, number in used.items() if answer.visit or not key.startswith("reply.")}
    return after_request(memory, moment.turn, kept)
