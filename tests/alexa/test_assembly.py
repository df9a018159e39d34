"""One turn with the listener's memory around it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from skill.alexa.assembly import Happened, build_skill
from skill.alexa.sdk import answer, flask_adapter
from skill.dialogue import Memory, Understood
from skill.errors import MemoryConflict, StoreUnavailable
from skill.knowledge.compiled import Compiled
from skill.knowledge.content import Content
from skill.knowledge.intent_names import read_intent_names
from skill.stores.memory import MemoryStore
from tests.alexa.amazon import NOW, envelope, intent

SECRET = b"a secret of the tests"


class Deaf:
    """Understands nothing that is not an intent."""

    def hear(self, words: str) -> Understood:
        return Understood("none", score=0.0)

    def exact(self, words: str) -> Understood | None:
        return None

    def danger(self, words: str) -> tuple[str, ...]:
        return ()


class Watched(MemoryStore):
    """Notes what is asked of it, and fails when it is told to."""

    def __init__(self) -> None:
        super().__init__(timedelta(days=400))
        self.calls: list[str] = []
        self.conflicts = 0
        self.down = False

    def load(self, listener: str, now: datetime) -> Memory:
        self.calls.append("load")
        return super().load(listener, now)

    def save(self, listener: str, memory: Memory, now: datetime) -> None:
        self.calls.append("save")
        if self.conflicts:
            self.conflicts -= 1
            raise MemoryConflict("somebody was faster")
        super().save(listener, memory, now)

    def forget(self, listener: str) -> None:
        self.calls.append("forget")
        if self.down:
            raise StoreUnavailable("down")
        super().forget(listener)

    @property
    def memories(self) -> list[Memory]:
        return list(self._memories.values())


Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def store() -> Watched:
    return Watched()


@pytest.fixture
def happened() -> list[Happened]:
    return []


@pytest.fixture
def ask(store: Watched, happened: list[Happened], root: Path, content: Content, compiled: Compiled) -> Ask:
    names = read_intent_names(root)
    skill = build_skill(content, compiled, names, Deaf(), store, SECRET, lambda: NOW, happened.append)

    def send(request: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
        return answer(skill, envelope(request, **changes))

    return send


def session(attributes: dict[str, Any]) -> dict[str, Any]:
    return {**envelope()["session"], "new": False, "attributes": attributes}


def test_a_tip_is_remembered_under_a_hash_and_nothing_else_is(ask: Ask, store: Watched) -> None:
    ask(intent("hopeless"))
    assert [heard.tip for heard in store.memories[0].heard] == ["even_if"]
    assert "MARY" not in repr(store._memories)


def test_a_turn_that_changes_no_memory_saves_none(ask: Ask, store: Watched) -> None:
    ask(intent("AMAZON.HelpIntent"))
    assert store.calls == ["load"]


def test_without_a_session_nothing_is_loaded_or_saved(ask: Ask, store: Watched) -> None:
    answered = ask(intent("hopeless"), session=None)
    assert answered["response"]["outputSpeech"]
    assert "sessionAttributes" not in answered
    assert store.calls == []


def test_a_memory_that_somebody_else_saved_first_is_answered_anew(ask: Ask, store: Watched) -> None:
    store.conflicts = 1
    ask(intent("hopeless"))
    assert store.calls == ["load", "save", "load", "save"]
    assert [heard.tip for heard in store.memories[0].heard] == ["even_if"]


def test_a_store_that_always_conflicts_costs_the_memory_and_not_the_tip(ask: Ask, store: Watched) -> None:
    store.conflicts = 99
    assert ask(intent("hopeless"))["response"]["card"]["title"]
    assert store.calls.count("save") == 3


def test_the_same_request_twice_changes_the_memory_once(ask: Ask, store: Watched) -> None:
    first, second = ask(intent("hopeless")), ask(intent("hopeless"))
    assert first["response"]["outputSpeech"] and second["response"]["outputSpeech"]
    assert len(store.memories[0].heard) == 1
    assert store.memories[0].version == 1


def test_forget_me_deletes_after_a_yes(ask: Ask, store: Watched) -> None:
    ask(intent("hopeless"))
    asked = ask({**intent("forget_me"), "requestId": "2"})
    assert store.memories
    ask({**intent("AMAZON.YesIntent"), "requestId": "3"}, session=session(asked["sessionAttributes"]))
    assert store.memories == []


def test_nobody_is_told_of_a_deletion_that_did_not_happen(ask: Ask, store: Watched) -> None:
    asked = ask(intent("forget_me"))
    store.down = True
    answered = ask(intent("AMAZON.YesIntent"), session=session(asked["sessionAttributes"]))
    assert answered["response"]["shouldEndSession"] is False
    assert answered["sessionAttributes"] == asked["sessionAttributes"]


def test_a_disabled_skill_forgets_its_listener_in_silence(ask: Ask, store: Watched) -> None:
    ask(intent("hopeless"))
    answered = ask({"type": "AlexaSkillEvent.SkillDisabled"}, session=None)
    assert (answered["response"], store.memories) == ({}, [])


def test_a_deletion_that_failed_is_left_for_amazon_to_try_again(ask: Ask, store: Watched) -> None:
    store.down = True
    with pytest.raises(StoreUnavailable):
        ask({"type": "AlexaSkillEvent.SkillDisabled"}, session=None)


@pytest.mark.parametrize(
    "request_",
    [
        {"type": "SessionEndedRequest", "reason": "ERROR", "error": {"type": "INVALID_RESPONSE", "message": "x"}},
        {"type": "SessionEndedRequest", "reason": "A_REASON_OF_THE_FUTURE"},
        {"type": "AlexaSkillEvent.SkillEnabled"},
        {"type": "Alexa.Presentation.APL.UserEvent", "arguments": [1], "token": 3},
        {"type": "System.ExceptionEncountered", "error": {"type": "NEW"}, "cause": {}},
        {"type": "MadeUp.Request"},
        {"type": None},
        {"type": 7},
    ],
    ids=lambda request: str(request["type"]),
)
def test_what_gets_no_speech_gets_a_valid_silent_envelope(ask: Ask, store: Watched, request_: dict[str, Any]) -> None:
    answered = ask(request_)
    assert answered["version"] == "1.0"
    assert answered["response"] == {}
    assert store.calls == []


@pytest.mark.parametrize(("name", "can"), [("hopeless", "YES"), ("AMAZON.HelpIntent", "YES"), ("OrderPizza", "NO")])
def test_what_the_skill_can_fulfil_is_told_without_speech(ask: Ask, name: str, can: str) -> None:
    answered = ask({**intent(name), "type": "CanFulfillIntentRequest"})
    assert answered["response"] == {"canFulfillIntent": {"canFulfill": can}}


def test_a_picture_is_sent_to_a_device_with_a_screen_alone(ask: Ask) -> None:
    whole = envelope()
    whole["context"]["System"]["device"] = {"supportedInterfaces": {"Alexa.Presentation.APL": {"runtime": {}}}}
    shown = ask(intent("hopeless"), context=whole["context"])["response"]["directives"]
    assert shown[0]["type"] == "Alexa.Presentation.APL.RenderDocument"
    assert shown[0]["document"]["type"] == "APL"
    assert shown[0]["datasources"]["gentle"]["title"]
    assert "directives" not in ask(intent("hopeless"))["response"]


def test_each_answer_fits_alexas_limits(ask: Ask, content: Content) -> None:
    whole = envelope()
    whole["context"]["System"]["device"] = {"supportedInterfaces": {"Alexa.Presentation.APL": {}}}
    attributes: dict[str, Any] = {}
    for name in [*content.reasons, "list_tips", "tell_more", "phone_number", "abuse", "self_harm", "help", "about"]:
        answered = ask({**intent(name), "requestId": name}, context=whole["context"], session=session(attributes))
        attributes = answered["sessionAttributes"]
        speech = answered["response"]["outputSpeech"]["ssml"]
        assert Xml.fromstring(speech).tag == "speak"
        assert len(speech) <= 8000
        assert len(json.dumps(answered)) < 24_000
        assert answered["response"]["shouldEndSession"] is ("reprompt" not in answered["response"])


def test_the_watcher_is_told_what_happened_and_not_to_whom(ask: Ask, happened: list[Happened]) -> None:
    ask(intent("hopeless"))
    ask({"type": "SessionEndedRequest"})
    assert [(each.kind, each.understood and each.understood.kind) for each in happened] == [
        ("turn", "reason"),
        ("ended", None),
    ]
    assert "MARY" not in repr(happened)


def test_the_stand_in_for_certvalidator_is_gone_once_the_adapter_is_there(ask: Ask) -> None:
    with pytest.raises(TypeError, match="custom skill instance"):
        flask_adapter(None)  # type: ignore[arg-type]
    assert "flask_ask_sdk.skill_adapter" in sys.modules
    assert "certvalidator" not in sys.modules
