"""Everything that can go wrong on purpose. One base; each error carries its facts; raised `from` its cause."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct


class Fault(Struct, frozen=True, order=True):
    """One thing that is wrong in a file that people edit."""

    file: str
    """Path below the assets' root, as in `content/en/tips.yaml`."""
    key: str
    """Where in the file, dotted, as in `tips.even_if.spoken`; empty for the whole file."""
    problem: str
    """What is wrong and what to do about it."""

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.key, self.problem) if part)


class GentleInvitationError(Exception):
    """Base of all errors of the skill; its text is a sentence for whoever runs it."""


class SettingsError(GentleInvitationError):
    """An environment variable or an option has a value that cannot be used."""


class AssetsError(GentleInvitationError):
    """The folders `content/` and `interaction_model/` are not where they should be, or cannot be written."""


class ContentError(GentleInvitationError):
    """Files that people edit have faults; all of them, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class StoreError(GentleInvitationError):
    """A listener's memory could not be read or written."""


class StoreUnavailable(StoreError):
    """The store is out of reach, too slow, full, read-only or damaged; it may be back later."""


class MemoryUnreadable(StoreUnavailable):
    """One listener's memory is damaged, or was written by a newer version; everybody else's may be fine."""


class MemoryConflict(StoreError):
    """Somebody else saved this listener's memory since it was loaded."""
