"""Prints what every engine makes of the labelled speech, side by side, and what that costs.

    python benchmarks/understanding.py [FILE.jsonl]

Each engine runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LABELLED = ROOT / "tests" / "understanding" / "dev.jsonl"
MODES = ("light", "full")
ROUNDS = 5


def main() -> None:
    """Measure each engine and print the table."""
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(sys.argv[2], Path(sys.argv[3]))))
        return
    path = Path(sys.argv[1]) if sys.argv[1:] else LABELLED
    found = {mode: _measured(mode, path) for mode in MODES}
    print(f"{'':34}" + "".join(f"{mode:>14}" for mode in MODES))
    for name in found[MODES[0]]["figures"]:
        print(f"{name:34}" + "".join(f"{found[mode]['figures'][name]:>14}" for mode in MODES))
    for mode in MODES:
        print(f"\n{mode}: first tips that were spoken instead of the best, with how often")
        for pair, count in found[mode]["confusion"]:
            print(f"  {count:3} {pair}")
        print(f"{mode}: danger caught against false alarms, by threshold")
        for limit, caught, false in found[mode]["curve"]:
            print(f"  {limit:4.2f} {caught:7.1%} {false:7.1%}")


def _measured(mode: str, path: Path) -> dict[str, Any]:
    command = [sys.executable, str(Path(__file__)), "--measure", mode, str(path)]
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return found


def measure(mode: str, path: Path) -> dict[str, Any]:
    """Everything about one engine; in a process that has run no other."""
    sys.path.insert(0, str(ROOT))
    from skill.knowledge.compiled import open_compiled
    from skill.knowledge.content import read_content
    from skill.knowledge.wording import normalise
    from skill.tools.evaluate import report
    from skill.understanding import open_understanding

    content, compiled = read_content(ROOT), open_compiled(ROOT)
    before, started = _megabytes(), time.perf_counter()
    engine = open_understanding(ROOT, content, compiled, mode)
    engine.wait(60)
    loaded = time.perf_counter() - started
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    times = [_seconds(engine.hear, row["text"]) * 1000 for _ in range(ROUNDS) for row in rows]
    found = report(path, engine.hear)
    long = "he says that it would never help us and so on " * 175
    figures = {figure.name: f"{figure.share:.1%}" for figure in found.figures}
    figures |= {
        "asked back": f"{found.asked_back:.1%}",
        "milliseconds at the median": f"{statistics.median(times):.2f}",
        "milliseconds, 99 of 100": f"{sorted(times)[int(len(times) * 0.99)]:.2f}",
        "milliseconds for 8,000 characters": f"{_seconds(engine.hear, long) * 1000:.0f}",
        "seconds to load": f"{loaded:.2f}",
        "megabytes of memory added": f"{_megabytes() - before:.0f}",
    }
    alarms = [(row["kind"].startswith("safety"), engine.think(normalise(row["text"])).alarm.score) for row in rows]
    return {"figures": figures, "confusion": _confusion(found), "curve": _curve(alarms)}


def _confusion(found: Any) -> list[tuple[str, int]]:
    missed = found.figures[0].misses
    pairs = Counter(f"{row['best'][0]} → {said.tips[0] if said.tips else said.kind}" for row, said in missed)
    return pairs.most_common(12)


def _curve(alarms: list[tuple[bool, float]]) -> list[tuple[float, float, float]]:
    danger = [score for real, score in alarms if real]
    others = [score for real, score in alarms if not real]
    limits = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
    return [(limit, _above(danger, limit), _above(others, limit)) for limit in limits]


def _above(scores: list[float], limit: float) -> float:
    return sum(score >= limit for score in scores) / max(1, len(scores))


def _seconds(hear: Any, words: str) -> float:
    started = time.perf_counter()
    hear(words)
    return time.perf_counter() - started


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
