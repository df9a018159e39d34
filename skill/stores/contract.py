"""What every store promises. Tests run the same class of promises against each of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from skill.dialogue import Memory


class Store(Protocol):
    """Keeps one `Memory` for each listener. Safe to use from several threads, and from several processes at once.

    Listeners are hashed ids; times are aware and UTC. Every method raises `StoreUnavailable` if the store is out of
    reach, full, read-only, damaged or newer than this code.
    """

    def load(self, listener: str, now: datetime) -> Memory:
        """What is known of a listener; an empty `Memory` (version 0) if nothing is, or nothing young enough.

        A memory older than the retention counts as absent and is deleted when it is met.
        Raises `MemoryUnreadable` if this one memory is damaged or newer than this code.
        """

    def save(self, listener: str, memory: Memory, now: datetime) -> None:
        """Replaces the version that was loaded (`memory.version`) by `memory`, one version up, saved at `now`.

        On return it is durable against the death of this process. Raises `MemoryConflict` if somebody saved, or
        deleted, since it was loaded: load again, and answer again from what is there.
        """

    def forget(self, listener: str) -> None:
        """Deletes everything that is kept of a listener; no error if there is nothing."""

    def purge(self, older_than: timedelta, now: datetime) -> int:
        """Deletes all memories that were last saved longer ago than `older_than`; returns how many."""

    def ready(self) -> None:
        """Returns if the store can be used now; raises `StoreUnavailable` with the reason if not."""

    def close(self) -> None:
        """Gives back connections. The store is not to be used afterwards."""
