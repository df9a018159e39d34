"""Reads the YAML files that people edit into typed, frozen objects; collects every fault instead of stopping at one.

The structs are the schema: a field's type says what may stand under its key, a field without a default must be
there, and any other key is refused with the near name. An example: with

    class Phrase(Struct, frozen=True):
        text: str
        near_miss: bool = False

`read_file(root, "phrases.yaml", Mapping[str, tuple[Phrase, ...]], faults)` reads `hopeless: [he has given up]` as well
as `hopeless: [{text: we need a miracle, near_miss: true}]`: a bare text stands for a record that needs nothing else.
The nodes are read as they are written, so that text which YAML would turn into something else (`no`, `911`) is seen.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import yaml
from msgspec import Struct, structs

from skill.errors import Fault
from skill.knowledge.place import Place, items, load_yaml, pairs, refuse, scalar, tag

T = TypeVar("T")

Kind = Any
"""A type as a field's annotation spells it, as in `tuple[str, ...]`; Python has no type for those."""

Read = Any
"""An object of such a type."""

Key = Annotated[str, "key"]
"""The type of a field that is filled with the key under which the record stands, as `even_if`."""

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_TURNED = {"bool": "yes or no", "int": "a number", "float": "a number", "timestamp": "a date", "merge": "a merge"}


def read_file(root: Path, file: str, kind: type[T], faults: list[Fault]) -> T:
    """What `file` (a path below `root`) holds, as a `kind`: a frozen struct, `Mapping[str, …]` or `tuple[…, ...]`.

    Never raises for what stands in the file: every fault is added to `faults`, and what could not be read is empty
    (`""`, 0, no items), so that the rest can be checked further.
    """
    return read(load_yaml(root / file, file, faults), kind)


def read(place: Place, kind: type[T]) -> T:
    """What stands at `place`, as a `kind`; faults are collected there."""
    value: T = _read(place, kind)
    return value


def near(name: str, known: Collection[str]) -> str:
    """The end of a sentence that refuses `name`: the near name if there is one, as `; did you mean "spoken"?`."""
    found = difflib.get_close_matches(name, known, n=1)
    return f'; did you mean "{found[0]}"?' if found else ""


def _read(place: Place, kind: Kind) -> Read:
    reader = _READERS.get(kind)
    if reader:
        return reader(place)
    if isinstance(kind, type) and issubclass(kind, Struct):
        return _record(place, kind)
    origin, arguments = _origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return None if tag(place.node) == "null" else _read(place, arguments[0])
    if origin is Literal:
        return _choice(place, arguments)
    if origin is tuple:
        return tuple(_read(item, arguments[0]) for item in items(place))
    if origin is Mapping:
        return MappingProxyType({name: _read(below, arguments[1]) for name, below in _ids(place)})
    raise TypeError(f"{kind!r} cannot be read from YAML")


def _origin(kind: Kind) -> Kind:
    """What a type is made with, as `tuple` of `tuple[str, ...]`."""
    return get_origin(kind)


def _text(place: Place) -> str:
    value, turned = scalar(place, "text"), _TURNED.get(tag(place.node))
    if turned:
        place.fault(f'{value} without quotes is {turned} in YAML; write it in quotes: "{value}"')
        return ""
    if value is not None and not value.strip():
        place.fault("is empty")
    return (value or "").strip()


def _whole(place: Place) -> int:
    value = scalar(place, "a whole number") or ""
    if tag(place.node) == "int" and re.fullmatch(r"0|-?[1-9][0-9]{0,8}", value):
        return int(value)
    return refuse(place, "a whole number in plain digits, without quotes", 0)


def _decimal(place: Place) -> float:
    value = scalar(place, "a number") or ""
    if tag(place.node) in {"int", "float"} and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
        return float(value)
    return refuse(place, "a number as in 0.75, without quotes", 0.0)


def _truth(place: Place) -> bool:
    value = (scalar(place, "true or false") or "").lower()
    if tag(place.node) == "bool":
        return value in {"true", "yes", "on"}
    return refuse(place, "true or false, without quotes", False)


def _date(place: Place) -> date:
    try:
        return date.fromisoformat(scalar(place, "a date") or "")
    except ValueError:
        return refuse(place, "a date as in 2026-11-27", date.min)


def _duration(place: Place) -> timedelta:
    value = scalar(place, "a duration") or ""
    if parts := re.fullmatch(r"([1-9][0-9]{0,7})([smhd])", value):
        return timedelta(**{_UNITS[parts[2]]: int(parts[1])})
    return refuse(place, "a duration as in 3d, 2h, 5m or 20s", timedelta())


def _choice(place: Place, allowed: tuple[str, ...]) -> str:
    value = _text(place)
    if value and value not in allowed:
        place.fault(f'"{value}" is none of: {", ".join(allowed)}{near(value, allowed)}')
    return value if value in allowed else ""


_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_READERS: Mapping[Kind, Callable[[Place], Read]] = {
    str: _text,
    int: _whole,
    float: _decimal,
    bool: _truth,
    date: _date,
    timedelta: _duration,
}


def _record(place: Place, kind: Kind) -> Read:
    fields = _fields(kind)
    if isinstance(place.node, yaml.ScalarNode) and _short(kind):
        return kind(_text(place))
    values: dict[str, Read] = {}
    for name, below in pairs(place, "keys and values: " + ", ".join(_written(kind))):
        if name in fields and fields[name] != Key:
            values[name] = _read(below, fields[name])
        else:
            below.fault(f"is an unknown key{near(name, _written(kind)) or '; known are: ' + ', '.join(_written(kind))}")
    for name in sorted(_required(kind) - values.keys()):
        values[name] = _missing(place, name, fields[name])
    return kind(**values)


def _missing(place: Place, name: str, kind: Kind) -> Read:
    """The record's own key, or a fault and an empty value."""
    if kind == Key:
        return place.key.rpartition(".")[2]
    if isinstance(place.node, yaml.MappingNode):
        place.under(name, place.node).fault("is missing")
    return _read(Place(place.file, place.key, _EMPTY.get(_origin(kind), _NOTHING), []), kind)


_NOTHING = yaml.MappingNode("tag:yaml.org,2002:map", [])
_NULL = yaml.ScalarNode("tag:yaml.org,2002:null", "")
_NO_ITEMS = yaml.SequenceNode("tag:yaml.org,2002:seq", [])
_EMPTY: Mapping[Kind, yaml.Node] = {tuple: _NO_ITEMS, Union: _NULL, UnionType: _NULL}


@functools.cache
def _fields(kind: Kind) -> Mapping[str, Kind]:
    """Type by name of the fields."""
    return {field.name: field.type for field in structs.fields(kind)}


@functools.cache
def _required(kind: Kind) -> frozenset[str]:
    """Names of the fields that have no default."""
    return frozenset(field.name for field in structs.fields(kind) if field.required)


@functools.cache
def _written(kind: Kind) -> tuple[str, ...]:
    """The keys that may stand in the file."""
    return tuple(name for name, type_ in _fields(kind).items() if type_ != Key)


@functools.cache
def _short(kind: Kind) -> bool:
    """Whether a bare text may stand for the whole record: its first field is text, and it alone is required."""
    first, type_ = next(iter(_fields(kind).items()))
    return type_ in (str, str | None) and _required(kind) <= {first}


def _ids(place: Place) -> Iterator[tuple[str, Place]]:
    for name, below in pairs(place, "ids, each with what belongs to it"):
        if _ID.fullmatch(name):
            yield name, below
        else:
            below.fault("is no id: only letters, digits, _ and - may stand in it, a letter first")
