"""A reason is heard, the tip that answers it is told, and what comes next is offered."""

from __future__ import annotations

import pytest

from skill.knowledge.content import Content
from tests.conversation.listener import Listener, SmallMind, asked, keys


def test_every_reason_as_a_bare_intent_is_acknowledged_and_gets_its_first_tip(listener: Listener, content: Content):
    for name, reason in content.reasons.items():
        outcome = listener.does(name, new_session=True)

        honest = [f"reason.{name}.honest"] if reason.covered != "covered" else []
        tip = reason.tips[0]
        assert keys(outcome) == [f"reason.{name}.acknowledgement", *honest, f"tip.{tip}.spoken", "question.words"]
        assert outcome.reply.card.key == f"tip.{tip}"
        assert outcome.understood.tips == reason.tips


def test_one_reason_goes_on_with_words_then_one_more_then_anything_else(listener: Listener):
    assert keys(listener.says("no hope"))[-2:] == ["tip.even_if.spoken", "question.words"]
    assert keys(listener.does("yes")) == ["reply.you_might_say", "tip.even_if.say", "question.one_more"]
    assert keys(listener.does("yes")) == ["tip.instill_hope.spoken", "question.words"]
    assert keys(listener.does("no")) == ["question.anything_else"]
    assert keys(listener.does("no")) == ["reply.close"]


def test_no_to_words_and_to_one_more_closes_and_says_how_to_come_back(listener: Listener):
    listener.says("no hope")
    assert keys(listener.does("no")) == ["question.one_more"]
    assert keys(listener.does("no")) == ["reply.close"]


def test_a_tip_that_was_heard_in_this_session_is_not_offered_again(listener: Listener):
    listener.does("speaker_discouraged")
    listener.says("no hope")

    assert asked(listener.does("no")) == "anything_else"


def test_the_same_tip_for_another_reason_says_that_it_was_heard(listener: Listener):
    listener.does("disbelief")

    assert keys(listener.does("scam")) == [
        "reason.scam.acknowledgement",
        "reply.same_tip",
        "tip.favor_or_trade.spoken",
        "question.words",
    ]


def test_two_reasons_in_a_sentence_the_stronger_first_then_the_other_s_is_offered(listener: Listener):
    outcome = listener.says("the shrink is on my side and it's useless")
    assert keys(outcome) == ["reply.two_things", "tip.neutral_counselor.spoken", "question.other_reason"]
    assert listener.content.reasons["sides"].about in listener.hears(outcome)
    assert listener.content.reasons["disbelief"].about in listener.hears(outcome)

    assert keys(listener.does("yes")) == ["tip.favor_or_trade.spoken", "question.words"]
    assert asked(listener.does("no")) == "one_more"
    assert keys(listener.does("yes"))[0] == "tip.partnership.spoken"
    assert asked(listener.does("no")) == "one_more"
    assert keys(listener.does("yes"))[0] == "tip.ask_hypothetically.spoken"
    assert asked(listener.does("no")) == "anything_else"


def test_no_to_the_other_reason_goes_on_with_the_first_alone(listener: Listener):
    listener.says("the shrink is on my side and it's useless")

    assert keys(listener.does("no")) == ["question.words"]
    assert keys(listener.does("yes"))[:2] == ["reply.you_might_say", "tip.neutral_counselor.say"]
    assert keys(listener.does("yes"))[0] == "tip.partnership.spoken"
    assert asked(listener.does("no")) == "anything_else"


def test_two_reasons_with_one_first_tip_offer_the_second_tip_of_the_other(listener: Listener):
    listener.says("it's a rip-off and useless")

    assert keys(listener.does("yes"))[0] == "tip.ask_hypothetically.spoken"


def test_two_reasons_with_one_tip_for_both_are_answered_as_one(listener: Listener):
    assert asked(listener.says("it's a rip-off and a cult")) == "words"


@pytest.mark.parametrize(("words", "too"), [("no hope and no money", "cost_too"), ("no hope and no time", "time_too")])
def test_cost_or_time_beside_a_reason_is_pointed_to_the_phone_consultation(listener: Listener, words: str, too: str):
    assert keys(listener.says(words))[-3:] == ["tip.even_if.spoken", f"reply.{too}", "question.words"]


