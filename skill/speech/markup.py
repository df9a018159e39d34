"""A text of the content with its placeholders, parsed once and filled in often.

`It's {number:phone}.` holds the literal `It's `, the placeholder `number` in the format `phone`, and the literal `.`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape

from msgspec import Struct

LONGEST_VALUE = 500
"""Characters of a value that are spoken; the content's own are far shorter."""
SLOWLY = '<prosody rate="slow">', "</prosody>"
GAP = '<break time="350ms"/>'
"""Between the groups of a phone number; it touches them, and so `plain` knows it from any other pause."""
PAUSE = '<break time="250ms"/>'
"""Around an example of what can be said."""

_PLACEHOLDER = re.compile(r"\{(\w+)(?::(\w+))?\}")
_EXAMPLE = re.compile(r"\s*“([^”]*)”([.,!?]*)\s*")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_GROUPS = re.compile(r"[\s-]+")


class Slot(Struct, frozen=True):
    """A placeholder in a text."""

    name: str
    fill: Callable[[str], str]
    """Turns the value into markup."""


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text as markup, with its values escaped; a value that is missing leaves nothing."""
    return "".join(part if isinstance(part, str) else part.fill(values.get(part.name, "")) for part in _parsed(text))


def shown(text: str, values: Mapping[str, str]) -> str:
    """The text for the eye: no markup, values as they are."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], ""), text)


def _plain(value: str) -> str:
    return escape(_NOT_XML.sub(" ", value[:LONGEST_VALUE]), quote=False)


def _phone(value: str) -> str:
    """Slowly, group by group: digits one by one, letters as the word they are."""
    groups = [_group(group) for group in _GROUPS.split(_plain(value)) if group]
    return f"{SLOWLY[0]}{GAP.join(groups)}{SLOWLY[1]}"


def _group(group: str) -> str:
    return f'<say-as interpret-as="digits">{group}</say-as>' if group.isdigit() else group.lower()


_FORMATS: Mapping[str, Callable[[str], str]] = {"plain": _plain, "phone": _phone}


@lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[str | Slot, ...]:
    """The literal pieces and the placeholders of a text; the cache holds all of the content."""
    spoken = _EXAMPLE.sub(rf" {PAUSE} \1\2 {PAUSE} ", text).strip()
    pieces = _PLACEHOLDER.split(spoken)
    parts: list[str | Slot] = []
    for literal, name, form in zip(pieces[::3], [*pieces[1::3], ""], [*pieces[2::3], ""], strict=True):
        parts += [literal] if literal else []
        parts += [Slot(name, _FORMATS.get(form or "plain", _plain))] if name else []
    return tuple(parts)
