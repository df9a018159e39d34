"""What the compiled interaction model holds, and how it lies in a file: a line of JSON, then two flat arrays."""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from hashlib import blake2b
from typing import Any

FORMAT = 2
"""Raise it when the tables, or the way they are made, change: whatever was compiled before is then stale."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a sentence means; many sentences share one."""

    id: str
    """A reason, a kind, a command or `none`."""
    second: str | None = None
    """What else it says."""
    number: int | None = None
    """The tip's number that it asks for, where it is no slot."""
    near_miss: bool = False
    """Whether it sounds like danger and is none."""
    sample: bool = False
    """Whether it stands in Alexa's model."""
    slots: tuple[tuple[str, str], ...] = ()
    """Names and values of the slots that have a list of values."""


@dataclass(frozen=True, slots=True)
class Tables:
    """All that is looked up."""

    source: str
    """Digest of the files that it was made from."""
    builtins: Mapping[str, str]
    """Our id by the phrase that Amazon's intent takes."""
    carriers: Mapping[str, str]
    """The catch-all's slot by the beginning before it."""
    spelling: Mapping[str, str]
    """American by British."""
    table: tuple[Entry, ...]
    """Each meaning once."""
    keys: array[int]
    """The digests of all sentences, sorted."""
    entries: array[int]
    """For each of them its place in `table`."""


def digest(sentence: str) -> int:
    """Eight bytes that stand for a sentence; an unknown one meets one of 100,000 by chance once in 10^14 times."""
    return int.from_bytes(blake2b(sentence.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def to_bytes(tables: Tables) -> bytes:
    """The file's content; the same for the same tables."""
    header = {
        "format": FORMAT,
        "source": tables.source,
        "sentences": len(tables.keys),
        "builtins": dict(tables.builtins),
        "carriers": dict(tables.carriers),
        "spelling": dict(tables.spelling),
        "table": [astuple(entry) for entry in tables.table],
    }
    line = json.dumps(header, separators=(",", ":")).encode() + b"\n"
    return line + _little(tables.keys).tobytes() + _little(tables.entries).tobytes()


def from_bytes(data: bytes) -> Tables | None:
    """The tables in a file's content; None where it is cut off, or of another format."""
    line, _, rest = data.partition(b"\n")
    try:
        header = json.loads(line)
        if header["format"] != FORMAT or len(rest) != header["sentences"] * 12:
            return None
    except (ValueError, KeyError, TypeError):
        return None
    keys, entries = array("Q"), array("I")
    keys.frombytes(rest[: header["sentences"] * keys.itemsize])
    entries.frombytes(rest[header["sentences"] * keys.itemsize :])
    table = tuple(_entry(*row) for row in header["table"])
    names = ("source", "builtins", "carriers", "spelling")
    return Tables(**{name: header[name] for name in names}, table=table, keys=_little(keys), entries=_little(entries))


def _entry(id_: str, second: str | None, number: int | None, near_miss: bool, sample: bool, slots: list[Any]) -> Entry:
    return Entry(id_, second, number, near_miss, sample, tuple((name, value) for name, value in slots))


def _little(values: array[int]) -> array[int]:
    """The numbers in the file's byte order, or back from it."""
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values
