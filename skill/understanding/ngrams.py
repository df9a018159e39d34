"""The light expert: a linear model over word and character n-grams, in the standard library alone.

Each known n-gram has a row of small weights, a lane for each meaning and a few more; the score of a text is the sum of
the rows of its n-grams, so that the score of any stretch of it is a difference of two sums. A row is kept as bytes and
read as one large integer: adding two rows is one addition. `skill/tools/training/ngrams.py` makes the file.
"""

from __future__ import annotations

import json
import math
import struct
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

from msgspec import Struct
from msgspec.structs import replace

from skill.understanding.opinion import Opinion, logit, sigmoid, softmax

MAGIC = b"gentle n-grams 1\n"
EXTRA = ("danger", "abuse", "self_harm", "both")
"""Lanes behind those of the meanings; a last one holds the square of the n-gram's share of the text's length."""
WORDS, CHARACTERS = 0, 1
"""The two sorts of n-grams; each is brought to length 1 by itself."""
SORTS = (WORDS, CHARACTERS)
OWN = 0.3
"""How much the lane of danger counts; the rest is what the meanings make of it."""
_ZERO = 128
_LENGTHS = (2, 3, 4, 5)
_CHUNK = 3
"""Words that are summed up together; stretches begin and end between them."""
_STRETCH, _LONGEST = 6, 27
"""Chunks in a stretch that is searched for danger, and in the beginning of a text that decides what it means."""


def grams(parts: Sequence[str], sort: int) -> list[list[str]]:
    """For each word of a text the n-grams that begin in it: one and two words, or two to five characters."""
    if sort == WORDS:
        return [[word, f"{word} {after}"] for word, after in zip_longest(parts, parts[1:], fillvalue="")]
    text, start, found = f" {' '.join(parts)} ", 0, []
    for word in parts:
        end = start + len(word) + 1
        found.append([text[at : at + length] for at in range(start, end) for length in _LENGTHS])
        start = end
    return found


def key(gram: str, sort: int) -> int:
    """The 32 bits by which an n-gram is known."""
    return zlib.crc32(gram.encode(), sort)


class Block(Struct, frozen=True):
    """All n-grams of one sort that are known."""

    keys: Sequence[int]
    """Ascending."""
    rows: bytes
    """One row after the other, in the order of `keys`: a byte for each lane, 128 is nothing."""
    scale: float
    """What one step of a weight is worth."""
    square: float
    """What one step of the last lane is worth."""


class Model(Struct, frozen=True):
    """What the file holds."""

    meanings: tuple[str, ...]
    """Ids, in the order of the lanes."""
    bias: tuple[float, ...]
    """One for each meaning and each extra lane."""
    blocks: tuple[Block, Block]
    """Words, characters."""


def pack(model: Model) -> bytes:
    """The bytes of the file."""
    head = {
        "meanings": model.meanings,
        "bias": model.bias,
        "blocks": [{"count": len(b.keys), "scale": b.scale, "square": b.square} for b in model.blocks],
    }
    lanes = len(model.bias) + 1
    body = b"".join(
        struct.pack(f"<{len(block.keys)}I", *block.keys) + b"".join(block.rows[lane::lanes] for lane in range(lanes))
        for block in model.blocks
    )
    return MAGIC + json.dumps(head).encode() + b"\n" + zlib.compress(body, 9)


def unpack(data: bytes) -> Model:
    """The model in a file's bytes; raises `ValueError` if they are not such a file."""
    if not data.startswith(MAGIC):
        raise ValueError("not a file of n-grams")
    line, _, rest = data[len(MAGIC) :].partition(b"\n")
    head, body, at = json.loads(line), zlib.decompress(rest), 0
    lanes, blocks = len(head["bias"]) + 1, []
    for part in head["blocks"]:
        count = part["count"]
        keys = array("I", struct.unpack_from(f"<{count}I", body, at))
        at += 4 * count
        rows = bytearray(lanes * count)
        for lane in range(lanes):
            rows[lane::lanes] = body[at : at + count]
            at += count
        blocks.append(Block(keys, bytes(rows), part["scale"], part["square"]))
    return Model(tuple(head["meanings"]), tuple(head["bias"]), (blocks[0], blocks[1]))


