"""Everything joined, once for every host: settings → content, understanding, store and the assembled skill."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ask_sdk_core.skill import CustomSkill
from msgspec import Struct

from skill.alexa.assembly import Happened, build_skill
from skill.alexa.listener import read_secret
from skill.alexa.sdk import answer
from skill.knowledge.assets import assets_root
from skill.knowledge.compiled import Compiled, open_compiled
from skill.knowledge.content import Content, read_content
from skill.knowledge.intent_names import IntentNames, read_intent_names
from skill.settings import Settings
from skill.stores import Store, open_store
from skill.understanding import Understanding, open_understanding


class Joined(Struct, frozen=True):
    """The skill with all its rooms, ready for requests."""

    root: Path
    """The assets' folder."""
    content: Content
    compiled: Compiled
    names: IntentNames
    mind: Understanding
    store: Store
    secret: bytes
    """Key with which listener ids are hashed."""
    skill: CustomSkill
    """As Amazon's SDK assembles it."""

    def answer(self, envelope: dict[str, Any]) -> dict[str, Any]:
        """What `POST /alexa` answers once a request is verified: Alexa's JSON in, Alexa's JSON out."""
        return answer(self.skill, envelope)

    @property
    def alexa_names(self) -> dict[str, str]:
        """Amazon's name of each built-in by our id, as in `{"yes": "AMAZON.YesIntent"}`."""
        return {ours: name for name, ours in self.names.builtins.items()}


def join(
    settings: Settings,
    *,
    store: Store | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    watch: Callable[[Happened], None] = lambda happened: None,
) -> Joined:
    """All rooms, joined as the settings say; understanding goes on loading beside what follows.

    Raises `AssetsError`, `ContentError` or `SettingsError`, each with a sentence that says what to do.
    """
    root = assets_root(settings.assets_dir)
    content, compiled, names = read_content(root), open_compiled(root), read_intent_names(root)
    mind = open_understanding(root, content, compiled, settings.understanding)
    kept = store or open_store(settings.store_url, settings.retention)
    secret = read_secret(settings.listener_secret, settings.store_url)
    skill = build_skill(content, compiled, names, mind, kept, secret, clock, watch)
    return Joined(root, content, compiled, names, mind, kept, secret, skill)
