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
    """The reply, and the wordings that were picked for it where there was a choice."""
    used: dict[str, int] = {}
    name = answer.question
    reply = Reply(
        parts=tuple(_part(moment, answer, line, used) for line in answer.lines),
        question=_part(moment, answer, Line(f"question.{name}", answer.values), used) if name else None,
        reprompt=_part(moment, answer, Line(f"reprompt.{name}", answer.values), used) if name else None,
        card=answer.card,
        picture=answer.picture if answer.picture in moment.content.visuals else None,
        slow=answer.session.slow,
    )
    return reply, used


def _part(moment: Moment, answer: Answer, line: Line, used: dict[str, int]) -> Part:
    """The line with the wording after the one used last, in this session or in the one that is remembered."""
    wordings = len(moment.content.wordings(line.key))
    if wordings == 1:
        return Part(line.key, 0, line.values)
    turns = _turn_of(line.key)
    last = answer.session.variants.get(turns, moment.memory.variants.get(turns, -1))
    used[turns] = (last + 1) % wordings
    return Part(line.key, used[turns], line.values)


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
