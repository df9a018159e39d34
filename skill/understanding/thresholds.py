"""The numbers that decide, read from `interaction_model/understanding/thresholds.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from skill.errors import ContentError, Fault
from skill.knowledge.reading import read_file
from skill.understanding.files import FOLDER


class Limits(Struct, frozen=True):
    """The numbers of one engine."""

    experts: Mapping[str, float]
    """How much each expert counts, by its name."""
    sharpness: float
    """Exponent that makes the experts' common probabilities honest: above 1 surer, below 1 less sure."""
    refuse: float
    """A reason that is less probable than this, with all its neighbours, is not understood."""
    floor: float
    """So probable must at least one reason be; many that are less so are a guess from nothing."""
    danger: float
    """From this probability on it is danger."""
    danger_experts: Mapping[str, float]
    """How much each expert counts for danger, by its name."""
    both: float
    """From this probability on two reasons are taken to be said at once."""
    second: float
    """The least probability of the second reason, then."""
    margin: float
    """If less than this speaks more for the winner's first tip than for its rival's, it asks back."""


class Thresholds(Struct, frozen=True):
    """All the numbers that decide."""

    full: Limits
    """N-grams and encoder."""
    light: Limits
    """N-grams alone."""
    tip_weights: tuple[float, ...]
    """How much a reason speaks for its first tip, its second, and so on."""
    common: Mapping[str, float]
    """How many times as often as most a meaning is met in real speech; 1 for those that are not named."""


def read_thresholds(root: Path) -> Thresholds:
    """The numbers below `root`; raises `ContentError` with all faults."""
    faults: list[Fault] = []
    found = read_file(root, (FOLDER / "thresholds.yaml").as_posix(), Thresholds, faults)
    if faults:
        raise ContentError(faults)
    return found
