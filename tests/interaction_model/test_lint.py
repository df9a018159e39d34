"""Whoever edits interaction_model/ learns of every fault at once, by file and key, in words that say what to do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from skill.errors import ContentError
from skill.tools.lint import lint
from tests.interaction_model.conftest import HERE, Author
from tests.no_content import NO_CONTENT


@dataclass(frozen=True)
class Case:
    """One edit and what the linter says to it."""

    about: str
    file: str
    was: str
    now: str
    faults: list[str]


def cases() -> list[Case]:
    return [Case(**case) for case in yaml.safe_load((HERE / "faults.yaml").read_text(encoding="utf-8"))]


def below(lines: list[str]) -> list[str]:
    """Paths as faults.yaml writes them."""
    return [line.removeprefix("interaction_model/").replace("in interaction_model/", "in ") for line in lines]


def test_the_project_has_no_fault(root: Path) -> None:
    """What is published keeps every rule; only the addresses are still to be filled in."""
    assert lint(root) == ()
    assert {fault.key for fault in lint(root, publish=True)} <= {"endpoint.uri", "privacy.policy"}


def test_the_small_model_is_without_fault(author: Author) -> None:
    """Every fault below comes of the edit, not of what was there."""
    assert author.checks(publish=True) == []


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.about)
def test_an_edit_gone_wrong_is_named_by_file_and_key(author: Author, case: Case) -> None:
    author.edits(case.file, case.was, case.now)
    assert below(author.checks()) == case.faults


def test_faults_of_several_files_come_at_once(author: Author) -> None:
    """Nobody has to run the linter again to find the next fault."""
    author.edits("phrases/nervous.yaml", "- all about nervous\n", "- nervous ba\n")
    author.edits("locales.yaml", "gentle invitation", "gentle app")
    author.edits("manifest.yaml", "{emergency}", "someone")
    files = {line.partition(": ")[0] for line in below(author.checks())}
    assert files == {"phrases/nervous.yaml", "locales.yaml", "manifest.yaml"}


def test_a_reason_needs_sentences_and_sentences_a_reason(author: Author) -> None:
    author.path("phrases/busy.yaml").rename(author.path("phrases/bussy.yaml"))
    assert below(author.checks()) == [
        'phrases/bussy.yaml: is no reason, kind or command; did you mean "busy"?',
        "phrases/busy.yaml: is missing; busy needs sentences",
    ]


def test_a_phrase_may_not_repeat_a_sentence_of_the_test_set(author: Author) -> None:
    """Whoever trains on what is measured with measures nothing."""
    author.path("tests/understanding").mkdir(parents=True)
    author.writes("tests/understanding/dev.jsonl", json.dumps({"text": "He's all about nervous, isn't she?"}) + "\n")
    author.edits(
        "phrases/nervous.yaml", "- all about nervous\n", "- he's all about so nervous isn't she\n- she's nervous\n"
    )
    assert below(author.checks()) == [
        "phrases/nervous.yaml: more: he's all about so nervous isn't she: is all but a sentence of "
        "tests/understanding/dev.jsonl"
    ]


@pytest.mark.parametrize(
    ("file", "was", "now"),
    [
        ("manifest.yaml", "https://gentle.invalid/alexa", "https://example.com/alexa"),
        ("manifest.yaml", "https://gentle.invalid/alexa", "arn:aws:lambda:us-east-1:000000000000:function:x"),
        ("manifest.yaml", "https://gentle.invalid/privacy", "https://example.org/privacy"),
    ],
)
def test_a_placeholder_is_refused_only_for_publishing(author: Author, file: str, was: str, now: str) -> None:
    author.edits(file, was, now)
    assert author.checks() == []
    assert len(author.checks(publish=True)) == 1


def test_a_model_that_alexa_would_refuse_for_its_size_is_a_fault(
    author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The size counted is that of the file which is uploaded."""
    author.builds()
    size = author.path("skill-package/interactionModels/custom/en-US.json").stat().st_size
    monkeypatch.setattr("skill.tools.lint_store.MOST_BYTES", size)
    assert author.checks() == []
    monkeypatch.setattr("skill.tools.lint_store.MOST_BYTES", size - 1)
    assert author.checks() == [f"interaction_model: skill-package/en-US: would be {size} bytes; at most {size - 1}"]


@pytest.mark.parametrize("written", NO_CONTENT)
@pytest.mark.parametrize(
    "file", ["intents/repeat.yaml", "phrases/nervous.yaml", "builtins.yaml", "locales.yaml", "manifest.yaml"]
)
def test_no_file_can_break_the_linter_itself(author: Author, file: str, written: bytes) -> None:
    """Whatever stands in a file, the answer is a list of faults and never a traceback."""
    author.path(file).write_bytes(written)
    assert any(file in line for line in author.checks())


@pytest.mark.parametrize("file", ["builtins.yaml", "locales.yaml", "manifest.yaml"])
def test_a_file_that_is_gone_is_a_fault(author: Author, file: str) -> None:
    author.loses(file)
    assert below(author.checks()) == [f"{file}: cannot be opened: No such file or directory"]


def test_the_skill_does_not_start_on_a_model_that_cannot_be_read(author: Author) -> None:
    """All faults stand in the error, as the linter prints them."""
    author.edits("intents/repeat.yaml", "<could_you>", "<could_yuo>")
    author.edits("phrases/nervous.yaml", "- all about nervous\n", "- no\n")
    with pytest.raises(ContentError) as error:
        author.opens()
    assert str(error.value).splitlines() == author.checks()
    assert len(error.value.faults) == 2
