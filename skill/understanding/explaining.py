"""Gathers what `explain` shows: each expert's opinion, the evidence, and the phrases that lie nearest."""

from __future__ import annotations

from pathlib import Path

from skill.errors import Fault
from skill.knowledge.model import PHRASES, Phrases
from skill.knowledge.reading import read_file
from skill.knowledge.wording import normalise
from skill.understanding.encoder import Encoder
from skill.understanding.explanation import Evidence, Explanation, Shares, largest, nearest, strongest, view
from skill.understanding.opinion import Expert
from skill.understanding.thought import Thought
from skill.understanding.thresholds import Limits
from skill.understanding.weighing import Scales

_COMPARED = 200
"""Phrases of a meaning that are held against the words; enough to show likeness, and quick."""


def explain(thought: Thought, scales: Scales, limits: Limits, mode: str, root: Path) -> Explanation:
    """What was heard, what won, what came second, by how much, and why."""
    shares, experts = thought.shares, [expert for expert, _ in thought.opinions]
    reasons = {name: share for name, share in shares.items() if scales.kind(name) == "reason"}
    ranking = scales.rank(reasons) if reasons else None
    return Explanation(
        words=thought.words,
        mode=mode,
        understood=thought.understood,
        exact=thought.known.id if thought.known else None,
        experts=tuple(view(expert, opinion) for expert, opinion in thought.opinions),
        meanings=largest(shares),
        tips=largest(ranking.evidence if ranking else {}),
        evidence=tuple(_evidence(root, experts, thought.words, name) for name in _compared(thought)),
        danger=thought.alarm.score,
        danger_limit=limits.danger,
        danger_phrases=thought.alarm.phrases,
        lead=ranking.lead if ranking else 0.0,
        margin=limits.margin,
    )


def _compared(thought: Thought) -> list[str]:
    """The winner and the runner-up; where there is danger, the danger and what it would be without."""
    danger = [name for name in thought.alarm.dangers if thought.shares]
    return [*danger, *(name for name, _ in largest(thought.shares, 2))][:2]


def _evidence(root: Path, experts: list[Expert], words: str, meaning: str) -> Evidence:
    grams: Shares = next((found for expert in experts if (found := strongest(expert, words, meaning))), ())
    encoder = next((expert for expert in experts if isinstance(expert, Encoder)), None)
    if encoder is None:
        return Evidence(meaning, grams, ())
    places = ((phrase, encoder.vector(normalise(phrase))) for phrase in _phrases(root, meaning))
    return Evidence(meaning, grams, nearest(encoder.vector(words), places))


def _phrases(root: Path, meaning: str) -> list[str]:
    faults: list[Fault] = []
    found = read_file(root, f"{PHRASES}/{meaning}.yaml", Phrases, faults)
    texts = [phrase.text for phrase in (*found.samples, *found.more)]
    return texts[:: max(1, len(texts) // _COMPARED)]
