"""What answers a turn: one table, read from top to bottom, and the first row that matches answers.

Safety comes first; then the end; then an answer to the question that is pending; then reasons and their kin; then
commands; and whatever is left was not understood.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from msgspec.structs import replace

from skill.conversation import commands, deeper, misses, opening, reasons, safety, tips
from skill.conversation.finish import finish
from skill.conversation.hearing import meaning
from skill.conversation.moment import Answer, Mind, Moment
from skill.dialogue import Kind, Memory, Outcome, Session, Turn, Understood
from skill.knowledge.content import Content

Handler = Callable[[Moment], Answer]
Matcher = Callable[[Moment], bool]

ACTS: Mapping[str, Handler] = MappingProxyType(
    {
        "ask_anything_else": deeper.ask_anything_else,
        "ask_open": opening.ask_open,
        "ask_open_with_examples": opening.ask_open_with_examples,
        "ask_words": deeper.ask_words,
        "close": opening.close,
        "forget_now": commands.forget_now,
        "keep_memory": commands.keep_memory,
        "likelier_reason": reasons.likelier_reason,
        "list_more": deeper.list_more,
        "next_tip": tips.next_tip,
        "offer_next": deeper.offer_next,
        "offered_tip": tips.offered_tip,
        "other_reason": reasons.other_reason,
        "phone_number": commands.phone_number,
        "random_tip": tips.random_tip,
        "refused": reasons.refused,
        "replay_last_tip": tips.replay_last_tip,
        "safety_close": safety.danger_close,
        "safety_numbers": safety.danger_again,
        "say_words": deeper.what_to_say,
    }
)
"""What a yes or a no to a question may do, by the names that questions in replies.yaml use."""

COMMANDS: Mapping[str, Handler] = MappingProxyType(
    {
        "launch": opening.launch,
        "stop": opening.goodbye,
        "cancel": opening.goodbye,
        "navigate_home": opening.goodbye,
        "yes": opening.yes_to_nothing,
        "no": opening.no_to_nothing,
        "repeat": commands.repeat,
        "replay_last_tip": tips.replay_last_tip,
        "previous_tip": tips.previous_tip,
        "next_tip": tips.next_tip,
        "tell_more": deeper.tell_more,
        "what_to_say": deeper.what_to_say,
        "tip_number": tips.tip_number,
        "list_tips": deeper.list_tips,
        "random_tip": tips.random_tip,
        "phone_number": commands.phone_number,
        "slower": commands.slower,
        "about": commands.about,
        "help": commands.help_,
        "start_over": opening.start_over,
        "forget_me": commands.forget_me,
    }
)
"""What each command does, where no question gives a yes or a no another meaning."""


NEEDS_NUMBERS = frozenset({"phone_number", "help", "tell_more", "what_to_say", "next_tip", "random_tip", "list_tips"})
"""Commands that, right after danger, ask for the numbers and for no tip."""
UNTOLD = frozenset({"nearest_tip", "instead", "find_near", "hear_one", "any_tip", "highest_number"})
"""Questions that offer a tip while none was told just now: *tell me more* is a yes to them."""


def _kind(*kinds: Kind) -> Matcher:
    return lambda moment: moment.understood.kind in kinds


def _answer(word: str) -> Matcher:
    """A yes or a no, while a question is pending."""
    return lambda moment: (
        moment.understood.kind == "command"
        and moment.understood.name == word
        and moment.before.pending in moment.content.questions
    )


def _lost_after_danger(moment: Moment) -> bool:
    """Whether the numbers were just given, and what comes now is no new reason and no wish to end or go elsewhere."""
    if moment.before.pending != safety.AGAIN:
        return False
    understood = moment.understood
    return understood.kind == "none" or understood.ask_back or understood.name in NEEDS_NUMBERS


def _takes_the_offer(moment: Moment) -> bool:
    """`next` or `more` where the pending question offers just that."""
    question = moment.content.questions.get(moment.before.pending or "")
    act = question.yes if question else ""
    if moment.understood.kind != "command":
        return False
    if moment.understood.name == "next_tip":
        return act in ("offered_tip", "list_more")
    return moment.understood.name == "tell_more" and (act == "list_more" or moment.before.pending in UNTOLD)


def _unsure(moment: Moment) -> bool:
    return moment.understood.kind == "reason" and moment.understood.ask_back


def _command(moment: Moment) -> bool:
    return moment.understood.kind == "command" and moment.understood.name in COMMANDS


def _anything(_: Moment) -> bool:
    return True


def _yes(moment: Moment) -> Answer:
    return ACTS[moment.content.questions[moment.before.pending or ""].yes](moment)


def _no(moment: Moment) -> Answer:
    return ACTS[moment.content.questions[moment.before.pending or ""].no](moment)


def _run(moment: Moment) -> Answer:
    return COMMANDS[moment.understood.name or ""](moment)


TABLE: tuple[tuple[Matcher, Handler], ...] = (
    (_kind("safety"), safety.danger),
    (_lost_after_danger, safety.danger_again),
    (_takes_the_offer, _yes),
    (_answer("yes"), _yes),
    (_answer("no"), _no),
    (_unsure, reasons.unsure),
    (_kind("reason"), reasons.answer_reason),
    (_kind("ethics"), commands.ethics),
    (_kind("cost", "time"), reasons.no_tip_for),
    (_command, _run),
    (_anything, misses.not_understood),
)
"""Matcher and handler, in the order in which they are tried."""


def understand(turn: Turn, content: Content, mind: Mind) -> Understood:
    """What the turn means by itself, whatever question is pending."""
    return meaning(turn, content, mind, COMMANDS)


def respond(turn: Turn, session: Session, memory: Memory, content: Content, mind: Mind) -> Outcome:
    """One turn of the conversation. Pure: the same arguments give the same outcome, and nothing outside changes.

    `memory` is what the store has of this listener, `Memory()` for a new one or for nobody; with `reachable` False
    nothing is recalled or changed. The outcome's memory is the same object unless this turn is to be remembered.
    """
    before = Session() if turn.new_session else session
    moment = Moment(
        turn=turn,
        understood=understand(turn, content, mind),
        before=before,
        session=replace(before, pending=None, subject=None, other=None, misses=0, asked_back=False, listed=0),
        memory=memory,
        content=content,
    )
    return finish(moment, next(handler for matches, handler in TABLE if matches(moment))(moment))
