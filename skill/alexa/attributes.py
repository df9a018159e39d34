"""The `Session` as Alexa's session attributes, and back.

All of it is one short JSON text under one name: the SDK copies attributes deeply on every request, and a text is copied
for nothing, is as deep as one level, and leaves foreign attributes out. What cannot be read counts as a fresh session.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeAlias

import orjson

from skill.dialogue import Card, Part, Reply, Session

NAME = "conversation"
"""The one attribute's name."""
_MOST = 16_000
_FRESH = Session()

Json: TypeAlias = Any


def to_attributes(session: Session) -> dict[str, object]:
    """The attributes that `from_attributes` reads back; a session longer than 16,000 characters is let go."""
    changed = {
        field.name: _pack(value)
        for field in fields(Session)
        if (value := getattr(session, field.name)) != getattr(_FRESH, field.name)
    }
    packed = orjson.dumps(changed).decode()
    return {NAME: packed} if changed and len(packed) <= _MOST else {}


def from_attributes(attributes: Mapping[str, object] | None) -> Session:
    """The session that was kept; a fresh one where there is none or where it cannot be read."""
    packed = (attributes or {}).get(NAME)
    if not isinstance(packed, str) or len(packed) > _MOST:
        return _FRESH
    try:
        kept = orjson.loads(packed)
        values = {field.name: _unpack(kept[field.name], field.name) for field in fields(Session) if field.name in kept}
        return Session(**values)
    except (ValueError, TypeError, AttributeError):
        return _FRESH


def _pack(value: Json) -> Json:
    """JSON for one field's value; a reply becomes a list, each of its parts a list of key, wording and values."""
    match value:
        case Reply():
            return [
                [_pack(part) for part in value.parts],
                _pack(value.question),
                _pack(value.reprompt),
                _pack(value.card),
                value.picture,
                value.slow,
            ]
        case Part():
            return [value.key, value.variant, dict(value.values)]
        case Card():
            return [value.key, dict(value.values)]
        case Mapping():
            return dict(value)
        case _:
            return value


def _unpack(value: Json, field: str) -> Json:
    """The value of `field`, of the type that the field has; raises `ValueError` or `TypeError` for anything else."""
    if field == "last":
        return _unpack_reply(value)
    match getattr(_FRESH, field):
        case bool():
            return bool(value)
        case int():
            return _number(value)
        case tuple():
            return tuple(_text(item) for item in value)
        case Mapping():
            return {_text(key): _number(number) for key, number in value.items()}
        case _:
            return _text(value)


def _unpack_reply(value: Json) -> Reply:
    parts, question, reprompt, card, picture, slow = value
    return Reply(
        parts=tuple(_unpack_part(part) for part in parts),
        question=None if question is None else _unpack_part(question),
        reprompt=None if reprompt is None else _unpack_part(reprompt),
        card=None if card is None else Card(_text(card[0]), _texts(card[1])),
        picture=None if picture is None else _text(picture),
        slow=bool(slow),
    )


def _unpack_part(value: Json) -> Part:
    key, variant, values = value
    return Part(_text(key), _number(variant), _texts(values))


def _texts(value: Json) -> dict[str, str]:
    return {_text(key): _text(item) for key, item in value.items()}


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is wanted here")
    return value


def _number(value: Json) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 1_000_000:
        raise TypeError("a number is wanted here")
    return value
