"""Cross-validation over writers: whole voices are left out in turn, since random folds would flatter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy import sparse

from skill.knowledge.content import Content, read_content
from skill.knowledge.wording import normalise
from skill.tools.training import ngrams
from skill.tools.training.bank import DANGERS, Line
from skill.tools.training.linear import Array, Fit, fit, softmax
from skill.understanding.ngrams import EXTRA, OWN

_FOLDS = 4
_FALSE_ALARMS = (0.005, 0.01, 0.02)


def folds(writers: Sequence[str]) -> list[frozenset[str]]:
    """The voices in groups of about the same number of sentences; sentences of no known voice are never left out."""
    groups: list[list[str]] = [[] for _ in range(_FOLDS)]
    sizes = [0] * _FOLDS
    for writer, count in Counter(writer for writer in writers if writer).most_common():
        smallest = sizes.index(min(sizes))
        groups[smallest].append(writer)
        sizes[smallest] += count
    return [frozenset(group) for group in groups]


def held_out(
    lines: Sequence[Line], writers: Sequence[str], meanings: Sequence[str], how: Fit, echo: Callable[[str], None]
) -> Array:
    """The score of each lane for each line, from a model that knows no sentence of its writer; NaN without a writer."""
    texts = [normalise(line.text) for line in lines]
    where = ngrams.space(texts)
    rows, others = where.rows(texts), where.rows(ngrams.copies(lines, how.seed))
    wanted, weights = ngrams.targets(lines, meanings)
    scores = np.full((len(lines), len(meanings) + len(EXTRA)), np.nan, np.float32)
    for left_out in folds(writers):
        away = np.array([writer in left_out for writer in writers])
        train = sparse.vstack([rows[~away], others[~away]]).tocsr()
        found, bias = fit(train, np.vstack([wanted[~away]] * 2), np.vstack([weights[~away]] * 2), len(EXTRA), how)
        scores[away] = rows[away] @ found + bias
        echo(f"  without the voices {', '.join(sorted(left_out))}: {_text(figures(lines, away, scores, meanings))}")
    return scores


def validate(
    root: Path,
    lines: Sequence[Line],
    writers: Sequence[str],
    meanings: Sequence[str],
    how: Fit,
    echo: Callable[[str], None],
) -> Mapping[str, float]:
    """The figures of `held_out` over all voices; `reasons.yaml` below `root` says which tips are right."""
    content = read_content(root)
    scores = held_out(lines, writers, meanings, how, echo)
    there = ~np.isnan(scores[:, 0])
    found = {**figures(lines, there, scores, meanings), **tips(content, lines, there, scores, meanings)}
    echo(f"  over all voices: {_text(found)}")
    return {name: round(value, 4) for name, value in found.items()}


def figures(lines: Sequence[Line], chosen: Array, scores: Array, meanings: Sequence[str]) -> dict[str, float]:
    """Share of right meanings, and of danger caught at some shares of false alarms, over the chosen lines."""
    some = [line for line, taken in zip(lines, chosen, strict=True) if taken]
    part = scores[chosen]
    best = [meanings[column] for column in part[:, : len(meanings)].argmax(1)]
    found = {"meaning": float(np.mean([name == line.id for name, line in zip(best, some, strict=True)]))}
    danger = np.array([bool({line.id, line.second} & set(DANGERS)) for line in some])
    named = softmax(part[:, : len(meanings)])[:, [meanings.index(name) for name in DANGERS]].sum(1)
    named = np.clip(named, 1e-9, 1 - 1e-9)
    alarm = OWN * part[:, len(meanings)] + (1 - OWN) * np.log(named / (1 - named))
    if danger.any() and not danger.all():
        for share in _FALSE_ALARMS:
            limit = np.quantile(alarm[~danger], 1 - share)
            found[f"danger caught at {share:.1%} false alarms"] = float((alarm[danger] > limit).mean())
    return found


def tips(
    content: Content, lines: Sequence[Line], chosen: Array, scores: Array, meanings: Sequence[str]
) -> dict[str, float]:
    """Over the chosen lines of covered reasons: how often the right tip is the first one, and one of the first two."""
    names = list(content.tips)
    weights = np.zeros((len(meanings), len(names)))
    for row, meaning in enumerate(meanings):
        if reason := content.reasons.get(meaning):
            for tip, weight in zip(reason.tips, (1.0, 0.2), strict=False):
                weights[row, names.index(tip)] = weight
    right, near, whole = 0, 0, 0
    order = np.argsort(-(softmax(scores[:, : len(meanings)]) @ weights), axis=1)
    for line, taken, best in zip(lines, chosen, order, strict=True):
        reason = content.reasons.get(line.id)
        if taken and reason and reason.covered == "covered":
            whole += 1
            right += names[best[0]] == reason.tips[0]
            near += reason.tips[0] in (names[best[0]], names[best[1]])
    return {"first tip": right / max(1, whole), "in the first two": near / max(1, whole)}


def _text(found: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.1%}" for name, value in found.items())
