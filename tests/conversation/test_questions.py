"""Every question is walked: yes, no, new words, a command, silence; and all of replies.yaml is said somewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from skill.conversation import ACTS
from skill.dialogue import Memory, Outcome, Part
from skill.knowledge.content import Content
from tests.conversation.listener import Listener, SmallMind, asked, keys

WAYS = {
    "open": ["launch"],
    "anything_else": ["hopeless", "no", "yes", "no"],
    "simple": ["fallback", "fallback"],
    "last_tip": ["hopeless", "launch"],
    "words": ["hopeless"],
    "one_more": ["hopeless", "yes"],
    "other_reason": ["the shrink is on my side and it's useless"],
    "second_of_number": ["nine"],
    "is_it": ["mumbled"],
    "nearest_tip": ["cost"],
    "instead": ["money and no hope"],
    "any_tip": ["fallback", "fallback", "fallback"],
    "hear_one": ["about"],
    "highest_number": ["tip_number"],
    "three_more": ["list_tips"],
    "the_rest": ["list_tips", "yes", "yes"],
    "one_of_them": ["list_tips", "yes", "yes", "yes"],
    "number_again": ["phone_number"],
    "find_near": ["en-GB", "phone_number"],
    "safety_again": ["abuse"],
    "forget": ["forget_me"],
}
"""How to get each question asked: intents, sentences, and locales."""

ELSEWHERE = [
    ["unreachable", "launch", "replay_last_tip", "forget_me", "yes"],
    ["fr-FR", "launch", "abuse", "self_harm"],
    ["abuse", "self_harm", "no"],
    ["hopeless", "previous_tip", "help", "stop", "help"],
    ["help", "ethics", "time", "start_over", "no", "yes", "no"],
    ["hopeless", "no", "no"],
    ["launch", "stop", "launch"],
    ["yes", "start_over", "yes"],
    ["no"],
    ["disbelief", "scam"],
    ["no hope and no money", "no hope and no time"],
    ["replay_last_tip"],
]
"""What else is said only on some other way."""

SAID_ELSEWHERE = {"reply.numbers", "reply.trouble"}
"""Numbers are only filled in; trouble is what the platform's side says where something broke."""

EXPECTED = {
    ("open", "yes"): "reply.open_examples",
    ("open", "no"): "reason.flat_no.acknowledgement",
    ("anything_else", "yes"): "reply.open_examples",
    ("anything_else", "no"): "reply.close",
    ("simple", "no"): "reply.close_early",
    ("last_tip", "yes"): "tip.even_if.spoken",
    ("last_tip", "no"): "question.open",
    ("words", "yes"): "reply.you_might_say",
    ("words", "no"): "question.one_more",
    ("one_more", "yes"): "tip.instill_hope.spoken",
    ("one_more", "no"): "reply.close",
    ("other_reason", "yes"): "tip.favor_or_trade.spoken",
    ("other_reason", "no"): "question.words",
    ("second_of_number", "yes"): "tip.your_change.spoken",
    ("second_of_number", "no"): "question.words",
    ("is_it", "yes"): "reason.blamed.acknowledgement",
    ("is_it", "no"): "reason.sides.acknowledgement",
    ("nearest_tip", "yes"): "tip.favor_or_trade.spoken",
    ("nearest_tip", "no"): "question.anything_else",
    ("instead", "yes"): "tip.even_if.spoken",
    ("instead", "no"): "question.anything_else",
    ("any_tip", "no"): "reply.close_early",
    ("hear_one", "yes"): "tip.dont_wait.spoken",
    ("hear_one", "no"): "reply.close_early",
    ("highest_number", "yes"): "tip.dont_wait.spoken",
    ("highest_number", "no"): "question.open",
    ("three_more", "yes"): "reply.list_item",
    ("three_more", "no"): "question.open",
    ("the_rest", "yes"): "reply.list_item",
    ("the_rest", "no"): "question.open",
    ("one_of_them", "no"): "reply.close_early",
    ("number_again", "yes"): "reply.number",
    ("number_again", "no"): "reply.close_early",
    ("find_near", "yes"): "tip.find_a_counselor.spoken",
    ("find_near", "no"): "reply.close_early",
    ("safety_again", "yes"): "reply.safety_number",
    ("safety_again", "no"): "reply.safety_close",
    ("forget", "yes"): "reply.forgotten",
    ("forget", "no"): "reply.kept",
}
"""The first thing that is said after a yes and after a no; a random tip is looked at by itself."""
RANDOM = {("simple", "yes"), ("any_tip", "yes"), ("one_of_them", "yes")}


