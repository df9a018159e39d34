"""Where a listener's memory is kept. `open_store` is the way in; `Store` is what is promised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from skill.errors import SettingsError
from skill.stores.contract import Store
from skill.stores.guard import BUDGET_SECONDS, OPENING_SECONDS, GuardedStore

__all__ = ["Store", "keeps_time", "migrate", "open_plain_store", "open_store"]

PATIENCE_SECONDS = 30.0
"""What somebody at a terminal waits for."""
_KEEP_TIME = ("sqlite:", "memory:")
"""Stores that wait for nobody but another process at the same file, and for that no longer than they are told to.

A thread between them and a turn would cost the turn as much as all else that it does."""


def open_store(url: str, retention: timedelta, budget: float = BUDGET_SECONDS) -> Store:
    """The store at `url`, guarded: it fails soft, answers within `budget` seconds a call, and is used again when back.

    `url` is one of `sqlite:///PATH`, `postgresql://…`, `dynamodb://TABLE?region=…&endpoint=…`, `memory://`.
    Raises `SettingsError` saying what is allowed; a store that is only out of reach is no error.
    """
    patience = budget if keeps_time(url) else max(budget, OPENING_SECONDS)
    store = GuardedStore(open_plain_store(url, retention, patience), budget, keeps_time(url))
    store.warm()
    return store


def keeps_time(url: str) -> bool:
    """Whether the store at `url` keeps to its time by itself, since it waits for no network."""
    return url.startswith(_KEEP_TIME)


def open_plain_store(url: str, retention: timedelta, patience: float = PATIENCE_SECONDS) -> Store:
    """The store at `url` as it is, for those who must see its errors: `purge`, tests. Makes no contact yet.

    `patience` is how many seconds it waits for a server, or for another process, before it gives up.
    """
    scheme, separator, _ = url.partition("://")
    opener = _OPENERS.get(scheme)
    if not separator or opener is None:
        raise SettingsError(
            f"STORE_URL starts with {scheme[:20]!r}; it must be sqlite:///PATH, postgresql://USER:PASSWORD@HOST/NAME, "
            "dynamodb://TABLE?region=REGION, or memory:// to remember nothing"
        )
    return opener(url, retention, patience)


def migrate(url: str) -> str:
    """Brings the store at `url` up to this version; returns a sentence that says what there was to do.

    Raises `SettingsError` for a wrong url and `StoreUnavailable` if the store cannot be reached or changed.
    """
    if url.startswith("postgresql://"):
        from skill.stores.migrations import upgrade

        return upgrade(url)
    store = open_plain_store(url, timedelta(days=1))
    try:
        store.ready()
    finally:
        store.close()
    return "Nothing to migrate: this store needs no migrations."


def _open_memory(_url: str, retention: timedelta, _patience: float) -> Store:
    from skill.stores.memory import MemoryStore

    return MemoryStore(retention)


def _open_sqlite(url: str, retention: timedelta, patience: float) -> Store:
    from skill.stores.sqlite import SqliteStore

    path = url.removeprefix("sqlite://").removeprefix("/")
    if not path or path == ":memory:":
        raise SettingsError(
            f"STORE_URL is {url!r}; it must name a file, as in sqlite:////var/lib/gentle-invitation/memory.db"
        )
    return SqliteStore(Path(path), retention, patience)


def _open_postgres(url: str, retention: timedelta, patience: float) -> Store:
    try:
        from skill.stores.postgres import PostgresStore
    except ImportError as error:
        raise SettingsError("STORE_URL asks for PostgreSQL: install gentle-invitation[postgres]") from error
    return PostgresStore(url, retention, patience)


def _open_dynamodb(url: str, retention: timedelta, patience: float) -> Store:
    try:
        from skill.stores.dynamodb import DynamodbStore
    except ImportError as error:
        raise SettingsError("STORE_URL asks for DynamoDB: install gentle-invitation[dynamodb]") from error
    return DynamodbStore(url, retention, patience)


_OPENERS: dict[str, Callable[[str, timedelta, float], Store]] = {
    "memory": _open_memory,
    "sqlite": _open_sqlite,
    "postgresql": _open_postgres,
    "dynamodb": _open_dynamodb,
}
