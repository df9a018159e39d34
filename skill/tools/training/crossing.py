"""Cross-validation over writers: whole voices are left out in turn, since random folds would flatter."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from scipy import sparse

from skill.knowledge.content import Content
from skill.knowledge.wording import normalise
from skill.tools.training import Echo, ngrams
from skill.tools.training.bank import DANGERS, Line
from skill.tools.training.linear import Array, Fit, fit, softmax
from skill.understanding.encoder import MODEL, TOKENIZER, Encoder
from skill.understanding.ngrams import EXTRA, OWN
from skill.understanding.opinion import logit

_FOLDS = 4
_FALSE = (0.005, 0.01, 0.02)
_FALSE_BOTH = 0.02
_FIRST, _SECOND = 1.0, 0.2


class Scores(Struct, frozen=True):
    """What a model that knows no sentence of a line's writer makes of each line; NaN where it was not asked."""

    meaning: Array
    """Logarithms of probabilities: line × meaning."""
    alarm: Array
    """The score of danger, by line."""
    both: Array
    """The score of two reasons said at once, by line."""

    def beside(self, other: Scores) -> Scores:
        """The common opinion of two models, as the full engine has it."""
        return Scores(*((getattr(self, name) + getattr(other, name)) / 2 for name in ("meaning", "alarm", "both")))


def folds(writers: Sequence[str]) -> list[frozenset[str]]:
    """The voices in groups of about the same number of sentences; sentences of no known voice are never left out."""
    groups: list[list[str]] = [[] for _ in range(_FOLDS)]
    sizes = [0] * _FOLDS
    for writer, count in Counter(writer for writer in writers if writer).most_common():
        smallest = sizes.index(min(sizes))
        groups[smallest].append(writer)
        sizes[smallest] += count
    return [frozenset(group) for group in groups]


def written_by(writers: Sequence[str], voices: frozenset[str]) -> Array:
    """Which lines some voices wrote, as a mask."""
    return np.array([writer in voices for writer in writers])


def hear_ngrams(
    lines: Sequence[Line], writers: Sequence[str], meanings: Sequence[str], content: Content, how: Fit, echo: Echo
) -> Scores:
    """What the n-grams make of all lines, each fold heard by a model that was trained without it."""
    texts = [normalise(line.text) for line in lines]
    where = ngrams.space(texts)
    rows, others = where.rows(texts), where.rows(ngrams.copies(lines, how.seed))
    wanted, weights = ngrams.targets(lines, meanings)
    scores = np.full((len(lines), len(meanings) + len(EXTRA)), np.nan, np.float32)
    for left_out in folds(writers):
        away = written_by(writers, left_out)
        train = sparse.vstack([rows[~away], others[~away]]).tocsr()
        found, bias = fit(train, np.vstack([wanted[~away]] * 2), np.vstack([weights[~away]] * 2), len(EXTRA), how)
        scores[away] = rows[away] @ found + bias
        some = figures(lines, away, _of_ngrams(scores, meanings), meanings, content)
        echo(f"  without the voices {', '.join(sorted(left_out))}: {in_words(some)}")
    return _of_ngrams(scores, meanings)


def _of_ngrams(scores: Array, meanings: Sequence[str]) -> Scores:
    shares = np.log(np.clip(softmax(scores[:, : len(meanings)]), 1e-12, 1))
    extra = scores[:, len(meanings) :]
    named = np.clip(np.exp(shares[:, [meanings.index(name) for name in DANGERS]]).sum(1), 1e-9, 1 - 1e-9)
    return Scores(shares, OWN * extra[:, 0] + (1 - OWN) * np.log(named / (1 - named)), extra[:, -1])


