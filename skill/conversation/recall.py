"""What a listener has heard: the history of tips, across this session and the memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b

from msgspec.structs import replace

from skill.dialogue import Heard, Memory, Session, Turn
from skill.knowledge.content import Content

KEPT = 20
"""Tips of the history that are kept."""
REQUESTS = 8
"""Request ids that are kept: a platform repeats a request at once or never."""


def timeline(memory: Memory, session: Session, content: Content) -> tuple[str, ...]:
    """Tips heard, oldest first: the remembered ones, then those of this session that could not be remembered."""
    past = tuple(heard.tip for heard in memory.heard)
    kept = past[len(past) - len(session.heard) :] == session.heard
    return tuple(tip for tip in (past if kept else past + session.heard) if tip in content.tips)


def last_tip(session: Session, heard: tuple[str, ...], content: Content) -> str | None:
    """The tip that is being talked about, else the last one heard; None if there is none."""
    if session.tip in content.tips:
        return session.tip
    return heard[-1] if heard else None


def fingerprint(request_id: str) -> str:
    """A short hash of a request's id."""
    return blake2b(request_id.encode("utf-8", "replace"), digest_size=8).hexdigest()


def is_repeated(turn: Turn, memory: Memory) -> bool:
    """Whether this very request has changed the memory already."""
    return bool(turn.request_id) and fingerprint(turn.request_id) in memory.requests


def after_visit(memory: Memory) -> Memory:
    """The memory of a listener who has opened the skill."""
    return replace(memory, visited=True)


def after_tip(memory: Memory, tip: str, at: datetime, back: bool) -> Memory:
    """The memory of a listener who has heard `tip`; `back`: once more, so that the history stays as it is."""
    heard = memory.heard if back else (*memory.heard, Heard(tip, at))[-KEPT:]
    return replace(memory, heard=heard, last_heard={**memory.last_heard, tip: at})


def after_request(memory: Memory, turn: Turn, variants: Mapping[str, int]) -> Memory:
    """The memory that knows this request, and the wordings that it was answered with."""
    requests = (*memory.requests, fingerprint(turn.request_id))[-REQUESTS:] if turn.request_id else memory.requests
    return replace(memory, requests=requests, variants={**memory.variants, **variants})
