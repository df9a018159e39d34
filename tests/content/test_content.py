"""The content comes out of the files as typed, frozen objects, whole and in the order in which it is written."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from skill.conversation import ACTS
from skill.knowledge.content import Contacts, Content, Question, Reason, Tip, read_content
from skill.tools.check import content_faults
from tests.content.conftest import Practice


def test_what_is_published_has_no_fault(root: Path) -> None:
    """`check` is silent: words, lengths, references, numbers, markup and the acts of every question."""
    assert [str(fault) for fault in content_faults(root, ACTS)] == []


def test_the_skill_is_ready_soon_after_it_starts(root: Path) -> None:
    """All content is read and checked within 40 ms of the processor's time."""
    read_content(root)
    assert min(seconds(lambda: read_content(root)) for _ in range(5)) < 0.040


def seconds(work: object) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def test_every_key_that_is_spoken_has_wordings(content: Content) -> None:
    """Nothing that a reply may name is silent."""
    assert all(all(content.wordings(key)) for key in content.spoken_keys())


def test_keys_say_where_the_words_stand(practice: Practice) -> None:
    """A key names a file's place: `tip.…`, `reason.…`, `reply.…`, `question.…`, `reprompt.…`."""
    content = practice.starts()
    assert content.wordings("tip.ask_kindly.say") == ("Would you come along with me?",)
    assert content.wordings("tip.go_first.title") == ("Go first",)
    assert content.wordings("reason.busy.honest") == ("I have no tip made for that.",)
    assert content.wordings("reason.nervous.acknowledgement")[1] == "A first time can be scary."
    assert content.wordings("reply.goodbye") == ("Take care.", "Bye for now.", "All the best.")
    assert len(content.wordings("question.words")) == 3
    assert content.wordings("reprompt.words") == ("Would you like some words?",)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "tip",
        "tip.go_first",
        "tip.go_first.card",
        "tip.gone.spoken",
        "reason.nervous.honest",
        "reply.gone",
        "reply",
        "question.x.y",
    ],
)
def test_a_key_that_means_nothing_is_refused(practice: Practice, key: str) -> None:
    """A reply cannot go out with a hole in it."""
    with pytest.raises(KeyError):
        practice.starts().wordings(key)


def test_a_tip_brings_its_own_card(practice: Practice) -> None:
    """Cards of tips stand with the tips; the others with the replies."""
    content = practice.starts()
    card = content.card("tip.go_first")
    assert (card.title, card.text) == ("Go first", "Go on your own first.")
    assert content.card("number").title == "A call"
    for key in ("tip.gone", "gone"):
        with pytest.raises(KeyError):
            content.card(key)


def test_of_two_reasons_each_has_its_turn(content: Content) -> None:
    """A's first tip, B's first, A's second, B's second; none is said twice."""
    assert content.tips_for(["disbelief", "sides"]) == (
        "favor_or_trade",
        "neutral_counselor",
        "ask_hypothetically",
        "partnership",
    )
    assert content.tips_for(["not_bad_yet", "later", "hopeless"]) == ("dont_wait", "even_if", "instill_hope")
    assert content.tips_for([]) == ()


def test_tips_count_down_and_the_ninth_comes_twice(content: Content) -> None:
    """The file's order is the spoken order, from ten to one."""
    assert [tip.number for tip in content.tips.values()] == [10, 9, 9, 8, 7, 6, 5, 4, 3, 2, 1]


def test_every_tip_answers_a_reason(content: Content) -> None:
    """No tip lies in the content that nobody is led to."""
    assert {tip for reason in content.reasons.values() for tip in reason.tips} == set(content.tips)


def test_the_number_is_the_one_of_the_practice(content: Content) -> None:
    """The consultation's number, on the keypad and with its letters."""
    consultation = content.contacts.consultation
    assert (consultation.number, consultation.letters) == ("1-855-484-7483", "1-855-4-THRIVE")


@pytest.mark.parametrize(
    ("locale", "numbers"),
    [
        ("en-US", ("911", "18007997233", "988")),
        ("en-CA", ("911", "211", "988")),
        ("en-GB", ("999", "08082000247", "116123")),
        ("en-AU", ("000", "1800737732", "131114")),
        ("en-IN", ("112", "181", "14416")),
    ],
)
def test_each_country_has_its_own_safety_numbers(content: Content, locale: str, numbers: tuple[str, ...]) -> None:
    """Emergency, abuse and crisis, as their owners publish them."""
    mine = content.contacts.safety[locale]
    assert (
        tuple("".join(filter(str.isdigit, number.number)) for number in (mine.emergency, mine.abuse, mine.self_harm))
        == numbers
    )


def test_nothing_can_be_changed_once_it_is_read(practice: Practice) -> None:
    """What one listener is told cannot change what the next one is told."""
    content = practice.starts()
    for thing in (content, content.tips["go_first"], content.questions["words"], content.contacts):
        with pytest.raises(AttributeError):
            setattr(thing, thing.__struct_fields__[0], "other")
    for mapping in (content.tips, content.reasons, content.replies, content.visuals, content.contacts.safety):
        with pytest.raises(TypeError):
            mapping["new"] = "x"  # type: ignore[index]


def test_the_objects_hold_what_their_types_say(content: Content) -> None:
    """Dates are dates, numbers are numbers, lists are tuples; nothing untyped is handed on."""
    tip = content.tips["even_if"]
    assert isinstance(tip, Tip)
    assert (type(tip.number), type(tip.reviewed), tip.id) == (int, date, "even_if")
    assert all(isinstance(reason, Reason) and isinstance(reason.tips, tuple) for reason in content.reasons.values())
    assert all(isinstance(question, Question) for question in content.questions.values())
    assert isinstance(content.contacts, Contacts)
    assert isinstance(content.tips, Mapping)


@pytest.mark.parametrize("kind", [Content, Tip, Reason, Question, Contacts])
def test_every_field_says_what_it_is(kind: type) -> None:
    """Under each field of the content's types stands a line about it."""
    import ast
    import inspect

    body = ast.parse(inspect.getsource(kind)).body[0].body
    fields = [index for index, node in enumerate(body) if isinstance(node, ast.AnnAssign)]
    assert fields
    for index in fields:
        assert isinstance(body[index + 1], ast.Expr), ast.unparse(body[index])
