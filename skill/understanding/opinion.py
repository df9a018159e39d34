"""What one expert thinks of some words, and how the opinions of several become one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct


class Opinion(Struct, frozen=True):
    """What an expert thinks of some words. All values are probabilities, 0 to 1."""

    meanings: tuple[float, ...]
    """One for each meaning, in the order of the expert's `meanings`; they sum to 1."""
    danger: float
    """That somebody is in danger."""
    abuse: float
    """That it is violence, threats, control or fear, if it is danger."""
    self_harm: float
    """That it is a crisis or suicide, if it is danger."""
    both: float
    """That two reasons are given at once."""


class Expert(Protocol):
    """A trained model that has an opinion on words."""

    name: str
    """`ngrams` or `encoder`."""
    meanings: tuple[str, ...]
    """Ids of reasons, kinds and commands."""

    def opinion(self, words: str) -> Opinion:
        """What normalised words mean (of a very long text its beginning), and the likeliest danger anywhere in them."""


def softmax(scores: Sequence[float]) -> tuple[float, ...]:
    """Scores as probabilities that sum to 1."""
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    whole = sum(powers)
    return tuple(power / whole for power in powers)


def sigmoid(score: float) -> float:
    """One score as a probability."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def logit(share: float) -> float:
    """The score whose `sigmoid` is `share`."""
    share = min(max(share, 1e-9), 1 - 1e-9)
    return math.log(share / (1 - share))


def mean(opinions: Sequence[Sequence[float]], weights: Sequence[float], sharpness: float) -> tuple[float, ...]:
    """The weighted geometric mean of some distributions, made sharper (above 1) or flatter (below 1)."""
    factors = [weight * sharpness / sum(weights) for weight in weights]
    columns = zip(*opinions, strict=True)
    return softmax([_product(column, factors) for column in columns])


def _product(shares: Sequence[float], factors: Sequence[float]) -> float:
    """Logarithm of the product of some probabilities, each raised to its factor."""
    return sum(factor * math.log(max(share, 1e-12)) for share, factor in zip(shares, factors, strict=True))


def windows(words: str, width: int, step: int) -> list[str]:
    """Overlapping stretches of `width` words that cover a text; the text itself if it is no longer."""
    parts = words.split()
    if len(parts) <= width:
        return [words]
    starts = [*range(0, len(parts) - width, step), len(parts) - width]
    return [" ".join(parts[start : start + width]) for start in starts]
