"""What a turn costs: processor time, waiting time, calls of the store, bytes kept. The figures of docs/scale.md.

    .venv/bin/python benchmarks/turns.py                                     SQLite in a temporary folder
    .venv/bin/python benchmarks/turns.py --store postgresql://… --turns 2000

Processor time counts this process alone, all its threads; the database's own comes on top.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from skill.dialogue import Memory
from skill.hosts.joined import join
from skill.settings import Settings
from skill.stores import Store, open_store
from skill.stores.record import memory_to_json

SKILL_ID = "amzn1.ask.skill.00000000-0000-0000-0000-000000000000"
PATIENCE = 60.0
"""Seconds that a call of the store may take here: a busy machine shall not leave calls out."""
TALK = (
    ("LaunchRequest", None, {}),
    ("IntentRequest", "catch_all", {"he_is": "convinced that talking to a stranger about us will not help"}),
    ("IntentRequest", "AMAZON.YesIntent", {}),
    ("IntentRequest", "AMAZON.YesIntent", {}),
    ("IntentRequest", "AMAZON.NoIntent", {}),
)
"""A visit: opened, a reason in words that stand in no list, two times yes, no."""


class Counted:
    """A store that counts its calls, and the bytes that are saved."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.calls: Counter[str] = Counter()
        self.bytes: list[int] = []

    def load(self, listener: str, now: datetime) -> Memory:
        self.calls["load"] += 1
        return self._store.load(listener, now)

    def save(self, listener: str, memory: Memory, now: datetime) -> None:
        self.calls["save"] += 1
        self.bytes.append(len(memory_to_json(memory)))
        self._store.save(listener, memory, now)

    def forget(self, listener: str) -> None:
        self._store.forget(listener)

    def purge(self, older_than: timedelta, now: datetime) -> int:
        return self._store.purge(older_than, now)

    def ready(self) -> None:
        self._store.ready()

    def close(self) -> None:
        self._store.close()


def main() -> None:
    """Measure, and print one figure a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", help="STORE_URL; by default a SQLite file that is thrown away")
    parser.add_argument("--turns", type=int, default=1000)
    parser.add_argument("--understanding", default="full", choices=("full", "light"))
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = wanted.store or f"sqlite:///{Path(folder) / 'memory.db'}"
        settings = Settings(
            skill_ids=(SKILL_ID,),
            store_url=url,
            listener_secret="a secret for measuring",
            understanding=wanted.understanding,
        )
        measure(settings, wanted.turns)


def measure(settings: Settings, turns: int) -> None:
    """Talk with as many listeners as it takes, one after the other."""
    began = time.process_time()
    store = Counted(open_store(settings.store_url, settings.retention, PATIENCE))
    joined = join(settings, store=store)
    joined.mind.wait(60)
    print(f"start: {time.process_time() - began:.2f} s of processor time, without imports")
    waited, began = [], time.process_time()
    for number in range(turns):
        visit, step = divmod(number, len(TALK))
        if step == 0:
            attributes: dict[str, Any] = {}
        turn = time.perf_counter()
        answer = joined.answer(event(step, visit, attributes))
        waited.append((time.perf_counter() - turn) * 1000)
        attributes = answer["sessionAttributes"]
    spent = (time.process_time() - began) * 1000 / turns
    cuts = statistics.quantiles(waited, n=100)
    print(f"turn: {spent:.2f} ms of processor time; it took {cuts[49]:.2f} ms (median), {cuts[94]:.2f} ms (95 of 100)")
    print(
        "store: " + ", ".join(f"{count / turns:.2f} {name}s" for name, count in sorted(store.calls.items())) + " a turn"
    )
    print(f"kept: {statistics.median(store.bytes):.0f} bytes of a listener (median), {max(store.bytes)} at most")
    print(f"process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")
    store.close()


def event(step: int, visit: int, attributes: dict[str, Any]) -> dict[str, Any]:
    """One request of a visit; every tenth visitor is the same one, so that memories grow."""
    kind, name, slots = TALK[step]
    application, user = {"applicationId": SKILL_ID}, {"userId": f"amzn1.ask.account.{visit % 10}"}
    request: dict[str, Any] = {
        "type": kind,
        "requestId": f"amzn1.echo-api.request.{visit}.{step}",
        "timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "locale": "en-US",
    }
    if name:
        filled = {slot: {"name": slot, "value": value} for slot, value in slots.items()}
        request["intent"] = {"name": name, "confirmationStatus": "NONE", "slots": filled}
    return {
        "version": "1.0",
        "session": {
            "new": step == 0,
            "sessionId": f"s{visit}",
            "application": application,
            "user": user,
            "attributes": attributes,
        },
        "context": {"System": {"application": application, "user": user, "device": {"supportedInterfaces": {}}}},
        "request": request,
    }


if __name__ == "__main__":
    main()
