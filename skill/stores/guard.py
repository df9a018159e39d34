"""Between the skill and its store: a store in trouble may cost a listener the memory of a tip, never the tip."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import TypeVar

from skill.dialogue import Memory
from skill.errors import MemoryConflict, MemoryUnreadable, StoreUnavailable
from skill.stores.budget import BudgetedCalls
from skill.stores.contract import Store

T = TypeVar("T")
_log = logging.getLogger(__name__)

BUDGET_SECONDS = 0.3
"""What one call of a turn may take: load and save then leave Alexa's eight seconds untouched."""
OPENING_SECONDS = 5.0
"""What the first contact may take, before any listener waits."""
THREADS = 16
"""Calls at the same time; more wait in line, within their budget."""


class GuardedStore:
    """A store that is down, slow, full, read-only, damaged or newer than the code, made harmless.

    The log has one line when a kind of call begins to fail and one when it works again.
    """

    def __init__(self, store: Store, budget: float = BUDGET_SECONDS, keeps_time: bool = False) -> None:
        """`keeps_time`: the store keeps to the budget by itself, and is called without a thread in between."""
        self._store = store
        self._budget = budget
        self._calls = None if keeps_time else BudgetedCalls(THREADS)
        self._failing: set[str] = set()
        self._lock = Lock()

    def load(self, listener: str, now: datetime) -> Memory:
        """As the store's, but where the store fails: a memory that says so with `reachable=False`."""
        try:
            return self._call("load", self._store.load, listener, now)
        except StoreUnavailable:
            return Memory(reachable=False)

    def save(self, listener: str, memory: Memory, now: datetime) -> None:
        """As the store's, but where the store fails, and for a memory that could not be loaded, nothing happens."""
        if not memory.reachable:
            return
        try:
            self._call("save", self._store.save, listener, memory, now)
        except StoreUnavailable:
            return

    def forget(self, listener: str) -> None:
        """As the store's: raises `StoreUnavailable`, since nobody may be told of a deletion that did not happen."""
        self._call("forget", self._store.forget, listener)

    def purge(self, older_than: timedelta, now: datetime) -> int:
        """As the store's, without a budget."""
        return self._store.purge(older_than, now)

    def ready(self) -> None:
        """As the store's, within the budget."""
        self._call("be reached", self._store.ready)

    def warm(self) -> None:
        """Makes first contact, so that the first listener need not wait for it; a store that is down is only logged."""
        try:
            self._call("be reached", self._store.ready, budget=max(self._budget, OPENING_SECONDS))
        except StoreUnavailable:
            return

    def close(self) -> None:
        self._store.close()

    def _call(self, name: str, call: Callable[..., T], *arguments: object, budget: float | None = None) -> T:
        seconds = self._budget if budget is None else budget
        try:
            result = self._calls.run(seconds, call, *arguments) if self._calls else call(*arguments)
        except MemoryConflict:
            self._note_success(name)
            raise
        except MemoryUnreadable as error:
            self._note_failure("read a memory", error)
            raise
        except StoreUnavailable as error:
            self._note_failure(name, error)
            raise
        except TimeoutError as error:
            unavailable = StoreUnavailable(f"the store did not answer within {seconds:g} seconds")
            self._note_failure(name, unavailable)
            raise unavailable from error
        except Exception as error:
            unavailable = StoreUnavailable(f"the store failed with {type(error).__name__}")
            self._note_failure(name, unavailable)
            raise unavailable from error
        self._note_success(name)
        return result

    def _note_failure(self, name: str, error: StoreUnavailable) -> None:
        with self._lock:
            known = name in self._failing
            self._failing.add(name)
        if not known:
            _log.warning("store cannot %s, listeners are answered without: %s", name, error)

    def _note_success(self, name: str) -> None:
        if name not in self._failing:
            return
        with self._lock:
            self._failing.discard(name)
        _log.warning("store can %s again", name)
