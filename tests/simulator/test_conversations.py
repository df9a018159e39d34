"""Whole conversations, from the words to what is remembered, through the skill as Amazon would drive it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from skill.alexa.assembly import Happened as Request
from skill.alexa.attributes import from_attributes
from skill.alexa.listener import listener_id
from skill.hosts.joined import Joined, join
from skill.knowledge.conversations import read_conversation
from skill.settings import Settings
from skill.simulator.conversations import begin, play
from skill.simulator.differences import Happened, differences
from skill.simulator.speaker import Answer, Speaker

FILES = sorted((Path(__file__).parents[1] / "conversations").glob("*.yaml"))
EVENING = datetime(2026, 11, 27, 19, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def requests() -> list[Request]:
    """What the skill says of each request that it answered."""
    return []


@pytest.fixture(scope="module")
def joined(requests: list[Request]) -> Joined:
    """The whole skill, with a memory that ends with the tests. The light engine runs on every machine."""
    return join(Settings(store_url="memory://", understanding="light"), watch=requests.append)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_conversation_goes_as_it_is_written(file: Path, joined: Joined, requests: list[Request]):
    conversation = read_conversation(file)
    speaker = Speaker(joined.answer, joined.compiled, joined.alexa_names, clock=lambda: EVENING)
    begin(speaker, conversation)
    speaker.change(listener=f"{file.stem}-{speaker.device.listener}")  # nobody is remembered from another file

    for number, step in enumerate(conversation.steps, start=1):
        requests.clear()
        if step.listener:
            speaker.change(listener=f"{file.stem}-{step.listener}")
        answer = play(speaker, replace(step, listener=None))
        if answer is not None:
            came = list(differences(step.expect, _happened(answer, requests, speaker, joined)))
            assert came == [], f"step {number}, {step.say or step.intent}: {came}\nsaid: {answer.speech}"


def _happened(answer: Answer, requests: list[Request], speaker: Speaker, joined: Joined) -> Happened:
    last = from_attributes(answer.response.get("sessionAttributes")).last
    parts = (*last.parts, *([last.question] if last.question else [])) if last else ()
    listener = listener_id(speaker.device.user_id, joined.secret) or ""
    memory = joined.store.load(listener, EVENING + speaker.skipped + timedelta(seconds=1))
    return Happened(
        answer,
        requests[-1].understood if requests else None,
        tuple(part.key for part in parts),
        tuple(heard.tip for heard in memory.heard),
    )
