"""What every store promises, asked of each of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from skill.dialogue import Heard, Memory
from skill.errors import MemoryConflict
from skill.stores import Store, open_plain_store
from tests.stores.conftest import NOW, RETENTION

FULL = Memory(
    visited=True,
    heard=(Heard("even_if", NOW - timedelta(days=3)), Heard("favor_or_trade", NOW)),
    last_heard={"even_if": NOW - timedelta(days=3), "favor_or_trade": NOW},
    variants={"reply.welcome_back": 2, "tip.even_if.spoken": 0},
    requests=("9f86d081", "60303ae2"),
)


def hear(store: Store, listener: str, tip: str, now: datetime = NOW) -> None:
    """One turn, answered again for as long as somebody else is faster."""
    while True:
        memory = store.load(listener, now)
        try:
            return store.save(listener, replace(memory, heard=(*memory.heard, Heard(tip, now))), now)
        except MemoryConflict:
            continue


class TestEveryStore:
    def test_knows_nothing_of_a_new_listener(self, store: Store):
        assert store.load("ann", NOW) == Memory()

    def test_gives_back_all_that_was_saved(self, store: Store):
        store.save("ann", FULL, NOW)
        assert store.load("ann", NOW) == replace(FULL, version=1, updated=NOW)

    def test_counts_the_versions(self, store: Store):
        for expected in (1, 2, 3):
            store.save("ann", store.load("ann", NOW), NOW)
            assert store.load("ann", NOW).version == expected

    def test_keeps_listeners_apart(self, store: Store):
        store.save("ann", FULL, NOW)
        store.save("bob", Memory(visited=True), NOW)
        assert store.load("bob", NOW).heard == ()
        assert store.load("ann", NOW).heard == FULL.heard

    def test_refuses_to_overwrite_what_was_saved_since_it_was_loaded(self, store: Store):
        store.save("ann", Memory(), NOW)
        on_the_kitchen_speaker = on_the_phone = store.load("ann", NOW)
        store.save("ann", replace(on_the_phone, visited=True), NOW)
        with pytest.raises(MemoryConflict):
            store.save("ann", on_the_kitchen_speaker, NOW)
        assert store.load("ann", NOW).visited

    def test_refuses_a_first_save_where_another_was_faster(self, store: Store):
        store.save("ann", FULL, NOW)
        with pytest.raises(MemoryConflict):
            store.save("ann", Memory(), NOW)

    def test_refuses_to_bring_back_what_was_forgotten_meanwhile(self, store: Store):
        store.save("ann", FULL, NOW)
        loaded = store.load("ann", NOW)
        store.forget("ann")
        with pytest.raises(MemoryConflict):
            store.save("ann", loaded, NOW)
        assert store.load("ann", NOW) == Memory()

    def test_forgets_one_listener_and_no_other(self, store: Store):
        store.save("ann", FULL, NOW)
        store.save("bob", FULL, NOW)
        store.forget("ann")
        assert store.load("ann", NOW) == Memory()
        assert store.load("bob", NOW).visited

    def test_forgets_a_listener_it_never_knew_without_complaint(self, store: Store):
        store.forget("nobody")

    def test_keeps_a_memory_for_the_whole_retention(self, store: Store):
        store.save("ann", FULL, NOW)
        assert store.load("ann", NOW + RETENTION).visited

    def test_counts_a_memory_past_the_retention_as_absent_and_deletes_it(self, store: Store):
        store.save("ann", FULL, NOW)
        assert store.load("ann", NOW + RETENTION + timedelta(seconds=1)) == Memory()
        assert store.load("ann", NOW) == Memory()

    def test_saves_anew_over_a_memory_past_the_retention(self, store: Store):
        store.save("ann", FULL, NOW)
        later = NOW + RETENTION + timedelta(seconds=1)
        store.save("ann", Memory(visited=True), later)
        assert store.load("ann", later) == Memory(visited=True, version=1, updated=later)

    def test_purges_what_is_older_and_nothing_else(self, store: Store):
        for days, listener in ((0, "today"), (100, "recent"), (101, "old"), (399, "older")):
            store.save(listener, FULL, NOW - timedelta(days=days))
        assert store.purge(timedelta(days=100), NOW) == 2
        assert [name for name in ("today", "recent", "old", "older") if store.load(name, NOW).visited] == [
            "today",
            "recent",
        ]
        assert store.purge(timedelta(days=100), NOW) == 0

    def test_loses_no_update_when_one_listener_speaks_to_eight_devices_at_once(self, store: Store):
        with ThreadPoolExecutor(8) as devices:
            list(devices.map(lambda number: hear(store, "ann", f"tip_{number}"), range(24)))
        memory = store.load("ann", NOW)
        assert sorted(heard.tip for heard in memory.heard) == sorted(f"tip_{number}" for number in range(24))
        assert memory.version == 24

    def test_is_ready(self, store: Store):
        store.ready()


class TestEverySharedStore:
    def test_remembers_after_the_process_that_saved_has_closed_it(self, shared_url: str):
        first = open_plain_store(shared_url, RETENTION)
        first.save("ann", FULL, NOW)
        first.close()
        second = open_plain_store(shared_url, RETENTION)
        assert second.load("ann", NOW).heard == FULL.heard
        second.close()
