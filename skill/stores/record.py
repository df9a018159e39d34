"""A `Memory` as the JSON text that stores keep, and back.

Times are seconds since 1970 in UTC: a memory of twenty tips then stays near one kilobyte, which is what DynamoDB
counts in. Ids of tips are kept as they are, also of tips that have left the content since: whoever speaks passes
them over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from skill.dialogue import Heard, Memory
from skill.errors import MemoryUnreadable

FORMAT = 1
"""Goes up with every change of the fields below, an added one too: older code must not drop what it does not know."""


def memory_to_json(memory: Memory) -> str:
    """Everything of a memory but its version and the time of saving, which a store keeps in columns of its own."""
    record = {
        "format": FORMAT,
        "visited": memory.visited,
        "heard": [[heard.tip, _seconds(heard.at)] for heard in memory.heard],
        "last_heard": {tip: _seconds(at) for tip, at in memory.last_heard.items()},
        "variants": dict(memory.variants),
        "requests": list(memory.requests),
    }
    return orjson.dumps(record).decode()


def memory_from_json(text: str, version: int, updated: datetime) -> Memory:
    """The memory that `memory_to_json` wrote, as the given version, saved at `updated`.

    Raises `MemoryUnreadable` for damaged text and for a format newer than this code.
    """
    try:
        record = orjson.loads(text)
        found = record["format"]
        if found == FORMAT:
            return _memory(record, version, updated)
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as error:
        raise MemoryUnreadable("a listener's memory is damaged") from error
    raise MemoryUnreadable(f"a listener's memory has format {found}; this version reads {FORMAT}: update the skill")


def from_seconds(seconds: float) -> datetime:
    """The time so many seconds after the start of 1970; exact to the microsecond."""
    return datetime.fromtimestamp(seconds, UTC)


def _memory(record: Mapping[str, Any], version: int, updated: datetime) -> Memory:
    return Memory(
        visited=bool(record["visited"]),
        heard=tuple(Heard(str(tip), from_seconds(at)) for tip, at in record["heard"]),
        last_heard={str(tip): from_seconds(at) for tip, at in record["last_heard"].items()},
        variants={str(key): int(variant) for key, variant in record["variants"].items()},
        requests=tuple(str(request) for request in record["requests"]),
        updated=updated,
        version=version,
    )


def _seconds(time: datetime) -> float:
    seconds = time.timestamp()
    return int(seconds) if seconds.is_integer() else seconds
