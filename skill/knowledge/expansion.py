"""Says the templates out: every sentence that they stand for, with its slots in braces. Only this file knows hassil."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from skill.errors import AssetsError, ContentError, Fault
from skill.knowledge.model import INTENTS, SLOT, Model, SlotList
from skill.knowledge.wording import NUMBER_SLOTS, normalise

if TYPE_CHECKING:
    from hassil.expression import Sentence


def expand(model: Model) -> Mapping[str, tuple[str, ...]]:
    """By intent every sentence of its templates, sorted, none twice, as in `give me tip {number}`.

    Raises `ContentError` for templates that hassil cannot read, `AssetsError` where hassil is not installed.
    """
    faults: list[Fault] = []
    said: dict[str, tuple[str, ...]] = {}
    say_out = expander(model.rules)
    for intent, templates in model.templates.items():
        sentences: set[str] = set()
        for template in templates:
            try:
                sentences.update(say_out(template))
            except ValueError as error:
                faults.append(Fault(f"{INTENTS}/{intent}.yaml", template, str(error)))
        said[intent] = tuple(sorted(sentences))
    if faults:
        raise ContentError(faults)
    return said


def expander(rules: Mapping[str, str]) -> Callable[[str], tuple[str, ...]]:
    """A function that says one template out; it raises `ValueError` for one that cannot be read, or names no rule."""
    try:
        from hassil.errors import HassilError
        from hassil.parse_expression import parse_sentence
        from hassil.parser import ParseError
        from hassil.sample import sample_sentence
    except ImportError as error:
        raise AssetsError("what people may say has changed; compiling it needs hassil: pip install hassil") from error

    def say_out(template: str) -> tuple[str, ...]:
        try:
            # Wildcards and ranges stay in braces. hassil leaves blanks at the edges and where an option is left out.
            said = sample_sentence(parse_sentence(template), {}, parsed(), expand_lists=False, expand_ranges=False)
            return tuple(dict.fromkeys(" ".join(sentence.split()) for sentence in said))
        except (HassilError, ParseError) as error:
            raise ValueError(f"cannot be read: {error}") from error

    @functools.cache
    def parsed() -> dict[str, Sentence]:
        return {name: parse_sentence(body) for name, body in rules.items()}

    return say_out


def spoken_out(sentence: str, lists: Mapping[str, SlotList]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The sentence with each value of its slots, and those values by slot. Numbers and wildcards stay in braces."""
    slots = [name for name in SLOT.findall(sentence) if lists[name].values and name not in NUMBER_SLOTS]
    if not slots:
        yield sentence, {}
        return
    for value in lists[slots[0]].values:
        words = value["in"]
        for text, rest in spoken_out(sentence.replace(f"{{{slots[0]}}}", words, 1), lists):
            yield text, {slots[0]: words, **rest}


def template_form(sentence: str) -> str:
    """A template's sentence normalised, its slots left in braces."""
    parts = SLOT.split(sentence)
    return " ".join(f"{{{part}}}" if odd % 2 else normalise(part) for odd, part in enumerate(parts) if part.strip())
