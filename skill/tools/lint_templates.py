"""Rules for intents and their templates: names, slots, beginnings, parts that nothing uses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skill.errors import Fault
from skill.knowledge.expansion import expander
from skill.knowledge.model import BARE, BUILTINS, CATCH_ALL, FOLDER, INTENTS, RULE, Model, SlotList
from skill.tools.lint_subject import Subject, intents_file, phrases_file
from skill.tools.package_model import SPEECH_LENGTH

REQUIRED = ("HelpIntent", "StopIntent", "CancelIntent", "NavigateHomeIntent", "FallbackIntent")
"""Amazon's intents without which a skill is refused."""
MOST_INTENTS = 250

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def template_faults(subject: Subject) -> Iterator[Fault]:
    """Faults of `intents/` and `builtins.yaml`."""
    model = subject.model
    yield from _names(model)
    yield from _builtins(subject)
    yield from _comments(subject)
    yield from _slots(model)
    yield from _lists(model)
    yield from _rules(model)
    yield from _beginnings(model)
    yield from _idle(subject)


def _names(model: Model) -> Iterator[Fault]:
    for intent in model.intents:
        if not _NAME.fullmatch(intent):
            yield Fault(intents_file(intent), "", "the name of an intent is letters, digits and _, a letter first")
    for slot in model.lists:
        if not _NAME.fullmatch(slot):
            yield Fault(INTENTS, f"lists.{slot}", "the name of a slot is letters, digits and _, a letter first")
    if len(model.intents) + len(model.builtins) > MOST_INTENTS:
        yield Fault(INTENTS, "", f"has more than {MOST_INTENTS} intents")


def _builtins(subject: Subject) -> Iterator[Fault]:
    names = [builtin.intent for builtin in subject.model.builtins]
    for name in REQUIRED:
        if f"AMAZON.{name}" not in names:
            yield Fault(BUILTINS, "builtins", f"AMAZON.{name} is missing; Amazon demands it")
    heard: dict[str, str] = {}
    for number, builtin in enumerate(subject.model.builtins, start=1):
        key = f"builtins.{number}"
        if not builtin.intent.startswith("AMAZON.") or names.count(builtin.intent) > 1:
            yield Fault(BUILTINS, f"{key}.intent", f"{builtin.intent} is no intent of Amazon's, or stands twice")
        for phrase in builtin.phrases:
            if heard.setdefault(subject.sound(phrase), builtin.intent) != builtin.intent:
                yield Fault(BUILTINS, f"{key}.phrases", f'"{phrase}" is taken by {heard[subject.sound(phrase)]}')


def _comments(subject: Subject) -> Iterator[Fault]:
    """A file opens with what it is, an example, and what must not go in."""
    for path in sorted((subject.root / FOLDER).rglob("*.yaml")):
        if not path.read_text(encoding="utf-8").startswith("# ") and "understanding" not in path.parts:
            name = path.relative_to(subject.root).as_posix()
            yield Fault(name, "", "must open with a comment: what it is, an example, what must not go in")


def _slots(model: Model) -> Iterator[Fault]:
    used: set[str] = set()
    for intent, templates in model.templates.items():
        for template in templates:
            slots = model.slots(template)
            used |= slots
            if intent not in (CATCH_ALL, BARE):
                wild = sorted(slot for slot in slots if model.lists[slot].wildcard)
                yield from (
                    Fault(intents_file(intent), template, f"{{{slot}}} takes anything; only {CATCH_ALL} may")
                    for slot in wild
                )
    for slot in sorted(model.lists.keys() - used):
        yield Fault(INTENTS, f"lists.{slot}", "no template uses it")


def _lists(model: Model) -> Iterator[Fault]:
    for slot, values in model.lists.items():
        kinds = [bool(values.values), bool(values.range), values.wildcard]
        if sum(kinds) != 1:
            yield Fault(INTENTS, f"lists.{slot}", "must have exactly one of: values, range, wildcard")
        yield from _values(slot, values)


def _values(slot: str, values: SlotList) -> Iterator[Fault]:
    if values.range and set(values.range) != {"from", "to"}:
        yield Fault(INTENTS, f"lists.{slot}.range", "must be {from: …, to: …}")
    said = [value["in"] for value in values.values]
    for words in dict.fromkeys(said):
        if len(words) > SPEECH_LENGTH:
            yield Fault(INTENTS, f"lists.{slot}.values", f'"{words}" is longer than {SPEECH_LENGTH} characters')
        if said.count(words) > 1:
            yield Fault(INTENTS, f"lists.{slot}.values", f'"{words}" stands twice')


def _rules(model: Model) -> Iterator[Fault]:
    used = {name for templates in model.templates.values() for text in templates for name in RULE.findall(text)}
    for name in sorted(model.rules.keys() - used):
        yield Fault(INTENTS, f"expansion_rules.{name}", "no template uses it")


def _beginnings(model: Model) -> Iterator[Fault]:
    """The catch-all takes a beginning with one slot behind it; each slot says which beginning it was."""
    carriers = model.carriers
    for template in model.templates.get(CATCH_ALL, ()):
        if template not in {f"{carrier.beginning} {{{carrier.slot}}}" for carrier in carriers}:
            yield Fault(intents_file(CATCH_ALL), template, "must be plain words and one slot behind them")
    for part in ("beginning", "slot"):
        seen = [getattr(carrier, part) for carrier in carriers]
        for twice in sorted({value for value in seen if seen.count(value) > 1}):
            yield Fault(intents_file(CATCH_ALL), twice, f"is the {part} of two sentences")
    for carrier in carriers:
        if carrier.slot in model.lists and not model.lists[carrier.slot].wildcard:
            yield Fault(intents_file(CATCH_ALL), f"lists.{carrier.slot}", "must be a wildcard")
    if not set(model.intents) - {CATCH_ALL, BARE}:
        yield Fault(INTENTS, "", "a skill with nothing but a catch-all is refused")
    for name in (CATCH_ALL, BARE):
        if name in model.phrases:
            yield Fault(phrases_file(name), "", "free speech has no phrases of its own")


def _idle(subject: Subject) -> Iterator[Fault]:
    """A template that says nothing which the others of its intent do not say."""
    say_out = expander(subject.model.rules)
    for intent, templates in subject.model.templates.items():
        said = [set(say_out(template)) for template in templates]
        for number, template in enumerate(templates):
            others = set().union(*(said[other] for other in range(len(templates)) if other != number))
            if said[number] <= others:
                yield Fault(intents_file(intent), template, "says nothing that the other templates do not say")
