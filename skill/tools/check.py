"""Every fault of everything that people edit: `content/` here, the rest through the linter and the understanding."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from skill.errors import Fault
from skill.knowledge.content import Content, survey_content
from skill.knowledge.content_rules import OFTEN
from skill.knowledge.content_text import Text, bare, texts, words
from skill.knowledge.reading import near
from skill.tools.lint import lint
from skill.tools.markup import markup_problems
from skill.tools.readability import GRADE, cannot_measure, grade
from skill.tools.voice import Voice, read_voice, voice_problems
from skill.understanding.faults import faults as understanding_faults


def check(root: Path, *, publish: bool, acts: Collection[str]) -> tuple[Fault, ...]:
    """All faults of the assets below `root`, sorted by file and key; none means that the skill can go out.

    `publish` also refuses placeholders in the manifest. `acts` are the acts that a question's yes and no may name: they
    are the conversation's, and only whoever runs the check knows both.
    """
    return tuple(sorted({*content_faults(root, acts), *lint(root, publish), *understanding_faults(root)}))


def content_faults(root: Path, acts: Collection[str], language: str = "en") -> tuple[Fault, ...]:
    """The faults of `content/<language>/` alone."""
    folder = f"content/{language}"
    content, found = survey_content(root, language)
    faults = [*found, *cannot_measure()]
    voice = read_voice(root, folder, faults)
    faults += [Fault(f"{folder}/{file}", key, problem) for file, key, problem in _problems(content, voice, acts)]
    return tuple(sorted(faults))


Problem = tuple[str, str, str]
"""File, key and what is wrong there."""


def _problems(content: Content, voice: Voice, acts: Collection[str]) -> Iterator[Problem]:
    for text in texts(content):
        for problem in (*markup_problems(text), *voice_problems(text, voice), *_hard_to_follow(text, voice)):
            yield text.file, text.key, problem
    yield from _unknown_acts(content, acts)
    yield from _too_few_wordings(content, voice)
    yield from _alike(content)


def _hard_to_follow(text: Text, voice: Voice) -> Iterator[str]:
    """Judges whole sentences that are heard; a few words that go into another sentence cannot be judged alone."""
    found = grade(text.text, voice.known_words) if text.spoken and bare(text.text).endswith((".", "?", "!")) else None
    if found and found > GRADE:
        yield f"reads at grade {found:.1f}; at most {GRADE:.0f}: shorter sentences, shorter words"


def _unknown_acts(content: Content, acts: Collection[str]) -> Iterator[Problem]:
    for question in content.questions.values():
        for answer in ("yes", "no"):
            if (act := getattr(question, answer)) and act not in acts:
                yield "replies.yaml", f"questions.{question.name}.{answer}", f'there is no act "{act}"{near(act, acts)}'


def _too_few_wordings(content: Content, voice: Voice) -> Iterator[Problem]:
    """What is heard often needs several wordings, or it sounds like a machine."""
    known = set(content.spoken_keys())
    for number, key in enumerate(voice.heard_often, start=1):
        if key in known and (count := len(content.wordings(key))) < OFTEN:
            yield "replies.yaml", _in_file(key), f"is heard often and needs {OFTEN} wordings; it has {count}"
        elif key not in known and content.replies:
            yield "voice.yaml", f"heard_often.{number}", f'there is no "{key}"{near(key, known)}'


def _alike(content: Content) -> Iterator[Problem]:
    """Wordings differ in how they begin, not in one swapped word."""
    for key in content.spoken_keys():
        beginnings = [tuple(word.lower() for word in words(text)[:_BEGINNING]) for text in content.wordings(key)]
        for number, beginning in enumerate(beginnings, start=1):
            if len(beginning) == _BEGINNING and beginning in beginnings[: number - 1]:
                file = "reasons.yaml" if key.startswith("reason.") else "replies.yaml"
                yield file, f"{_in_file(key)}.{number}", f'begins as another one does: "{" ".join(beginning)}"'


_BEGINNING = 3
"""Words by which a listener recognises a sentence."""


def _in_file(key: str) -> str:
    """Where the wordings of a key of content stand in their file."""
    kind, _, name = key.partition(".")
    return {
        "reply": f"replies.{name}",
        "question": f"questions.{name}.ask",
        "reprompt": f"questions.{name}.reprompt",
        "reason": f"reasons.{name}",
    }[kind]
