"""What can be asked of the skill beside tips: to repeat, to speak slowly, what it is, what it can do, to forget."""

from __future__ import annotations

from msgspec.structs import replace

from skill.conversation.deeper import go_on
from skill.conversation.moment import Answer, Moment, say
from skill.conversation.safety import disclaimer
from skill.conversation.tips import replay_last_tip
from skill.dialogue import Card, Reply, Session
from skill.knowledge.content import Content

NEAR_YOU = "find_a_counselor"
"""The tip for whoever cannot dial the number of the practice."""


def repeat(moment: Moment) -> Answer:
    """Exactly what was said last, and the same question pending; in a new session the last tip."""
    last = moment.before.last
    if last is None or not _sayable(last, moment.content):
        return replay_last_tip(moment)
    return Answer(replace(moment.before, misses=0), again=last)


def slower(moment: Moment) -> Answer:
    """The same, slowly; and so are the session's further replies."""
    last = moment.before.last
    slow = replace(
        moment,
        before=replace(moment.before, slow=True, last=replace(last, slow=True) if last else None),
        session=replace(moment.session, slow=True),
    )
    return repeat(slow)


def _sayable(reply: Reply, content: Content) -> bool:
    """Whether all that it said is still in the content."""
    parts = [part for part in (*reply.parts, reply.question, reply.reprompt) if part]
    try:
        card = content.card(reply.card.key) if reply.card else None
        return all(content.wordings(part.key) for part in parts) and (card is not None or reply.card is None)
    except KeyError:
        return False


def about(moment: Moment) -> Answer:
    """Whose advice it is, and what is kept."""
    lines = (say("about", credit=moment.content.source.credit), say("about_kept"))
    return Answer(moment.session, lines, "hear_one")


def ethics(moment: Moment) -> Answer:
    """No trick: it helps only if it is meant."""
    return Answer(moment.session, (say("ethics"),), "hear_one")


def help_(moment: Moment) -> Answer:
    """The disclaimer, and two phrases that make sense just now."""
    lines = (say("help"), disclaimer(moment))
    tip = moment.before.tip or ""
    if tip in moment.content.tips:
        return go_on(moment, tip, (*lines, say("help_with_tip")))
    known = "help_coming_back" if moment.heard else "help_at_first"
    return Answer(moment.session, (*lines, say(known)), "open")


def phone_number(moment: Moment) -> Answer:
    """The consultation's number; elsewhere than in its country that it is foreign, and how to find help near."""
    consultation = moment.content.contacts.consultation
    home = moment.turn.locale.endswith(f"-{consultation.country}") or NEAR_YOU not in moment.content.tips
    lines = [say("number" if home else "number_abroad", name=consultation.name, number=consultation.number)]
    if consultation.letters:
        lines.append(say("number_letters", letters=consultation.letters))
    shown = "\n".join(filter(None, (consultation.letters, consultation.number)))
    return Answer(
        moment.session,
        tuple(lines),
        question="number_again" if home else "find_near",
        subject=None if home else NEAR_YOU,
        card=Card("number", {"name": consultation.name, "numbers": shown}),
        picture="numbers",
    )


def forget_me(moment: Moment) -> Answer:
    """Asks first, since it clears the history of the whole account."""
    return Answer(moment.session, (say("forget_warning"),), "forget")


def forget_now(moment: Moment) -> Answer:
    """Forgets the listener; or says honestly that it cannot be done just now."""
    if not moment.memory.reachable:
        return Answer(moment.session, (say("cannot_forget"),))
    return Answer(Session(), (say("forgotten"),), forget=True)


def keep_memory(moment: Moment) -> Answer:
    """Everything stays as it is, and says so."""
    return Answer(moment.session, (say("kept"),))
