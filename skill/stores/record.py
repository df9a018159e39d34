"""A `Memory` as the JSON text that stores keep, and back.

Times are seconds since 1970 in UTC: a memory of twenty tips then stays near one kilobyte, which is what DynamoDB
counts in. Ids of tips are kept as they are, also of tips that have left the content since: whoever speaks passes
them over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.json import Decoder, encode

from skill.dialogue import Heard, Memory
from skill.errors import MemoryUnreadable

FORMAT = 1
"""Goes up with every change of the fields below, an added one too: older code must not drop what it does not know."""


class _Format(Struct, frozen=True):
    """What every format has."""

    format: int


class _Record(_Format, frozen=True):
    """A memory but for its version and the time of saving, which a store keeps in columns of its own."""

    visited: bool
    heard: tuple[Heard, ...]
    last_heard: Mapping[str, datetime]
    variants: Mapping[str, int]
    requests: tuple[str, ...]


_FORMAT_OF = Decoder(_Format)
_RECORD = Decoder(_Record, strict=False)  # takes a number for a time


def memory_to_json(memory: Memory) -> str:
    """Everything of a memory that `_Record` holds."""
    record = {
        "format": FORMAT,
        "visited": memory.visited,
        "heard": [(heard.tip, heard.at.timestamp()) for heard in memory.heard],
        "last_heard": {tip: at.timestamp() for tip, at in memory.last_heard.items()},
        "variants": memory.variants,
        "requests": memory.requests,
    }
    return encode(record).decode()


def memory_from_json(text: str, version: int, updated: datetime) -> Memory:
    """The memory that `memory_to_json` wrote, as the given version, saved at `updated`.

    Raises `MemoryUnreadable` for damaged text and for a format newer than this code.
    """
    try:
        found = _FORMAT_OF.decode(text).format
        if found == FORMAT:
            record = _RECORD.decode(text)
            return Memory(
                record.visited,
                record.heard,
                record.last_heard,
                record.variants,
                record.requests,
                updated=updated,
                version=version,
            )
    except ValueError as error:
        raise MemoryUnreadable("a listener's memory is damaged") from error
    raise MemoryUnreadable(f"a listener's memory has format {found}; this version reads {FORMAT}: update the skill")


def from_seconds(seconds: float) -> datetime:
    """The time so many seconds after the start of 1970; exact to the microsecond."""
    return datetime.fromtimestamp(seconds, UTC)
