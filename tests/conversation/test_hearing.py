"""What a turn is taken to mean, where it is more than the words alone."""

from __future__ import annotations

import pytest

from skill.conversation.table import COMMANDS
from tests.conversation.listener import Listener, asked, keys


@pytest.mark.parametrize(
    ("words", "slots", "reply"),
    [
        ("he stop", {"he": "stop"}, "reply.goodbye"),
        ("i help", {"i": "help"}, "reply.help"),
        ("he is repeat", {"he_is": "repeat"}, "reply.no_tip_yet"),
    ],
)
def test_a_command_that_landed_in_a_slot_acts_as_such(
    listener: Listener, words: str, slots: dict[str, str], reply: str
):
    assert keys(listener.says(words, slots=slots))[0] == reply


def test_a_stray_word_before_a_command_makes_no_danger_of_it(listener: Listener):
    listener.mind.dangerous.add("i stop")
    listener.mind.dangerous.add("he won't stop")

    assert keys(listener.says("i stop", slots={"i": "stop"})) == ["reply.goodbye"]
    assert keys(listener.says("he won't stop", slots={"he_wont": "stop"}))[0] == "reply.safety_abuse"


def test_the_partner_s_no_in_a_slot_stays_the_partner_s(listener: Listener):
    assert keys(listener.says("he says no", slots={"he_says": "no"})) == ["reply.miss_first", "question.open"]


@pytest.mark.parametrize(
    ("words", "slots", "name"),
    [
        ("he says i'm done", {"he_says": "i'm done"}, "over"),
        ("my wife says forget it", {"my_wife_says": "forget it"}, "flat_no"),
    ],
)
def test_the_partner_s_words_are_no_commands(listener: Listener, words: str, slots: dict[str, str], name: str):
    assert listener.says(words, slots=slots).understood.name == name


def test_slots_without_words_are_heard_as_words(listener: Listener):
    assert listener.does("bare", slots={"speech": "no hope"}).understood.name == "hopeless"


@pytest.mark.parametrize("intent", ["catch_all", "bare", "fallback", "unknown", "weather", ""])
def test_an_intent_that_says_nothing_was_not_understood(listener: Listener, intent: str):
    assert keys(listener.does(intent)) == ["reply.miss_first", "question.open"]


def test_not_understood_has_three_steps_and_begins_again(listener: Listener):
    questions = [asked(listener.does("fallback")) for _ in range(4)]

    assert questions == ["open", "simple", "any_tip", "open"]


def test_anything_understood_resets_the_count(listener: Listener):
    listener.does("fallback")
    listener.does("fallback")
    listener.does("about")

    assert asked(listener.does("fallback")) == "open"


def test_a_repeat_between_two_misses_was_understood(listener: Listener):
    listener.does("fallback")
    listener.does("repeat")

    assert keys(listener.does("fallback"))[0] == "reply.miss_first"


def test_yes_after_the_third_miss_brings_a_tip(listener: Listener):
    for _ in range(3):
        listener.does("fallback")

    assert keys(listener.does("yes"))[-1] == "question.words"


@pytest.mark.parametrize("command", sorted(set(COMMANDS)))
def test_every_command_is_the_same_as_an_intent_and_as_words(listener: Listener, command: str):
    words = listener.mind.known
    words["spoken"] = words["stop"].__class__("command", command, why="exact")

    spoken = listener.says("spoken")
    listener.session = listener.session.__class__()
    listener.memory = listener.memory.__class__()

    assert keys(listener.does(command, request_id="request 1")) == keys(spoken)
