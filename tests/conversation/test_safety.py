"""Danger comes before everything else, on every path."""

from __future__ import annotations

import pytest

from skill.dialogue import Outcome
from skill.knowledge.content import Content
from tests.conversation.listener import Listener, asked, keys


def is_safety(outcome: Outcome) -> bool:
    return keys(outcome)[0].startswith("reply.safety_") and asked(outcome) == "safety_again"


@pytest.mark.parametrize("locale", ["en-US", "en-CA", "en-GB", "en-AU", "en-IN"])
@pytest.mark.parametrize("danger", ["abuse", "self_harm"])
def test_each_locale_hears_and_sees_its_own_number_under_a_neutral_title(
    listener: Listener, content: Content, locale: str, danger: str
):
    listener.locale = locale
    outcome = listener.does(danger)
    number = getattr(content.contacts.safety[locale], danger).number
    card = content.card(outcome.reply.card.key)

    assert keys(outcome)[0] == f"reply.safety_{danger}"
    assert number.replace(" ", "-") in listener.hears(outcome)
    assert outcome.reply.card.values["numbers"].splitlines()[0] == number
    assert card.title == "Phone numbers"
    assert not any(letter.isalpha() for letter in outcome.reply.card.values["numbers"])


def test_a_locale_without_an_entry_hears_no_number_at_all(listener: Listener):
    listener.locale = "en-NZ"
    outcome = listener.does("abuse")

    assert keys(outcome) == ["reply.safety_abuse", "reply.safety_anywhere", "question.safety_again"]
    assert "your local emergency number" in listener.hears(outcome)
    assert not any(letter.isdigit() for letter in listener.hears(outcome))
    assert keys(listener.does("yes")) == ["reply.safety_anywhere", "question.safety_again"]


def test_both_dangers_in_one_sentence_self_harm_first_and_both_numbers(listener: Listener):
    outcome = listener.says("he hits me and speaks of suicide")
    heard = listener.hears(outcome)

    assert keys(outcome)[0] == "reply.safety_self_harm"
    assert heard.index("988") < heard.index("1-800-799-7233") < heard.index("911")
    assert (outcome.understood.name, outcome.understood.also) == ("self_harm", ("abuse",))


def test_yes_says_both_numbers_again_and_no_closes(listener: Listener):
    listener.says("he hits me and speaks of suicide")
    again = listener.does("yes")

    assert "988" in listener.hears(again)
    assert "1-800-799-7233" in listener.hears(again)
    assert keys(again)[0] != "reply.safety_self_harm"
    assert keys(listener.does("no")) == ["reply.safety_close"]


@pytest.mark.parametrize(
    "intent", ["catch_all", "bare", "fallback", "unknown", "hopeless", "tip_number", "yes", "launch"]
)
def test_danger_in_words_or_in_any_slot_wins_over_whatever_the_intent_is(listener: Listener, intent: str):
    assert is_safety(listener.says("it is suicide", intent=intent))
    assert is_safety(listener.does(intent, slots={"number": "3", "he": "hits me"}))


@pytest.mark.parametrize("before", ["hopeless", "forget_me", "list_tips", "launch", "phone_number", "fallback"])
def test_danger_drops_the_pending_question_and_what_was_queued(listener: Listener, before: str):
    listener.does(before)
    outcome = listener.does("abuse")

    assert is_safety(outcome)
    assert outcome.session.queue == ()
    assert outcome.session.reason is None


def test_danger_leaves_no_trace_in_the_memory(listener: Listener):
    listener.does("hopeless")
    before = listener.memory

    assert listener.does("self_harm").memory is before
    assert listener.does("yes").memory is before


def test_danger_tells_no_tip_and_never_offers_to_call(listener: Listener):
    for _ in range(3):
        for danger in ("abuse", "self_harm"):
            heard = listener.hears(listener.does(danger)).lower()
            assert "i can call" not in heard
            assert "shall i call" not in heard
            assert not any(".spoken" in key for key in keys(listener.outcomes[-1]))
