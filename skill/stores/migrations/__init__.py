"""PostgreSQL's schema, step by step, run by `migrate` and by nobody else: a server that starts changes nothing."""

from __future__ import annotations

from pathlib import Path

from skill.errors import SettingsError, StoreUnavailable

_PATIENCE_SECONDS = 30.0
"""For a connection; the migrations themselves may take as long as they take."""


def upgrade(url: str) -> str:
    """Brings the database at `url` to the newest schema; returns a sentence that says what was done.

    Two at once wait for each other. Raises `SettingsError` for a wrong url or where the extra `postgres` is not
    installed, and `StoreUnavailable` if the database cannot be reached or changed, or is newer than this code.
    """
    try:
        from alembic import command
        from alembic.config import Config
        from alembic.util.exc import CommandError
        from sqlalchemy import text
        from sqlalchemy.exc import SQLAlchemyError

        from skill.stores.postgres import REVISION, make_engine, read_url
    except ImportError as error:
        raise SettingsError("migrating PostgreSQL needs more: install gentle-invitation[postgres]") from error
    engine = make_engine(read_url(url), _PATIENCE_SECONDS)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    try:
        with engine.connect().execution_options(isolation_level="READ COMMITTED") as connection, connection.begin():
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('gentle-invitation migrate'))"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except (SQLAlchemyError, CommandError) as error:
        raise StoreUnavailable(f"PostgreSQL could not be migrated: {str(error).partition(chr(10))[0]}") from error
    finally:
        engine.dispose()
    return f"PostgreSQL has schema {REVISION}, the newest."
