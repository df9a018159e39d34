"""Rules for sentences: samples that Alexa accepts, enough of them, none with two meanings, none from the test set."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from math import ceil

from msgspec import Struct

from skill.errors import Fault
from skill.knowledge.expansion import spoken_out, template_form
from skill.knowledge.model import BARE, CATCH_ALL, KINDS, NONE, Phrase
from skill.knowledge.reading import near
from skill.knowledge.wording import normalise, numbers_in, sameness
from skill.tools.lint_subject import Subject, intents_file, phrases_file
from skill.tools.package_model import SAMPLE

ENOUGH_REASON = 100
ENOUGH_COMMAND = 15
LONGEST = 200
TEST_SET = "tests/understanding/dev.jsonl"
TOO_NEAR = 0.8
"""Share of words that a phrase and a sentence of the test set may not have in common."""


class Line(Struct, frozen=True):
    """A sentence with its place."""

    id: str
    """What it means."""
    text: str
    """As it is written."""
    file: str
    """Path below the root."""
    part: str
    """`template`, `samples` or `more`."""

    def fault(self, problem: str) -> Fault:
        """What is wrong with it."""
        return Fault(self.file, f"{self.part}: {self.text}", problem)


def sentence_faults(subject: Subject) -> Iterator[Fault]:
    """Faults of `phrases/`, and of what templates say."""
    yield from _ids(subject)
    yield from _labels(subject)
    yield from _counts(subject)
    yield from _samples(subject)
    yield from _twice(subject)
    yield from _from_the_test_set(subject)


def _ids(subject: Subject) -> Iterator[Fault]:
    known = {*subject.content.reasons, *KINDS, NONE, *subject.commands}
    for name in sorted(subject.model.phrases.keys() - known):
        yield Fault(phrases_file(name), "", f"is no reason, kind or command{near(name, known)}")
    for name in sorted({*subject.content.reasons, *KINDS, NONE} - subject.model.phrases.keys()):
        yield Fault(phrases_file(name), "", f"is missing; {name} needs sentences")
    for name in sorted(subject.commands & {*subject.content.reasons, *KINDS, NONE}):
        yield Fault(intents_file(name), "", "is the name of a reason or kind, which has phrases and no templates")


def _labels(subject: Subject) -> Iterator[Fault]:
    seconds = {*subject.content.reasons, "cost", "time"}
    for name, phrases in subject.model.phrases.items():
        for part, list_ in (("samples", phrases.samples), ("more", phrases.more)):
            for phrase in list_:
                line = Line(name, phrase.text, phrases_file(name), part)
                yield from _label(line, phrase, seconds, part == "samples")


def _label(line: Line, phrase: Phrase, seconds: set[str], sample: bool) -> Iterator[Fault]:
    if phrase.second is not None and phrase.second not in seconds - {line.id}:
        yield line.fault(f"{phrase.second} cannot be its second reason{near(phrase.second, seconds - {line.id})}")
    if phrase.number is not None and line.id != "tip_number":
        yield line.fault("a number belongs to tip_number alone")
    if sample and (phrase.second or phrase.near_miss or phrase.number is not None):
        yield line.fault("cannot be a sample: an intent carries no second reason, number or near miss; move it to more")
    if sample and line.id == NONE:
        yield line.fault("none has no intent; move it to more")


def _counts(subject: Subject) -> Iterator[Fault]:
    for name in (*subject.content.reasons, *KINDS):
        if name in subject.model.phrases and (count := len(subject.model.phrases[name].samples)) < ENOUGH_REASON:
            yield Fault(phrases_file(name), "samples", f"are {count}; at least {ENOUGH_REASON}")
    for name in sorted(subject.commands):
        phrases = subject.model.phrases.get(name)
        count = len(subject.expanded[name]) + (len(phrases.samples) if phrases else 0)
        if count < ENOUGH_COMMAND:
            yield Fault(intents_file(name), "", f"has {count} samples; at least {ENOUGH_COMMAND}")


def _samples(subject: Subject) -> Iterator[Fault]:
    for line in _said(subject):
        text = template_form(line.text)
        bare = line.text if line.part == "template" else normalise(line.text)
        if not SAMPLE.fullmatch(bare) or not SAMPLE.fullmatch(line.text):
            yield line.fault("is no sample: only letters, blanks, and ' - . inside words; write numbers as words")
        elif line.part == "template" and text != line.text:
            yield line.fault(f'must be written as a recogniser writes it: "{text}"')
        if len(line.text) > LONGEST:
            yield line.fault(f"is {len(line.text)} characters long; at most {LONGEST}")
        taker = subject.builtin_phrases.get(subject.sound(line.text))
        if taker and (taker != line.id or line.part == "samples"):
            yield line.fault("is taken by an intent of Amazon's; see builtins.yaml")


def _said(subject: Subject) -> Iterator[Line]:
    """All samples of Alexa's model that are ours."""
    for intent, sentences in subject.expanded.items():
        yield from (Line(intent, text, intents_file(intent), "template") for text in sentences)
    for name, phrases in subject.model.phrases.items():
        yield from (Line(name, phrase.text, phrases_file(name), "samples") for phrase in phrases.samples)


