"""The interaction model of one locale, as Alexa wants it: `interactionModels/custom/<locale>.json`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from heapq import nsmallest
from typing import Any

from msgspec import Struct

from skill.knowledge.expansion import expand, template_form
from skill.knowledge.model import BARE, NONE, SLOT, Model, Phrases
from skill.knowledge.wording import normalise, respell

SAMPLE = re.compile(r"(?:[A-Za-z]+(?:['.-][A-Za-z]+)*\.?|\{\w+\})(?: (?:[A-Za-z]+(?:['.-][A-Za-z]+)*\.?|\{\w+\}))*")
"""What a sample may be made of: letters, blanks, periods, apostrophes and hyphens inside words, slots."""
SPEECH_LENGTH = 140
"""Most characters of a slot type's value."""
_SPEECH_EACH = 15
_SPEECH_WORDS = range(3, 21)


class Source(Struct, frozen=True):
    """What the models of all locales are made of, in no locale's spelling."""

    model: Model
    """What people may say."""
    samples: Mapping[str, tuple[str, ...]]
    """By intent: what its templates say, then its phrases; nothing that a built-in takes."""
    speech: tuple[str, ...]
    """Sentences that open with none of the catch-all's beginnings, some of each meaning."""


def read_source(model: Model) -> Source:
    """Says the templates out and chooses; raises `ContentError` for a template that cannot be read."""
    expanded = expand(model)
    taken = frozenset(normalise(phrase) for builtin in model.builtins for phrase in builtin.phrases)
    samples: dict[str, tuple[str, ...]] = {}
    for intent in model.intents:
        said = (template_form(sentence) for sentence in expanded.get(intent, ()))
        phrases = (normalise(phrase.text) for phrase in model.phrases.get(intent, Phrases()).samples)
        samples[intent] = tuple(text for text in dict.fromkeys((*said, *phrases)) if text not in taken)
    return Source(model, samples, _speech(model))


def interaction_model(source: Source, locale: str) -> dict[str, Any]:
    """The JSON document of `locale`."""
    model = source.model
    spelling = spelling_of(model, locale)
    intents: list[dict[str, Any]] = [{"name": builtin.intent, "samples": []} for builtin in model.builtins]
    intents += [_intent(source, name, spelling) for name in model.intents]
    types = [_type(name, model, spelling) for name, values in sorted(model.lists.items()) if values.values]
    texts = dict.fromkeys(respell(text, spelling) for text in source.speech)
    types.append({"name": slot_type("speech", model), "values": [{"name": {"value": text}} for text in texts]})
    language = {"invocationName": model.locales.invocation_name, "intents": intents, "types": types}
    return {"interactionModel": {"languageModel": language}}


def spelling_of(model: Model, locale: str) -> Mapping[str, str]:
    """Word by word, what becomes of the other spelling in `locale`."""
    british = model.locales.spelling
    if model.locales.locales[locale].spelling == "british":
        return british
    return {british: american for american, british in british.items()}


def slot_type(slot: str, model: Model) -> str:
    """Alexa's type for a slot: numbers and free speech are Amazon's, a list of values and `speech` are ours."""
    values = model.lists[slot]
    if values.range:
        return "AMAZON.NUMBER"
    if values.values or f"{{{slot}}}" in model.templates.get(BARE, ()):
        return slot.upper()
    return "AMAZON.SearchQuery"


def _speech(model: Model) -> tuple[str, ...]:
    """A few sentences of each meaning, chosen by a digest: from all over the list, the same ones on every machine."""
    openings = tuple(f"{normalise(carrier.beginning)} " for carrier in model.carriers)
    chosen: set[str] = set()
    for name in model.phrases.keys() - model.templates.keys() - {NONE}:
        texts = (normalise(phrase.text) for phrase in model.phrases[name].more if not phrase.near_miss)
        fit = (text for text in texts if _fits(text) and not text.startswith(openings))
        chosen.update(nsmallest(_SPEECH_EACH, fit, key=_by_chance))
    return tuple(sorted(chosen))


def _fits(text: str) -> bool:
    return bool(SAMPLE.fullmatch(text)) and len(text) <= SPEECH_LENGTH and len(text.split()) in _SPEECH_WORDS


def _by_chance(text: str) -> bytes:
    return sha256(text.encode()).digest()


def _intent(source: Source, name: str, spelling: Mapping[str, str]) -> dict[str, Any]:
    samples = tuple(dict.fromkeys(respelled(text, spelling) for text in source.samples[name]))
    slots = dict.fromkeys(slot for sample in samples for slot in SLOT.findall(sample))
    return {
        "name": name,
        "slots": [{"name": slot, "type": slot_type(slot, source.model)} for slot in slots],
        "samples": list(samples),
    }


def respelled(sample: str, spelling: Mapping[str, str]) -> str:
    """A sample in a locale's spelling; slots stay."""
    parts = SLOT.split(sample)
    return "".join(f"{{{part}}}" if odd % 2 else respell(part, spelling) for odd, part in enumerate(parts))


def _type(slot: str, model: Model, spelling: Mapping[str, str]) -> dict[str, Any]:
    """A type of ours: for each id its first words, and all others as synonyms."""
    by_id: dict[str, list[str]] = {}
    for value in model.lists[slot].values:
        by_id.setdefault(value["out"], []).append(respell(normalise(value["in"]), spelling))
    values = [{"id": id_, "name": {"value": first, "synonyms": rest}} for id_, (first, *rest) in by_id.items()]
    return {"name": slot_type(slot, model), "values": values}
