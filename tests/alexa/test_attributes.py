"""A session survives the way to Amazon and back; what is no session of ours counts as a fresh one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skill.alexa.attributes import NAME, from_attributes, to_attributes
from skill.dialogue import Card, Part, Reply, Session

texts = st.text(max_size=20)
numbers = st.integers(0, 1000)
values = st.dictionaries(texts, texts, max_size=3)
parts = st.builds(Part, texts, numbers, values)
replies = st.builds(
    Reply,
    st.lists(parts, max_size=3).map(tuple),
    st.none() | parts,
    st.none() | parts,
    st.none() | st.builds(Card, texts, values),
    st.none() | texts,
    st.booleans(),
)
sessions = st.builds(
    Session,
    pending=st.none() | texts,
    subject=st.none() | texts,
    other=st.none() | texts,
    queue=st.lists(texts, max_size=4).map(tuple),
    reason=st.none() | texts,
    tip=st.none() | texts,
    last=st.none() | replies,
    heard=st.lists(texts, max_size=20).map(tuple),
    cursor=numbers,
    misses=numbers,
    asked_back=st.booleans(),
    listed=numbers,
    slow=st.booleans(),
    variants=st.dictionaries(texts, numbers, max_size=5),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
fields = st.sampled_from([*Session.__struct_fields__])


@settings(deadline=None)
@given(sessions)
def test_a_session_comes_back_as_it_was(session: Session) -> None:
    over_the_wire = json.loads(json.dumps(to_attributes(session)))
    assert from_attributes(over_the_wire) == session


def test_a_fresh_session_takes_no_room() -> None:
    assert to_attributes(Session()) == {}


@settings(deadline=None)
@given(st.dictionaries(fields, json_values))
def test_any_json_in_the_place_of_a_session_is_survived(kept: dict[str, Any]) -> None:
    session = from_attributes({NAME: json.dumps(kept)})
    assert from_attributes(to_attributes(session)) == session


@pytest.mark.parametrize(
    "attributes",
    [
        None,
        {},
        {"another": "skill"},
        {NAME: None},
        {NAME: 7},
        {NAME: {"pending": "words"}},
        {NAME: "no json"},
        {NAME: "[]"},
        {NAME: "[" * 15_000},
        {NAME: '{"pending": "words", "misses": -1}'},
        {NAME: '{"pending": "words", "misses": ' + "9" * 9000 + "}"},
        {NAME: '{"pending": "words", "last": [[[7]], null, null, null, null, false]}'},
        {NAME: '{"pending": "' + "x" * 20_000 + '"}'},
    ],
)
def test_garbage_counts_as_a_fresh_session(attributes: Any) -> None:
    assert from_attributes(attributes) == Session()


def test_a_session_that_an_earlier_version_kept_goes_on() -> None:
    kept = (
        '{"pending":"words","subject":"even_if","queue":["instill_hope"],"tip":"even_if","heard":["even_if"],'
        '"last":[[["tip.even_if.spoken",0,{}]],["question.words",1,{"about":"hope"}],["reprompt.words",0,{}],'
        '["tip.even_if",{}],"tip",false],"variants":{"question.words":1}}'
    )
    assert from_attributes({NAME: kept}) == Session(
        pending="words",
        subject="even_if",
        queue=("instill_hope",),
        tip="even_if",
        heard=("even_if",),
        last=Reply(
            (Part("tip.even_if.spoken"),),
            Part("question.words", 1, {"about": "hope"}),
            Part("reprompt.words"),
            Card("tip.even_if"),
            "tip",
        ),
        variants={"question.words": 1},
    )


def test_an_attribute_of_a_later_version_is_let_be() -> None:
    assert from_attributes({NAME: '{"pending": "words", "mood": "sunny"}'}) == Session(pending="words")


def test_a_session_that_grew_beyond_reason_is_let_go() -> None:
    assert to_attributes(Session(variants={f"reply.{number}": number for number in range(2000)})) == {}
