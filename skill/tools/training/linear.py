"""Fits linear models over sparse features: logistic regression by AdaGrad, touching only the features of a batch."""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec import Struct

Array = Any
"""A numpy array, or a sparse matrix of scipy; neither brings types."""

_BATCH = 512


class Fit(Struct, frozen=True):
    """How a model is fitted."""

    epochs: int = 4
    """How often all rows are read."""
    rate: float = 0.15
    """Length of the first steps; it falls to nothing."""
    seed: int = 7
    """Decides the order of the rows."""


def softmax(scores: Array) -> Array:
    """Scores by row as probabilities that sum to 1."""
    powers = np.exp(scores - scores.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def sigmoid(scores: Array) -> Array:
    """Scores as probabilities, each by itself."""
    return 1 / (1 + np.exp(-np.clip(scores, -30, 30)))


def fit(features: Array, targets: Array, weights: Array, singles: int, how: Fit) -> tuple[Array, Array]:
    """Weights (feature × column) and bias by column.

    The last `singles` columns of `targets` are yes-or-no questions of their own, the others one distribution.
    `weights` (row × column) says how much each row counts for each column.
    """
    chance = np.random.default_rng(how.seed)
    rows, columns = targets.shape
    found = np.zeros((features.shape[1], columns), np.float32)
    bias = np.zeros(columns, np.float32)
    shared, steps, step = columns - singles, how.epochs * -(-rows // _BATCH), 0
    seen = np.full((features.shape[1], 1 + singles), 1e-6, np.float32)
    for _ in range(how.epochs):
        order = chance.permutation(rows)
        for start in range(0, rows, _BATCH):
            chosen = order[start : start + _BATCH]
            batch = features[chosen]
            active = np.unique(batch.indices)
            batch.indices = np.searchsorted(active, batch.indices).astype(np.int32)
            batch = type(batch)((batch.data, batch.indices, batch.indptr), shape=(len(chosen), len(active)))
            scores = batch @ found[active] + bias
            guessed = np.hstack([softmax(scores[:, :shared]), sigmoid(scores[:, shared:])])
            errors = (guessed - targets[chosen]) * weights[chosen]
            slopes = batch.T @ errors / 8
            rate = how.rate * (1 - step / steps)
            squares = slopes * slopes
            seen[active, 0] += squares[:, :shared].mean(1)
            seen[active, 1:] += squares[:, shared:]
            lengths = np.sqrt(seen[active])
            found[active, :shared] -= rate * slopes[:, :shared] / lengths[:, :1]
            found[active, shared:] -= rate * slopes[:, shared:] / lengths[:, 1:]
            bias -= 0.05 * rate * errors.mean(0) * 8
            step += 1
    return found, bias
