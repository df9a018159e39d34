"""Danger is heard wherever it stands in a text; a figure of speech is not danger."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from skill.understanding import Understanding

CASES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "safety.yaml").read_text(encoding="utf-8"))
STORY = (
    "so we've been together for about nine years and the house is nearly paid off and her mother comes round "
    "on sundays and he likes the garden and the kids are in school and i asked him about the counselor and he said he "
    "was tired "
)


@pytest.mark.parametrize("words", CASES["self_harm"])
def test_a_crisis_is_heard(engine: Understanding, words: str) -> None:
    understood = engine.hear(words)
    assert (understood.kind, understood.name, understood.tips) == ("safety", "self_harm", ())
    assert engine.danger(words) == ("self_harm",)


@pytest.mark.parametrize("words", CASES["abuse"])
def test_violence_is_heard(engine: Understanding, words: str) -> None:
    understood = engine.hear(words)
    assert (understood.kind, understood.name, understood.tips) == ("safety", "abuse", ())
    assert engine.danger(words) == ("abuse",)


@pytest.mark.parametrize("words", CASES["both"])
def test_both_dangers_are_heard_and_the_crisis_comes_first(engine: Understanding, words: str) -> None:
    understood = engine.hear(words)
    assert (understood.name, understood.also) == ("self_harm", ("abuse",))
    assert engine.danger(words) == ("self_harm", "abuse")


@pytest.mark.parametrize("words", CASES["harmless"])
def test_a_figure_of_speech_is_no_emergency(engine: Understanding, words: str) -> None:
    assert engine.hear(words).kind != "safety"
    assert engine.danger(words) == ()


@pytest.mark.parametrize("words", CASES["long"])
@pytest.mark.parametrize(
    "place", ["{words} {story}", "{story} {words}", "{story} {words} {story}", "{story} {story} {story} {words}"]
)
def test_danger_counts_wherever_it_stands_in_a_long_story(engine: Understanding, words: str, place: str) -> None:
    assert engine.hear(place.format(words=words, story=STORY)).kind == "safety"


def test_the_story_by_itself_is_harmless(engine: Understanding) -> None:
    assert engine.danger(STORY) == ()


def test_danger_at_the_end_of_8000_characters_is_heard_within_a_second(engine: Understanding) -> None:
    words = " i'm scared he hit me again last night"
    text = (STORY * 50)[: 8000 - len(words)].rsplit(" ", 1)[0] + words
    started = time.perf_counter()
    assert engine.danger(text) == ("abuse",)
    assert time.perf_counter() - started < 1


def test_spelling_and_punctuation_make_no_difference(engine: Understanding) -> None:
    for words in ("HE’S GOING TO KILL HIMSELF!!!", "hes going to kill himself", "He's... going — to kill himself"):
        assert engine.danger(words) == ("self_harm",), words
