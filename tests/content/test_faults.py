"""Whoever edits content/ learns of every fault at once, by file and key, in words that say what to do."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import yaml

from skill.errors import ContentError
from skill.tools.check import check
from tests.content.conftest import HERE, Practice
from tests.no_content import NO_CONTENT


@dataclass(frozen=True)
class Case:
    """One edit and what `check` says to it."""

    about: str
    file: str
    was: str
    now: str
    faults: list[str]


def cases() -> list[Case]:
    return [Case(**case) for case in yaml.safe_load((HERE / "faults.yaml").read_text(encoding="utf-8"))]


def test_the_small_practice_is_without_fault(practice: Practice) -> None:
    """Every fault below comes of the edit, not of what was there."""
    assert practice.checks() == []


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.about)
def test_an_edit_gone_wrong_is_named_by_file_and_key(practice: Practice, case: Case) -> None:
    practice.edits(case.file, case.was, case.now)
    assert practice.checks() == [f"content/en/{fault}" for fault in case.faults]


def test_all_faults_of_all_files_come_at_once(practice: Practice) -> None:
    """Nobody has to run the check again to find the next fault."""
    practice.edits("tips.yaml", "title: Go first", "titel: Go first")
    practice.edits("reasons.yaml", "tips: [go_first]", "tips: [go_fist]")
    practice.edits("replies.yaml", "- Take care.", "- Take care, {nmae}. It works.")
    practice.edits("contacts.yaml", 'emergency: "911"', "emergency: 911")
    practice.writes("visuals/tip.json", "[]")
    assert [line.split(": ")[:2] for line in practice.checks()] == [
        ["content/en/contacts.yaml", "safety.en-US.emergency"],
        ["content/en/reasons.yaml", "reasons.busy.tips.1"],
        ["content/en/replies.yaml", "replies.goodbye.1"],
        ["content/en/replies.yaml", "replies.goodbye.1"],
        ["content/en/tips.yaml", "tips.go_first.titel"],
        ["content/en/tips.yaml", "tips.go_first.title"],
        ["content/en/visuals/tip.json", 'must be an object, as {"type"'],
    ]


@pytest.mark.parametrize("file", ["tips.yaml", "reasons.yaml", "replies.yaml", "contacts.yaml", "voice.yaml"])
def test_a_file_that_is_gone_is_one_fault(practice: Practice, file: str) -> None:
    """A missing file is named once, not once for each thing that would have stood in it."""
    practice.loses(file)
    assert practice.checks() == [f"content/en/{file}: cannot be opened: No such file or directory"]


@pytest.mark.parametrize("written", NO_CONTENT)
@pytest.mark.parametrize("file", ["tips.yaml", "reasons.yaml", "replies.yaml", "contacts.yaml", "voice.yaml"])
def test_no_file_can_break_the_check_itself(practice: Practice, file: str, written: bytes) -> None:
    """Whatever stands in a file, the answer is a list of faults and never a traceback."""
    (practice.root / "content/en" / file).write_bytes(written)
    assert any(file in line for line in practice.checks())


def test_what_alexa_would_cut_off_is_refused(practice: Practice) -> None:
    """A reply must leave room for the longest question; a card's title and text count together."""
    practice.edits("replies.yaml", "- It is {number:phone}.", f"- {'Please call now. ' * 500}")
    practice.edits("replies.yaml", "text: Dial {number}.", f"text: {'Please call now. ' * 500}")
    practice.edits("tips.yaml", "card: Go on your own first.", f"card: {'Please call now. ' * 500}")
    assert practice.checks() == [
        "content/en/replies.yaml: cards.number: title and text are 8,505 characters long; at most 8,000",
        "content/en/replies.yaml: replies.number: is with a question 8,527 characters long; Alexa speaks at most 8,000",
        "content/en/tips.yaml: tips.go_first.card: is with the title 8,507 characters long; at most 8,000",
    ]


def test_the_check_names_faults_of_content_and_model_together(practice: Practice) -> None:
    """The small practice has no interaction model: that stands beside what is wrong in its tips."""
    practice.edits("tips.yaml", "title: Go first", "titel: Go first")
    files = {fault.file.partition("/")[0] for fault in check(practice.root, publish=True, acts=())}
    assert files == {"content", "interaction_model"}


def test_the_skill_does_not_start_with_a_fault(practice: Practice) -> None:
    """A fault that would be heard stops the skill before anybody hears it."""
    practice.edits("reasons.yaml", "tips: [go_first]", "tips: [go_fist]")
    practice.edits("contacts.yaml", "letters: 1-855-4-THRIVE", "letters: 1-855-4-STRIVE")
    with pytest.raises(ContentError) as error:
        practice.starts()
    assert [fault.key for fault in error.value.faults] == ["consultation.letters", "reasons.busy.tips.1"]
    assert str(error.value).splitlines() == [str(fault) for fault in error.value.faults]
