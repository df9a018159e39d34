"""What was said is brought to one form, whatever a recogniser, an author or a mischief-maker wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.knowledge.wording import LONGEST, normalise, numbers_in, respell, sameness


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("He’s DONE.", "he's done"),
        ("“No,” she said — ‘never’!", "no she said never"),
        ("my mother-in-law's idea", "my mother-in-law's idea"),
        ("talkin' 'bout it", "talkin bout it"),
        ("Tom & Ann", "tom and ann"),
        ("1,200 dollars, not 12", "1200 dollars not 12"),
        ("fiance\u0301e", "fiancée"),
        ("ﬁne\u00a0\tthen\n", "fine then"),
        ("__snake_case__", "snake case"),
        ("- ' -- '' -", ""),
        ("", ""),
        ("\x00\ud800", ""),
    ],
)
def test_a_sentence_is_written_as_a_recogniser_writes_it(written: str, heard: str) -> None:
    assert normalise(written) == heard


@given(st.text(max_size=200))
def test_any_text_is_normalised_once_and_for_all(text: str) -> None:
    """Nothing raises, and a second time changes nothing."""
    once = normalise(text)
    assert normalise(once) == once
    assert once == once.strip() and "  " not in once


def test_a_very_long_text_is_cut() -> None:
    assert len(normalise("word " * 100_000)) <= LONGEST


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("5", 5),
        ("five", 5),
        ("fifth", 5),
        ("5th", 5),
        ("twenty-one", 21),
        ("twenty first", 21),
        ("one hundred", 100),
        ("a hundred", 100),
        ("zero", 0),
        ("ninety nine", 99),
        ("12th", 12),
        ("1200", 1200),
    ],
)
def test_a_number_is_understood_however_it_is_said(words: str, number: int) -> None:
    form, slot, value = next(numbers_in(f"tip {words} please"))
    assert (form, value) == (f"tip {{{slot}}} please", number)


@pytest.mark.parametrize("words", ["", "fife", "someone", "tension", "12345"])
def test_what_is_no_number_is_none(words: str) -> None:
    assert list(numbers_in(words)) == []


def test_a_sentence_shows_each_of_its_numbers() -> None:
    assert list(numbers_in("the second tip nine")) == [
        ("the {ordinal} tip nine", "ordinal", 2),
        ("the second tip {number}", "number", 9),
    ]


def test_spellings_and_hyphens_make_no_difference() -> None:
    american = {"counsellor": "counselor"}
    assert sameness("a marriage-counsellor's view", american) == sameness("a marriage counselor's view", american)
    assert respell("the counselor's neighbor", {"counselor": "counsellor"}) == "the counsellor's neighbor"
