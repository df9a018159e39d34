"""What Alexa would make of an utterance: an intent and slots, never the sentence itself.

The order is Amazon's as far as it can be known: the invocation, a built-in's own phrase, an exact sample, a beginning
of the catch-all with the rest in its slot, else the bare slot. On a device Alexa's own model generalises beyond that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, Protocol

from msgspec import Struct

from skill.knowledge.compiled import Carried, Sample
from skill.knowledge.wording import normalise

Via = Literal["builtin", "sample", "carrier", "bare", "near", "request"]
"""How an utterance came to its intent. The last two are no speech: an intent that a device might have chosen, and any
other request."""

_INVOCATION = "gentle invitation"
_WAKE = re.compile(r"^(?:(?:hey|ok|okay) )?(?:alexa|echo|amazon|computer)\b ?")
# Amazon, "Understand how users invoke custom skills": words that open a skill, and that join its name to a request.
_VERBS = "ask|tell|open|launch|start|begin|use|run|load|enable|play|resume|talk to|speak to"
_OPENING = rf"(?:(?:{_VERBS}) )?(?:the )?{_INVOCATION}(?: skill)?"
_LAUNCH = re.compile(rf"^{_OPENING}$")
_ONE_SHOT = re.compile(rf"^{_OPENING} (?:(?:to|that|about|for|and) )?(?P<rest>.+)$")
_ONE_SHOT_LAST = re.compile(rf"^(?P<rest>.+) (?:from|using|with|on|in) (?:the )?{_INVOCATION}(?: skill)?$")


class Ears(Protocol):
    """The part of the compiled interaction model that hearing needs; see `skill.knowledge.compiled.Compiled`."""

    def builtin(self, text: str) -> str | None:
        """The built-in that this exact phrase fires."""

    def sample(self, text: str) -> Sample | None:
        """The custom intent that holds exactly this sample."""

    def carrier(self, text: str) -> Carried | None:
        """The beginning of the catch-all that opens this sentence, and the rest."""


class Heard(Struct, frozen=True):
    """What Alexa would hand to the skill."""

    via: Via
    intent: str
    """Our id, or `launch`, `catch_all`, `bare`, `fallback`."""
    slots: Mapping[str, str] = {}
    words: str | None = None
    """The sentence as the slots carry it; None where an intent came without words."""


def addressed(utterance: str) -> tuple[str, bool]:
    """The utterance without wake word and invocation, normalised, and whether nothing but the invocation was said.

    >>> addressed("Alexa, ask Gentle Invitation to replay the last tip")
    ('replay the last tip', False)
    """
    text = _WAKE.sub("", normalise(utterance))
    if _LAUNCH.match(text):
        return "", True
    for pattern in (_ONE_SHOT, _ONE_SHOT_LAST):
        if found := pattern.match(text):
            return found["rest"], False
    return text, False


def hear(utterance: str, ears: Ears) -> Heard | None:
    """What would arrive at the skill; None if nothing was said."""
    text, launch = addressed(utterance)
    if launch:
        return Heard("builtin", "launch")
    if not text:
        return None
    if builtin := ears.builtin(text):
        return Heard("builtin", builtin)
    if sample := ears.sample(text):
        return Heard("sample", sample.intent, sample.slots)
    if carried := ears.carrier(text):
        return Heard("carrier", "catch_all", {carried.slot: carried.rest}, f"{carried.beginning} {carried.rest}")
    return Heard("bare", "bare", {"speech": text}, text)
