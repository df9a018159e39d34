"""What holds for any turn, any session and any memory, however odd."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skill import speech
from skill.conversation import respond
from skill.conversation.table import COMMANDS
from skill.dialogue import Card, Guess, Heard, Memory, Part, Reply, Session, Turn, Understood
from skill.knowledge.content import read_content
from tests.conftest import ROOT

CONTENT = read_content(ROOT)
NAMES = st.sampled_from([*CONTENT.tips, *CONTENT.reasons, *CONTENT.questions, "abuse", "self_harm", "", "gone"])
INTENTS = st.sampled_from(
    [*COMMANDS, *CONTENT.reasons, "abuse", "self_harm", "ethics", "cost", "time", "catch_all", "bare", "?"]
)
TIMES = st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
COUNTS = st.integers(0, 1_000_000)
VALUES = st.dictionaries(st.sampled_from(["number", "he", "speech", "refusal"]), st.text(max_size=30), max_size=2)
VARIANTS = st.dictionaries(st.sampled_from(["question.open", "reply.help", "gone"]), COUNTS, max_size=3)
KEYS = st.sampled_from(["reply.help", "question.open", "tip.even_if.spoken", "reprompt.words", "tip.gone.spoken", "x"])
PARTS = st.builds(Part, KEYS, COUNTS, VALUES)
CARDS = st.builds(Card, st.sampled_from(["tip.even_if", "number", "gone", "tip.gone"]), VALUES)
REPLIES = st.builds(
    Reply,
    st.lists(PARTS, max_size=3).map(tuple),
    st.none() | PARTS,
    st.none() | PARTS,
    st.none() | CARDS,
    slow=st.booleans(),
)
SESSIONS = st.builds(
    Session,
    pending=st.none() | NAMES,
    subject=st.none() | NAMES,
    other=st.none() | NAMES,
    queue=st.lists(NAMES, max_size=4).map(tuple),
    reason=st.none() | NAMES,
    tip=st.none() | NAMES,
    last=st.none() | REPLIES,
    heard=st.lists(NAMES, max_size=25).map(tuple),
    cursor=COUNTS,
    misses=COUNTS,
    asked_back=st.booleans(),
    listed=COUNTS,
    slow=st.booleans(),
    variants=VARIANTS,
)
MEMORIES = st.builds(
    Memory,
    visited=st.booleans(),
    heard=st.lists(st.builds(Heard, NAMES, TIMES), max_size=20).map(tuple),
    last_heard=st.dictionaries(NAMES, TIMES, max_size=12),
    variants=VARIANTS,
    requests=st.lists(st.text(max_size=16), max_size=8).map(tuple),
    reachable=st.booleans(),
)
TURNS = st.builds(
    Turn,
    intent=INTENTS,
    time=TIMES,
    words=st.none() | st.text(max_size=40),
    slots=VALUES,
    locale=st.sampled_from(["en-US", "en-GB", "en-NZ", ""]),
    new_session=st.booleans(),
    screen=st.booleans(),
    request_id=st.text(max_size=10),
)
KINDS = st.sampled_from(["reason", "safety", "ethics", "cost", "time", "command", "none"])
MEANINGS = st.builds(
    Understood,
    kind=KINDS,
    name=st.none() | NAMES | st.sampled_from([*COMMANDS]),
    also=st.lists(NAMES | st.sampled_from(["cost", "time"]), max_size=2).map(tuple),
    runners_up=st.lists(st.builds(Guess, KINDS, st.none() | NAMES, st.just(0.2)), max_size=2).map(tuple),
    ask_back=st.booleans(),
    arg=st.none() | st.integers(-5, 50),
    why=st.sampled_from(["exact", "model"]),
)


class AnyMind:
    """Takes anything for anything."""

    def __init__(self, meaning: Understood, dangers: tuple[str, ...]) -> None:
        self._meaning, self._dangers = meaning, dangers

    def hear(self, words: str) -> Understood:
        return Understood("safety", self._dangers[0], also=self._dangers[1:]) if self._dangers else self._meaning

    def exact(self, words: str) -> Understood | None:
        return None if self._dangers else self._meaning

    def danger(self, words: str) -> tuple[str, ...]:
        return self._dangers


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TURNS, SESSIONS, MEMORIES, MEANINGS, st.sampled_from([(), (), (), ("abuse",), ("self_harm", "abuse")]))
def test_any_turn_in_any_session_gets_an_answer_that_is_open_exactly_if_it_asks(
    turn: Turn, session: Session, memory: Memory, meaning: Understood, dangers: tuple[str, ...]
):
    mind: Any = AnyMind(meaning, dangers)
    outcome = respond(turn, session, memory, CONTENT, mind)
    reply, again = outcome.reply, respond(turn, session, memory, CONTENT, mind)

    assert outcome == again, "the same turn has the same outcome"
    assert reply.parts or reply.question
    if reply != session.last and (session.last is None or reply.parts != session.last.parts):
        assert (reply.question is None) == (reply.reprompt is None)
        assert outcome.session.pending == (reply.question and reply.question.key.removeprefix("question."))
    assert outcome.session.last == reply
    if not memory.reachable:
        assert outcome.memory == memory
    spoken = speech.ssml(reply, CONTENT)
    assert ElementTree.fromstring(spoken).tag == "speak"
    assert len(spoken) <= 8_000
    assert speech.plain(spoken)
    speech.card(reply, CONTENT)


@pytest.mark.parametrize("danger", ["abuse", "self_harm"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(turn=TURNS, session=SESSIONS, memory=MEMORIES)
def test_danger_always_gets_its_numbers_and_never_a_tip(danger: str, turn: Turn, session: Session, memory: Memory):
    words = Turn(turn.intent, turn.time, words="said", slots=turn.slots, locale=turn.locale)
    mind: Any = AnyMind(Understood("none"), (danger,))
    outcome = respond(words, session, memory, CONTENT, mind)

    assert outcome.understood.kind == "safety"
    assert outcome.session.pending == "safety_again"
    assert outcome.memory is memory
    assert not any(part.key.startswith("tip.") for part in outcome.reply.parts)
