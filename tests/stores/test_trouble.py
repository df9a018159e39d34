"""Real trouble of the real stores: each time a listener is answered, and the store is used again when it is well."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from skill.dialogue import Heard, Memory
from skill.errors import MemoryUnreadable, StoreUnavailable
from skill.stores import Store, migrate, open_plain_store, open_store
from skill.stores.record import memory_to_json
from tests.stores.conftest import NOW, RETENTION, administer, create_table, dynamodb_client
from tests.stores.servers import wait_until

PATIENT = 10.0
"""A budget for what is to succeed, on a machine that may be busy with much else."""
BUDGET = 0.3
HEARD = Memory(visited=True, heard=(Heard("even_if", NOW),))


@pytest.fixture
def open_guarded() -> Iterator:
    opened = []

    def open_one(url: str, budget: float = PATIENT) -> Store:
        opened.append(open_store(url, RETENTION, budget))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


def table_of(url: str) -> str:
    return url.removeprefix("dynamodb://").partition("?")[0]


def remembers(store: Store) -> bool:
    return store.load("ann", NOW).heard == HEARD.heard


class TestSqlite:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return tmp_path / "memory.db"

    def test_a_damaged_file_is_survived_and_a_restored_one_is_used(self, path, sqlite_url, open_guarded):
        open_guarded(sqlite_url).save("ann", HEARD, NOW)
        backup = self._backup(path)
        for file in path.parent.iterdir():
            file.unlink()
        path.write_bytes(b"this is no database " * 1000)
        store = open_guarded(sqlite_url)
        assert not store.load("ann", NOW).reachable
        path.write_bytes(backup)
        assert remembers(store)

    def test_a_file_of_a_newer_version_is_left_alone(self, path, sqlite_url, open_guarded):
        open_guarded(sqlite_url).save("ann", HEARD, NOW)
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
        newer = open_plain_store(sqlite_url, RETENTION)
        with pytest.raises(StoreUnavailable, match="update the skill"):
            newer.load("ann", NOW)
        assert not open_guarded(sqlite_url).load("ann", NOW).reachable

    def test_a_file_of_the_first_version_keeps_its_memories(self, path, sqlite_url, open_guarded):
        with sqlite3.connect(path) as connection:
            connection.execute(
                "CREATE TABLE memory (listener TEXT PRIMARY KEY, version INTEGER NOT NULL, record TEXT NOT NULL,"
                " updated REAL NOT NULL) WITHOUT ROWID"
            )
            connection.execute("CREATE INDEX memory_updated ON memory (updated)")
            row = ("ann", 7, memory_to_json(HEARD), NOW.timestamp())
            connection.execute("INSERT INTO memory VALUES (?, ?, ?, ?)", row)
            connection.execute("PRAGMA user_version = 1")
        connection.close()
        store = open_guarded(sqlite_url)
        assert remembers(store)
        assert store.load("ann", NOW).version == 7

    def test_a_record_that_is_no_text_is_told_as_trouble(self, path, sqlite_url, open_guarded):
        open_guarded(sqlite_url).save("ann", HEARD, NOW)
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE memory SET record = CAST(x'ff' AS TEXT)")
        connection.close()
        plain = open_plain_store(sqlite_url, RETENTION)
        with pytest.raises(StoreUnavailable):
            plain.load("ann", NOW)
        plain.close()
        assert not open_guarded(sqlite_url).load("ann", NOW).reachable

    def test_a_folder_that_cannot_be_made_is_survived(self, tmp_path, open_guarded):
        (tmp_path / "file").touch()
        store = open_guarded(f"sqlite:///{tmp_path / 'file' / 'memory.db'}")
        assert not store.load("ann", NOW).reachable
        (tmp_path / "file").unlink()
        assert store.load("ann", NOW).reachable

    def test_a_writer_that_keeps_the_lock_costs_no_more_than_the_budget(self, path, sqlite_url, open_guarded):
        store = open_guarded(sqlite_url, BUDGET)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        before = time.monotonic()
        store.save("ann", HEARD, NOW)
        assert time.monotonic() - before < BUDGET + 0.5
        other.execute("ROLLBACK")
        other.close()
        store.save("ann", HEARD, NOW)
        assert remembers(store)

    def test_a_full_disk_is_survived(self, sqlite_url, open_guarded):
        open_guarded(sqlite_url).save("ann", HEARD, NOW)
        self._run(
            sqlite_url,
            "for number in range(300): store.save(f'listener {number}', HEARD, NOW)\n"
            "assert store.load('ann', NOW).reachable",
            expected_in_log="cannot save",
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (65536, resource.RLIM_INFINITY)),
        )

    @pytest.mark.skipif(os.geteuid() != 0, reason="needs another user than the owner of the file")
    def test_a_read_only_file_is_survived(self, tmp_path, path, sqlite_url, open_guarded):
        open_guarded(sqlite_url).save("ann", HEARD, NOW)
        for file in path.parent.iterdir():
            file.chmod(0o444)
        for folder in (tmp_path, *list(tmp_path.parents)[:3]):
            folder.chmod(0o755)
        self._run(
            sqlite_url,
            "memory = store.load('ann', NOW)\nstore.save('ann', memory, NOW)",
            expected_in_log="store cannot be reached",
            first="import os, skill.stores.sqlite; os.setuid(65534)\n",
        )

    def _backup(self, path: Path) -> bytes:
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return path.read_bytes()

    def _run(self, url: str, program: str, expected_in_log: str, first: str = "", **how: object) -> None:
        """Runs a program with a store in a process that is held short; the log has one line about it."""
        beginning = (
            "import logging, sys; from datetime import *; from skill.stores import open_store\n"
            "from skill.dialogue import Heard, Memory\n"
            "logging.basicConfig(stream=sys.stdout)\n"
            f"{first}"
            "NOW = datetime(2026, 11, 27, 18, 30, 15, 123456, tzinfo=UTC)\n"
            "HEARD = Memory(visited=True, heard=(Heard('even_if', NOW),))\n"
            f"store = open_store({url!r}, timedelta(days=400))\n"
        )
        ended = subprocess.run(
            [sys.executable, "-B", "-c", beginning + program], capture_output=True, text=True, check=False, **how
        )
        assert ended.returncode == 0, ended.stderr
        assert ended.stdout.count(expected_in_log) == 1, ended.stdout


class TestPostgres:
    def test_survives_a_restart_of_the_server(self, postgres, postgres_url, open_guarded):
        store = open_guarded(postgres_url)
        store.save("ann", HEARD, NOW)
        with postgres.stopped():
            assert not store.load("ann", NOW).reachable
        assert remembers(store)

    def test_starts_without_its_server_and_uses_it_when_it_comes(self, postgres, postgres_url, open_guarded):
        with postgres.stopped():
            store = open_guarded(postgres_url)
            assert not store.load("ann", NOW).reachable
        assert store.load("ann", NOW).reachable

    def test_gives_up_in_time_on_a_server_that_hangs(self, postgres, postgres_url, open_guarded):
        store = open_guarded(postgres_url, BUDGET)
        wait_until(lambda: store.load("ann", NOW).reachable)
        backends = postgres.backends()
        for backend in backends:
            os.kill(backend, signal.SIGSTOP)
        before = time.monotonic()
        assert not store.load("ann", NOW).reachable
        assert time.monotonic() - before < BUDGET + 0.5
        for backend in backends:
            os.kill(backend, signal.SIGCONT)
        wait_until(lambda: store.load("ann", NOW).reachable)

    def test_recalls_but_does_not_save_on_a_read_only_server(self, postgres, postgres_url, open_guarded):
        open_guarded(postgres_url).save("ann", HEARD, NOW)
        name = postgres_url.rpartition("/")[2]
        administer(postgres, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        store = open_guarded(postgres_url)
        store.save("bob", HEARD, NOW)
        assert remembers(store)
        assert store.load("bob", NOW) == Memory()
        with pytest.raises(StoreUnavailable, match="read-only"):
            store.ready()

    def test_says_that_the_tables_are_missing(self, postgres, open_guarded):
        administer(postgres, "CREATE DATABASE bare")
        bare = open_plain_store(postgres.url("bare"), RETENTION)
        with pytest.raises(StoreUnavailable, match="gentle-invitation migrate"):
            bare.load("ann", NOW)
        bare.close()
        store = open_guarded(postgres.url("bare"))
        assert not store.load("ann", NOW).reachable
        assert "newest" in migrate(postgres.url("bare"))
        assert store.load("ann", NOW).reachable

    def test_leaves_tables_of_a_newer_version_alone(self, postgres, postgres_url, open_guarded):
        name = postgres_url.rpartition("/")[2]
        administer(postgres, "UPDATE alembic_version SET version_num = '9999'", name)
        newer = open_plain_store(postgres_url, RETENTION)
        with pytest.raises(StoreUnavailable, match="update the skill"):
            newer.load("ann", NOW)
        newer.close()
        assert not open_guarded(postgres_url).load("ann", NOW).reachable
        with pytest.raises(StoreUnavailable):
            migrate(postgres_url)

    def test_keeps_the_password_out_of_its_errors(self, open_guarded):
        store = open_plain_store("postgresql://ann:s3cret@127.0.0.1:1/skill", RETENTION)
        with pytest.raises(StoreUnavailable) as raised:
            store.ready()
        assert "s3cret" not in str(raised.value)


class TestDynamodb:
    def test_gives_up_in_time_on_a_server_that_hangs(self, dynamodb, dynamodb_url, open_guarded):
        open_guarded(dynamodb_url).save("ann", HEARD, NOW)
        store = open_guarded(dynamodb_url, BUDGET)
        wait_until(lambda: remembers(store))
        os.kill(dynamodb.process.pid, signal.SIGSTOP)
        before = time.monotonic()
        assert not store.load("ann", NOW).reachable
        assert time.monotonic() - before < BUDGET + 0.5
        os.kill(dynamodb.process.pid, signal.SIGCONT)
        wait_until(lambda: remembers(store))

    def test_survives_a_restart_of_the_server(self, dynamodb, dynamodb_url, open_guarded):
        store = open_guarded(dynamodb_url)
        dynamodb.stop()
        assert not store.load("ann", NOW).reachable
        dynamodb.start()
        create_table(dynamodb, table_of(dynamodb_url))  # it keeps its tables in memory
        assert store.load("ann", NOW).reachable

    def test_says_that_the_table_is_missing(self, dynamodb, aws_keys):
        store = open_plain_store(dynamodb.url("nowhere"), RETENTION)
        with pytest.raises(StoreUnavailable, match=r"nowhere.*ResourceNotFound"):
            store.ready()
        store.close()

    def test_an_item_that_outlived_its_time_counts_as_absent(self, dynamodb, dynamodb_url, open_guarded):
        """DynamoDB deletes hours, at times days, after the moment in `expires`."""
        store = open_guarded(dynamodb_url)
        store.save("ann", HEARD, NOW)
        client = dynamodb_client(dynamodb)
        table = table_of(dynamodb_url)
        item = client.get_item(TableName=table, Key={"listener": {"S": "ann"}})["Item"]
        assert int(item["expires"]["N"]) == int((NOW + RETENTION).timestamp())
        assert store.load("ann", NOW + RETENTION + RETENTION) == Memory()
        assert "Item" not in client.get_item(TableName=table, Key={"listener": {"S": "ann"}})
        client.close()


class TestOneDamagedMemory:
    """One record that cannot be read is that listener's trouble alone, and is gone when it is forgotten."""

    @pytest.fixture(params=["{", '{"format":99}'], ids=["damaged", "newer"])
    def record(self, request) -> str:
        return request.param

    @pytest.fixture
    def damage(self, request, shared_url, record):
        def sqlite() -> None:
            with sqlite3.connect(shared_url.removeprefix("sqlite:///")) as connection:
                connection.execute("UPDATE memory SET record = ? WHERE listener = 'ann'", (record,))
            connection.close()

        def postgresql() -> None:
            name = shared_url.rpartition("/")[2]
            server = request.getfixturevalue("postgres")
            administer(server, f"UPDATE memory SET record = '{record}' WHERE listener = 'ann'", name)

        def dynamodb() -> None:
            client = dynamodb_client(request.getfixturevalue("dynamodb"))
            client.update_item(
                TableName=table_of(shared_url),
                Key={"listener": {"S": "ann"}},
                UpdateExpression="SET #record = :record",
                ExpressionAttributeNames={"#record": "record"},
                ExpressionAttributeValues={":record": {"S": record}},
            )
            client.close()

        return {"sqlite": sqlite, "postgresql": postgresql, "dynamodb": dynamodb}[shared_url.partition(":")[0]]

    def test_is_that_listeners_alone(self, shared_url, damage, open_guarded):
        store = open_guarded(shared_url)
        store.save("ann", HEARD, NOW)
        store.save("bob", HEARD, NOW)
        damage()
        plain = open_plain_store(shared_url, RETENTION)
        with pytest.raises(MemoryUnreadable):
            plain.load("ann", NOW)
        plain.close()
        assert not store.load("ann", NOW).reachable
        assert store.load("bob", NOW) == replace(HEARD, version=1, updated=NOW)
        store.forget("ann")
        assert store.load("ann", NOW) == Memory()
