"""Calls that may not take longer than a given time, whatever they wait for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

from skill.stores.per_process import PerProcess

T = TypeVar("T")


class BudgetedCalls:
    """Runs calls on threads of its own and stops waiting when the time is over.

    Neither sockets nor files can be trusted to keep a time limit (a name look-up, a disk that hangs); a thread that
    waits for them can. The threads are daemons, so that a call that hangs keeps no process from ending.
    """

    def __init__(self, most_threads: int) -> None:
        self._workers = PerProcess(lambda: _Workers(most_threads))

    def run(self, seconds: float, call: Callable[..., T], *arguments: object) -> T:
        """What `call(*arguments)` returns or raises; `TimeoutError` if that takes longer than `seconds`.

        A call that nobody waits for any more is not begun; one that has begun runs to its end unheard.
        """
        future: Future[T] = Future()
        self._workers().take(future, call, arguments)
        try:
            return future.result(seconds)
        finally:
            future.cancel()


@dataclass(slots=True)
class _Workers:
    most: int
    threads: int = 0
    unfinished: int = 0
    """Calls taken and not yet done; a thread is added as long as there are more of these than threads."""
    lock: Lock = field(default_factory=Lock)
    calls: SimpleQueue[tuple[Future[Any], Callable[..., Any], tuple[object, ...]]] = field(default_factory=SimpleQueue)

    def take(self, future: Future[Any], call: Callable[..., Any], arguments: tuple[object, ...]) -> None:
        with self.lock:
            self.unfinished += 1
            add = self.threads < min(self.unfinished, self.most)
            self.threads += add
        if add:
            Thread(target=self._work, name="store", daemon=True).start()
        self.calls.put((future, call, arguments))

    def _work(self) -> None:
        while True:
            future, call, arguments = self.calls.get()
            answer = _answer(future, call, arguments)
            with self.lock:
                self.unfinished -= 1
            answer()


def _answer(future: Future[T], call: Callable[..., T], arguments: tuple[object, ...]) -> Callable[[], None]:
    """Makes the call unless nobody waits for it; returns what hands its result over."""
    if not future.set_running_or_notify_cancel():
        return lambda: None
    try:
        result = call(*arguments)
    except BaseException as error:  # noqa: BLE001 - raised again where the call is waited for
        failure = error
        return lambda: future.set_exception(failure)
    return lambda: future.set_result(result)
