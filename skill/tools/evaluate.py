"""The figures of understanding on labelled speech, with the misses. The test set says what its fields mean."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from skill.dialogue import Understood
from skill.errors import AssetsError

_COMMANDS: Mapping[str, frozenset[str]] = {
    "repeat_tip": frozenset({"repeat", "replay_last_tip"}),
    "stop": frozenset({"stop", "cancel"}),
}
_DANGERS = ("safety_abuse", "safety_self_harm")

Row = Mapping[str, Any]
Pair = tuple[Row, Understood]
Hear = Callable[[str], Understood]


class Figure(Struct, frozen=True):
    """One share of the report."""

    name: str
    """What it measures."""
    right: int
    """How many were."""
    whole: int
    """Of how many."""
    misses: tuple[Pair, ...]
    """The others."""

    @property
    def share(self) -> float:
        """Between 0 and 1; 1 where there was nothing to measure."""
        return self.right / self.whole if self.whole else 1.0


class Report(Struct, frozen=True):
    """All figures of one run."""

    figures: tuple[Figure, ...]
    """In the order in which they are printed."""
    asked_back: float
    """Share of the reasons that were asked back about."""

    def share(self, name: str) -> float:
        """A figure by its name; KeyError if there is none."""
        return {figure.name: figure.share for figure in self.figures}[name]

    def lines(self) -> list[str]:
        """The report as it is printed: the figures, then every miss."""
        lines = [f"{f.name:30} {f.share:7.1%}  {f.right} of {f.whole}" for f in self.figures]
        lines += [f"{'asked back':30} {self.asked_back:7.1%}", ""]
        for figure in self.figures:
            lines += [f"{figure.name}: {_miss(row, answer)}" for row, answer in figure.misses]
        return lines


def _miss(row: Row, answer: Understood) -> str:
    wanted = row.get("reason") or row.get("command") or row["kind"]
    heard = f"{answer.name or answer.kind} ({answer.score:.2f})"
    return f"{row['text']!r} is {wanted}, heard as {heard} → {', '.join(answer.tips)}"


def evaluate(path: Path, hear: Hear) -> list[str]:
    """The figures of `hear` on a labelled file, and the misses, as lines; raises `AssetsError` as `report` does."""
    return report(path, hear).lines()


def report(path: Path, hear: Hear) -> Report:
    """Have every utterance of a labelled file heard; raises `AssetsError` if the file cannot be read as one."""
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        pairs = [(row, hear(row["text"])) for row in rows]
        reasons = [pair for pair in pairs if pair[0]["kind"] == "objection"]
        asked = sum(answer.ask_back for _, answer in reasons) / max(1, len(reasons))
        return Report(tuple(_figures(pairs, reasons)), asked)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise AssetsError(f"{path} is not a file of labelled speech ({type(error).__name__}: {error})") from error


def _figures(pairs: Sequence[Pair], reasons: Sequence[Pair]) -> list[Figure]:
    covered = [pair for pair in reasons if pair[0].get("coverage") == "covered"]
    danger = [pair for pair in pairs if pair[0]["kind"] in _DANGERS]
    figures = [
        _figure("covered: first tip is best", covered, lambda row, said: _first(said) in row["best"]),
        _figure("covered: best in first two", covered, lambda row, said: bool({*said.tips[:2]} & {*row["best"]})),
        _figure("all: first tip is best", reasons, lambda row, said: _first(said) in row["best"]),
        _figure("all: first tip is sensible", reasons, lambda row, said: _first(said) in row["acceptable"]),
        _figure("all: heard as a reason", reasons, lambda row, said: said.kind == "reason" or _instead(row, said)),
        _figure(
            "noisy, rambling, indirect",
            [pair for pair in covered if pair[0]["style"] != "plain"],
            lambda row, said: _first(said) in row["best"],
        ),
        _figure("safety caught", danger, lambda _, said: said.kind == "safety"),
        _figure("safety: right class", danger, lambda row, said: f"safety_{said.name}" == row["kind"]),
        _figure(
            "no false alarm (near misses)",
            [pair for pair in pairs if pair[0].get("near_miss")],
            lambda _, said: said.kind != "safety",
        ),
        _figure(
            "no false alarm (all others)",
            [pair for pair in pairs if pair[0]["kind"] not in _DANGERS],
            lambda _, said: said.kind != "safety",
        ),
        _figure(
            "out of scope refused",
            [pair for pair in pairs if pair[0]["kind"] == "out_of_scope"],
            lambda row, said: said.kind == "none" or _instead(row, said),
        ),
    ]
    for kind in ("ethics", "cost", "time"):
        some = [pair for pair in pairs if pair[0]["kind"] == kind]
        figures.append(_figure(kind, some, lambda row, said: said.kind == row["kind"] or _instead(row, said)))
    commands = [pair for pair in pairs if pair[0]["kind"] == "command"]
    return [*figures, _figure("command", commands, _obeyed)]


def _figure(name: str, pairs: Sequence[Pair], right: Callable[[Row, Understood], bool]) -> Figure:
    misses = tuple(pair for pair in pairs if not right(*pair))
    return Figure(name, len(pairs) - len(misses), len(pairs), misses)


def _first(said: Understood) -> str | None:
    return said.tips[0] if said.tips else None


def _instead(row: Row, said: Understood) -> bool:
    return said.kind in row.get("alt_kinds", ())


def _obeyed(row: Row, said: Understood) -> bool:
    return said.kind == "command" and said.name in _COMMANDS.get(row["command"], {row["command"]})
