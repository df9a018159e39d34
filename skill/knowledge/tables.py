"""What the compiled interaction model holds, and how it lies in a file: a line of JSON, then two flat arrays."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Mapping
from hashlib import blake2b

from msgspec import Struct
from msgspec.json import decode, encode

FORMAT = 2
"""Raise it when the tables, or the way they are made, change: whatever was compiled before is then stale."""


class Entry(Struct, frozen=True, array_like=True):
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


class Tables(Struct, frozen=True):
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


class _Header(Struct, frozen=True):
    """The line of JSON."""

    format: int
    source: str
    sentences: int
    builtins: dict[str, str]
    carriers: dict[str, str]
    spelling: dict[str, str]
    table: tuple[Entry, ...]


def to_bytes(tables: Tables) -> bytes:
    """The file's content; the same for the same tables."""
    header = _Header(
        FORMAT,
        tables.source,
        len(tables.keys),
        dict(tables.builtins),
        dict(tables.carriers),
        dict(tables.spelling),
        tables.table,
    )
    return encode(header) + b"\n" + _little(tables.keys).tobytes() + _little(tables.entries).tobytes()


def from_bytes(data: bytes) -> Tables | None:
    """The tables in a file's content; None where it is cut off, or of another format."""
    line, _, rest = data.partition(b"\n")
    try:
        header = decode(line, type=_Header)
    except ValueError:
        return None
    if header.format != FORMAT or len(rest) != header.sentences * 12:
        return None
    keys, entries = array("Q"), array("I")
    keys.frombytes(rest[: header.sentences * keys.itemsize])
    entries.frombytes(rest[header.sentences * keys.itemsize :])
    return Tables(
        header.source,
        header.builtins,
        header.carriers,
        header.spelling,
        header.table,
        keys=_little(keys),
        entries=_little(entries),
    )


def _little(values: array[int]) -> array[int]:
    """The numbers in the file's byte order, or back from it."""
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values
