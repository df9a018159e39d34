"""The skill package is made from its sources, the same bytes every time, and holds what Amazon asks for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from skill.errors import AssetsError
from skill.knowledge.content import Content
from skill.knowledge.model import BARE, CATCH_ALL, KINDS
from skill.tools import build as building
from tests.interaction_model.conftest import PROJECT, Author

PACKAGE = "interaction_model/skill-package"
LOCALES = ("en-US", "en-GB", "en-CA", "en-AU", "en-IN")
MOST_BYTES = 1_500_000


def language_model(root: Path, locale: str) -> dict[str, Any]:
    path = root / PACKAGE / "interactionModels" / "custom" / f"{locale}.json"
    model: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["interactionModel"]["languageModel"]
    return model


def manifest(root: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((root / PACKAGE / "skill.json").read_text(encoding="utf-8"))["manifest"]
    return document


# --- made, not edited


def test_what_is_committed_is_what_the_sources_make(root: Path) -> None:
    """Whoever edits a source and forgets to build is told which files differ."""
    lines, current = building.build(root, check=True)
    assert current, lines


def test_building_again_gives_the_same_bytes(author: Author) -> None:
    """Whatever order a machine keeps its sets in."""
    outputs = []
    for seed in ("1", "2"):
        code = "import sys, pathlib; from skill.tools.build import build; build(pathlib.Path(sys.argv[1]), check=False)"
        env = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code, str(author.root)], check=True, env=env, cwd=PROJECT)
        package = author.root / PACKAGE
        outputs.append({path: path.read_bytes() for path in package.rglob("*") if path.is_file()})
        for path in outputs[-1]:
            path.unlink()
    assert outputs[0] == outputs[1]
    assert len(outputs[0]) == 4


def test_build_writes_and_then_has_nothing_to_do(author: Author) -> None:
    assert not author.builds()[1]
    lines, current = author.builds(check=True)
    assert current
    assert lines[0] == f"{PACKAGE} is up to date: 4 files"


@pytest.mark.parametrize(
    ("file", "written", "line"),
    [
        ("skill.json", "{}", "skill.json: differs"),
        ("interactionModels/custom/en-US.json", None, "interactionModels/custom/en-US.json: is missing"),
        ("interactionModels/custom/de-DE.json", "{}", "interactionModels/custom/de-DE.json: does not belong here"),
    ],
)
def test_check_names_each_file_that_is_not_as_built(author: Author, file: str, written: str | None, line: str) -> None:
    """And writes nothing; build then puts it right."""
    author.builds()
    path = author.root / PACKAGE / file
    path.write_text(written, encoding="utf-8") if written else path.unlink()
    for _ in range(2):
        lines, current = author.builds(check=True)
        assert not current
        assert f"{PACKAGE}/{line}" in lines
    author.builds()
    assert author.builds(check=True)[1]


def test_an_edited_phrase_shows_in_the_check(author: Author) -> None:
    author.builds()
    author.edits("phrases/nervous.yaml", "- nervous ba\n", "- nervous ba\n- nervous as anything\n")
    lines, current = author.builds(check=True)
    assert not current
    assert lines[0] == f"{PACKAGE}/interactionModels/custom/en-US.json: differs"


def test_build_does_not_write_into_an_installed_package(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says why, and what to do instead."""
    monkeypatch.setattr(building, "in_wheel", lambda root: True)
    with pytest.raises(AssetsError, match="run build in a checkout, or set ASSETS_DIR"):
        author.builds()
    assert not (author.root / PACKAGE).exists()


# --- the models


@pytest.mark.parametrize("locale", LOCALES)
def test_a_model_stays_well_under_alexas_limit(root: Path, locale: str) -> None:
    path = root / PACKAGE / "interactionModels" / "custom" / f"{locale}.json"
    assert path.stat().st_size < 0.9 * MOST_BYTES


@pytest.mark.parametrize("locale", LOCALES)
def test_every_meaning_has_samples_enough(root: Path, content: Content, locale: str) -> None:
    """A hundred for each reason and kind, fifteen for each command: so that Alexa's own model can tell them apart."""
    counts = {intent["name"]: len(intent["samples"]) for intent in language_model(root, locale)["intents"]}
    few = {name: counts.get(name) for name in (*content.reasons, *KINDS) if counts.get(name, 0) < 100}
    assert few == {}
    commands = counts.keys() - content.reasons.keys() - {*KINDS, CATCH_ALL, BARE}
    assert {name: counts[name] for name in commands if counts[name] < 15 and not name.startswith("AMAZON.")} == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sample_stands_in_two_intents(root: Path, locale: str) -> None:
    counted = Counter(sample for intent in language_model(root, locale)["intents"] for sample in intent["samples"])
    assert [sample for sample, count in counted.items() if count > 1] == []


