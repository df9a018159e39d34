"""The interaction model: what people may say. Read from `interaction_model/` into typed, frozen objects.

Templates (`intents/*.yaml`) are Home Assistant's, in hassil's grammar; they stay text here, and `expansion` says them
out. Whole sentences (`phrases/*.yaml`) are many: only whoever compiles, builds or checks reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from msgspec import Struct

from skill.errors import ContentError, Fault
from skill.knowledge.reading import Key, near, read_file

FOLDER = "interaction_model"
INTENTS = f"{FOLDER}/intents"
PHRASES = f"{FOLDER}/phrases"
BUILTINS = f"{FOLDER}/builtins.yaml"
LOCALES = f"{FOLDER}/locales.yaml"

CATCH_ALL = "catch_all"
BARE = "bare"
NONE = "none"
DANGERS = ("abuse", "self_harm")
KINDS = (*DANGERS, "ethics", "cost", "time")
"""Ids of the intents that are neither a reason nor a command."""

SLOT = re.compile(r"\{(\w+)\}")
RULE = re.compile(r"<([^<>]+)>")
_CARRIER = re.compile(r"(?P<beginning>[^{}\[\]()|<>]+) \{(?P<slot>\w+)\}")


class Phrase(Struct, frozen=True):
    """A whole sentence that somebody might say."""

    text: str
    """As it is written; commas and capitals are for the reader."""
    second: str | None = None
    """What else it says: a further reason, or `cost` or `time`."""
    near_miss: bool = False
    """Whether it sounds like danger and is none."""
    number: int | None = None
    """The tip's number that it asks for."""


class Phrases(Struct, frozen=True):
    """The sentences of one id."""

    samples: tuple[Phrase, ...] = ()
    """They go into Alexa's model, and train ours."""
    more: tuple[Phrase, ...] = ()
    """They train ours only."""


class SlotList(Struct, frozen=True):
    """What a slot of a template may hold; in hassil's words a list."""

    values: tuple[Mapping[str, str], ...] = ()
    """Words with the id that they mean, as `{in: never, out: flat_no}`."""
    range: Mapping[str, int] = {}
    """A number, as `{from: 0, to: 100}`."""
    wildcard: bool = False
    """Whether anything may stand there."""


class Sentences(Struct, frozen=True):
    """A block of templates."""

    sentences: tuple[str, ...]
    """In hassil's grammar: `[optional]`, `(one|other)`, `{slot}`, `<rule>`."""


class IntentData(Struct, frozen=True):
    """The blocks of an intent."""

    data: tuple[Sentences, ...]
    """One block, or several with a comment each."""


class IntentsFile(Struct, frozen=True):
    """A file of `intents/`, laid out as in Home Assistant's collection."""

    language: Literal["en"]
    """Language of the templates."""
    intents: Mapping[str, IntentData] = {}
    """One intent, named like the file; none in the common file."""
    lists: Mapping[str, SlotList] = {}
    """Slots by name."""
    expansion_rules: Mapping[str, str] = {}
    """Parts of templates by the name that stands for them."""


class Builtin(Struct, frozen=True):
    """One of Amazon's own intents."""

    intent: str
    """As in `AMAZON.RepeatIntent`."""
    id: str
    """Ours for it, as in `repeat`."""
    phrases: tuple[str, ...] = ()
    """What it is known to take; ours may not hold any of them."""


class Locale(Struct, frozen=True):
    """One English that the skill speaks."""

    id: Key
    """As in `en-GB`."""
    spelling: Literal["american", "british"]
    """How its recogniser writes `counseling`."""


class Locales(Struct, frozen=True):
    """Under which name, and where, the skill is opened."""

    invocation_name: str
    """As it is spoken."""
    locales: Mapping[str, Locale]
    """By name."""
    spelling: Mapping[str, str] = {}
    """British by American."""


class BuiltinsFile(Struct, frozen=True):
    """Amazon's intents that the skill uses."""

    builtins: tuple[Builtin, ...]
    """In the order in which they stand in the model."""


class Carrier(Struct, frozen=True):
    """A beginning behind which the rest of a sentence is taken as it comes."""

    beginning: str
    """As in `he's`."""
    slot: str
    """As in `he_is`; one for each beginning."""


