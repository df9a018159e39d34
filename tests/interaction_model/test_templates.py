"""Every template says something that people say, and what they say reaches the intent it is meant for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hassil import recognize
from hassil.intents import Intents

from skill.knowledge.compiled import Compiled
from skill.knowledge.expansion import expander, template_form
from skill.knowledge.model import BARE, CATCH_ALL, Model, read_model
from skill.knowledge.wording import normalise, numbers_in
from tests.interaction_model.conftest import HERE

SPOKEN: dict[str, Any] = yaml.safe_load((HERE / "templates.yaml").read_text(encoding="utf-8"))
NUMBERS: dict[str, int] = SPOKEN["tip_number"]


@pytest.fixture(scope="module")
def model(root: Path) -> Model:
    return read_model(root)


@pytest.mark.parametrize(("intent", "said"), [(intent, said) for intent in SPOKEN for said in SPOKEN[intent]])
def test_a_command_reaches_its_intent(compiled: Compiled, intent: str, said: str) -> None:
    """By Alexa's model, and by the exact phrases that understanding looks at first."""
    sample, known = compiled.sample(said), compiled.phrase(said)
    assert compiled.builtin(said) is None
    assert sample and sample.intent == intent
    assert known and known.id == intent


@pytest.mark.parametrize(("said", "number"), NUMBERS.items())
def test_a_tips_number_arrives(compiled: Compiled, said: str, number: int) -> None:
    sample, known = compiled.sample(said), compiled.phrase(said)
    assert sample and list(sample.slots.values()) == [str(number)]
    assert known and known.number == number


def test_every_template_is_reached(model: Model) -> None:
    """A template that no sentence of templates.yaml needs is there for nothing."""
    say_out = expander(model.rules)
    for intent, templates in model.templates.items():
        if intent in (CATCH_ALL, BARE):
            continue
        said = {form for text in SPOKEN[intent] for form in forms(text, model)}
        unreached = [text for text in templates if said.isdisjoint(template_form(form) for form in say_out(text))]
        assert unreached == [], intent


def forms(text: str, model: Model) -> set[str]:
    """A sentence as templates may say it: as it is, with a number as a slot, or as a refusal."""
    said = normalise(text)
    refusals = {value["in"] for value in model.lists["refusal"].values}
    return {said, *(form for form, *_ in numbers_in(said)), *({"{refusal}"} if said in refusals else ())}


def test_every_beginning_carries_and_is_put_back(model: Model, compiled: Compiled) -> None:
    """However a sentence goes on behind it."""
    assert len(model.carriers) >= 45
    for carrier in model.carriers:
        carried = compiled.carrier(f"{carrier.beginning} zebra zebra")
        assert carried and (carried.slot, carried.rest) == (carrier.slot, "zebra zebra")
        assert compiled.beginning(carrier.slot) == carrier.beginning


def test_every_value_of_a_slot_reaches_its_intent(model: Model, compiled: Compiled) -> None:
    for value in model.lists["refusal"].values:
        sample = compiled.sample(value["in"])
        assert sample and (sample.intent, sample.slots) == ("no", {"refusal": value["in"]})
    for value in model.lists["ordinal"].values:
        assert [str(number) for *_, number in numbers_in(value["in"])] == [value["out"]]


def test_a_refusal_says_which_reason_it_would_be(model: Model, compiled: Compiled) -> None:
    """After the open question it is the partner's, and its id in Alexa's model is the reason."""
    for value in model.lists["refusal"].values:
        known = compiled.phrase(value["in"])
        assert known and (known.id, known.second) == ("no", value["out"]), value["in"]


def test_what_amazons_intents_take_never_reaches_a_twin_as_a_sample(
    model: Model, compiled: Compiled, root: Path
) -> None:
    """A built-in fires on its own phrase, whatever ours would say."""
    for builtin in model.builtins:
        for phrase in builtin.phrases:
            assert compiled.builtin(phrase) == builtin.id


def test_home_assistants_own_reader_reads_the_templates(root: Path) -> None:
    """They are written in its grammar, and recognised by it."""
    intents = Intents.from_files(sorted((root / "interaction_model" / "intents").glob("*.yaml")))
    commands = replace(intents, intents={k: v for k, v in intents.intents.items() if k not in (CATCH_ALL, BARE)})
    for said, intent in (
        ("could you say that again please", "repeat"),
        ("tip number five", "tip_number"),
        ("never", "no"),
    ):
        recognised = recognize(said, commands, language="en")
        assert recognised and recognised.intent.name == intent
