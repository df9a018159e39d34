"""Why these words were understood as they were: for whoever edits phrases and numbers, never for a listener."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from skill.dialogue import Understood
from skill.understanding.ngrams import Ngrams
from skill.understanding.opinion import Expert, Opinion

_SHOWN = 3
_EVIDENCE = 6

Shares = tuple[tuple[str, float], ...]
"""Names with their probabilities or weights, largest first."""


class ExpertView(Struct, frozen=True):
    """What one expert thought."""

    name: str
    """`ngrams` or `encoder`."""
    meanings: Shares
    """Its likeliest meanings."""
    danger: float
    """Its probability of danger."""


class Evidence(Struct, frozen=True):
    """What speaks for one meaning."""

    meaning: str
    """Id of a reason, a kind or a command."""
    grams: Shares
    """The n-grams that speak most for it, with what each adds to its score."""
    phrases: Shares
    """The sentences of the phrases that lie nearest, with their likeness (cosine)."""


class Explanation(Struct, frozen=True):
    """Everything that went into one answer."""

    words: str
    """What was heard, normalised."""
    mode: str
    """`full` or `light`."""
    understood: Understood
    """The answer."""
    exact: str | None
    """The id under which exactly these words stand in the phrases."""
    experts: tuple[ExpertView, ...]
    """Each expert by itself."""
    meanings: Shares
    """Their common opinion, as far as it can be answered."""
    tips: Shares
    """How much speaks for each tip."""
    evidence: tuple[Evidence, ...]
    """For the winner and the runner-up."""
    danger: float
    """What the safety screen made of it."""
    danger_limit: float
    """From where on it is danger."""
    danger_phrases: tuple[str, ...]
    """Phrases of the reviewed list that were heard."""
    lead: float
    """By how much more speaks for the winner's first tip than for that of the likeliest reason with another one."""
    margin: float
    """The lead below which it asks back."""

    def lines(self) -> list[str]:
        """The explanation as a terminal shows it."""
        said = self.understood
        lines = [
            f"heard      {self.words!r} ({self.mode} engine)",
            f"means      {' '.join(filter(None, (said.kind, said.name)))}, probability {said.score:.2f}, by {said.why}",
            *([f"also       {', '.join(said.also)}"] if said.also else []),
            *([f"tips       {', '.join(said.tips)}"] if said.tips else []),
            *([f"exact      stands in the phrases as {self.exact}"] if self.exact else []),
            f"safety     {self.danger:.3f}, danger from {self.danger_limit:.3f} on{_listed(self.danger_phrases)}",
            *(f"{view.name:<10} {_shares(view.meanings)}; danger {view.danger:.3f}" for view in self.experts),
            f"together   {_shares(self.meanings)}",
            f"for tips   {_shares(self.tips)}",
            f"lead       {self.lead:.2f} over the likeliest with another first tip; asks back below {self.margin:.2f}",
        ]
        for part in self.evidence:
            lines.append(f"for {part.meaning}: {_shares(part.grams, quoted=True) or 'no known n-gram'}")
            lines += [f"    {likeness:.2f} like {phrase!r}" for phrase, likeness in part.phrases]
        return lines


def view(expert: Expert, opinion: Opinion) -> ExpertView:
    """What an expert thought, for showing."""
    return ExpertView(expert.name, largest(dict(zip(expert.meanings, opinion.meanings, strict=True))), opinion.danger)


def largest(shares: Mapping[str, float], most: int = _SHOWN) -> Shares:
    """The largest few, largest first."""
    return tuple(sorted(shares.items(), key=lambda pair: -pair[1])[:most])


def strongest(expert: Expert, words: str, meaning: str) -> Shares:
    """The n-grams that speak most for a meaning; none from an expert that has no n-grams."""
    return expert.strongest(words, meaning, _EVIDENCE) if isinstance(expert, Ngrams) else ()


def nearest(place: Sequence[float], phrases: Iterable[tuple[str, Sequence[float]]]) -> Shares:
    """The phrases that lie nearest to a place, with the cosine of the angle between them."""
    return largest({phrase: _cosine(place, other) for phrase, other in phrases})


def _cosine(first: Sequence[float], second: Sequence[float]) -> float:
    product = sum(a * b for a, b in zip(first, second, strict=True))
    return product / math.sqrt(sum(a * a for a in first) * sum(b * b for b in second) or 1.0)


def _shares(shares: Shares, quoted: bool = False) -> str:
    return ", ".join(f"{name!r} {share:+.2f}" if quoted else f"{name} {share:.2f}" for name, share in shares)


def _listed(phrases: Sequence[str]) -> str:
    return f"; listed: {', '.join(map(repr, phrases))}" if phrases else ""