def _twice(subject: Subject) -> Iterator[Fault]:
    """A sentence that means two things, or stands twice. What a template says may stand in `more`, to be trained on."""
    heard: dict[str, Line] = {}
    for sound, line in _sounding(subject):
        for form in () if line.part == "template" else (form for form, *_ in numbers_in(sound)):
            if form in heard and heard[form].id != line.id:
                yield line.fault(f'means {line.id}, and {heard[form].id} by its template "{form}"')
        first = heard.setdefault(sound, line)
        if first is line or (first.part == line.part == "template" and first.id == line.id):
            continue
        if first.id != line.id:
            yield line.fault(f'means {line.id}, and {first.id} in {first.file} ({first.part}: "{first.text}")')
        elif (first.part, line.part) != ("template", "more"):
            yield line.fault(f'stands in {first.file} already ({first.part}: "{first.text}")')


def _sounding(subject: Subject) -> Iterator[tuple[str, Line]]:
    for line in _said(subject):
        if line.part != "template":
            yield subject.sound(line.text), line
        elif line.id not in (CATCH_ALL, BARE):
            for text, _ in spoken_out(line.text, subject.model.lists):
                yield sameness(template_form(text), subject.american), line
    for name, phrases in subject.model.phrases.items():
        for phrase in phrases.more:
            yield subject.sound(phrase.text), Line(name, phrase.text, phrases_file(name), "more")


def _from_the_test_set(subject: Subject) -> Iterator[Fault]:
    """Whoever learns from the test set measures nothing. Commands have few wordings, and are left out."""
    path = subject.root / TEST_SET
    if not path.exists():
        return
    tests = [normalise(json.loads(line)["text"]) for line in path.read_text(encoding="utf-8").splitlines()]
    by_word = _by_rare_words([frozenset(test.split()) for test in tests])
    for name in sorted(subject.model.phrases.keys() - subject.commands - {NONE}):
        phrases = subject.model.phrases[name]
        for part, list_ in (("samples", phrases.samples), ("more", phrases.more)):
            for phrase in list_:
                words = frozenset(normalise(phrase.text).split())
                if _too_near(words, by_word):
                    line = Line(name, phrase.text, phrases_file(name), part)
                    yield line.fault(f"is all but a sentence of {TEST_SET}")


def _by_rare_words(tests: list[frozenset[str]]) -> Mapping[str, list[frozenset[str]]]:
    """Each test under so many of its rarest words that any sentence near it has one of them."""
    often = Counter(word for test in tests for word in test)
    found: dict[str, list[frozenset[str]]] = {}
    for test in tests:
        spare = len(test) - ceil(TOO_NEAR * len(test)) + 1
        for word in sorted(test, key=lambda word: (often[word], word))[:spare]:
            found.setdefault(word, []).append(test)
    return found


def _too_near(words: frozenset[str], by_word: Mapping[str, list[frozenset[str]]]) -> bool:
    tests = (test for word in words for test in by_word.get(word, ()))
    return any(len(words & test) >= TOO_NEAR * len(words | test) for test in tests)
