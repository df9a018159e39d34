"""Whether a turn grows dearer with what the skill knows, and with how many listeners it remembers.

    python benchmarks/growth.py [--turns 3000] [--listeners 1000000]

Two comparisons, each figure taken in a process of its own: the assets as they are beside ten times as many tips,
reasons and phrases; a SQLite file with a thousand listeners beside one with a million. The grown assets keep the
trained files as they are (nothing was trained on the copies), so words are understood by the phrases and by the light
engine. Needs two minutes and a gigabyte in the temporary folder.
"""

from __future__ import annotations

import argparse
import json
import secrets
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from skill.alexa.listener import listener_id
from skill.dialogue import Heard, Memory
from skill.settings import Settings
from skill.simulator.envelopes import Device, Envelope, envelope, intent_request
from skill.stores.record import memory_to_json

ROOT = Path(__file__).resolve().parent.parent
WORDS = ("indeed", "today", "again", "still", "lately", "anyway", "somehow", "probably", "honestly")
"""What is said behind a copied sentence; as many as there are copies."""
SKILL_ID = "amzn1.ask.skill.growth"
SECRET = "a secret for measuring"
RETENTION = timedelta(days=400)
SAID = {
    "an intent": ("hopeless", {}),
    "a phrase": ("catch_all", {"he": "thinks it is a waste of time"}),
    "other words": ("catch_all", {"he_is": "worried that the two of us would only gang up on him"}),
}
SPEAKERS = 500
"""Of the listeners that the store knows, those who speak."""
ROUNDS = 10


def main() -> None:
    """Measure, and print what grew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=3000)
    parser.add_argument("--listeners", type=int, default=1_000_000)
    parser.add_argument("--measure", nargs=2, metavar=("ASSETS", "STORE"), help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.measure:
        print(json.dumps(measure(Path(wanted.measure[0]), wanted.measure[1], wanted.turns)))
        return
    with tempfile.TemporaryDirectory(prefix="growth-") as temporary:
        folder = Path(temporary)
        grow(ROOT, folder / "grown")
        few, many = (fill(folder / f"{count}.db", count) for count in (1000, wanted.listeners))
        assets = [(ROOT, few), (folder / "grown", few)]
        compare("assets, 10 times as many", [_apart(*which, wanted.turns) for which in assets])
        stores = [(ROOT, few), (ROOT, many)]
        compare(f"listeners, {wanted.listeners:,} for 1,000", [_apart(*which, wanted.turns) for which in stores])


def compare(title: str, figures: list[dict[str, float]]) -> None:
    """One line for each thing said: microseconds before and after, and by what it grew."""
    print(title)
    before, after = figures
    for name, cost in before.items():
        print(f"  {name:12} {cost:7.0f} µs  {after[name]:7.0f} µs  x {after[name] / cost:.2f}")


def _apart(assets: Path, store: str, turns: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--turns", str(turns), "--measure", str(assets), store]
    found: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return found


def measure(assets: Path, store: str, turns: int) -> dict[str, float]:
    """Microseconds of processor time that a turn takes, by what is said: the median of ten rounds."""
    from skill.hosts.joined import join

    joined = join(
        Settings(
            skill_ids=(SKILL_ID,),
            store_url=store,
            listener_secret=SECRET,
            understanding="light",
            assets_dir=assets,
            retention=RETENTION,
        )
    )
    joined.mind.wait(60)
    found: dict[str, float] = {}
    for name, (intent, slots) in SAID.items():
        rounds = []
        for _ in range(ROUNDS):
            requests = [_request(intent, slots, number) for number in range(turns // ROUNDS)]
            began = time.process_time()
            for request in requests:
                joined.answer(request)
            rounds.append((time.process_time() - began) / len(requests) * 1_000_000)
        found[name] = statistics.median(rounds)
    return found


def _request(intent: str, slots: dict[str, str], number: int) -> Envelope:
    device = Device(listener=f"speaker {number % SPEAKERS}", application=SKILL_ID)
    session = {"new": True, "sessionId": "a session", "attributes": {}}
    return envelope(intent_request(intent, slots), device, datetime.now(UTC), session)


def grow(root: Path, grown: Path) -> None:
    """A copy of the assets below `root` in which each tip, reason and phrase has nine likenesses under other ids."""
    for name in ("content", "interaction_model"):
        shutil.copytree(root / name, grown / name, ignore=shutil.ignore_patterns("compiled", "*.onnx"))
    content = grown / "content" / "en"
    _rewrite(content / "tips.yaml", lambda file: {**file, "tips": dict(_copies(file["tips"]))})
    reasons = yaml.load((content / "reasons.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)["reasons"]
    _rewrite(content / "reasons.yaml", lambda file: {**file, "reasons": dict(_copies(file["reasons"]))})
    for path in sorted((grown / "interaction_model" / "phrases").glob("*.yaml")):
        sentences = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        if path.stem not in reasons:
            more = [
                _longer(one, word)
                for word in WORDS
                for one in (*sentences.get("samples", ()), *sentences.get("more", ()))
            ]
            _write(path, {**sentences, "more": [*sentences.get("more", ()), *more]})
            continue
        for word in WORDS:
            copied = {part: [_longer(one, word) for one in entries] for part, entries in sentences.items()}
            _write(path.with_stem(f"{path.stem}_{word}"), copied)


def _copies(entries: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each entry and its likenesses; those of a reason name the likenesses of its tips."""
    for name, entry in entries.items():
        yield name, entry
        for word in WORDS:
            tips = {"tips": [f"{tip}_{word}" for tip in entry["tips"]]} if "tips" in entry else {}
            yield f"{name}_{word}", {**entry, **tips}


def _longer(sentence: Any, word: str) -> Any:
    """A sentence of a phrases file, with a word behind it."""
    if isinstance(sentence, dict):
        return {**sentence, "text": f"{sentence['text']} {word}"}
    return f"{sentence} {word}"


def _rewrite(path: Path, change: Any) -> None:
    _write(path, change(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)))


def _write(path: Path, content: Any) -> None:
    path.write_text(yaml.dump(content, Dumper=yaml.CSafeDumper, sort_keys=False, width=10_000), encoding="utf-8")


def fill(path: Path, count: int) -> str:
    """A SQLite store with so many listeners, each of whom has heard five tips; its url."""
    from skill.stores import open_plain_store

    url, now = f"sqlite:///{path}", datetime.now(UTC)
    open_plain_store(url, RETENTION).ready()
    heard = tuple(Heard(tip, now) for tip in ("even_if", "instill_hope", "dont_wait", "favor_or_trade", "even_if"))
    record = memory_to_json(Memory(visited=True, heard=heard, last_heard={one.tip: now for one in heard}))
    speakers = (listener_id(f"amzn1.ask.account.speaker {number}", SECRET.encode()) for number in range(SPEAKERS))
    others = (secrets.token_hex(32) for _ in range(count - SPEAKERS))
    with sqlite3.connect(path) as connection:
        rows = ((listener, record, now.timestamp()) for group in (speakers, others) for listener in group)
        connection.executemany("INSERT INTO memory (listener, version, record, updated) VALUES (?, 1, ?, ?)", rows)
    connection.close()
    return url


if __name__ == "__main__":
    main()
