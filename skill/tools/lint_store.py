"""Rules for the invocation name, the locales, the manifest and the size of what is uploaded."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path

from skill.errors import Fault
from skill.knowledge.manifest import ASSETS, MANIFEST
from skill.knowledge.model import FOLDER, LOCALES
from skill.tools.lint_subject import Subject
from skill.tools.package_json import as_json
from skill.tools.package_model import interaction_model, read_source

MOST_BYTES = 1_500_000
LOCALES_OF_ALEXA = frozenset({"en-US", "en-GB", "en-CA", "en-AU", "en-IN"})
SUMMARY = 160
DESCRIPTION = 4000
_ICONS = {"small": 108, "large": 512}
_WORD = re.compile(r"[a-z]+(?:'s|s')?|[a-z]\.")
# Amazon, "Choose the invocation name": words that open a skill, join a request to it, or wake the speaker.
_OPENING = "run start play resume use launch ask open tell load begin enable"
_JOINING = "to from in using with about for that by if and whether"
_WAKING = "alexa amazon echo computer skill app"
_FORBIDDEN = frozenset(f"{_OPENING} {_JOINING} {_WAKING}".split())
_PLACEHOLDER = re.compile(r"example\.(?:com|org|net)|000000000000|PLACEHOLDER|TODO")


def store_faults(subject: Subject) -> Iterator[Fault]:
    """Faults of `locales.yaml`, `manifest.yaml` and `assets/`, and of the package's size."""
    yield from _invocation_name(subject)
    yield from _locales(subject)
    yield from _texts(subject)
    yield from _icons(subject)
    yield from _addresses(subject)
    yield from _size(subject)


def _invocation_name(subject: Subject) -> Iterator[Fault]:
    words = subject.model.locales.invocation_name.split(" ")
    if len(words) < 2:
        yield Fault(LOCALES, "invocation_name", "must have two or more words")
    for word in words:
        if not _WORD.fullmatch(word):
            yield Fault(LOCALES, "invocation_name", f'"{word}": only lower-case letters and possessive apostrophes')
        if word in _FORBIDDEN:
            yield Fault(LOCALES, "invocation_name", f'"{word}" may not stand in it')


def _locales(subject: Subject) -> Iterator[Fault]:
    locales, spelling = subject.model.locales.locales, subject.model.locales.spelling
    for locale in locales:
        if locale not in LOCALES_OF_ALEXA:
            yield Fault(LOCALES, f"locales.{locale}", f"is none of {', '.join(sorted(LOCALES_OF_ALEXA))}")
        elif locale not in subject.content.contacts.safety:
            yield Fault(LOCALES, f"locales.{locale}", "has no numbers in content/en/contacts.yaml")
    if len(set(spelling.values())) < len(spelling) or spelling.keys() & set(spelling.values()):
        yield Fault(LOCALES, "spelling", "must be one to one: each word has one other spelling")


def _texts(subject: Subject) -> Iterator[Fault]:
    manifest = subject.manifest
    if len(manifest.summary) > SUMMARY:
        yield Fault(MANIFEST, "summary", f"is {len(manifest.summary)} characters long; at most {SUMMARY}")
    if len(manifest.description) > DESCRIPTION:
        yield Fault(MANIFEST, "description", f"is {len(manifest.description)} characters long; at most {DESCRIPTION}")
    if "not a substitute for professional advice" not in manifest.description:
        yield Fault(MANIFEST, "description", 'must say that it is "not a substitute for professional advice"')
    if "{emergency}" not in manifest.description:
        yield Fault(MANIFEST, "description", "must name the local emergency number, {emergency}")
    if len(manifest.example_phrases) != 3:
        yield Fault(MANIFEST, "example_phrases", f"are {len(manifest.example_phrases)}; must be three")
    first = next(iter(manifest.example_phrases), "").lower()
    if not first.startswith("alexa, ") or subject.model.locales.invocation_name not in first:
        yield Fault(MANIFEST, "example_phrases.1", 'must have "Alexa, " and the invocation name')
    if "SKILL_DISABLED" not in manifest.events:
        yield Fault(MANIFEST, "events", "must have SKILL_DISABLED, so that a listener's memory is deleted")


def _icons(subject: Subject) -> Iterator[Fault]:
    for name, pixels in _ICONS.items():
        file = getattr(subject.manifest.icons, name)
        if _pixels(subject.root / ASSETS / file) != (pixels, pixels):
            yield Fault(MANIFEST, f"icons.{name}", f"{ASSETS}/{file} must be a PNG of {pixels} by {pixels} pixels")


def _pixels(path: Path) -> tuple[int, int] | None:
    """Width and height from a PNG's first chunk; None if it is none."""
    try:
        start = path.read_bytes()[:24]
    except OSError:
        return None
    if not start.startswith(b"\x89PNG\r\n\x1a\n") or len(start) < 24:
        return None
    width, height = struct.unpack(">II", start[16:])
    return width, height


def _addresses(subject: Subject) -> Iterator[Fault]:
    manifest = subject.manifest
    if not manifest.endpoint.uri.startswith(("https://", "arn:aws:lambda:")):
        yield Fault(MANIFEST, "endpoint.uri", "must begin with https:// or arn:aws:lambda:")
    if not manifest.privacy.policy.startswith("https://"):
        yield Fault(MANIFEST, "privacy.policy", "must begin with https://")
    if subject.publish:
        for key, text in (("endpoint.uri", manifest.endpoint.uri), ("privacy.policy", manifest.privacy.policy)):
            if _PLACEHOLDER.search(text):
                yield Fault(MANIFEST, key, f"{text} is a placeholder; write the real one before publishing")


def _size(subject: Subject) -> Iterator[Fault]:
    source = read_source(subject.model)
    for locale in subject.model.locales.locales.keys() & LOCALES_OF_ALEXA:
        size = len(as_json(interaction_model(source, locale)))
        if size > MOST_BYTES:
            yield Fault(FOLDER, f"skill-package/{locale}", f"would be {size} bytes; at most {MOST_BYTES}")