def test_amazons_own_intents_keep_no_samples_of_ours(root: Path) -> None:
    intents = {intent["name"]: intent for intent in language_model(root, "en-US")["intents"]}
    builtins = {name for name in intents if name.startswith("AMAZON.")}
    assert {"HelpIntent", "StopIntent", "CancelIntent", "NavigateHomeIntent", "FallbackIntent"} <= {
        name.removeprefix("AMAZON.") for name in builtins
    }
    assert [name for name in builtins if intents[name]["samples"]] == []


def test_free_speech_is_the_only_slot_of_its_sample_and_stands_behind_a_beginning(root: Path) -> None:
    """Amazon: a search query needs a carrier phrase and may be with no other slot."""
    for intent in language_model(root, "en-US")["intents"]:
        queries = [slot["name"] for slot in intent.get("slots", ()) if slot["type"] == "AMAZON.SearchQuery"]
        assert not queries or intent["name"] == CATCH_ALL
        for sample in intent["samples"] if queries else ():
            assert sample.count("{") == 1
            assert not sample.startswith("{")


def test_every_type_of_ours_is_declared_and_used_and_short_enough(root: Path) -> None:
    model = language_model(root, "en-US")
    used = {slot["type"] for intent in model["intents"] for slot in intent.get("slots", ())}
    declared = {type_["name"] for type_ in model["types"]}
    assert {name for name in used if not name.startswith("AMAZON.")} == declared == {"ORDINAL", "REFUSAL", "SPEECH"}
    values = [value["name"] for type_ in model["types"] for value in type_["values"]]
    texts = [text for name in values for text in (name["value"], *name.get("synonyms", ()))]
    assert max(map(len, texts)) <= 140
    assert len(texts) == len(set(texts))


def test_a_refusal_and_an_ordinal_carry_their_meaning_as_id(root: Path) -> None:
    types = {type_["name"]: type_["values"] for type_ in language_model(root, "en-US")["types"]}
    assert [value["id"] for value in types["REFUSAL"]] == ["flat_no", "dislikes_idea", "later"]
    assert {value["id"]: value["name"]["value"] for value in types["ORDINAL"]}["5"] == "fifth"


def test_each_locale_has_its_own_spelling(root: Path) -> None:
    """Nobody in London is expected to see a counselor."""
    american, british = texts(language_model(root, "en-US")), texts(language_model(root, "en-GB"))
    assert "counselor" in american and "counsellor" not in american
    assert "counsellor" in british and "counselor" not in british
    for locale in ("en-CA", "en-AU", "en-IN"):
        assert texts(language_model(root, locale)) == british


def texts(model: dict[str, Any]) -> str:
    """All samples and values of a locale."""
    samples = [sample for intent in model["intents"] for sample in intent["samples"]]
    return "\n".join([*samples, *(json.dumps(type_["values"]) for type_ in model["types"])])


# --- the manifest


@pytest.mark.parametrize(("locale", "number"), [("en-US", "911"), ("en-GB", "999"), ("en-AU", "000"), ("en-IN", "112")])
def test_the_store_names_the_local_emergency_number(root: Path, locale: str, number: str) -> None:
    """And says that the skill replaces no professional."""
    description = manifest(root)["publishingInformation"]["locales"][locale]["description"]
    assert f"your local emergency number, {number}." in description
    assert "not a substitute for professional advice" in description


def test_the_manifest_has_what_the_store_and_the_device_need(root: Path) -> None:
    document = manifest(root)
    assert document["events"]["subscriptions"] == [{"eventName": "SKILL_DISABLED"}]
    assert document["apis"]["custom"]["interfaces"] == [{"type": "ALEXA_PRESENTATION_APL"}]
    assert set(document["privacyAndCompliance"]["locales"]) == set(LOCALES)
    for locale in document["publishingInformation"]["locales"].values():
        assert len(locale["examplePhrases"]) == 3
        for icon in (locale["smallIconUri"], locale["largeIconUri"]):
            assert (root / PACKAGE / icon.removeprefix("file://")).is_file()


def test_a_function_as_endpoint_shows_no_certificate(author: Author) -> None:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:gentle-invitation"
    author.edits("manifest.yaml", "https://gentle.invalid/alexa", arn)
    author.builds()
    assert manifest(author.root)["apis"]["custom"]["endpoint"] == {"uri": arn}
