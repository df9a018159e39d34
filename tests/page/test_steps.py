"""What the page asks of its server, without a browser."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from skill.knowledge.content import Content

HOPELESS = "my husband says we're too far gone"


class Speaker:
    """A page that keeps its state as the browser does."""

    def __init__(self, app: Flask, listener: str) -> None:
        self._client = app.test_client()
        self.state: dict[str, Any] = {
            "device": {"listener": listener, "locale": "en-US", "screen": False},
            "skipped": 0,
            "session": None,
        }

    def ask(self, act: str, told: dict[str, Any]) -> Any:
        answer = self._client.post(f"/speaker/{act}", json=told, headers={"Origin": "http://localhost"})
        assert answer.status_code == 200, answer.json
        return answer.json

    def take(self, **step: Any) -> Any:
        answer = self.ask("step", {"state": self.state, "step": step})
        self.state = answer["state"]
        return answer["turn"]


@pytest.fixture
def speaker(app: Flask, request: pytest.FixtureRequest) -> Speaker:
    return Speaker(app, request.node.name[:60])


def test_a_step_tells_what_went_into_it(speaker: Speaker) -> None:
    turn = speaker.take(say=HOPELESS)
    assert turn["understood"]["name"] == "hopeless"
    assert turn["understood"]["tips"] == ["even_if", "instill_hope"]
    assert turn["session"]["before"] is None and turn["session"]["after"]["tip"] == "even_if"
    assert [heard["tip"] for heard in turn["memory"]["after"]["heard"]] == ["even_if"]


def test_no_is_shown_as_what_the_question_made_of_it(speaker: Speaker) -> None:
    """After the open question a no is the partner's, and the page shows what the skill understood."""
    speaker.take(launch=True)
    assert speaker.take(say="no")["understood"]["name"] == "flat_no"


def test_time_passes_only_for_the_speaker_of_this_page(speaker: Speaker) -> None:
    speaker.take(launch=True)
    assert speaker.take(later="3d") is None
    assert speaker.state["session"] is None and speaker.state["skipped"] == 3 * 86_400


def test_near_answers_leave_the_listeners_memory_alone(speaker: Speaker) -> None:
    speaker.take(launch=True)
    answers = speaker.ask("near", {"state": speaker.state, "intent": "hopeless"})
    intents = [answer["request"]["request"]["intent"]["name"] for answer in answers]
    assert intents == ["hopeless", "AMAZON.FallbackIntent"]
    assert "heard" not in speaker.take(say="stop")["memory"]["after"]


def test_a_forgotten_listener_is_new_again(speaker: Speaker) -> None:
    speaker.take(say=HOPELESS)
    speaker.take(request="AlexaSkillEvent.SkillDisabled")
    assert speaker.take(launch=True)["memory"]["before"] == {}


def test_what_is_saved_is_what_is_loaded(speaker: Speaker) -> None:
    steps = [{"launch": True, "expect": {"open": True}}, {"later": "3d", "say": "no"}]
    text = speaker.ask("save", {"conversation": {"about": "A few steps.", "steps": steps}})["yaml"]
    assert speaker.ask("load", {"yaml": text}) == {"about": "A few steps.", "steps": steps}


EXPECTATIONS: list[tuple[dict[str, Any], str]] = [
    ({"intent": "hopeless"}, "intent: catch_all came instead of hopeless"),
    ({"kind": "none"}, "kind: reason came instead of none"),
    ({"name": "time"}, "name: hopeless came instead of time"),
    ({"tips": ["instill_hope"]}, "tips: even_if, instill_hope came instead of instill_hope"),
    ({"says": ["abracadabra"]}, "says: “abracadabra” is not in the speech"),
    ({"says_not": ["even if"]}, "says_not: “even if” is heard"),
    ({"keys": ["question.words", "tip.even_if.spoken"]}, "came instead of question.words, tip.even_if.spoken"),
    ({"reprompt": "abracadabra"}, "reprompt: “abracadabra” is not in"),
    ({"card": "Another"}, "card: “The words even if” came instead of “Another”"),
    ({"card": {"text": ["abracadabra"]}}, "card: “abracadabra” is not in its text"),
    ({"no_card": True}, "card: “The words even if” is there"),
    ({"picture": True}, "picture: no came instead of yes"),
    ({"open": False}, "open: yes came instead of no"),
    ({"remembered": []}, "remembered: even_if came instead of nothing"),
]


@pytest.mark.parametrize(("expect", "difference"), EXPECTATIONS, ids=lambda value: next(iter(value), "")[:12])
def test_what_came_differently_is_said(speaker: Speaker, expect: dict[str, Any], difference: str) -> None:
    differences = speaker.take(say="my husband thinks we're beyond help", expect=expect)["differences"]
    assert len(differences) == 1
    assert difference in differences[0]


def test_what_came_as_expected_is_not_mentioned(speaker: Speaker) -> None:
    expect = {
        "kind": "reason",
        "name": "hopeless",
        "tips": ["even_if", "instill_hope"],
        "says": ["EVEN IF"],
        "says_not": ["abracadabra"],
        "keys": ["tip.even_if.spoken", "question.words"],
        "card": "the words even if",
        "picture": False,
        "open": True,
        "remembered": ["even_if"],
    }
    assert speaker.take(say=HOPELESS, expect=expect)["differences"] == []


def test_every_reason_and_tip_stands_on_the_page_of_what_it_can_say(app: Flask, content: Content) -> None:
    text = app.test_client().get("/what-it-can-say").text
    for reason in content.reasons:
        assert f'id="reason-{reason}"' in text
    for tip in content.tips.values():
        assert f'id="tip-{tip.id}"' in text
        assert tip.card.replace("'", "&#39;") in text
