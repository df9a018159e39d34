"""The `Session` as Alexa's session attributes, and back.

All of it is one short JSON text under one name: the SDK copies attributes deeply on every request, and a text is copied
for nothing, is as deep as one level, and leaves foreign attributes out. What cannot be read counts as a fresh session.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.json import Decoder, encode

from skill.dialogue import Session

NAME = "conversation"
"""The one attribute's name."""
_MOST = 16_000
_FRESH = Session()
_SESSION = Decoder(Session)


def to_attributes(session: Session) -> dict[str, object]:
    """The attributes that `from_attributes` reads back; a session longer than 16,000 characters is let go."""
    packed = encode(session).decode()
    return {NAME: packed} if session != _FRESH and len(packed) <= _MOST else {}


def from_attributes(attributes: Mapping[str, object] | None) -> Session:
    """The session that was kept; a fresh one where there is none or where it cannot be read."""
    packed = (attributes or {}).get(NAME)
    if not isinstance(packed, str) or len(packed) > _MOST:
        return _FRESH
    try:
        return _SESSION.decode(packed)
    except ValueError:
        return _FRESH
