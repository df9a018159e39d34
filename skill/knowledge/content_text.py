"""The texts of the content, with their places, and what they are made of: words and sentences."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from msgspec import Struct

from skill.knowledge.content_types import Content

_TAG = re.compile(r"<[^>]*>")
_QUOTED = re.compile(r"“([^”]+)”")
_WORD = re.compile(r"\{[^}]*\}|[^\W_]+(?:['’-][^\W_]+)*")
_END = re.compile(r"(?<=[.!?…])[\"'”’]?\s+")


class Text(Struct, frozen=True):
    """One text that a listener hears or sees."""

    file: str
    """As in `tips.yaml`."""
    key: str
    """Where it stands there, as in `tips.even_if.spoken`; wordings count from 1: `replies.goodbye.2`."""
    text: str
    """As it is written, with markup and placeholders."""
    spoken: bool = True
    """Whether it is heard; else it is shown."""
    plain: bool = False
    """Whether it is filled into other texts, so that it may hold neither markup nor placeholders."""


def texts(content: Content) -> Iterator[Text]:
    """Every text of the content that is not empty."""
    for place in (*_tips(content), *_reasons(content), *_replies(content), *_contacts(content)):
        if place.text:
            yield place


def bare(text: str) -> str:
    """`text` as it is heard: without tags, entities resolved, blanks collapsed; placeholders stay."""
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())


def words(text: str) -> list[str]:
    """Its words; a placeholder counts as one."""
    return _WORD.findall(bare(text))


def sentences(text: str) -> list[str]:
    """Its sentences, as they are heard."""
    return [sentence for sentence in _END.split(bare(text)) if words(sentence)]


def _tips(content: Content) -> Iterator[Text]:
    yield Text("tips.yaml", "source.credit", content.source.credit, plain=True)
    for tip in content.tips.values():
        yield Text("tips.yaml", f"tips.{tip.id}.title", tip.title, plain=True)
        yield Text("tips.yaml", f"tips.{tip.id}.card", tip.card, spoken=False)
        for field in ("spoken", "detail", "say"):
            yield Text("tips.yaml", f"tips.{tip.id}.{field}", getattr(tip, field))


def _reasons(content: Content) -> Iterator[Text]:
    for reason in content.reasons.values():
        yield from _numbered("reasons.yaml", f"reasons.{reason.id}.acknowledgement", reason.acknowledgement)
        yield Text("reasons.yaml", f"reasons.{reason.id}.honest", reason.honest or "")
        yield Text("reasons.yaml", f"reasons.{reason.id}.is_it", reason.is_it, plain=True)
        yield Text("reasons.yaml", f"reasons.{reason.id}.about", reason.about, plain=True)


def _replies(content: Content) -> Iterator[Text]:
    for name, wordings in content.replies.items():
        yield from _numbered("replies.yaml", f"replies.{name}", wordings)
    for name, question in content.questions.items():
        yield from _numbered("replies.yaml", f"questions.{name}.ask", question.ask)
        yield from _numbered("replies.yaml", f"questions.{name}.reprompt", question.reprompt)
    for name, card in content.cards.items():
        yield Text("replies.yaml", f"cards.{name}.title", card.title, spoken=False)
        yield Text("replies.yaml", f"cards.{name}.text", card.text, spoken=False)


def _contacts(content: Content) -> Iterator[Text]:
    yield Text("contacts.yaml", "consultation.name", content.contacts.consultation.name, plain=True)
    for locale, numbers in content.contacts.safety.items():
        for field in ("emergency", "abuse", "self_harm"):
            number = getattr(numbers, field)
            yield Text("contacts.yaml", f"safety.{locale}.{field}.name", number.name, plain=True)
            yield Text("contacts.yaml", f"safety.{locale}.{field}.note", number.note, plain=True)


def _numbered(file: str, key: str, wordings: tuple[str, ...]) -> Iterator[Text]:
    yield from (Text(file, f"{key}.{number}", text) for number, text in enumerate(wordings, start=1))


def quoted(text: str) -> list[str]:
    """What a text quotes as an example of what can be said: all that stands in curly quotes."""
    return _QUOTED.findall(text)