def walk(listener: Listener, way: list[str]) -> Outcome | None:
    """Takes each step; the last one's outcome."""
    outcome = None
    for step in way:
        if step == "unreachable":
            listener.memory = replace(Memory(), reachable=False)
        elif step[2:3] == "-":
            listener.locale = step
        elif step == "nine":
            outcome = listener.does("tip_number", slots={"number": "9"})
        elif (step in listener.mind.known and " " in step) or step == "mumbled":
            outcome = listener.says(step)
        else:
            outcome = listener.does(step)
    return outcome


def test_every_question_is_walked_here(content: Content):
    assert set(WAYS) == set(content.questions)
    assert set(EXPECTED) | RANDOM == {(question, word) for question in content.questions for word in ("yes", "no")}


def test_every_yes_and_no_names_an_act_and_every_act_is_one_of_them(content: Content):
    named = {act for question in content.questions.values() for act in (question.yes, question.no)}

    assert named == set(ACTS)


@pytest.mark.parametrize("question", WAYS)
def test_a_question_is_asked_with_a_reprompt_that_asks_it_too(listener: Listener, question: str):
    outcome = walk(listener, WAYS[question])

    assert asked(outcome) == question
    assert outcome.session.pending == question
    assert outcome.reply.reprompt.key == f"reprompt.{question}"
    assert outcome.reply.reprompt.values == outcome.reply.question.values


@pytest.mark.parametrize(("question", "word"), EXPECTED)
def test_yes_and_no_do_what_the_question_promises(listener: Listener, question: str, word: str):
    walk(listener, WAYS[question])
    if question == "safety_again" and word == "yes":
        assert keys(listener.does(word))[:2] == ["reply.safety_number", "reply.safety_urgent"]
        return

    assert keys(listener.does(word))[0] == EXPECTED[question, word]


@pytest.mark.parametrize("question", [question for question, _ in sorted(RANDOM)])
def test_yes_to_any_tip_tells_one(listener: Listener, question: str):
    walk(listener, WAYS[question])
    outcome = listener.does("yes")

    assert keys(outcome)[0].endswith(".spoken")
    assert asked(outcome) == "words"


@pytest.mark.parametrize("question", WAYS)
def test_no_question_traps_anybody(listener: Listener, question: str):
    """New words are understood afresh, commands act, and what is not understood is met with help."""
    outcome = walk(listener, WAYS[question])
    state = listener.session, listener.memory

    def instead(intent: str) -> list[str]:
        listener.session, listener.memory = state
        return keys(listener.does(intent))

    assert instead("nervous")[0] == "reason.nervous.acknowledgement"
    assert instead("about")[0] == "reply.about"
    assert instead("stop") == ["reply.goodbye"]
    assert instead("self_harm")[0] == "reply.safety_self_harm"
    assert instead("repeat") == keys(outcome)
    lost = instead("fallback")[0]
    assert lost == "reply.safety_number" if question == "safety_again" else lost.startswith("reply.miss_")


@pytest.mark.parametrize("question", WAYS)
def test_a_question_that_no_longer_exists_is_none(listener: Listener, question: str):
    walk(listener, WAYS[question])
    listener.session = replace(listener.session, pending=f"no_longer_{question}")

    assert keys(listener.does("yes")) == ["reply.yes_to_nothing", "question.open"]


def all_parts(content: Content) -> Iterator[Part]:
    """Everything that is said on all ways, after each with a yes and with a no."""
    for way in [*WAYS.values(), *ELSEWHERE]:
        for last in ([], ["yes"], ["no"]):
            listener = Listener(content, SmallMind(content))
            walk(listener, [*way, *last])
            for reply in (outcome.reply for outcome in listener.outcomes):
                yield from (part for part in (*reply.parts, reply.question, reply.reprompt) if part)


def test_every_reply_every_question_and_every_reprompt_is_said_somewhere(content: Content):
    said = {part.key for part in all_parts(content)}
    written = {f"reply.{name}" for name in content.replies}
    written |= {f"{kind}.{name}" for kind in ("question", "reprompt") for name in content.questions}

    assert written - said == SAID_ELSEWHERE


def test_every_placeholder_is_filled_in(content: Content):
    for part in all_parts(content):
        for wording in content.wordings(part.key):
            wanted = {name.split(":")[0] for name in (piece.split("}")[0] for piece in wording.split("{")[1:])}
            assert wanted <= set(part.values), part.key
