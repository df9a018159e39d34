"""The JSON of a memory: small, exact, and never trusted."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from skill.dialogue import Heard, Memory
from skill.errors import MemoryUnreadable
from skill.stores.record import FORMAT, memory_from_json, memory_to_json

NOW = datetime(2026, 11, 27, 18, 30, 15, 123456, tzinfo=UTC)
times = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds it
names = st.text(max_size=30)
memories = st.builds(
    Memory,
    visited=st.booleans(),
    heard=st.lists(st.builds(Heard, names, times), max_size=20).map(tuple),
    last_heard=st.dictionaries(names, times, max_size=12),
    variants=st.dictionaries(names, st.integers(0, 9), max_size=30),
    requests=st.lists(names, max_size=5).map(tuple),
)


@given(memories)
def test_gives_back_every_memory_to_the_microsecond(memory):
    assert memory_from_json(memory_to_json(memory), 3, NOW) == replace(memory, version=3, updated=NOW)


def test_of_a_faithful_listener_fits_two_kilobytes():
    tips = [f"a_long_tip_name_{number}" for number in range(12)]
    memory = Memory(
        visited=True,
        heard=tuple(Heard(tips[number % 12], NOW + timedelta(minutes=number)) for number in range(20)),
        last_heard=dict.fromkeys(tips, NOW),
        variants={f"tip.{tip}.spoken": 2 for tip in tips},
        requests=("0123456789abcdef",) * 5,
    )
    assert len(memory_to_json(memory)) < 2048


def test_keeps_the_id_of_a_tip_that_has_left_the_content():
    memory = Memory(heard=(Heard("a_tip_of_last_year", NOW),))
    assert memory_from_json(memory_to_json(memory), 1, NOW).heard == memory.heard


def test_reads_what_earlier_versions_wrote():
    kept = (
        '{"format":1,"visited":true,"heard":[["even_if",1795804215],["dont_wait",1795804215.5]],'
        '"last_heard":{"even_if":1795804215},"variants":{"question.words":1},"requests":["9559f0de02c29418"]}'
    )
    at = datetime(2026, 11, 27, 18, 30, 15, tzinfo=UTC)
    assert memory_from_json(kept, 3, NOW) == Memory(
        visited=True,
        heard=(Heard("even_if", at), Heard("dont_wait", at + timedelta(seconds=0.5))),
        last_heard={"even_if": at},
        variants={"question.words": 1},
        requests=("9559f0de02c29418",),
        updated=NOW,
        version=3,
    )


def test_refuses_a_memory_that_a_newer_version_wrote():
    newer = json.dumps({"format": FORMAT + 1, "something": "else"})
    with pytest.raises(MemoryUnreadable, match="update the skill"):
        memory_from_json(newer, 1, NOW)


DAMAGED = [
    "",
    "{",
    "null",
    "[]",
    '"text"',
    "{}",
    '{"format":1}',
    '{"format":1,"visited":true,"heard":[["tip"]],"last_heard":{},"variants":{},"requests":[]}',
    '{"format":1,"visited":true,"heard":[["tip","noon"]],"last_heard":{},"variants":{},"requests":[]}',
    '{"format":1,"visited":true,"heard":[["tip",1e300]],"last_heard":{},"variants":{},"requests":[]}',
    '{"format":1,"visited":true,"heard":[],"last_heard":[],"variants":{},"requests":[]}',
    '{"format":1,"visited":true,"heard":[],"last_heard":{},"variants":{"x":null},"requests":[]}',
]


@pytest.mark.parametrize("text", DAMAGED)
def test_refuses_damaged_text(text):
    with pytest.raises(MemoryUnreadable):
        memory_from_json(text, 1, NOW)


@given(st.text())
def test_never_fails_in_another_way(text):
    with pytest.raises(MemoryUnreadable):
        memory_from_json(text, 1, NOW)
