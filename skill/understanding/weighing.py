"""From probabilities of meanings to one answer: its kind, the tips, and whether to ask back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from skill.dialogue import Guess, Kind, Understood
from skill.knowledge.compiled import Known
from skill.knowledge.content import Content
from skill.understanding.screen import DANGERS
from skill.understanding.thresholds import Limits

_KINDS: Mapping[str, Kind] = {"ethics": "ethics", "cost": "cost", "time": "time", "none": "none"}
_WITHOUT_TIP = ("cost", "time")
_RUNNERS_UP = 3
_NOTHING: Mapping[str, float] = {"none": 1.0}


class Ranking(Struct, frozen=True):
    """Reasons held against the tips that answer them."""

    winner: str
    """The likeliest reason among those that the best tip answers first."""
    rival: str | None
    """The likeliest reason with another first tip."""
    evidence: Mapping[str, float]
    """How much speaks for each tip, strongest first."""
    lead: float
    """By how much more speaks for the winner's first tip than for the rival's."""


class Scales(Struct, frozen=True):
    """Knows which id is what sort of meaning, and which tips answer it."""

    content: Content
    """Reasons and their tips."""
    tip_weights: Sequence[float]
    """How much a reason speaks for its first tip, its second, and so on."""

    def kind(self, meaning: str) -> Kind:
        """The kind of speech that an id of the phrases stands for."""
        if meaning in self.content.reasons:
            return "reason"
        return "safety" if meaning in DANGERS else _KINDS.get(meaning, "command")

    def guess(self, meaning: str, score: float) -> Guess:
        """A meaning as it is named outside."""
        kind = self.kind(meaning)
        return Guess(kind, None if kind in _KINDS else meaning, score)

    def exact(self, known: Known) -> Understood:
        """A sentence that stands word for word in the phrases or a template."""
        found = self.guess(known.id, 1.0)
        also = (known.second,) if known.second else ()
        tips = self._spoken(known.id, *also)
        return Understood(found.kind, found.name, tips, 1.0, also=also, arg=known.number, why="exact")

    def weigh(self, shares: Mapping[str, float], both: float, limits: Limits) -> Understood:
        """What words mean whose meanings have these probabilities; `both`: that two reasons are said at once."""
        reasons = {name: share for name, share in shares.items() if self.kind(name) == "reason"}
        others = {name: share for name, share in shares.items() if name not in reasons} or _NOTHING
        whole, other = sum(reasons.values()), max(others, key=lambda name: others[name])
        likeliest = max(reasons.values(), default=0.0)
        with_money = other in _WITHOUT_TIP and both >= limits.both and likeliest >= limits.second
        clear = whole > others[other] and whole >= limits.refuse and likeliest >= limits.floor
        if clear or with_money:
            return self._reason(reasons, shares, both, limits)
        name = other if others[other] >= whole else "none"
        found = self.guess(name, shares.get(name, 0.0))
        return Understood(
            found.kind, found.name, self._spoken(name), found.score, self._others(shares, name), why="model"
        )

    def rank(self, reasons: Mapping[str, float]) -> Ranking:
        """Who wins among reasons with these probabilities, of which there is at least one."""
        evidence = self._evidence(reasons)
        best = next(iter(evidence))
        winner = max(reasons, key=lambda reason: (self._first(reason) == best, reasons[reason]))
        first = self._first(winner)
        others = [reason for reason in reasons if self._first(reason) != first]
        rival = max(others, key=lambda reason: reasons[reason], default=None)
        return Ranking(winner, rival, evidence, evidence[first] - (evidence[self._first(rival)] if rival else 0.0))

    def _reason(
        self, reasons: Mapping[str, float], shares: Mapping[str, float], both: float, limits: Limits
    ) -> Understood:
        ranking = self.rank(reasons)
        name, rival = ranking.winner, ranking.rival
        also = self._also(name, shares, limits) if both >= limits.both else ()
        unsure = rival is not None and not also and ranking.lead < limits.margin
        if also or unsure:
            order = self._spoken(name, *(also or (rival or name,)))
        else:
            order = tuple(dict.fromkeys((*tuple(ranking.evidence)[:2], *self._spoken(name))))
        others = self._others(shares, name, rival if unsure else None)
        why = "unsure" if unsure else "model"
        return Understood("reason", name, order, reasons[name], others, also, unsure, why=why)

    def _evidence(self, reasons: Mapping[str, float]) -> dict[str, float]:
        """How much speaks for each tip, strongest first."""
        found: dict[str, float] = {}
        for name, share in reasons.items():
            for tip, weight in zip(self.content.reasons[name].tips, self.tip_weights, strict=False):
                found[tip] = found.get(tip, 0.0) + share * weight
        return dict(sorted(found.items(), key=lambda pair: -pair[1]))

    def _also(self, name: str, shares: Mapping[str, float], limits: Limits) -> tuple[str, ...]:
        sayable = [other for other in shares if other != name and self.kind(other) in ("reason", "cost", "time")]
        second = max(sayable, key=lambda other: shares[other], default="")
        return (second,) if second and shares[second] >= limits.second else ()

    def _first(self, reason: str) -> str:
        return self.content.reasons[reason].tips[0]

    def _spoken(self, *meanings: str) -> tuple[str, ...]:
        """The tips for some meanings, in the order in which they are spoken."""
        reasons = [name for name in meanings if name in self.content.reasons]
        if not reasons and meanings[0] in _WITHOUT_TIP:
            return self.content.nearest_tip
        return self.content.tips_for(reasons)

    def _others(self, shares: Mapping[str, float], name: str, first: str | None = None) -> tuple[Guess, ...]:
        order = sorted((other for other in shares if other != name), key=lambda other: (other != first, -shares[other]))
        return tuple(self.guess(other, shares[other]) for other in order[:_RUNNERS_UP])
