"""A `Reply` becomes SSML, a card and a picture. The words come from the content; here they are only put together."""

from __future__ import annotations

import html
import re
from typing import Any

from skill.dialogue import Part, Reply
from skill.knowledge.content import Content
from skill.speech.markup import SLOWLY, filled, shown

LONGEST = 8_000
"""Characters that Alexa speaks, and shows on a card, title and text together."""

_BEFORE_QUESTION = ' <break time="500ms"/> '
_GAP = re.compile(r"(?<=\S)<break[^>]*/>(?=\S)")
_TAG = re.compile(r"<[^>]*>")
_LOOSE_MARK = re.compile(r"\s+(?=[.,!?;:])")


def ssml(reply: Reply, content: Content) -> str:
    """What is said: one `speak` element, well-formed, at most 8,000 characters (parts that do not fit are left out)."""
    question = [_text(reply.question, content)] if reply.question else []
    texts = [_text(part, content) for part in reply.parts]
    while (long := len(speech := _speech(texts, question, reply.slow))) > LONGEST and texts:
        texts.pop()
    return speech if long <= LONGEST else "<speak/>"


def reprompt_ssml(reply: Reply, content: Content) -> str | None:
    """What is said after eight seconds of silence; None for a reply without a question."""
    return _speech([_text(reply.reprompt, content)], [], reply.slow) if reply.reprompt else None


def card(reply: Reply, content: Content) -> tuple[str, str] | None:
    """Title and text, plain; None for a reply without a card."""
    if reply.card is None:
        return None
    found = content.card(reply.card.key)
    title, text = shown(found.title, reply.card.values), shown(found.text, reply.card.values)
    return title[:LONGEST], text[: LONGEST - len(title)]


def picture(reply: Reply, content: Content) -> dict[str, Any] | None:
    """The visual's document, and as data source `gentle` the card's `title` and `text`; None where there is none."""
    texts = card(reply, content)
    document = content.visuals.get(reply.picture or "")
    if texts is None or document is None:
        return None
    title, text = texts
    return {"document": document, "datasources": {"gentle": {"title": title, "text": text}}}


def plain(ssml: str) -> str:
    """The speech as a terminal shows it: without markup, a phone number's groups joined with hyphens."""
    text = html.unescape(_TAG.sub(" ", re.sub(r"</?say-as[^>]*>", "", _GAP.sub("-", ssml))))
    return _LOOSE_MARK.sub("", " ".join(text.split()))


def _speech(texts: list[str], question: list[str], slow: bool) -> str:
    said = _BEFORE_QUESTION.join(filter(None, (" ".join(texts), *question)))
    if slow:
        said = "".join((SLOWLY[0], said.replace(SLOWLY[0], "").replace(SLOWLY[1], ""), SLOWLY[1]))
    return f"<speak>{said}</speak>"


def _text(part: Part, content: Content) -> str:
    wordings = content.wordings(part.key)
    return filled(wordings[part.variant % len(wordings)], part.values)