def hear_encoder(
    lines: Sequence[Line], writers: Sequence[str], meanings: Sequence[str], epochs: int, echo: Echo
) -> tuple[Scores, Array]:
    """What an encoder makes of one fold, trained for `epochs` without it; and which lines these are."""
    from skill.tools.training.encoder import Plan
    from skill.tools.training.encoder import fit as fit_encoder
    from skill.tools.training.export import export

    left_out = folds(writers)[-1]
    away = written_by(writers, left_out)
    echo(f"  without the voices {', '.join(sorted(left_out))}:")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        fit_encoder([line for line, gone in zip(lines, away, strict=True) if not gone], folder, Plan(epochs), echo)
        export(folder, folder)
        encoder = Encoder((folder / MODEL).read_bytes(), (folder / TOKENIZER).read_bytes())
    heard = Scores(np.full((len(lines), len(meanings)), np.nan), *(np.full(len(lines), np.nan) for _ in range(2)))
    for row in np.flatnonzero(away).tolist():
        opinion = encoder.opinion(normalise(lines[row].text))
        shares = dict(zip(encoder.meanings, opinion.meanings, strict=True))
        heard.meaning[row] = np.log([max(shares.get(name, 0.0), 1e-12) for name in meanings])
        heard.alarm[row], heard.both[row] = logit(opinion.danger), logit(opinion.both)
    return heard, away


def figures(
    lines: Sequence[Line], chosen: Array, heard: Scores, meanings: Sequence[str], content: Content
) -> dict[str, float]:
    """Over the chosen lines: right meanings, right tips, danger and second reasons caught at some false alarms."""
    some = [line for line, taken in zip(lines, chosen, strict=True) if taken]
    shares, alarm, both = heard.meaning[chosen], heard.alarm[chosen], heard.both[chosen]
    best = [meanings[column] for column in shares.argmax(1)]
    found = {"meaning": float(np.mean([name == line.id for name, line in zip(best, some, strict=True)]))}
    found |= _tips(content, some, shares, meanings)
    danger = np.array([bool({line.id, line.second} & set(DANGERS)) for line in some])
    for share in _FALSE:
        found[f"danger caught at {share:.1%} false alarms"] = _caught(alarm, danger, ~danger, share)
    reasons = np.array([line.id in content.reasons for line in some])
    second = np.array([bool(line.second) for line in some])
    name = f"two reasons noticed at {_FALSE_BOTH:.0%} false"
    found[name] = _caught(both, reasons & second, reasons & ~second, _FALSE_BOTH)
    return {name: value for name, value in found.items() if not np.isnan(value)}


def _caught(score: Array, those: Array, others: Array, share: float) -> float:
    """How many of `those` score above all but a `share` of the `others`; NaN where there are none."""
    if not those.any() or not others.any():
        return float("nan")
    return float((score[those] > np.quantile(score[others], 1 - share)).mean())


def _tips(content: Content, lines: Sequence[Line], shares: Array, meanings: Sequence[str]) -> dict[str, float]:
    """Over covered reasons: how often the right tip is the first one, and one of the first two."""
    names = list(content.tips)
    weights = np.zeros((len(meanings), len(names)))
    for row, meaning in enumerate(meanings):
        if reason := content.reasons.get(meaning):
            for tip, weight in zip(reason.tips, (_FIRST, _SECOND), strict=False):
                weights[row, names.index(tip)] = weight
    right, near, whole = 0, 0, 0
    order = np.argsort(-(np.exp(shares) @ weights), axis=1)
    for line, best in zip(lines, order, strict=True):
        reason = content.reasons.get(line.id)
        if reason and reason.covered == "covered":
            whole += 1
            right += names[best[0]] == reason.tips[0]
            near += reason.tips[0] in (names[best[0]], names[best[1]])
    return {"first tip": right / max(1, whole), "in the first two": near / max(1, whole)}


def in_words(found: Mapping[str, float]) -> str:
    """Figures on one line."""
    return ", ".join(f"{name} {value:.1%}" for name, value in found.items())


def rounded(found: Mapping[str, float]) -> dict[str, float]:
    """Figures as the manifest keeps them."""
    return {name: round(value, 4) for name, value in found.items()}
