"""The full engine's second expert: a small sentence encoder, run by onnxruntime. `train` makes its files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from skill.understanding.opinion import Opinion, sigmoid, softmax, windows

MODEL, TOKENIZER = "encoder.onnx", "tokenizer.json"
PIECES = 64
"""Word pieces that are read; what comes after them is heard by the screen for danger alone."""
_WIDTH, _STEP = 36, 18


class Encoder:
    """The sentence encoder, ready to be asked."""

    name = "encoder"

    def __init__(self, model: bytes, tokenizer: bytes) -> None:
        """Load the two files. Raises `ImportError` without onnxruntime and tokenizers, and theirs for bad files."""
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_str(tokenizer.decode())
        self._tokenizer.enable_truncation(PIECES)
        about = self._session.get_modelmeta().custom_metadata_map
        self.meanings: tuple[str, ...] = tuple(json.loads(about["meanings"]))

    def opinion(self, words: str) -> Opinion:
        """What the first words of a text mean, and the likeliest danger anywhere in it."""
        found = [self._read(*self._run(part)[:2]) for part in self._parts(words)]
        worst = max(found, key=lambda opinion: opinion.danger)
        return replace(worst, meanings=found[0].meanings, both=found[0].both)

    def vector(self, words: str) -> Sequence[float]:
        """Where a text lies; texts of one meaning lie near each other. 384 numbers."""
        place: Sequence[float] = self._run(words)[2][0].tolist()
        return place

    def _parts(self, words: str) -> list[str]:
        if len(words.split()) <= _WIDTH:
            return [words]
        return [words, *windows(words, _WIDTH, _STEP)[1:]]  # the first stretch is heard well enough in the whole

    def _run(self, words: str) -> Any:
        import numpy

        encoding = self._tokenizer.encode(words)
        ids = numpy.array([encoding.ids], dtype=numpy.int64)
        return self._session.run(None, {"ids": ids, "mask": numpy.ones_like(ids)})

    @staticmethod
    def _read(meaning: Any, extra: Any) -> Opinion:
        return Opinion(softmax(meaning[0].tolist()), *map(sigmoid, extra[0].tolist()))
