"""Memories in this process alone: for tests, and for a trial that shall leave nothing behind."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock

from msgspec.structs import replace

from skill.dialogue import Memory
from skill.errors import MemoryConflict


class MemoryStore:
    """A dictionary behind a lock; gone when the process ends."""

    def __init__(self, retention: timedelta) -> None:
        self._retention = retention
        self._memories: dict[str, Memory] = {}
        self._lock = Lock()

    def load(self, listener: str, now: datetime) -> Memory:
        with self._lock:
            memory = self._memories.get(listener, Memory())
            if not _older(memory, now - self._retention):
                return memory
            del self._memories[listener]
            return Memory()

    def save(self, listener: str, memory: Memory, now: datetime) -> None:
        with self._lock:
            there = self._memories.get(listener, Memory())
            version = 0 if _older(there, now - self._retention) else there.version
            if version != memory.version:
                raise MemoryConflict("a listener's memory was saved meanwhile")
            self._memories[listener] = replace(memory, version=version + 1, updated=now)

    def forget(self, listener: str) -> None:
        with self._lock:
            self._memories.pop(listener, None)

    def purge(self, older_than: timedelta, now: datetime) -> int:
        with self._lock:
            old = [name for name, memory in self._memories.items() if _older(memory, now - older_than)]
            for name in old:
                del self._memories[name]
            return len(old)

    def ready(self) -> None:
        """Always."""

    def close(self) -> None:
        """Nothing to give back."""


def _older(memory: Memory, limit: datetime) -> bool:
    return memory.updated is not None and memory.updated < limit