class Ngrams:
    """The light expert, ready to be asked."""

    name = "ngrams"

    def __init__(self, model: Model) -> None:
        self._model = model
        self.meanings = model.meanings
        self._lanes = len(model.bias) + 1
        self._dangers = [lane for lane, name in enumerate(model.meanings) if name in EXTRA]
        self._even = int.from_bytes(b"\xff\x00" * (self._lanes // 2 + 1), "little")

    def opinion(self, words: str) -> Opinion:
        """What the first words of a text mean, and the likeliest danger anywhere in it."""
        running = [self._running(block, sort, words) for sort, block in zip(SORTS, self._model.blocks, strict=True)]
        whole = self._read(self._scores([sums[: _LONGEST + 1][-1] for sums in running]))
        worst = max([whole, *self._stretches(running)], key=lambda opinion: opinion.danger)
        return replace(worst, meanings=whole.meanings, both=whole.both)

    def _stretches(self, running: Sequence[Sequence[Sequence[int]]]) -> Iterator[Opinion]:
        """Opinions on every stretch of a longer text: a long story would drown a danger in it."""
        for end in range(_STRETCH, len(running[0])) if len(running[0]) > _STRETCH + 1 else ():
            yield self._read(self._scores([_between(sums[end - _STRETCH], sums[end]) for sums in running]))

    def _running(self, block: Block, sort: int, words: str) -> list[list[int]]:
        """Before each chunk, and after the last: the sums of the rows of all n-grams that began so far."""
        totals = [[0] * (self._lanes + 1)]
        starting = grams(words.split(), sort)
        for first in range(0, len(starting), _CHUNK):
            chunk = chain.from_iterable(starting[first : first + _CHUNK])
            count, sums = self._sum(block, [key(gram, sort) for gram in chunk])
            totals.append([before + added for before, added in zip(totals[-1], [*sums, count], strict=True)])
        return totals

    def _scores(self, sums: Sequence[Sequence[int]]) -> list[float]:
        """The score of each lane but the last, from the sums of the rows of each sort and how many they are."""
        total = list(self._model.bias)
        for (*values, squares, count), block in zip(sums, self._model.blocks, strict=True):
            worth = block.scale / math.sqrt(max(squares * block.square, 1e-9))
            total = [score + (value - _ZERO * count) * worth for score, value in zip(total, values, strict=True)]
        return total

    def strongest(self, words: str, meaning: str, most: int) -> tuple[tuple[str, float], ...]:
        """The n-grams that speak most for a meaning, with what each adds to its score."""
        found: dict[tuple[str, int], float] = {}
        lane, parts = self.meanings.index(meaning), words.split()
        for sort, block in zip(SORTS, self._model.blocks, strict=True):
            *_, squares, _ = self._running(block, sort, words)[-1]
            worth = block.scale / math.sqrt(max(squares * block.square, 1e-9))
            for gram in chain.from_iterable(grams(parts, sort)):
                if (at := _find(block.keys, key(gram, sort))) is not None:
                    weight = (block.rows[at * self._lanes + lane] - _ZERO) * worth
                    found[gram, sort] = found.get((gram, sort), 0.0) + weight
        order = sorted(found.items(), key=lambda pair: -pair[1])
        return tuple((gram, weight) for (gram, _), weight in order[:most])

    def _sum(self, block: Block, keys: Sequence[int]) -> tuple[int, list[int]]:
        """How many of the n-grams are known, and the sum of their rows."""
        lanes, rows, even = self._lanes, block.rows, self._even
        known = [at * lanes for found in keys if (at := _find(block.keys, found)) is not None]
        sums = [0] * lanes
        for start in range(0, len(known), 256):  # 256 bytes of 255 fit into the 16 bits of a lane
            first = second = 0
            for at in known[start : start + 256]:
                row = int.from_bytes(rows[at : at + lanes], "little")
                first += row & even
                second += (row >> 8) & even
            for offset, part in ((0, first), (1, second)):
                values = array("H", part.to_bytes(2 * (lanes // 2 + 1), "little"))
                for lane in range(offset, lanes, 2):
                    sums[lane] += values[lane // 2]
        return len(known), sums

    def _read(self, scores: Sequence[float]) -> Opinion:
        """Danger is judged by its own lane and by the meanings: each knows figures of speech that the other lacks."""
        meanings = softmax(scores[: len(self.meanings)])
        own, abuse, self_harm, both = scores[len(self.meanings) :]
        danger = OWN * own + (1 - OWN) * logit(sum(meanings[lane] for lane in self._dangers))
        return Opinion(meanings, sigmoid(danger), sigmoid(abuse), sigmoid(self_harm), sigmoid(both))


def _between(first: Sequence[int], last: Sequence[int]) -> list[int]:
    return [after - before for before, after in zip(first, last, strict=True)]


def _find(keys: Sequence[int], wanted: int) -> int | None:
    at = bisect_left(keys, wanted)
    return at if at < len(keys) and keys[at] == wanted else None
