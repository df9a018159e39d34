"""What the skill tells people to say must be understood: all that stands in curly quotes, and the example phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skill.errors import Fault
from skill.knowledge.content_text import quoted, texts
from skill.knowledge.expansion import spoken_out, template_form
from skill.knowledge.manifest import MANIFEST
from skill.knowledge.model import BARE, CATCH_ALL
from skill.knowledge.wording import numbers_in, sameness
from skill.tools.lint_subject import Subject


def quote_faults(subject: Subject) -> Iterator[Fault]:
    """Quoted phrases that are neither a built-in's, nor a template's, nor a sample of the phrases."""
    known = _known(subject)
    for place, key, phrase in _quotes(subject):
        request = _request(subject, phrase)
        if request and not any(text in known for text in (request, *(text for text, *_ in numbers_in(request)))):
            yield Fault(place, key, f"“{phrase}” is quoted, and is no sample; add it to the phrases or quote another")


def _quotes(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """File, key and text of each quoted phrase."""
    for text in texts(subject.content):
        for phrase in quoted(text.text):
            yield f"content/en/{text.file}", text.key, phrase
    for key in ("summary", "description", "testing_instructions"):
        for phrase in quoted(getattr(subject.manifest, key)):
            yield MANIFEST, key, phrase
    for number, phrase in enumerate(subject.manifest.example_phrases, start=1):
        yield MANIFEST, f"example_phrases.{number}", phrase


def _request(subject: Subject, phrase: str) -> str:
    """What is said behind wake word and invocation name; empty if nothing is."""
    name = re.escape(subject.model.locales.invocation_name)
    opening = rf"^(?:alexa )?(?:(?:ask|tell|open|start|launch) {name}\b(?: to\b| that\b| about\b| for\b)?)?"
    return re.sub(opening, "", subject.sound(phrase)).strip()


def _known(subject: Subject) -> set[str]:
    known = set(subject.builtin_phrases)
    for intent, sentences in subject.expanded.items():
        if intent not in (CATCH_ALL, BARE):
            for sentence in sentences:
                said = spoken_out(sentence, subject.model.lists)
                known.update(sameness(template_form(text), subject.american) for text, _ in said)
    for phrases in subject.model.phrases.values():
        known.update(subject.sound(phrase.text) for phrase in phrases.samples)
    return known