class Model(Struct, frozen=True):
    """All of `interaction_model/` that says what people may say."""

    templates: Mapping[str, tuple[str, ...]]
    """By intent."""
    lists: Mapping[str, SlotList]
    """Slots by name."""
    rules: Mapping[str, str]
    """Parts of templates by name."""
    phrases: Mapping[str, Phrases]
    """Whole sentences by id."""
    builtins: tuple[Builtin, ...]
    """Amazon's intents."""
    locales: Locales
    """Invocation name, locales and spelling."""

    @property
    def carriers(self) -> tuple[Carrier, ...]:
        """The beginnings of the catch-all, in the file's order."""
        found = (_CARRIER.fullmatch(template) for template in self.templates.get(CATCH_ALL, ()))
        return tuple(Carrier(match["beginning"], match["slot"]) for match in found if match)

    @property
    def intents(self) -> tuple[str, ...]:
        """Names of our own intents in Alexa's model, sorted."""
        return tuple(sorted({*self.templates, *self.phrases} - {NONE}))

    def slots(self, template: str) -> frozenset[str]:
        """Names of the slots of a template, those of its rules too. A rule that is not there has none."""
        return frozenset(SLOT.findall(RULE.sub(lambda found: self.rules.get(found[1], ""), template)))


def read_model(root: Path) -> Model:
    """The interaction model below `root`; raises `ContentError` with every fault of its files."""
    faults: list[Fault] = []
    files = {path.stem: _intents_file(root, path.stem, faults) for path in _yaml(root / INTENTS)}
    model = Model(
        templates=MappingProxyType({name: _templates(file) for name, file in files.items() if name in file.intents}),
        lists=MappingProxyType(_joined("lists", files, faults)),
        rules=MappingProxyType(_joined("expansion_rules", files, faults)),
        phrases=MappingProxyType(
            {path.stem: read_file(root, f"{PHRASES}/{path.name}", Phrases, faults) for path in _yaml(root / PHRASES)}
        ),
        builtins=read_file(root, BUILTINS, BuiltinsFile, faults).builtins,
        locales=read_file(root, LOCALES, Locales, faults),
    )
    faults += _dangling(model)
    if faults:
        raise ContentError(faults)
    return model


def _dangling(model: Model) -> Iterator[Fault]:
    """Rules and slots that templates name and nobody has written; rules that never end."""
    for rule, body in model.rules.items():
        if RULE.search(body):
            yield Fault(INTENTS, f"expansion_rules.{rule}", "may not name another rule; write it out")
    for intent, templates in model.templates.items():
        for template in templates:
            for slot in sorted(model.slots(template) - model.lists.keys()):
                problem = f"there is no list {{{slot}}}{near(slot, model.lists)}"
                yield Fault(f"{INTENTS}/{intent}.yaml", template, problem)
            for rule in sorted(set(RULE.findall(template)) - model.rules.keys()):
                problem = f"there is no rule <{rule}>{near(rule, model.rules)}"
                yield Fault(f"{INTENTS}/{intent}.yaml", template, problem)


def _yaml(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


def _intents_file(root: Path, stem: str, faults: list[Fault]) -> IntentsFile:
    name = f"{INTENTS}/{stem}.yaml"
    file = read_file(root, name, IntentsFile, faults)
    wrong = (intent for intent in file.intents if intent != stem)
    faults += (Fault(name, f"intents.{intent}", f'must be named like the file: "{stem}"') for intent in wrong)
    odd = (slot for slot, list_ in file.lists.items() if any(set(value) != {"in", "out"} for value in list_.values))
    faults += (Fault(name, f"lists.{slot}", "each value must be {in: …, out: …}") for slot in odd)
    return file


def _templates(file: IntentsFile) -> tuple[str, ...]:
    return tuple(text for intent in file.intents.values() for block in intent.data for text in block.sentences)


def _joined(part: str, files: Mapping[str, IntentsFile], faults: list[Fault]) -> dict[str, Any]:
    """One mapping of all files' `part`; a name that stands in two files is a fault."""
    joined: dict[str, Any] = {}
    for stem, file in files.items():
        for name, value in getattr(file, part).items():
            if name in joined:
                faults.append(Fault(f"{INTENTS}/{stem}.yaml", f"{part}.{name}", "stands in another file already"))
            joined.setdefault(name, value)
    return joined
