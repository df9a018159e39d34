"""Conversations are YAML that people can write by hand, and what is saved reads the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.errors import ContentError
from skill.knowledge.conversations import (
    Conversation,
    Expect,
    Shown,
    Step,
    read_conversation,
    write_conversation,
)

TUESDAY = """
about: Three days later the same tip is there, word for word.
locale: en-GB
steps:
  - launch: true
  - he says no
  - say: my partner thinks there's no hope
    expect: {intent: hopeless, kind: reason, says: even if, open: true, card: Talk about even if, remembered: [even_if]}
  - later: 3d
    intent: tip_number
    slots: {number: "3"}
    expect: {keys: [tip.even_if.spoken], says_not: [ten, nine], reprompt: words, card: {title: A, text: [B, C]}}
  - listener: ben
    request: SessionEndedRequest
    expect: {no_card: true, remembered: [], picture: false, tips: []}
"""


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return tmp_path / "tuesday.yaml"


def test_a_conversation_reads_as_it_is_written(saved: Path) -> None:
    """Steps, a bare text as something said, time that passes, and what is expected."""
    saved.write_text(TUESDAY, encoding="utf-8")
    conversation = read_conversation(saved)
    assert (conversation.listener, conversation.locale, conversation.screen) == ("anna", "en-GB", False)
    launch, bare, hope, number, end = conversation.steps
    assert launch == Step(launch=True)
    assert bare == Step(say="he says no")
    assert hope.expect == Expect(
        intent="hopeless",
        kind="reason",
        says=("even if",),
        open=True,
        card=Shown("Talk about even if"),
        remembered=("even_if",),
    )
    assert (number.later, number.intent, number.slots) == (timedelta(days=3), "tip_number", {"number": "3"})
    assert number.expect.card == Shown("A", ("B", "C"))
    assert (end.listener, end.request) == ("ben", "SessionEndedRequest")
    assert (end.expect.remembered, end.expect.tips, end.expect.picture) == ((), (), False)


def test_what_is_saved_reads_the_same(saved: Path) -> None:
    """`:save` gives a file that a test can run."""
    saved.write_text(TUESDAY, encoding="utf-8")
    conversation = read_conversation(saved)
    write_conversation(saved, conversation)
    assert read_conversation(saved) == conversation


@given(
    words=st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1).filter(str.strip), min_size=1
    ),
    seconds=st.integers(1, 10**7),
)
def test_whatever_was_said_survives(tmp_path_factory: pytest.TempPathFactory, words: list[str], seconds: int) -> None:
    """`no`, `12:30`, quotes, dashes and smileys are words again when they are read back."""
    path = tmp_path_factory.mktemp("saved") / "any.yaml"
    steps = tuple(Step(say=text.strip(), later=timedelta(seconds=seconds)) for text in words)
    write_conversation(path, Conversation(steps=steps))
    assert read_conversation(path).steps == steps


def test_all_faults_of_a_conversation_come_at_once(saved: Path) -> None:
    """Each is named by its step, counted from 1."""
    saved.write_text(
        """
        steps:
          - no
          - say: hello
            lunch: true
          - say: hello
            launch: true
          - later: soon
          - expect: {open: true}
          - say: hello
            slots: {number: "3"}
          - say: hello
            expect: {kind: raison, open: maybe, syas: hi}
        """,
        encoding="utf-8",
    )
    with pytest.raises(ContentError) as error:
        read_conversation(saved)
    assert [(fault.key, fault.problem) for fault in error.value.faults] == [
        ("steps.1", 'no without quotes is yes or no in YAML; write it in quotes: "no"'),
        ("steps.2.lunch", 'is an unknown key; did you mean "launch"?'),
        ("steps.3", "does 2 things at once: say, launch; make steps of them"),
        ("steps.4.later", "must be a duration as in 3d, 2h, 5m or 20s"),
        ("steps.5", "expects something, but nothing happens; give it say, launch, intent or request"),
        ("steps.6", "has slots without an intent"),
        (
            "steps.7.expect.kind",
            '"raison" is none of: reason, safety, ethics, cost, time, command, none; did you mean "reason"?',
        ),
        ("steps.7.expect.open", "must be true or false, without quotes"),
        ("steps.7.expect.syas", 'is an unknown key; did you mean "says"?'),
    ]


def test_a_conversation_without_steps_is_refused(saved: Path) -> None:
    saved.write_text("about: nothing\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"tuesday\.yaml: steps: is missing"):
        read_conversation(saved)
