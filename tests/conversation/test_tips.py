"""Which tip is told: by number, the next, at random, the last again, the one before; and what is kept of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from skill.dialogue import Heard, Memory, Outcome
from skill.knowledge.content import Content
from tests.conversation.listener import FIRST_DAY, Listener, asked, keys

ALL = 11


def told(outcome: Outcome) -> str | None:
    """The tip that was told, if one was."""
    found = [key.split(".")[1] for key in keys(outcome) if key.startswith("tip.") and key.endswith(".spoken")]
    return found[0] if found else None


def remembered(outcome: Outcome) -> list[str]:
    return [heard.tip for heard in outcome.memory.heard]


def test_every_tip_can_be_had_by_its_number(listener: Listener, content: Content):
    for number in {tip.number for tip in content.tips.values()}:
        tips = [name for name, tip in content.tips.items() if tip.number == number]
        outcome = listener.does("tip_number", slots={"number": str(number)})

        assert told(outcome) == tips[0]
        assert asked(outcome) == ("words" if len(tips) == 1 else "second_of_number")


@pytest.mark.parametrize("spoken", ["3", "three", "Third", "3rd"])
def test_a_number_may_come_in_any_form(listener: Listener, spoken: str):
    assert told(listener.does("tip_number", slots={"number": spoken})) == "even_if"


def test_tip_nine_is_two_tips(listener: Listener):
    assert told(listener.does("tip_number", slots={"number": "9"})) == "favor_or_trade"
    second = listener.does("yes")

    assert keys(second) == ["tip.your_change.spoken", "question.words"]
    assert remembered(second) == ["favor_or_trade", "your_change"]


def test_no_to_the_second_tip_nine_offers_words_for_the_first(listener: Listener):
    listener.does("tip_number", slots={"number": "9"})

    assert keys(listener.does("no")) == ["question.words"]
    assert keys(listener.does("yes"))[1] == "tip.favor_or_trade.say"


@pytest.mark.parametrize("slots", [{"number": "0"}, {"number": "11"}, {"number": "4711"}, {"number": "?"}, {}])
def test_a_number_outside_says_the_range_and_offers_number_ten(listener: Listener, slots: dict[str, str]):
    outcome = listener.does("tip_number", slots=slots)

    assert keys(outcome) == ["reply.number_range", "question.highest_number"]
    assert "ten" in listener.hears(outcome)
    assert "one" in listener.hears(outcome)
    assert not outcome.memory.heard
    assert told(listener.does("yes")) == "dont_wait"


def test_next_tip_takes_what_fits_first_and_then_counts_down_through_the_rest(listener: Listener, content: Content):
    listener.does("hopeless")
    following = [told(listener.does("next_tip")) for _ in range(ALL - 1)]

    assert following == ["instill_hope", *(tip for tip in content.tips if tip not in ("even_if", "instill_hope"))]


def test_next_tip_with_all_heard_goes_on_by_number_and_begins_again_after_the_last(
    listener: Listener, content: Content
):
    for tip in content.tips:
        listener.does("next_tip")
        assert listener.memory.heard[-1].tip == tip

    assert [told(listener.does("next_tip")) for _ in range(2)] == ["dont_wait", "favor_or_trade"]


def test_next_tip_in_a_new_session_is_one_that_was_not_heard(listener: Listener):
    listener.does("later")

    assert told(listener.does("next_tip", new_session=True)) == "favor_or_trade"


def test_random_tips_are_all_different_until_all_were_heard_and_then_the_oldest(listener: Listener, content: Content):
    tips = [told(listener.does("random_tip", new_session=True)) for _ in range(ALL)]

    assert sorted(tips) == sorted(content.tips)
    assert told(listener.does("random_tip")) == tips[0]
    assert told(listener.does("random_tip")) == tips[1]


def test_a_random_tip_is_the_same_for_the_same_request_and_differs_among_requests(listener: Listener, content: Content):
    first = told(listener.does("random_tip", request_id="again"))
    others = set()
    for number in range(40):
        listener.memory, listener.session = Memory(), listener.session.__class__()
        others.add(told(listener.does("random_tip", request_id=f"request {number}")))
    listener.memory, listener.session = Memory(), listener.session.__class__()

    assert told(listener.does("random_tip", request_id="again")) == first
    assert others == set(list(content.tips)[:-1]), "the article's closing is no tip to begin with"


def test_replay_is_the_last_tip_word_for_word_today_or_weeks_ago(listener: Listener):
    first = listener.does("hopeless")
    listener.later(days=20)
    again = listener.does("replay_last_tip", new_session=True)

    assert keys(again) == ["tip.even_if.spoken", "question.words"]
    assert listener.hears(again).startswith(listener.hears(replace(first, reply=replace(again.reply, question=None))))
    assert remembered(again) == ["even_if"]
    assert again.memory.last_heard["even_if"] > first.memory.last_heard["even_if"]


@pytest.mark.parametrize("command", ["replay_last_tip", "previous_tip", "repeat", "tell_more", "what_to_say", "slower"])
def test_without_a_tip_it_says_so_and_asks_the_open_question_without_a_card(listener: Listener, command: str):
    outcome = listener.does(command, new_session=True)

    assert keys(outcome) == ["reply.no_tip_yet", "question.open"]
    assert outcome.reply.card is None
    assert outcome.memory == Memory()


@pytest.mark.parametrize("command", ["replay_last_tip", "previous_tip", "repeat", "tell_more", "what_to_say"])
def test_with_the_memory_out_of_reach_it_says_honestly_that_it_cannot_recall(listener: Listener, command: str):
    listener.memory = replace(Memory(), reachable=False)

    assert keys(listener.does(command, new_session=True)) == ["reply.cannot_recall", "question.open"]


def test_with_the_memory_out_of_reach_tips_are_told_and_nothing_is_saved(listener: Listener):
    listener.memory = replace(Memory(), reachable=False)
    listener.does("hopeless")
    outcome = listener.does("next_tip")

    assert told(outcome) == "instill_hope"
    assert outcome.memory == replace(Memory(), reachable=False)
    assert told(listener.does("previous_tip")) == "even_if"


def test_previous_goes_back_through_the_session_and_on_into_the_memory(listener: Listener):
    listener.does("later", new_session=True)
    listener.does("nervous", new_session=True)
    listener.later(days=2)
    listener.does("hopeless")
    listener.does("next_tip")

    back = [told(listener.does("previous_tip")) for _ in range(3)]
    end = listener.does("previous_tip")

    assert back == ["even_if", "phone_consultation", "dont_wait"]
    assert keys(end) == ["reply.no_earlier_tip", "question.last_tip"]
    assert remembered(end) == ["dont_wait", "phone_consultation", "even_if", "instill_hope"]


def test_previous_in_a_new_session_is_the_one_before_the_last(listener: Listener):
    listener.does("hopeless")
    listener.does("next_tip")
    listener.later(days=2)

    assert told(listener.does("previous_tip")) == "even_if"


def test_previous_in_a_new_session_with_one_tip_ever_heard_is_that_tip(listener: Listener):
    listener.does("hopeless")
    listener.later(days=2)

    assert told(listener.does("previous_tip")) == "even_if"


def test_a_replay_after_steps_back_is_the_newest_again_and_previous_counts_from_there(listener: Listener):
    for tip in ("later", "nervous", "hopeless"):
        listener.does(tip)
    listener.does("previous_tip")
    listener.does("previous_tip")

    assert told(listener.does("replay_last_tip")) == "even_if"
    assert told(listener.does("previous_tip")) == "phone_consultation"


def test_a_new_tip_after_steps_back_stands_at_the_end(listener: Listener):
    for tip in ("later", "nervous"):
        listener.does(tip)
    listener.does("previous_tip")
    outcome = listener.does("hopeless")

    assert remembered(outcome) == ["dont_wait", "phone_consultation", "even_if"]
    assert told(listener.does("previous_tip")) == "phone_consultation"


def test_tips_that_no_longer_exist_are_passed_over(listener: Listener):
    gone = [Heard("sing_together", FIRST_DAY), Heard("even_if", FIRST_DAY), Heard("dance", FIRST_DAY)]
    listener.memory = replace(Memory(), visited=True, heard=tuple(gone))

    assert told(listener.does("replay_last_tip")) == "even_if"
    assert asked(listener.does("previous_tip")) == "last_tip"


@pytest.mark.parametrize(("command", "field"), [("tell_more", "detail"), ("what_to_say", "say")])
def test_more_and_words_are_about_the_last_tip_in_a_new_session_too(listener: Listener, command: str, field: str):
    listener.does("hopeless")
    listener.later(days=9)
    before = listener.memory
    outcome = listener.does(command)

    assert f"tip.even_if.{field}" in keys(outcome)
    assert outcome.memory == before


def test_more_is_followed_by_words_unless_they_were_offered_already(listener: Listener):
    listener.does("hopeless")
    assert keys(listener.does("tell_more")) == ["tip.even_if.detail", "question.words"]
    listener.does("yes")
    assert keys(listener.does("tell_more")) == ["tip.even_if.detail", "question.one_more"]


def test_the_list_reads_three_titles_at_a_time_and_shows_all_on_the_card(listener: Listener, content: Content):
    outcomes = [listener.does("list_tips"), *(listener.does("yes") for _ in range(3))]

    assert [keys(outcome).count("reply.list_item") for outcome in outcomes] == [3, 3, 3, 2]
    assert [asked(outcome) for outcome in outcomes] == ["three_more", "three_more", "the_rest", "one_of_them"]
    assert "eleven" in listener.hears(outcomes[0])
    for tip in content.tips.values():
        assert f"{tip.number}. {tip.title}" in outcomes[0].reply.card.values["titles"]
    assert told(listener.does("yes"))


@pytest.mark.parametrize("yeses", [0, 2])
def test_enough_of_the_list_leads_to_the_open_question(listener: Listener, yeses: int):
    listener.does("list_tips")
    for _ in range(yeses):
        listener.does("yes")

    assert asked(listener.does("no")) == "open"


def test_the_memory_keeps_the_last_twenty_tips_and_when_each_was_heard(listener: Listener):
    for _ in range(25):
        outcome = listener.does("next_tip")

    assert len(outcome.memory.heard) == 20
    assert len(outcome.memory.last_heard) == ALL
    assert outcome.memory.heard[-1].at == FIRST_DAY + timedelta(seconds=20 * 24)


def test_a_repeated_request_gets_a_normal_reply_and_changes_nothing(listener: Listener):
    listener.does("hopeless", request_id="once")
    before = listener.memory
    outcome = listener.does("hopeless", new_session=True, request_id="once")

    assert told(outcome) == "even_if"
    assert outcome.memory == before


def test_a_repeated_launch_changes_nothing(listener: Listener):
    before = listener.does("launch", request_id="once").memory

    assert listener.does("launch", request_id="once").memory == before


QUIET = (
    "fallback unknown yes no repeat tell_more what_to_say list_tips phone_number slower about help ethics cost time "
    "start_over forget_me stop cancel navigate_home abuse self_harm"
).split()


@pytest.mark.parametrize("intent", QUIET)
def test_no_other_turn_writes_the_memory(listener: Listener, intent: str):
    listener.does("hopeless")
    before = listener.memory

    assert listener.does(intent).memory is before
