"""What the linter's rules look at."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from skill.knowledge.content_types import Content
from skill.knowledge.manifest import Manifest
from skill.knowledge.model import BARE, CATCH_ALL, INTENTS, PHRASES, Model
from skill.knowledge.wording import normalise, sameness


class Subject(Struct, frozen=True, dict=True):
    """An interaction model, and what it must agree with."""

    root: Path
    """Where the assets lie."""
    publish: bool
    """Whether it is to go out."""
    model: Model
    """What people may say."""
    expanded: Mapping[str, tuple[str, ...]]
    """By intent the sentences of its templates, slots in braces."""
    manifest: Manifest
    """The store's texts."""
    content: Content
    """What the skill says, and the reasons it knows."""

    @cached_property
    def american(self) -> Mapping[str, str]:
        """American by British spelling."""
        return {british: american for american, british in self.model.locales.spelling.items()}

    @cached_property
    def commands(self) -> frozenset[str]:
        """Ids of the intents that do something and give no reason."""
        return frozenset(self.model.templates) - {CATCH_ALL, BARE}

    @cached_property
    def builtin_phrases(self) -> Mapping[str, str]:
        """Our id by the phrase that Amazon's intent takes, as it sounds."""
        return {self.sound(phrase): builtin.id for builtin in self.model.builtins for phrase in builtin.phrases}

    def sound(self, text: str) -> str:
        """What sentences that sound the same have in common; two such cannot be told apart."""
        return sameness(normalise(text), self.american)


def intents_file(intent: str) -> str:
    """Path below the root."""
    return f"{INTENTS}/{intent}.yaml"


def phrases_file(name: str) -> str:
    """Path below the root."""
    return f"{PHRASES}/{name}.yaml"
