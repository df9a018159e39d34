"""A request of Alexa becomes a turn; who speaks is hashed."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from skill.alexa.envelope import typed
from skill.alexa.requests import to_turn, who
from skill.knowledge.compiled import Compiled
from skill.knowledge.intent_names import read_intent_names
from tests.alexa.amazon import NOW, envelope

SECRET = b"a secret of the tests"
CASES = yaml.safe_load(Path(__file__).with_name("turns.yaml").read_text(encoding="utf-8"))


def laid_over(case: dict[str, Any]) -> dict[str, Any]:
    whole = envelope(case.get("request"))
    if "session" in case:
        whole["session"] = case["session"] and {**whole["session"], **case["session"]}
    whole["context"]["System"].update(case.get("system", {}))
    return whole


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_request_means(case: dict[str, Any], root: Path, compiled: Compiled) -> None:
    turn = to_turn(typed(laid_over(case)), read_intent_names(root), compiled.beginning, SECRET, NOW)
    for name, wanted in case["turn"].items():
        assert getattr(turn, name) == wanted, name


def test_every_beginning_of_the_model_is_put_back(root: Path, compiled: Compiled) -> None:
    names = read_intent_names(root)
    for slot in ("he", "he_is", "she", "they", "we", "i"):
        request = {
            "type": "IntentRequest",
            "intent": {"name": "catch_all", "slots": {slot: {"value": "really mean it"}}},
        }
        turn = to_turn(typed(envelope(request)), names, compiled.beginning, SECRET, NOW)
        assert turn.words == f"{compiled.beginning(slot)} really mean it"


def test_the_turns_time_is_the_requests_own(root: Path, compiled: Compiled) -> None:
    names = read_intent_names(root)
    later = NOW + timedelta(seconds=90)
    assert to_turn(typed(envelope()), names, compiled.beginning, SECRET, later).time == NOW
    assert to_turn(typed(envelope({"timestamp": "?"})), names, compiled.beginning, SECRET, later).time == later


def test_a_listener_is_the_hashed_account_and_never_the_voice_that_was_recognised() -> None:
    whole = envelope()
    whole["context"]["System"]["person"] = {"personId": "amzn1.ask.person.JOHN"}
    wanted = hmac.new(SECRET, b"amzn1.ask.account.MARY", hashlib.sha256).hexdigest()
    assert who(typed(whole), SECRET) == wanted
    assert who(typed(whole), b"another secret of theirs") != wanted


def test_an_event_is_about_the_account_in_its_context() -> None:
    launch = typed(envelope(session=None))
    event = typed(envelope({"type": "AlexaSkillEvent.SkillDisabled"}, session=None))
    assert who(launch, SECRET) is None
    assert who(event, SECRET) == who(typed(envelope()), SECRET)
