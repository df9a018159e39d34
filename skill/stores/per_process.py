"""What must not be shared between a process and the children that it forks: connections, locks, threads."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class PerProcess(Generic[T]):
    """A value that each process makes for itself when it first asks; what a parent made is kept, untouched and unused.

    Kept, since letting it go could close a connection that the parent still uses. Two threads that ask first at the
    same moment may both make a value; both get the same one.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._values: dict[int, T] = {}

    def __call__(self) -> T:
        """This process's value."""
        process = os.getpid()
        if process in self._values:
            return self._values[process]
        return self._values.setdefault(process, self._make())

    def pop(self) -> T | None:
        """This process's value if it has one, which is then forgotten."""
        return self._values.pop(os.getpid(), None)
