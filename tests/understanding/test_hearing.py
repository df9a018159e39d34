"""What is said comes out as what is meant, whatever its form."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skill.dialogue import Understood
from skill.knowledge.compiled import Compiled
from skill.knowledge.content import Content
from skill.understanding import Understanding, open_understanding
from skill.understanding.loading import Loaded


@pytest.mark.parametrize(
    ("words", "tip"),
    [
        ("she reckons the shrink would gang up on her", "neutral_counselor"),
        ("i think he's already got one foot out the door", "even_if"),
        ("he keeps saying that we can sort this out without some outsider", "dont_wait"),
        ("she would never cry in front of somebody she doesn't know", "phone_consultation"),
        ("HE SAYS IT’S ALL A WASTE OF TIME!!! 🙄", "favor_or_trade"),
        ("um so like he just you know he thinks i'm the one with the problem", "your_change"),
    ],
)
def test_a_reason_brings_its_tip(engine: Understanding, words: str, tip: str) -> None:
    understood = engine.hear(words)
    assert understood.kind == "reason"
    assert understood.tips[0] == tip


def test_two_reasons_bring_their_tips_in_turn(engine: Understanding, content: Content) -> None:
    understood = engine.hear("he says it's hopeless and that the counselor would take my side anyway")
    assert understood.kind == "reason"
    assert understood.name is not None
    assert {understood.name, *understood.also} == {"hopeless", "sides"}
    first, second = (content.reasons[name].tips for name in (understood.name, *understood.also))
    assert understood.tips[:3] == (first[0], second[0], first[1])
    assert not understood.ask_back


def test_a_second_reason_may_be_money(engine: Understanding) -> None:
    understood = engine.hear("she thinks counseling doesn't work and we can't afford it either")
    assert (understood.name, understood.also) == ("disbelief", ("cost",))


@pytest.mark.parametrize("words", ["", "   ", "...", "🙂🙂", "\n\t"])
def test_nothing_said_is_nothing_understood(engine: Understanding, words: str) -> None:
    assert engine.hear(words) == Understood("none", score=0.0, why="blank")
    assert engine.danger(words) == ()


def test_an_exact_phrase_is_certain(engine: Understanding) -> None:
    understood = engine.hear("He's given up on us!")
    assert (understood.kind, understood.name, understood.score, understood.why) == ("reason", "hopeless", 1.0, "exact")
    assert understood.tips == ("even_if", "instill_hope")


def test_a_tip_is_asked_for_by_its_number(engine: Understanding) -> None:
    understood = engine.hear("tip number three")
    assert (understood.kind, understood.name, understood.arg) == ("command", "tip_number", 3)


@pytest.mark.parametrize("name", ["cost", "time"])
def test_money_and_time_have_the_tip_that_is_offered(engine: Understanding, name: str) -> None:
    words = {"cost": "two hundred bucks a session is more than we've got", "time": "his shifts leave no evening free"}
    understood = engine.hear(words[name])
    assert (understood.kind, understood.name, understood.tips) == (name, None, ("favor_or_trade",))


@pytest.mark.parametrize("words", ["turn the living room lights to blue", "purple monkeys eat seventeen umbrellas"])
def test_what_is_out_of_reach_is_not_guessed(engine: Understanding, words: str) -> None:
    understood = engine.hear(words)
    assert (understood.kind, understood.tips) == ("none", ())


def test_asking_back_names_two_reasons_with_different_first_tips(
    engine: Understanding, content: Content, labelled: list[dict[str, Any]]
) -> None:
    unsure = [said for said in map(engine.hear, (row["text"] for row in labelled)) if said.ask_back]
    assert unsure, "it never asks back"
    for understood in unsure:
        assert understood.kind == "reason"
        assert understood.name is not None
        other = next(guess.name for guess in understood.runners_up if guess.kind == "reason")
        assert other is not None
        first, second = content.reasons[understood.name].tips[0], content.reasons[other].tips[0]
        assert first != second
        assert understood.tips[:2] == (first, second)
        assert (understood.why, understood.also) == ("unsure", ())


def test_runners_up_come_likeliest_first(light: Understanding) -> None:
    scores = [guess.score for guess in light.hear("he would rather talk to his pastor").runners_up]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=9000))
def test_any_text_gets_an_answer(light: Understanding, text: str) -> None:
    assert isinstance(light.hear(text), Understood)
    assert isinstance(light.danger(text), tuple)


@pytest.mark.parametrize(
    "text", ["a" * 8000, "he " * 2600, "🙂 he won't go " * 500, "\x00\ud800 \u202e", "<speak>'; drop"]
)
def test_hostile_text_gets_an_answer(engine: Understanding, text: str) -> None:
    assert isinstance(engine.hear(text), Understood)


def test_no_word_that_was_said_is_logged(
    engine: Understanding, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(said: str) -> None:
        raise ValueError(f"cannot think about {said}")

    with caplog.at_level(logging.DEBUG):
        engine.hear("he says xylozephyr will never help")
        engine.danger("xylozephyr he hit me")
        monkeypatch.setattr(engine, "think", fail)
        assert engine.hear("xylozephyr") == Understood("none", score=0.0, why="model")
    assert "xylozephyr" not in caplog.text
    assert "ValueError" in caplog.text


def test_opening_does_not_wait_for_the_experts(
    root: Path, content: Content, compiled: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    monkeypatch.setattr("skill.understanding.engine.load", lambda *_: go.wait(20) and Loaded())
    engine = open_understanding(root, content, compiled, "light")
    assert not engine.wait(0)
    go.set()
    assert engine.wait(20)
