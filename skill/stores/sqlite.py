"""Memories in one SQLite file, through the standard library: for one machine, several threads and processes.

Write-ahead logging with `synchronous=NORMAL`: what was saved survives the death of every process that uses the file
(only a power cut can take the last moments), readers never wait, and writers wait for each other for milliseconds.
"""

from __future__ import annotations

import itertools
import os
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock, local
from typing import Any

from skill.dialogue import Memory
from skill.errors import MemoryConflict, StoreUnavailable
from skill.stores.per_process import PerProcess
from skill.stores.record import from_seconds, memory_from_json, memory_to_json

_STEPS = (
    (
        "CREATE TABLE memory (listener TEXT PRIMARY KEY, version INTEGER NOT NULL, record TEXT NOT NULL,"
        " updated REAL NOT NULL) WITHOUT ROWID",
        "CREATE INDEX memory_updated ON memory (updated)",
    ),
    (  # a save then writes one page, where an index and a record cut in two took four: a third of the time
        "CREATE TABLE kept (listener TEXT PRIMARY KEY, version INTEGER NOT NULL, record TEXT NOT NULL,"
        " updated REAL NOT NULL)",
        "INSERT INTO kept SELECT listener, version, record, updated FROM memory",
        "DROP TABLE memory",
        "ALTER TABLE kept RENAME TO memory",
    ),
)
"""Each step leads the schema one version up; `PRAGMA user_version` says how many the file has seen."""

_BITE = 2000
"""How many memories are looked at with one statement of a purge: some milliseconds of work."""


@dataclass(slots=True)
class _Connections:
    """Those of one process."""

    mine: local = field(default_factory=local)
    """The calling thread's `connection`, if it has one."""
    everyones: list[sqlite3.Connection] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)


class SqliteStore:
    """One file; one connection for each thread, opened when the thread first needs it."""

    def __init__(self, path: Path, retention: timedelta, patience: float) -> None:
        """`patience` is how many seconds it waits for another writer."""
        self._path = path.absolute()
        self._retention = retention
        self._patience = patience
        self._connections = PerProcess(_Connections)

    def load(self, listener: str, now: datetime) -> Memory:
        row, _ = self._run("SELECT record, version, updated FROM memory WHERE listener = ?", listener)
        if row is None:
            return Memory()
        record, version, updated = row
        limit = (now - self._retention).timestamp()
        if updated < limit:
            self._run("DELETE FROM memory WHERE listener = ? AND updated < ?", listener, limit)
            return Memory()
        return memory_from_json(record, version, from_seconds(updated))

    def save(self, listener: str, memory: Memory, now: datetime) -> None:
        record, updated = memory_to_json(memory), now.timestamp()
        if memory.version:
            _, saved = self._run(
                "UPDATE memory SET record = ?, updated = ?, version = version + 1 WHERE listener = ? AND version = ?",
                record,
                updated,
                listener,
                memory.version,
            )
        else:
            _, saved = self._run(
                "INSERT INTO memory (listener, version, record, updated) VALUES (?, 1, ?, ?)"
                " ON CONFLICT (listener) DO UPDATE"
                " SET version = 1, record = excluded.record, updated = excluded.updated WHERE memory.updated < ?",
                listener,
                record,
                updated,
                (now - self._retention).timestamp(),
            )
        if saved != 1:
            raise MemoryConflict("a listener's memory was saved meanwhile")

    def forget(self, listener: str) -> None:
        self._run("DELETE FROM memory WHERE listener = ?", listener)

    def purge(self, older_than: timedelta, now: datetime) -> int:
        """In small bites, so that no turn waits long for the lock."""
        limit, purged = (now - older_than).timestamp(), 0
        (last,), _ = self._run("SELECT coalesce(max(rowid), 0) FROM memory")
        bite = "DELETE FROM memory WHERE rowid > ? AND rowid <= ? AND updated < ?"
        for begin in range(0, last, _BITE):
            _, deleted = self._run(bite, begin, begin + _BITE, limit)
            purged += deleted
        return purged

    def ready(self) -> None:
        """Begins to write and takes it back: a read-only file is not ready."""
        self._run("BEGIN IMMEDIATE")
        self._run(f"PRAGMA user_version = {len(_STEPS)}")
        self._run("ROLLBACK")

    def close(self) -> None:
        connections = self._connections.pop()
        for connection in connections.everyones if connections else ():
            connection.close()

    def _run(self, statement: str, *values: object) -> tuple[Any, int]:
        """One statement on this thread's connection, a transaction by itself. Errors as `StoreUnavailable`.

        Gives the first row that it finds, None if there is none, and how many rows it changed.
        """
        connections = self._connections()
        try:
            if not hasattr(connections.mine, "connection"):
                self._connect(connections)
            cursor = connections.mine.connection.execute(statement, values)
            return cursor.fetchone(), cursor.rowcount
        except (sqlite3.Error, OSError) as error:
            self._disconnect(connections)  # the next call connects anew: the file may have been replaced meanwhile
            raise StoreUnavailable(f"SQLite file {self._path}: {error}") from error

    def _connect(self, connections: _Connections) -> None:
        with connections.lock:
            connections.mine.connection = _open(self._path, self._patience)
            connections.everyones.append(connections.mine.connection)

    def _disconnect(self, connections: _Connections) -> None:
        connection = connections.mine.__dict__.pop("connection", None)
        if connection is not None:
            with connections.lock:
                connections.everyones.remove(connection)
            connection.close()


def _open(path: Path, patience: float) -> sqlite3.Connection:
    """A connection to the file, which is made, private to its owner, if it is not there; its schema is brought up.

    Raises sqlite3.Error, OSError, or `StoreUnavailable` if a newer version has written the file.
    """
    _create_privately(path)
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
    try:
        _switch_to_wal(connection, patience)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -256")  # kilobytes: for each thread; the system keeps the file as well
        connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
        _upgrade(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _create_privately(path: Path) -> None:
    """Made before SQLite opens it, since SQLite would use the umask; its `-wal` and `-shm` files copy the mode."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):  # another process was faster
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _switch_to_wal(connection: sqlite3.Connection, patience: float) -> None:
    """Tries as long as a writer may wait: while others switch as well, SQLite refuses at once instead of waiting."""
    deadline = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _upgrade(connection: sqlite3.Connection, path: Path) -> None:
    if _schema(connection) == len(_STEPS):
        return
    with closing(connection.cursor()) as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        try:
            found = _schema(connection)  # again: another process may have done it while this one waited
            if found > len(_STEPS):
                raise StoreUnavailable(
                    f"SQLite file {path} has schema {found}, newer than {len(_STEPS)}: update the skill"
                )
            for statement in itertools.chain(*_STEPS[found:]):
                cursor.execute(statement)
            cursor.execute(f"PRAGMA user_version = {len(_STEPS)}")
            cursor.execute("COMMIT")
        except BaseException:
            cursor.execute("ROLLBACK")
            raise


def _schema(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
