"""The safety screen: is somebody in danger? It hears all words, on every path, before anything else is asked.

Two things can raise it: a phrase of the reviewed list `dangers.yaml`, and the experts' common probability of danger. A
sentence that stands word for word in the bank of phrases is what the bank says it is, unless a listed phrase is in it
and the bank does not call it a near miss.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from skill.errors import ContentError, Fault
from skill.knowledge.compiled import Known
from skill.knowledge.reading import read_file
from skill.knowledge.wording import normalise
from skill.understanding.files import FOLDER
from skill.understanding.opinion import Opinion, logit, sigmoid

DANGERS = ("self_harm", "abuse")
"""In the order in which they are answered."""
_BLANK = " # "


class Phrases(Struct, frozen=True):
    """The reviewed list, as it stands in the file."""

    self_harm: tuple[str, ...]
    """Words that alone mean a crisis."""
    abuse: tuple[str, ...]
    """Words that alone mean violence, threats, control or fear."""
    harmless: tuple[str, ...]
    """Figures of speech that hold such words and mean nothing of the kind."""


class Alarm(Struct, frozen=True):
    """What the screen heard."""

    dangers: tuple[str, ...]
    """`self_harm`, `abuse`, both in this order, or none."""
    score: float
    """Probability of danger; 1 where a phrase of the list or an exact sentence decides."""
    phrases: tuple[str, ...] = ()
    """The phrases of the list that were heard."""

    @property
    def why(self) -> str:
        """`danger_phrase` or `danger_model`, as in `Understood.why`."""
        return "danger_phrase" if self.phrases else "danger_model"


def read_phrases(root: Path) -> Phrases:
    """The reviewed list below `root`; raises `ContentError` with all faults."""
    faults: list[Fault] = []
    found = read_file(root, (FOLDER / "dangers.yaml").as_posix(), Phrases, faults)
    if faults:
        raise ContentError(faults)
    return found


class Screen:
    """The screen with its list compiled."""

    def __init__(self, phrases: Phrases) -> None:
        self._harmless = _pattern(phrases.harmless)
        self._lists: Mapping[str, re.Pattern[str]] = {name: _pattern(getattr(phrases, name)) for name in DANGERS}

    def hear(self, words: str, known: Known | None, opinions: Sequence[tuple[Opinion, float]], limit: float) -> Alarm:
        """Whether normalised `words` mean danger, from each expert's opinion and how much it counts."""
        heard = self._listed(words)
        if known is not None and (known.near_miss or not heard):
            dangers = tuple(name for name in DANGERS if name in (known.id, known.second))
            return Alarm(dangers, 1.0 if dangers else 0.0)
        score, shares = _common(opinions)
        names = {name for name, found in heard.items() if found}
        if score >= limit:
            best = max(shares, key=lambda name: shares[name])
            names |= {best, *(name for name in DANGERS if shares[name] >= 0.5)} if not names else set()
        listed = tuple(phrase for found in heard.values() for phrase in found)
        return Alarm(tuple(name for name in DANGERS if name in names), 1.0 if listed else score, listed)

    def _listed(self, words: str) -> dict[str, tuple[str, ...]]:
        text = self._harmless.sub(_BLANK, _plain(words))
        found = {name: tuple(match[0] for match in pattern.finditer(text)) for name, pattern in self._lists.items()}
        return {name: hits for name, hits in found.items() if hits}


def _common(opinions: Sequence[tuple[Opinion, float]]) -> tuple[float, dict[str, float]]:
    """The experts' common probability of danger, and of each sort if it is danger."""
    whole = sum(weight for _, weight in opinions)
    if not whole:
        return 0.0, dict.fromkeys(DANGERS, 0.0)

    def mean(shares: Iterable[float]) -> float:
        return sigmoid(sum(logit(share) * weight for share, (_, weight) in zip(shares, opinions, strict=True)) / whole)

    danger = mean(opinion.danger for opinion, _ in opinions)
    return danger, {name: mean(getattr(opinion, name) for opinion, _ in opinions) for name in DANGERS}


def _plain(words: str) -> str:
    return normalise(words).replace("'", "").replace("-", " ")


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases as whole words; `*` at the end of a word stands for its endings, `_` for any one word."""
    longest = sorted({phrase.lower().replace("'", "") for phrase in phrases}, key=len, reverse=True)
    parts = [re.escape(phrase).replace(r"\*", r"\w*").replace("_", r"\w+") for phrase in longest]
    return re.compile(rf"\b(?:{'|'.join(parts) or '(?!)'})\b")
