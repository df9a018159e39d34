"""What can be asked of the skill beside tips."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from skill.dialogue import Card, Memory, Part, Reply, Session
from tests.conversation.listener import Listener, asked, keys


@pytest.mark.parametrize("said", ["hopeless", "help", "abuse", "phone_number", "list_tips", "fallback", "ethics"])
def test_repeat_says_exactly_the_same_and_the_question_waits_on(listener: Listener, said: str):
    before = listener.does(said)
    again = listener.does("repeat")

    assert again.reply == before.reply
    assert again.session.pending == before.session.pending
    assert again.session.subject == before.session.subject


def test_repeat_in_a_new_session_is_the_last_tip(listener: Listener):
    listener.does("hopeless")

    assert keys(listener.does("repeat", new_session=True)) == ["tip.even_if.spoken", "question.words"]


@pytest.mark.parametrize(
    "last",
    [
        Reply((Part("reply.no_such_reply"),)),
        Reply((Part("reply.goodbye"),), card=Card("no_such_card")),
        Reply((), Part("question.gone"), Part("reprompt.gone")),
    ],
)
def test_repeat_of_what_no_longer_exists_is_the_last_tip(listener: Listener, last: Reply):
    listener.does("hopeless")
    listener.session = Session(last=last)

    assert keys(listener.does("repeat"))[0] == "tip.even_if.spoken"


def test_slower_says_the_last_reply_slowly_and_so_are_further_ones_of_the_session(listener: Listener):
    before = listener.does("hopeless")
    slow = listener.does("slower")

    assert slow.reply == replace(before.reply, slow=True)
    assert asked(slow) == "words"
    assert listener.does("yes").reply.slow
    assert not listener.does("hopeless", new_session=True).reply.slow


def test_slower_in_a_new_session_is_the_last_tip_slowly(listener: Listener):
    listener.does("hopeless")
    outcome = listener.does("slower", new_session=True)

    assert keys(outcome)[0] == "tip.even_if.spoken"
    assert outcome.reply.slow


def test_the_phone_number_is_said_in_both_forms_on_a_card_and_again_with_a_yes(listener: Listener):
    outcome = listener.does("phone_number")

    assert asked(outcome) == "number_again"
    assert "1-855-484-7483" in listener.hears(outcome)
    assert "1-855-4-thrive" in listener.hears(outcome)
    assert "1-855-4-THRIVE" in outcome.reply.card.values["numbers"]
    assert "1-855-484-7483" in outcome.reply.card.values["numbers"]
    assert keys(listener.does("yes")) == keys(outcome)
    assert asked(listener.does("no")) is None


@pytest.mark.parametrize("locale", ["en-GB", "en-CA", "en-AU", "en-IN", ""])
def test_elsewhere_it_says_that_the_number_is_in_the_united_states_and_offers_help_near(
    listener: Listener, locale: str
):
    listener.locale = locale
    outcome = listener.does("phone_number")

    assert keys(outcome)[0] == "reply.number_abroad"
    assert "United States" in listener.hears(outcome)
    assert keys(listener.does("yes"))[0] == "tip.find_a_counselor.spoken"


def test_about_credits_the_author_and_says_what_is_kept(listener: Listener):
    outcome = listener.does("about")

    assert keys(outcome) == ["reply.about", "reply.about_kept", "question.hear_one"]
    assert "based on published advice by" in listener.hears(outcome)
    assert "never what you say" in listener.hears(outcome)


@pytest.mark.parametrize(
    ("before", "reply", "question"),
    [
        ([], "help_at_first", "open"),
        (["hopeless", "stop"], "help_coming_back", "open"),
        (["hopeless"], "help_with_tip", "words"),
        (["hopeless", "no"], "help_with_tip", "one_more"),
    ],
)
def test_help_says_the_disclaimer_and_two_phrases_for_where_one_is(
    listener: Listener, before: list[str], reply: str, question: str
):
    for intent in before:
        listener.does(intent)
    outcome = listener.does("help")

    assert keys(outcome) == ["reply.help", "reply.disclaimer", f"reply.{reply}", f"question.{question}"]
    assert "911" in listener.hears(outcome)


def test_forgetting_asks_first_and_says_that_it_is_the_whole_account(listener: Listener):
    listener.does("hopeless")
    outcome = listener.does("forget_me")

    assert keys(outcome) == ["reply.forget_warning", "question.forget"]
    assert "account" in listener.hears(outcome)
    assert outcome.memory == listener.memory


def test_yes_forgets_and_closes(listener: Listener):
    listener.does("hopeless")
    listener.does("forget_me")
    outcome = listener.does("yes")

    assert keys(outcome) == ["reply.forgotten"]
    assert outcome.memory is None
    assert outcome.session.heard == ()


def test_no_keeps_and_says_so(listener: Listener):
    before = listener.does("hopeless").memory
    listener.does("forget_me")
    outcome = listener.does("no")

    assert keys(outcome) == ["reply.kept"]
    assert outcome.memory == before


def test_what_cannot_be_forgotten_just_now_is_not_said_to_be_forgotten(listener: Listener):
    listener.memory = replace(Memory(), reachable=False)
    listener.does("forget_me")
    outcome = listener.does("yes")

    assert keys(outcome) == ["reply.cannot_forget"]
    assert outcome.memory == listener.memory


def test_other_replies_take_turns_within_the_session(listener: Listener):
    variants = [listener.does("about").reply.parts[0].variant for _ in range(4)]

    assert variants == [0, 1, 2, 0]
    assert listener.memory == Memory()
