"""Names of intents as Alexa's requests carry them. Small and quick to read, unlike the whole model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from skill.errors import ContentError, Fault
from skill.knowledge.model import BUILTINS, INTENTS, NONE, PHRASES, BuiltinsFile
from skill.knowledge.reading import read_file


class IntentNames(Struct, frozen=True):
    """Which names Alexa may use, and what they are to us."""

    builtins: Mapping[str, str]
    """Our id by Amazon's name, as in `{"AMAZON.YesIntent": "yes"}`."""
    custom: frozenset[str]
    """Our own intents; Alexa calls them by our ids."""

    def meaning(self, name: str) -> str:
        """Our id of the intent that Alexa calls `name`; `unknown` for one that the interaction model has not."""
        return self.builtins.get(name) or (name if name in self.custom else "unknown")


def read_intent_names(root: Path) -> IntentNames:
    """The names that the interaction model below `root` uses; raises `ContentError`."""
    faults: list[Fault] = []
    builtins = read_file(root, BUILTINS, BuiltinsFile, faults).builtins
    if faults:
        raise ContentError(faults)
    custom = {path.stem for folder in (INTENTS, PHRASES) for path in (root / folder).glob("*.yaml")}
    return IntentNames(
        MappingProxyType({builtin.intent: builtin.id for builtin in builtins}),
        frozenset(custom - {NONE}),
    )
