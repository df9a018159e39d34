"""How a conversation begins, begins again, and ends."""

from __future__ import annotations

from skill.conversation.moment import Answer, Moment, say
from skill.conversation.safety import disclaimer
from skill.dialogue import Session


def launch(moment: Moment) -> Answer:
    """Says what this is, the first time with the disclaimer; offers the last tip where there is one."""
    if not moment.memory.reachable:
        return Answer(Session(), (say("greeting"),), "open")
    greeting = (say("welcome_back"),) if moment.memory.visited else (say("greeting_first"), disclaimer(moment))
    known = any(heard.tip in moment.content.tips for heard in moment.memory.heard)
    return Answer(Session(), greeting, "last_tip" if known else "open", visit=True)


def ask_open(moment: Moment) -> Answer:
    """Asks what the partner says."""
    return Answer(moment.session, question="open")


def ask_open_with_examples(moment: Moment) -> Answer:
    """A bare yes says nothing yet: asks again, and shows how it could be said."""
    return Answer(moment.session, (say("open_examples"),), "open")


def yes_to_nothing(moment: Moment) -> Answer:
    """A yes where nothing was asked."""
    return Answer(moment.session, (say("yes_to_nothing"),), "open")


def no_to_nothing(moment: Moment) -> Answer:
    """A no where nothing was asked."""
    return Answer(moment.session, (say("no_to_nothing"),), "open")


def start_over(_: Moment) -> Answer:
    """Forgets this session, not what is remembered."""
    return Answer(Session(), (say("start_over"),), "open")


def close(moment: Moment) -> Answer:
    """A kind close after a no, which says how to come back."""
    return Answer(moment.session, (say("close" if moment.heard else "close_early"),))


def goodbye(moment: Moment) -> Answer:
    """A few words, when told to stop."""
    return Answer(moment.session, (say("goodbye"),))
