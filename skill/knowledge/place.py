"""A spot in a YAML file that people edit, and what is written there. `reading` makes typed objects of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import yaml
from msgspec import Struct

from skill.errors import Fault

T = TypeVar("T")


class Place(Struct, frozen=True):
    """A spot in a file that people edit."""

    file: str
    """Path below the assets' root."""
    key: str
    """Where in the file, dotted; items of a list count from 1, as in `replies.goodbye.2`."""
    node: yaml.Node
    """What stands there, as it is written."""
    faults: list[Fault]
    """Where the faults of all places are collected."""

    def fault(self, problem: str) -> None:
        """Notes what is wrong here."""
        self.faults.append(Fault(self.file, self.key, problem))

    def under(self, name: str, node: yaml.Node) -> Place:
        """The place one step further down."""
        return Place(self.file, f"{self.key}.{name}" if self.key else name, node, self.faults)


def load_yaml(path: Path, file: str, faults: list[Fault]) -> Place:
    """The top of a YAML file. A file that is missing or is no YAML is one fault, and then reads as empty."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        faults.append(Fault(file, "", "is not UTF-8 text"))
    except OSError as error:
        faults.append(Fault(file, "", f"cannot be opened: {error.strerror}"))
    else:
        return parse_yaml(text, file, faults)
    return _nothing(file)


def parse_yaml(text: str, file: str, faults: list[Fault]) -> Place:
    """The top of a YAML text that `file` names in faults. What is no YAML is one fault, and then reads as empty."""
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        faults.append(Fault(file, "", _syntax(error)))
    else:
        if node is not None:
            return Place(file, "", node, faults)
        faults.append(Fault(file, "", "is empty"))
    return _nothing(file)


def _nothing(file: str) -> Place:
    return Place(file, "", yaml.MappingNode("tag:yaml.org,2002:map", []), [])


def pairs(place: Place, wanted: str) -> Iterator[tuple[str, Place]]:
    """Each key with the place below it; a key that stands twice, or is no plain word, is a fault and left out."""
    if not isinstance(place.node, yaml.MappingNode):
        refuse(place, wanted, None)
        return
    seen: set[str] = set()
    for key, node in place.node.value:
        if not isinstance(key, yaml.ScalarNode):
            place.under("?", node).fault(f"must be a plain word, in line {key.start_mark.line + 1}")
        elif key.value in seen:
            place.under(key.value, node).fault(f"stands twice, again in line {key.start_mark.line + 1}")
        else:
            seen.add(key.value)
            yield key.value, place.under(key.value, node)


def items(place: Place) -> Iterator[Place]:
    """The items of a list; a text alone counts as a list of one."""
    if isinstance(place.node, yaml.ScalarNode) and tag(place.node) != "null":
        yield place
    elif isinstance(place.node, yaml.SequenceNode):
        yield from (place.under(str(number), node) for number, node in enumerate(place.node.value, start=1))
    else:
        refuse(place, "a list, each item behind a dash", None)


def scalar(place: Place, wanted: str) -> str | None:
    """The value as it is written; None, with a fault, where keys or a list stand."""
    if isinstance(place.node, yaml.ScalarNode):
        return str(place.node.value)
    return refuse(place, wanted, None)


def refuse(place: Place, wanted: str, instead: T) -> T:
    """Notes what was wanted here, once, and goes on with `instead`."""
    fault = Fault(place.file, place.key, f"must be {wanted}")
    if not place.faults or (place.faults[-1].file, place.faults[-1].key) != (place.file, place.key):
        place.faults.append(fault)
    return instead


def tag(node: yaml.Node) -> str:
    """What YAML takes the node for: `str`, `bool`, `int`, `float`, `timestamp`, `null`, `map`, `seq`."""
    return str(node.tag).rpartition(":")[2]


def _syntax(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    return f"is no YAML: {where}{getattr(error, 'problem', None) or 'cannot be read'}"
