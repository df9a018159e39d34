"""Trains the light expert: which n-grams speak for which meaning, and for danger."""

from __future__ import annotations

import random
from array import array
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from msgspec import Struct
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from skill.knowledge.wording import normalise
from skill.tools.training.augment import varied
from skill.tools.training.bank import DANGERS, Line
from skill.tools.training.linear import Array, Fit, fit
from skill.understanding.ngrams import EXTRA, SORTS, Block, Model, grams, key

_STRONGER = 0.65
_NEAR_MISS_WEIGHT, _DANGER_WEIGHT, _BOTH_WEIGHT = 3.0, 2.0, 1.0
_LEAST = (4, 8)
_OUTLIERS = 99.97
_LEVELS = 12
"""Steps of a weight on either side of nothing; with fewer the file is smaller, and answers begin to change below 10."""


class Space(Struct, frozen=True):
    """The n-grams that are kept, and how a text becomes a row of numbers."""

    known: tuple[Any, ...]
    """A vectorizer for each sort."""
    rarity: tuple[Array, ...]
    """How rare each n-gram is, by sort: the more, the more it counts."""

    def rows(self, texts: Sequence[str]) -> Array:
        """One row for each normalised text: the n-grams it holds, those of one sort brought to one length."""
        parts = []
        for vectorizer, rarity in zip(self.known, self.rarity, strict=True):
            counts = vectorizer.transform(texts)
            lengths = np.sqrt(np.maximum(counts @ (rarity * rarity), 1e-9))
            parts.append(sparse.diags(1 / lengths) @ counts @ sparse.diags(rarity))
        return sparse.hstack(parts).tocsr().astype(np.float32)


def space(texts: Sequence[str]) -> Space:
    """The n-grams of the texts that are not too rare."""
    known, rarity = [], []
    for sort, least in zip(SORTS, _LEAST, strict=True):
        vectorizer = CountVectorizer(analyzer=_analyzer(sort), min_df=least, dtype=np.float32)
        counts = np.bincount(vectorizer.fit_transform(texts).indices)
        known.append(vectorizer)
        rarity.append((np.log((1 + len(texts)) / (1 + counts)) + 1).astype(np.float32))
    return Space(tuple(known), tuple(rarity))


def _analyzer(sort: int) -> Any:
    return lambda text: list(chain.from_iterable(grams(text.split(), sort)))


def targets(lines: Sequence[Line], meanings: Sequence[str]) -> tuple[Array, Array]:
    """What is to be learned of each line, and how much it counts: a column for each meaning, then the extra lanes."""
    number = {name: column for column, name in enumerate(meanings)}
    wanted = np.zeros((len(lines), len(meanings) + len(EXTRA)), np.float32)
    weights = np.ones_like(wanted)
    extra = len(meanings)
    for row, line in enumerate(lines):
        wanted[row, number[line.id]] = _STRONGER if line.second else 1
        if line.second:
            wanted[row, number[line.second]] += 1 - _STRONGER
        dangers = {line.id, line.second} & set(DANGERS)
        wanted[row, extra:] = [bool(dangers), *(name in dangers for name in DANGERS), bool(line.second)]
        weights[row, extra] = _DANGER_WEIGHT if dangers else _NEAR_MISS_WEIGHT if line.near_miss else 1
        weights[row, extra + 1 : extra + 3] = bool(dangers)
    return wanted, weights


def copies(lines: Sequence[Line], seed: int) -> list[str]:
    """The lines as somebody else might have said them, normalised."""
    chance = random.Random(seed)
    return [varied(normalise(line.text), chance) for line in lines]


def train(lines: Sequence[Line], meanings: Sequence[str], how: Fit) -> tuple[Space, Array, Array]:
    """The space, the weights (n-gram × lane) and the bias (by lane)."""
    texts = [normalise(line.text) for line in lines]
    where = space(texts)
    wanted, weights = targets(lines, meanings)
    features = sparse.vstack([where.rows(texts), where.rows(copies(lines, how.seed))]).tocsr()
    found, bias = fit(features, np.vstack([wanted] * 2), np.vstack([weights] * 2), len(EXTRA), how)
    return where, found, bias


def packed(where: Space, found: Array, bias: Array, meanings: Sequence[str]) -> Model:
    """The model in the small numbers of its file."""
    blocks, at = [], 0
    for sort, vectorizer, rarity in zip(SORTS, where.known, where.rarity, strict=True):
        names = vectorizer.get_feature_names_out()
        worth = found[at : at + len(names)] * rarity[:, None]
        at += len(names)
        scale = float(np.percentile(np.abs(worth), _OUTLIERS)) / _LEVELS
        steps = np.clip(np.rint(worth / scale), -_LEVELS, _LEVELS) + 128
        square = float(rarity.max() ** 2) / 255
        rows = np.hstack([steps, np.rint(rarity[:, None] ** 2 / square)]).astype(np.uint8)
        keys = np.array([key(name, sort) for name in names], np.uint32)
        keys, order = np.unique(keys, return_index=True)
        blocks.append(Block(array("I", keys.tolist()), rows[order].tobytes(), scale, square))
    return Model(tuple(meanings), tuple(float(value) for value in bias), (blocks[0], blocks[1]))
