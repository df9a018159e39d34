"""Training makes the same from the same phrases, and the small file gives the answers of the large model."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from skill.knowledge.wording import normalise
from skill.tools.training import manifest, ngrams
from skill.tools.training.bank import Line, digest, read_bank, read_voices
from skill.tools.training.crossing import folds
from skill.tools.training.linear import Fit, softmax
from skill.tools.training.mishearing import Mishearing
from skill.understanding.ngrams import Ngrams, pack, unpack

HOW = Fit(epochs=3)


@pytest.fixture(scope="module")
def some(root: Path) -> list[Line]:
    """A small part of the phrases."""
    return [line for line in read_bank(root) if line.id in ("hopeless", "sides", "none", "abuse")][::8]


def test_the_small_file_thinks_what_the_large_model_thinks(some: list[Line]) -> None:
    meanings = sorted({line.id for line in some} | {line.second for line in some if line.second})
    where, found, bias = ngrams.train(some, meanings, HOW)
    expert = Ngrams(unpack(pack(ngrams.packed(where, found, bias, meanings))))
    texts = [normalise(line.text) for line in some[:40]]
    large = softmax((where.rows(texts) @ found + bias)[:, : len(meanings)])
    small = np.array([expert.opinion(text).meanings for text in texts])
    assert np.abs(large - small).max() < 0.1


def test_the_same_phrases_make_the_same_file(some: list[Line]) -> None:
    meanings = sorted({line.id for line in some} | {line.second for line in some if line.second})
    first, second = (pack(ngrams.packed(*ngrams.train(some, meanings, HOW), meanings)) for _ in range(2))
    assert first == second


def test_a_misheard_sentence_sounds_alike_and_a_short_one_is_heard_as_it_is() -> None:
    known = ["wait for their council", "the weight of it", "there was a wait", "the counsel was over there"] * 30
    ears, chance = Mishearing(known), random.Random(1)
    heard = {ears.misheard("there was a long wait for counsel", chance) for _ in range(200)}
    assert {"their was a long wait for counsel", "there was a long weight for counsel"} <= heard
    assert ears.misheard("there was a wait", chance) == "there was a wait"
    assert "there was a long wait for council" in heard


def test_a_file_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="not a file of n-grams"):
        unpack(b"something else")


def test_the_digest_depends_on_sentences_and_not_on_lists_or_order(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "interaction_model" / "phrases", tmp_path / "interaction_model" / "phrases")
    path = tmp_path / "interaction_model" / "phrases" / "scam.yaml"
    path.write_text("samples: [it is a racket, they only want our money]\nmore: [quacks]\n", encoding="utf-8")
    first = digest(read_bank(tmp_path), ["scam"])
    path.write_text("samples: [they only want our money]\nmore: [quacks, it is a racket]\n", encoding="utf-8")
    assert digest(read_bank(tmp_path), ["scam"]) == first
    path.write_text("samples: [they only want our money]\nmore: [quacks]\n", encoding="utf-8")
    assert digest(read_bank(tmp_path), ["scam"]) != first
    assert digest(read_bank(tmp_path), ["scam", "later"]) != digest(read_bank(tmp_path), ["scam"])


def test_every_trained_file_has_a_digest_of_its_sources(root: Path) -> None:
    assert set(manifest.stale(root)) <= {"ngrams.bin", "encoder.onnx", "tokenizer.json"}


def test_most_sentences_have_a_known_voice_and_no_voice_is_in_two_folds(root: Path) -> None:
    lines = read_bank(root)
    voices = read_voices(root, lines)
    assert sum(map(bool, voices)) / len(lines) > 0.9
    groups = folds(voices)
    assert sum(map(len, groups)) == len(frozenset[str]().union(*groups)) == len(set(voices) - {""})
