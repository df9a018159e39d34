"""Every kind of store, empty, by name."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from skill.stores import Store, migrate, open_plain_store
from tests.stores.servers import DynamodbLocal, Postgres

NOW = datetime(2026, 11, 27, 18, 30, 15, 123456, tzinfo=UTC)
RETENTION = timedelta(days=400)
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    try:
        server.start()
        migrate_new_database(server, "template")
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def dynamodb() -> Iterator[DynamodbLocal]:
    server = DynamodbLocal()
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def postgres_url(postgres: Postgres) -> str:
    """A database of its own, with the newest schema."""
    name = f"test_{next(_numbers)}"
    administer(postgres, f"CREATE DATABASE {name} TEMPLATE template")
    return postgres.url(name)


@pytest.fixture
def aws_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """DynamoDB Local takes any key, but wants one."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "local")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "local")


@pytest.fixture
def dynamodb_url(dynamodb: DynamodbLocal, aws_keys: None) -> str:
    """A table of its own, keyed as the template in deploy/ makes it."""
    name = f"test-{next(_numbers)}"
    create_table(dynamodb, name)
    return dynamodb.url(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'memory.db'}"


@pytest.fixture
def memory_url() -> str:
    return "memory://"


@pytest.fixture(params=["memory", "sqlite", "postgres", "dynamodb"])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgres", "dynamodb"])
def shared_url(request: pytest.FixtureRequest) -> str:
    """Of a store that other processes can open as well."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_plain_store(url, RETENTION)
    yield opened
    opened.close()


def administer(server: Postgres, statement: str, database: str = "postgres") -> None:
    import psycopg

    with psycopg.connect(server.url(database), autocommit=True) as connection:
        connection.execute(statement)


def migrate_new_database(server: Postgres, name: str) -> None:
    administer(server, f"CREATE DATABASE {name}")
    migrate(server.url(name))


def dynamodb_client(server: DynamodbLocal):
    import boto3

    return boto3.client(
        "dynamodb",
        region_name="us-east-1",
        endpoint_url=server.endpoint,
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )


def create_table(server: DynamodbLocal, name: str) -> None:
    client = dynamodb_client(server)
    client.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "listener", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "listener", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client.close()
