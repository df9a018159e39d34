"""`STORE_URL` chooses the store; a wrong one is answered with what is allowed."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from skill.errors import SettingsError, StoreUnavailable
from skill.stores import migrate, open_store
from tests.stores.conftest import NOW, RETENTION, administer

WRONG = {
    "": "sqlite:///PATH",
    "memory.db": "sqlite:///PATH",
    "mysql://somewhere/skill": "postgresql://",
    "sqlite://": "must name a file",
    "sqlite:///": "must name a file",
    "sqlite:///:memory:": "must name a file",
    "postgresql://": "HOST",
    "postgresql://host": "must end with the database's name",
    "postgresql://host:port/name": "HOST:PORT",
    "dynamodb://": "dynamodb://TABLE?region=us-east-1",
    "dynamodb://table": "dynamodb://TABLE?region=us-east-1",
    "dynamodb://table?regoin=us-east-1": "dynamodb://TABLE?region=us-east-1",
    "dynamodb://table?region=": "dynamodb://TABLE?region=us-east-1",
    "dynamodb://table?region=us-east-1&endpoint=localhost": "dynamodb://TABLE?region=us-east-1",
    "dynamodb://table/more?region=us-east-1": "dynamodb://TABLE?region=us-east-1",
}


@pytest.mark.parametrize("url", WRONG)
def test_a_wrong_url_is_told_what_is_allowed(url):
    with pytest.raises(SettingsError) as raised:
        open_store(url, RETENTION)
    assert WRONG[url] in str(raised.value)


def test_a_wrong_url_does_not_repeat_a_password():
    with pytest.raises(SettingsError) as raised:
        open_store("postgresql://ann:s3cret@host:port/name", RETENTION)
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "module", "extra"),
    [
        ("postgresql://host/name", "sqlalchemy", "gentle-invitation[postgres]"),
        ("dynamodb://table?region=us-east-1", "boto3", "gentle-invitation[dynamodb]"),
    ],
)
def test_a_missing_library_is_named_by_its_extra(url, module, extra, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    for name in ("skill.stores.postgres", "skill.stores.dynamodb"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    with pytest.raises(SettingsError) as raised:
        open_store(url, RETENTION)
    assert extra in str(raised.value)


def test_sqlite_loads_no_library_of_another_store(sqlite_url):
    program = (
        "import sys; from datetime import timedelta; from skill.stores import open_store\n"
        f"open_store({sqlite_url!r}, timedelta(days=1))\n"
        "print([name for name in ('sqlalchemy', 'alembic', 'psycopg', 'boto3', 'botocore') if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"


def test_a_store_that_needs_no_migration_says_so(sqlite_url):
    assert "Nothing to migrate" in migrate(sqlite_url)


def test_migrations_of_four_servers_at_once_wait_for_each_other(postgres):
    administer(postgres, "CREATE DATABASE together")
    with ThreadPoolExecutor(4) as servers:
        assert len(set(servers.map(migrate, [postgres.url("together")] * 4))) == 1
    store = open_store(postgres.url("together"), RETENTION)
    store.ready()
    store.close()


def test_migrating_without_a_server_says_why():
    with pytest.raises(StoreUnavailable, match="could not be migrated"):
        migrate("postgresql://ann:s3cret@127.0.0.1:1/skill")


def test_the_migrations_end_at_the_revision_and_the_columns_that_the_code_expects(postgres, postgres_url):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from skill.stores.postgres import METADATA, REVISION, make_engine, read_url

    engine = make_engine(read_url(postgres_url), 30)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == REVISION
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_remembers_nothing_beyond_the_process_where_that_is_asked_for():
    first, second = open_store("memory://", RETENTION), open_store("memory://", RETENTION)
    first.save("ann", first.load("ann", NOW), NOW)
    assert second.load("ann", NOW).version == 0
