"""A store in trouble costs a listener the memory of a tip, never the tip."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from datetime import datetime, timedelta
from threading import Event

import pytest

from skill.dialogue import Memory
from skill.errors import MemoryConflict, MemoryUnreadable, StoreUnavailable
from skill.stores.guard import GuardedStore
from skill.stores.memory import MemoryStore
from tests.stores.conftest import NOW, RETENTION

BUDGET = 0.3


class Troubled(MemoryStore):
    """Works until it is told to raise, or to hang."""

    def __init__(self) -> None:
        super().__init__(RETENTION)
        self.trouble: Exception | None = None
        self.hangs = Event()
        self.hangs.set()

    def load(self, listener: str, now: datetime) -> Memory:
        self._meet_trouble()
        return super().load(listener, now)

    def save(self, listener: str, memory: Memory, now: datetime) -> None:
        self._meet_trouble()
        super().save(listener, memory, now)

    def forget(self, listener: str) -> None:
        self._meet_trouble()
        super().forget(listener)

    def _meet_trouble(self) -> None:
        self.hangs.wait(10)
        if self.trouble:
            raise self.trouble


@pytest.fixture
def troubled() -> Troubled:
    return Troubled()


@pytest.fixture
def guarded(troubled: Troubled):
    yield GuardedStore(troubled, BUDGET)
    troubled.hangs.set()


def test_passes_on_what_a_healthy_store_remembers(guarded):
    guarded.save("ann", Memory(visited=True), NOW)
    assert guarded.load("ann", NOW).visited


def test_says_that_it_cannot_recall_while_the_store_is_down(guarded, troubled):
    troubled.trouble = StoreUnavailable("no route to host")
    assert guarded.load("ann", NOW) == Memory(reachable=False)


def test_lets_a_turn_go_on_when_its_memory_cannot_be_saved(guarded, troubled):
    troubled.trouble = StoreUnavailable("disk full")
    guarded.save("ann", Memory(visited=True), NOW)


def test_never_claims_a_deletion_that_did_not_happen(guarded, troubled):
    troubled.trouble = StoreUnavailable("no route to host")
    with pytest.raises(StoreUnavailable):
        guarded.forget("ann")


def test_gives_up_on_a_slow_store_within_its_budget(guarded, troubled):
    troubled.hangs.clear()
    before = time.monotonic()
    assert not guarded.load("ann", NOW).reachable
    assert time.monotonic() - before < BUDGET + 0.2


def test_gives_up_in_time_for_each_of_fifty_listeners_when_every_call_hangs(guarded, troubled):
    troubled.hangs.clear()
    short = GuardedStore(troubled, 0.01)
    before = time.monotonic()
    assert not any(short.load(f"listener {number}", NOW).reachable for number in range(50))
    assert time.monotonic() - before < 5


def test_uses_the_store_again_when_it_is_back(guarded, troubled):
    guarded.save("ann", Memory(visited=True), NOW)
    troubled.hangs.clear()
    for _ in range(3):
        guarded.load("ann", NOW)
    troubled.hangs.set()
    assert guarded.load("ann", NOW).visited


def test_does_not_overwrite_what_it_could_not_load(guarded, troubled):
    guarded.save("ann", Memory(visited=True), NOW)
    troubled.trouble = StoreUnavailable("restarting")
    unknown = guarded.load("ann", NOW)
    troubled.trouble = None
    guarded.save("ann", unknown, NOW)
    assert guarded.load("ann", NOW).visited


def test_passes_a_conflict_on_to_be_answered_again(guarded):
    guarded.save("ann", Memory(), NOW)
    with pytest.raises(MemoryConflict):
        guarded.save("ann", Memory(), NOW)


def test_logs_an_outage_once_and_its_end_once(guarded, troubled, caplog):
    with caplog.at_level(logging.INFO, "skill.stores"):
        troubled.trouble = StoreUnavailable("connection refused")
        for number in range(1000):
            guarded.load(f"listener {number}", NOW)
        troubled.trouble = None
        for number in range(1000):
            guarded.load(f"listener {number}", NOW)
    first, last = caplog.messages
    assert "connection refused" in first
    assert "again" in last


def test_logs_a_store_that_reads_but_cannot_write_once(guarded, troubled, caplog):
    for number in range(100):
        troubled.trouble = None
        memory = guarded.load(f"listener {number}", NOW)
        troubled.trouble = StoreUnavailable("read-only")
        guarded.save(f"listener {number}", memory, NOW)
    assert len(caplog.messages) == 1


def test_logs_one_damaged_memory_once_though_others_are_fine(guarded, troubled, caplog):
    for _ in range(100):
        troubled.trouble = MemoryUnreadable("a listener's memory is damaged")
        assert not guarded.load("ann", NOW).reachable
        troubled.trouble = None
        assert guarded.load("bob", NOW).reachable
    assert len(caplog.messages) == 1


def test_treats_an_unexpected_error_of_a_driver_as_an_outage_and_logs_no_listener(guarded, troubled, caplog):
    troubled.trouble = ValueError("row of 5f4dcc3b")
    assert not guarded.load("5f4dcc3b", NOW).reachable
    assert "ValueError" in caplog.text
    assert "5f4dcc3b" not in caplog.text


def test_purges_without_a_budget_and_with_its_errors(guarded, troubled):
    guarded.save("ann", Memory(), NOW - timedelta(days=2))
    assert guarded.purge(timedelta(days=1), NOW) == 1


def test_a_store_that_hangs_does_not_keep_a_process_from_ending():
    program = (
        "import time; from skill.stores.budget import BudgetedCalls\n"
        "try: BudgetedCalls(4).run(0.05, time.sleep, 60)\n"
        "except TimeoutError: print('gave up')"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=20, check=True)
    assert ended.stdout == "gave up\n"
