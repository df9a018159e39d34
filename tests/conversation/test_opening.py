"""How a conversation begins, begins again and ends."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from skill.dialogue import Memory
from tests.conversation.listener import Listener, asked, keys


def test_the_first_time_says_what_this_is_and_names_the_emergency_number(listener: Listener):
    outcome = listener.opens()

    assert keys(outcome) == ["reply.greeting_first", "reply.disclaimer", "question.open"]
    assert "911" in listener.hears(outcome)
    assert outcome.memory == replace(
        Memory(), visited=True, requests=outcome.memory.requests, variants=outcome.memory.variants
    )


@pytest.mark.parametrize(("locale", "number"), [("en-GB", "999"), ("en-AU", "000"), ("en-IN", "112"), ("en-CA", "911")])
def test_the_emergency_number_is_the_one_of_the_locale(listener: Listener, locale: str, number: str):
    listener.locale = locale

    assert number in listener.hears(listener.opens())


@pytest.mark.parametrize("locale", ["en-NZ", "fr-FR", "", "en-us"])
def test_elsewhere_it_is_your_local_emergency_number_and_never_another_country_s(listener: Listener, locale: str):
    listener.locale = locale

    heard = listener.hears(listener.opens())

    assert "your local emergency number" in heard
    assert not any(letter.isdigit() for letter in heard)


def test_later_it_greets_shortly_and_asks_the_open_question_while_no_tip_was_heard(listener: Listener):
    listener.opens()
    listener.later(days=1)

    assert keys(listener.opens()) == ["reply.welcome_back", "question.open"]


def test_later_it_offers_the_last_tip_without_naming_it_and_a_yes_brings_the_same_words(listener: Listener):
    listener.opens()
    first = listener.does("hopeless")
    listener.later(days=3)

    offer = listener.opens()
    again = listener.does("yes")

    assert keys(offer) == ["reply.welcome_back", "question.last_tip"]
    assert "even if" not in listener.hears(offer)
    assert keys(again) == ["tip.even_if.spoken", "question.words"]
    assert again.reply.parts[0] == first.reply.parts[-1]


def test_whoever_heard_a_tip_without_opening_it_gets_the_disclaimer_and_the_offer(listener: Listener):
    listener.does("hopeless", new_session=True)
    listener.later(days=1)

    assert keys(listener.opens()) == ["reply.greeting_first", "reply.disclaimer", "question.last_tip"]


def test_no_to_the_last_tip_asks_the_open_question(listener: Listener):
    listener.does("hopeless")
    listener.opens()

    assert keys(listener.does("no")) == ["question.open"]


def test_a_last_tip_that_no_longer_exists_is_passed_over(listener: Listener):
    listener.does("hopeless")
    tips = {name: tip for name, tip in listener.content.tips.items() if name != "even_if"}
    listener.content = replace(listener.content, tips=tips)

    assert asked(listener.opens()) == "open"


def test_greetings_take_turns_from_visit_to_visit(listener: Listener):
    listener.opens()
    greetings = [listener.opens().reply.parts[0].variant for _ in range(4)]

    assert greetings == [0, 1, 2, 0]


@pytest.mark.parametrize(
    ("words", "reason"),
    [("never", "flat_no"), ("not interested", "dislikes_idea"), ("maybe later", "later"), ("no", "flat_no")],
)
def test_a_refusal_after_the_open_question_is_the_partner_s(listener: Listener, words: str, reason: str):
    listener.opens()

    outcome = listener.says(words)

    assert (outcome.understood.kind, outcome.understood.name) == ("reason", reason)
    assert keys(outcome)[0] == f"reason.{reason}.acknowledgement"
    assert outcome.memory.heard[-1].tip == outcome.understood.tips[0]


def test_a_refusal_in_the_slot_of_no_counts_as_well(listener: Listener):
    listener.opens()

    assert listener.does("no", slots={"refusal": "maybe later"}).understood.name == "later"


def test_a_bare_yes_to_the_open_question_gets_it_again_with_two_examples(listener: Listener):
    listener.opens()

    assert keys(listener.does("yes")) == ["reply.open_examples", "question.open"]


@pytest.mark.parametrize("word", ["yes", "no"])
def test_yes_and_no_to_nothing_are_met_kindly(listener: Listener, word: str):
    assert keys(listener.does(word)) == [f"reply.{word}_to_nothing", "question.open"]


def test_a_refusal_elsewhere_is_a_plain_no(listener: Listener):
    listener.opens()
    listener.does("hopeless")

    assert asked(listener.says("not interested")) == "one_more"


@pytest.mark.parametrize("command", ["stop", "cancel", "navigate_home"])
def test_stop_ends_at_any_moment_with_a_few_words(listener: Listener, command: str):
    listener.opens()
    outcome = listener.does(command)

    assert keys(outcome) == ["reply.goodbye"]
    assert len(listener.hears(outcome).split()) <= 8


def test_start_over_forgets_the_session_and_nothing_else(listener: Listener):
    listener.does("hopeless")
    before = listener.memory

    outcome = listener.does("start_over")

    assert keys(outcome) == ["reply.start_over", "question.open"]
    assert (outcome.session.heard, outcome.session.queue, outcome.session.tip) == ((), (), None)
    assert outcome.memory == before


def test_a_new_session_knows_nothing_of_the_one_before(listener: Listener):
    listener.does("hopeless")

    assert asked(listener.does("yes", new_session=True)) == "open"


def test_with_the_memory_out_of_reach_it_greets_and_asks_and_changes_nothing(listener: Listener):
    listener.does("hopeless")
    listener.memory = replace(Memory(), reachable=False)

    outcome = listener.opens()

    assert keys(outcome) == ["reply.greeting", "question.open"]
    assert outcome.memory == listener.memory