@pytest.mark.parametrize("kind", ["cost", "time"])
def test_cost_and_time_alone_have_no_tip_and_say_so_and_offer_the_nearest(listener: Listener, kind: str):
    outcome = listener.does(kind)
    assert keys(outcome) == [f"reply.{kind}", "question.nearest_tip"]
    assert outcome.understood.tips == ("favor_or_trade",)
    assert not outcome.memory.heard
    assert "1-855" not in listener.hears(outcome)

    assert keys(listener.does("yes"))[0] == "tip.favor_or_trade.spoken"


def test_no_to_the_nearest_tip_asks_for_anything_else(listener: Listener):
    listener.does("cost")

    assert keys(listener.does("no")) == ["question.anything_else"]


def test_cost_with_a_reason_beside_it_offers_the_reason_s_tip(listener: Listener):
    assert keys(listener.says("money and no hope")) == ["reply.cost", "question.instead"]
    assert keys(listener.does("yes"))[0] == "tip.even_if.spoken"
    assert asked(listener.does("no")) == "one_more"


def test_no_to_the_reason_beside_the_cost_drops_its_tips(listener: Listener):
    listener.says("money and no hope")

    assert keys(listener.does("no")) == ["question.anything_else"]


def test_unsure_between_two_asks_back_with_the_likelier_alone(listener: Listener):
    outcome = listener.says("mumbled")

    assert keys(outcome) == ["reply.unsure", "question.is_it"]
    assert listener.content.reasons["blamed"].is_it in listener.hears(outcome)
    assert not outcome.memory.heard


@pytest.mark.parametrize(("word", "reason"), [("yes", "blamed"), ("no", "sides")])
def test_yes_takes_the_likelier_and_no_the_other(listener: Listener, word: str, reason: str):
    listener.says("mumbled")
    outcome = listener.does(word)

    assert outcome.understood.name == reason
    assert keys(outcome)[0] == f"reason.{reason}.acknowledgement"


def test_it_never_asks_back_twice_in_a_row(listener: Listener):
    listener.says("mumbled")
    assert keys(listener.says("mumbled"))[0] == "reason.blamed.acknowledgement"
    assert asked(listener.says("mumbled")) == "is_it"


def test_new_words_after_asking_back_count_afresh(listener: Listener):
    listener.says("mumbled")

    assert keys(listener.says("no hope"))[0] == "reason.hopeless.acknowledgement"


def test_unsure_without_another_reason_answers_the_likelier(listener: Listener):
    assert keys(listener.says("mumbled alone"))[0] == "reason.blamed.acknowledgement"


def test_a_reason_that_is_no_longer_in_the_content_was_not_understood(listener: Listener):
    assert keys(listener.says("gone from reasons")) == ["reply.miss_first", "question.open"]


def test_acknowledgements_take_turns_across_sessions(listener: Listener):
    variants = [listener.does("hopeless", new_session=True).reply.parts[0].variant for _ in range(4)]

    assert variants == [0, 1, 2, 0]


def test_ethics_says_that_there_is_no_trick_and_offers_a_tip(listener: Listener):
    assert keys(listener.does("ethics")) == ["reply.ethics", "question.hear_one"]
    assert keys(listener.does("yes"))[-1] == "question.words"


def test_what_is_remembered_does_not_tell_which_reason_was_spoken_of(content: Content, mind: SmallMind):
    """Tip ids and times are kept; a reason, or that somebody spoke of money, is not."""
    kept = set()
    for reason in content.reasons:
        listener = Listener(content, mind)
        listener.does(reason)
        kept |= set(listener.memory.variants)
    asker = Listener(content, mind)
    asker.says("no hope and no money")
    kept |= set(asker.memory.variants)

    assert not [key for key in kept if key.startswith(("reason.", "reply.")) or "cost" in key], kept


def test_acknowledgements_take_turns_from_one_day_to_the_next(listener: Listener):
    listener.does("hopeless")
    listener.later(days=1)

    assert listener.does("hopeless").reply.parts[0].variant == 1
