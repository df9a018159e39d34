"""The markup and the placeholders that texts of the content may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from skill.knowledge.content_text import Text
from skill.knowledge.reading import near

PLACEHOLDERS = {
    "about": "a reason in a few words, as in `the doubt that it helps`",
    "count": "how many tips there are, as a word",
    "credit": "whose advice it is, from tips.yaml",
    "emergency": "the emergency number of the locale",
    "highest": "the highest number of a tip, as a word",
    "is_it": "a whole question, as in `Is it that they feel blamed?`",
    "letters": "the number of the consultation with letters",
    "lowest": "the lowest number of a tip, as a word",
    "name": "whom a number reaches",
    "note": "how else to use it, as in `call or text`",
    "number": "a telephone number, or the number of a tip as a word",
    "numbers": "all numbers of a card, a line each",
    "title": "the title of a tip",
    "titles": "the titles of all tips, a line each",
}
"""What the conversation fills in; any other name would be an error in the middle of a reply."""

FORMATS = frozenset({"plain", "phone"})
"""How it is filled in: as text, or slowly, digit by digit."""

_TAGS = {"break": {"time": r"[0-9]+ms|[1-9](?:\.[0-9]+)?s|10s"}, "emphasis": {"level": "strong|moderate|reduced"}}
"""Allowed tags with their attributes. Alexa knows more; these few sound the same on every device and in a terminal."""

_BRACES = re.compile(r"\{([^{}]*)\}")
_FILLED = re.compile(r"([a-z][a-z_]*)(?::([a-z]+))?")


def markup_problems(text: Text) -> Iterator[str]:
    """What is wrong with the markup and the placeholders of one text."""
    yield from _placeholders(text)
    if text.spoken and not text.plain:
        yield from _speech(text.text)
    elif re.search(r"<|&(?:amp|lt|gt|quot|apos|#\w+);", text.text):
        yield "holds markup; only plain text can stand here"


def _placeholders(text: Text) -> Iterator[str]:
    if text.plain and "{" in text.text:
        yield "holds a placeholder; it is filled into other texts itself"
        return
    for inside in _BRACES.findall(text.text):
        match = _FILLED.fullmatch(inside)
        if not match:
            yield f"{{{inside}}} is no placeholder as in {{number}} or {{number:phone}}"
        elif match[1] not in PLACEHOLDERS:
            yield f"{{{inside}}} is an unknown placeholder{near(match[1], PLACEHOLDERS)}"
        elif match[2] and match[2] not in FORMATS:
            yield f"{{{inside}}} has an unknown format{near(match[2], FORMATS)}"
        elif match[2] == "phone" and not text.spoken:
            yield f"{{{inside}}} is a way of speaking; a card takes {{{match[1]}}}"
    if re.search("[{}]", _BRACES.sub("", text.text)):
        yield "holds a brace without its other half"


def _speech(text: str) -> Iterator[str]:
    try:
        root = ElementTree.fromstring(f"<speak>{text}</speak>")  # noqa: S314 - the project's own files
    except ElementTree.ParseError as error:
        yield f"is no valid SSML: {error}; as characters, & and < are written &amp; and &lt;"
        return
    for element in root.iter():
        if element is not root:
            yield from _element(element)


def _element(element: ElementTree.Element) -> Iterator[str]:
    allowed = _TAGS.get(element.tag)
    if allowed is None:
        yield f"holds <{element.tag}>; allowed are: {', '.join(f'<{tag}>' for tag in _TAGS)}"
        return
    for name, value in element.attrib.items():
        if name not in allowed or not re.fullmatch(allowed[name], value):
            yield f'<{element.tag} {name}="{value}"> is not allowed; {name} may be {allowed.get(name, "left out")}'
    for name in allowed.keys() - element.attrib.keys():
        yield f"<{element.tag}> needs {name}"
