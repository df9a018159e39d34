"""How the skill stands in Amazon's store: `interaction_model/manifest.yaml`, typed and frozen."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from msgspec import Struct

from skill.errors import ContentError, Fault
from skill.knowledge.model import FOLDER
from skill.knowledge.reading import read_file

MANIFEST = f"{FOLDER}/manifest.yaml"
ASSETS = f"{FOLDER}/assets"


class Icons(Struct, frozen=True):
    """Pictures of the skill, files below `interaction_model/assets/`."""

    small: str
    """108 pixels wide and high."""
    large: str
    """512 pixels wide and high."""


class Privacy(Struct, frozen=True):
    """What the store asks about privacy and compliance."""

    policy: str
    """Address of the privacy policy."""
    uses_personal_info: bool
    """Whether it asks for or keeps anything about a person."""
    child_directed: bool
    """Whether it is made for children under thirteen."""
    allows_purchases: bool
    """Whether anything can be bought in it."""
    contains_ads: bool
    """Whether it advertises."""
    export_compliant: bool
    """Whether it may be exported from the United States to all the countries chosen."""


class Endpoint(Struct, frozen=True):
    """Where Alexa sends its requests."""

    uri: str
    """`https://…` for a web service, `arn:aws:lambda:…` for a function."""
    certificate: Literal["Trusted", "Wildcard", "SelfSigned"] = "Trusted"
    """Kind of certificate that a web service shows."""


class Manifest(Struct, frozen=True):
    """Texts of the store and settings; `{emergency}` stands for the number of each locale."""

    name: str
    """As it is shown."""
    summary: str
    """One sentence, at most 160 characters."""
    description: str
    """What it does, and what it does not replace."""
    example_phrases: tuple[str, ...]
    """Three; the first with wake word and invocation name."""
    keywords: tuple[str, ...]
    """By which it is found."""
    category: str
    """Of the store."""
    testing_instructions: str
    """For whoever certifies it."""
    icons: Icons
    """Pictures."""
    endpoint: Endpoint
    """Where Alexa sends its requests."""
    privacy: Privacy
    """Privacy and compliance."""
    events: tuple[str, ...]
    """Skill events that it wants to hear of."""
    worldwide: bool
    """Whether it is offered in every country."""


def read_manifest(root: Path) -> Manifest:
    """The manifest below `root`; raises `ContentError` with every fault of the file."""
    faults: list[Fault] = []
    manifest = read_file(root, MANIFEST, Manifest, faults)
    if faults:
        raise ContentError(faults)
    return manifest
