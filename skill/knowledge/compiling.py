"""Makes the tables of the compiled interaction model from its sources. Build time; needs hassil."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

from skill.knowledge.expansion import expand, spoken_out, template_form
from skill.knowledge.model import BARE, CATCH_ALL, Model, Phrase, read_model
from skill.knowledge.tables import Entry, Tables, digest
from skill.knowledge.wording import normalise, numbers_in, sameness


def compile_tables(root: Path, source: str) -> Tables:
    """The tables of the model below `root`; `source` is the digest to keep in them. Raises `ContentError`."""
    model = read_model(root)
    american = {british: american for american, british in model.locales.spelling.items()}

    def same(text: str) -> str:
        return sameness(normalise(text), american)

    meanings: dict[Entry, int] = {}
    found: dict[int, int] = {}
    for sentence, entry in _sentences(model):
        key = digest(sameness(template_form(sentence), american))
        found.setdefault(key, meanings.setdefault(entry, len(meanings)))
    keys = sorted(found)
    return Tables(
        source=source,
        builtins={same(phrase): builtin.id for builtin in model.builtins for phrase in builtin.phrases},
        carriers={normalise(carrier.beginning): carrier.slot for carrier in model.carriers},
        spelling=american,
        table=tuple(meanings),
        keys=array("Q", keys),
        entries=array("I", (found[key] for key in keys)),
    )


def _sentences(model: Model) -> Iterator[tuple[str, Entry]]:
    """Every sentence with its meaning; of two that sound the same the first counts, and the linter speaks up."""
    expanded = expand(model)
    for intent, sentences in expanded.items():
        if intent not in (CATCH_ALL, BARE):
            yield from _from_templates(intent, sentences, model)
    numbered = {intent for intent, sentences in expanded.items() if any("{number}" in text for text in sentences)}
    for name, phrases in model.phrases.items():
        yield from ((phrase.text, _entry(name, phrase, name in numbered, sample=True)) for phrase in phrases.samples)
    for name, phrases in model.phrases.items():
        yield from ((phrase.text, _entry(name, phrase, name in numbered, sample=False)) for phrase in phrases.more)
    for builtin in model.builtins:
        yield from ((text, Entry(builtin.id)) for text in builtin.phrases)


def _from_templates(intent: str, sentences: tuple[str, ...], model: Model) -> Iterator[tuple[str, Entry]]:
    for sentence in sentences:
        for text, slots in spoken_out(sentence, model.lists):
            second = next((_meant(model, name, words) for name, words in slots.items()), None)
            yield text, Entry(intent, second, sample=True, slots=tuple(sorted(slots.items())))


def _meant(model: Model, slot: str, words: str) -> str | None:
    """The id of a slot's value, as `later` of the refusal `not now`."""
    return next((value["out"] for value in model.lists[slot].values if value["in"] == words), None)


def _entry(name: str, phrase: Phrase, numbered: bool, sample: bool) -> Entry:
    number = phrase.number
    if numbered and number is None:
        number = next((value for *_, value in numbers_in(normalise(phrase.text))), None)
    return Entry(name, phrase.second, number, phrase.near_miss, sample)
