"""Memories in PostgreSQL, for several servers: SQLAlchemy Core over psycopg 3. `migrate` alone makes the schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    Connection,
    DateTime,
    Engine,
    MetaData,
    Table,
    Text,
    create_engine,
    delete,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from skill.dialogue import Memory
from skill.errors import MemoryConflict, SettingsError, StoreUnavailable
from skill.stores.per_process import PerProcess
from skill.stores.record import memory_from_json, memory_to_json

REVISION = "0001"
"""The newest migration that this code knows, as in `migrations/versions/`; they are numbered upwards."""
CONNECTIONS = 16
"""Kept open by each process; as many as the guard makes calls at the same time."""
_BITE = 1000
"""How many memories are purged with one statement."""

METADATA = MetaData()
"""The tables as this code expects them."""
_memory = Table(
    "memory",
    METADATA,
    Column("listener", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("record", Text, nullable=False),
    Column("updated", DateTime(timezone=True), nullable=False, index=True),
)


class PostgresStore:
    """A pool of connections for each process, made when first needed; a connection that a restart cut is replaced."""

    def __init__(self, url: str, retention: timedelta, patience: float) -> None:
        """`patience` is how many seconds it waits for the server, for each thing that it asks."""
        self._url = read_url(url)
        self._retention = retention
        self._engine = PerProcess(lambda: make_engine(self._url, patience))
        self._schema_checked = False

    def load(self, listener: str, now: datetime) -> Memory:
        mine, limit = _memory.c.listener == listener, now - self._retention
        with self._connection() as connection:
            row = connection.execute(select(_memory).where(mine)).one_or_none()
            if row is not None and row.updated < limit:
                connection.execute(delete(_memory).where(mine, _memory.c.updated < limit))
                row = None
        return Memory() if row is None else memory_from_json(row.record, row.version, row.updated)

    def save(self, listener: str, memory: Memory, now: datetime) -> None:
        values = {"version": memory.version + 1, "record": memory_to_json(memory), "updated": now}
        mine, limit = _memory.c.listener == listener, now - self._retention
        replace = update(_memory).values(values).where(mine, _memory.c.version == memory.version)
        add = insert(_memory).values(values | {"listener": listener})
        add_or_renew = add.on_conflict_do_update(
            index_elements=["listener"], set_=values, where=_memory.c.updated < limit
        )
        statement = (replace if memory.version else add_or_renew).returning(_memory.c.version)
        with self._connection() as connection:
            saved = connection.execute(statement).first()
        if saved is None:
            raise MemoryConflict("a listener's memory was saved meanwhile")

    def forget(self, listener: str) -> None:
        with self._connection() as connection:
            connection.execute(delete(_memory).where(_memory.c.listener == listener))

    def purge(self, older_than: timedelta, now: datetime) -> int:
        """In bites, each within the time that a statement may take."""
        old = select(_memory.c.listener).where(_memory.c.updated < now - older_than).limit(_BITE)
        purged = 0
        with self._connection() as connection:
            while deleted := connection.execute(delete(_memory).where(_memory.c.listener.in_(old))).rowcount:
                purged += deleted
        return purged

    def ready(self) -> None:
        self._schema_checked = False
        with self._connection() as connection:
            if connection.execute(text("SHOW transaction_read_only")).scalar() == "on":
                raise StoreUnavailable("PostgreSQL is read-only")

    def close(self) -> None:
        engine = self._engine.pop()
        if engine:
            engine.dispose()

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        """A connection in autocommit: each statement is a transaction. Errors as `StoreUnavailable`."""
        try:
            with self._engine().connect() as connection:
                if not self._schema_checked:
                    _check_schema(connection)
                    self._schema_checked = True
                yield connection
        except SQLAlchemyError as error:
            raise StoreUnavailable(f"PostgreSQL: {_first_line(error)}") from error


def read_url(url: str) -> URL:
    """`url` for SQLAlchemy, with psycopg 3 as the driver. Raises `SettingsError` if it cannot be read."""
    try:
        parsed = make_url(url).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError) as error:
        # The url is not repeated: it may hold a password.
        raise SettingsError("STORE_URL must look like postgresql://USER:PASSWORD@HOST:PORT/NAME") from error
    if not parsed.database:
        raise SettingsError("STORE_URL must end with the database's name: postgresql://USER:PASSWORD@HOST:PORT/NAME")
    return parsed


def make_engine(url: URL, patience: float) -> Engine:
    """A pool that asks a connection whether it still lives before it is used, and that never logs what is stored.

    `patience` is how many seconds it waits for a connection, and for the answer to a statement.
    """
    milliseconds = int(patience * 1000)
    return create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        pool_pre_ping=True,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=patience,
        hide_parameters=True,
        connect_args={
            "connect_timeout": max(2, int(patience)),  # libpq takes no less than two
            "options": f"-c statement_timeout={milliseconds}",
            "tcp_user_timeout": milliseconds,
        },
    )


def _check_schema(connection: Connection) -> None:
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar() is None:
        raise StoreUnavailable("PostgreSQL has no tables yet: run `gentle-invitation migrate`")
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is None or found < REVISION:
        raise StoreUnavailable(f"PostgreSQL has schema {found}, older than {REVISION}: run `gentle-invitation migrate`")
    if found > REVISION:
        raise StoreUnavailable(f"PostgreSQL has schema {found}, newer than {REVISION}: update the skill")


def _first_line(error: SQLAlchemyError) -> str:
    cause = getattr(error, "orig", None) or error
    return str(cause).strip().partition("\n")[0] or type(cause).__name__
