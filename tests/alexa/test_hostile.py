"""Whatever comes in signed is answered with a valid envelope, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skill.alexa.sdk import answer
from skill.hosts.web import create_app
from skill.settings import Settings
from tests.alexa import hostile
from tests.alexa.amazon import NOW, envelope, intent

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from(hostile.INJECTED),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)


def check(answered: dict[str, Any]) -> None:
    """Alexa would take it."""
    assert answered["version"] == "1.0"
    response = answered["response"]
    if "outputSpeech" in response:
        speech = response["outputSpeech"]["ssml"]
        assert Xml.fromstring(speech).tag == "speak"
        assert len(speech) <= 8000
        assert "audio" not in speech
    assert len(json.dumps(answered)) < 24_000


@pytest.fixture(scope="module")
def ask(shared_app: Flask) -> Any:
    skill = shared_app.extensions["gentle_invitation"].skill
    return lambda whole: answer(skill, whole)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_json_anywhere_in_an_envelope_is_answered(ask: Any, data: st.DataObject) -> None:
    whole = envelope(intent("catch_all", he="says no"))
    paths = [("request",), ("session",), ("context",), ("version",), ("extra",)]
    paths += [("request", name) for name in ("type", "intent", "locale", "requestId", "timestamp", "dialogState")]
    paths += [("session", name) for name in ("new", "user", "attributes", "application", "sessionId")]
    paths += [("context", "System"), ("request", "intent")]
    for path in data.draw(st.lists(st.sampled_from(paths), max_size=3)):
        place = whole
        for name in path[:-1]:
            place = place[name] if isinstance(place.get(name), dict) else place.setdefault("was odd", {})
        place[path[-1]] = data.draw(json_values)
    check(ask(whole))


@pytest.mark.parametrize("text", hostile.INJECTED, ids=lambda text: repr(text)[:30])
@pytest.mark.parametrize(("name", "slot"), [("catch_all", "he"), ("bare", "speech"), ("no", "refusal")])
def test_speech_of_any_form_is_answered_with_sound_ssml(ask: Any, text: str, name: str, slot: str) -> None:
    answered = ask(envelope(intent(name, **{slot: text})))
    check(answered)
    assert answered["response"]["outputSpeech"]["ssml"]


def test_a_name_that_stands_twice_is_answered(ask: Any, shared_app: Flask) -> None:
    skill = shared_app.extensions["gentle_invitation"].skill
    doubled = json.dumps(envelope()).replace('"request": {', '"request": {}, "request": {', 1)
    check(skill.serializer.serialize(skill.invoke(skill.serializer.deserialize(doubled, None), None)))


@pytest.mark.slow
def test_memory_stays_flat_under_hostile_requests(root_folder: Path) -> None:
    """Every request has a listener, a locale and ids of its own; refused and served ones alternate."""
    no_memory = Settings(skill_ids=("x",), store_url="memory://", understanding="light", assets_dir=root_folder)
    app = create_app(no_memory, verifier=Everybody(), clock=lambda: NOW, store=Nowhere())
    client, chance = app.test_client(), random.Random(1)
    statuses = {client.post("/alexa", data=hostile.request(chance)).status_code for _ in range(150)}
    before = resident()
    for _ in range(300):
        client.post("/alexa", data=hostile.request(chance))
        client.post("/alexa", data=os.urandom(chance.randrange(200)))
    assert resident() - before < 8_000_000
    assert statuses == {200}


class Everybody:
    """Lets every JSON object in."""

    def verify(self, headers: object, body: bytes, now: object) -> None:
        from skill.alexa.envelope import read_object

        read_object(body)


class Nowhere:
    """Remembers nothing, so that what grows is not the memories."""

    def load(self, listener: str, now: object) -> Any:
        from skill.dialogue import Memory

        return Memory()

    def save(self, *_: object) -> None:
        return

    def forget(self, *_: object) -> None:
        return


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
