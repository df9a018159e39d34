"""Memories in one DynamoDB table, for AWS Lambda: boto3.

The table has the key `listener` (a string) and time to live on `expires`. DynamoDB deletes expired items hours late,
so the time of the last save decides whether an item counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from skill.dialogue import Memory
from skill.errors import MemoryConflict, MemoryUnreadable, SettingsError, StoreUnavailable
from skill.stores.per_process import PerProcess
from skill.stores.record import from_seconds, memory_from_json, memory_to_json

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CONNECTIONS = 16
"""Kept open by each process; as many as the guard makes calls at the same time."""
_NOBODY = {"listener": {"S": "ready?"}}
"""A key that no hashed listener has: asking for it needs no permission beyond those of a turn."""


class DynamodbStore:
    """One table; one client for each process, made when first needed."""

    def __init__(self, url: str, retention: timedelta, patience: float) -> None:
        """`patience` is how many seconds it waits for the server; it asks twice."""
        self._table, options = _read_url(url)
        self._retention = retention
        self._client = PerProcess(lambda: _connect(options, patience))

    def load(self, listener: str, now: datetime) -> Memory:
        with self._calls() as client:
            found = client.get_item(TableName=self._table, Key={"listener": {"S": listener}}, ConsistentRead=True)
        item = found.get("Item")
        if item is None:
            return Memory()
        try:
            updated, version, record = float(item["saved"]["N"]), int(item["version"]["N"]), item["record"]["S"]
        except (KeyError, ValueError) as error:
            raise MemoryUnreadable("a listener's memory is damaged") from error
        limit = now - self._retention
        if updated < limit.timestamp():
            self._delete_if_older(listener, limit)
            return Memory()
        return memory_from_json(record, version, from_seconds(updated))

    def save(self, listener: str, memory: Memory, now: datetime) -> None:
        condition = "version = :there" if memory.version else "attribute_not_exists(listener) OR saved < :there"
        there = memory.version or (now - self._retention).timestamp()
        item = {
            "listener": {"S": listener},
            "version": {"N": str(memory.version + 1)},
            "record": {"S": memory_to_json(memory)},
            "saved": {"N": repr(now.timestamp())},
            "expires": {"N": str(int((now + self._retention).timestamp()))},
        }
        with self._calls() as client:
            client.put_item(
                TableName=self._table,
                Item=item,
                ConditionExpression=condition,
                ExpressionAttributeValues={":there": {"N": repr(there)}},
            )

    def forget(self, listener: str) -> None:
        with self._calls() as client:
            client.delete_item(TableName=self._table, Key={"listener": {"S": listener}})

    def purge(self, older_than: timedelta, now: datetime) -> int:
        """Reads the whole table, page by page; the table's time to live does the same without cost, some hours late."""
        limit = now - older_than
        with self._calls() as client:
            pages = client.get_paginator("scan").paginate(
                TableName=self._table,
                ProjectionExpression="listener",
                FilterExpression="saved < :limit",
                ExpressionAttributeValues={":limit": {"N": repr(limit.timestamp())}},
            )
            listeners = [item["listener"]["S"] for page in pages for item in page["Items"]]
        return sum(self._delete_if_older(listener, limit) for listener in listeners)

    def ready(self) -> None:
        with self._calls() as client:
            client.get_item(TableName=self._table, Key=_NOBODY)

    def close(self) -> None:
        client = self._client.pop()
        if client:
            client.close()

    def _delete_if_older(self, listener: str, limit: datetime) -> bool:
        try:
            with self._calls() as client:
                client.delete_item(
                    TableName=self._table,
                    Key={"listener": {"S": listener}},
                    ConditionExpression="saved < :limit",
                    ExpressionAttributeValues={":limit": {"N": repr(limit.timestamp())}},
                )
        except MemoryConflict:  # saved anew, or gone, since it was read
            return False
        return True

    @contextmanager
    def _calls(self) -> Iterator[DynamoDBClient]:
        """This process's client. Failed conditions as `MemoryConflict`, other errors as `StoreUnavailable`."""
        try:
            yield self._client()
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "unknown error")
            if code == "ConditionalCheckFailedException":
                raise MemoryConflict("a listener's memory was saved meanwhile") from error
            raise StoreUnavailable(f"DynamoDB table {self._table}: {code}") from error
        except BotoCoreError as error:
            raise StoreUnavailable(f"DynamoDB table {self._table}: {type(error).__name__}") from error


def _read_url(url: str) -> tuple[str, Mapping[str, Any]]:
    """The table's name and what `boto3` needs to know. Raises `SettingsError` saying what is allowed."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    endpoint = options.get("endpoint", "https://")
    known = {"region"} <= options.keys() <= {"region", "endpoint"}
    if not (parts.netloc and not parts.path and known and endpoint.startswith(("http://", "https://"))):
        raise SettingsError(
            f"STORE_URL is {url!r}; it must look like dynamodb://TABLE?region=us-east-1, "
            "with &endpoint=http://HOST:PORT for a DynamoDB that is not Amazon's"
        )
    return parts.netloc, {"region_name": options["region"], "endpoint_url": options.get("endpoint")}


def _connect(options: Mapping[str, Any], patience: float) -> DynamoDBClient:
    """A client with a session of its own: making one is not safe beside other threads, using one is."""
    config = Config(
        connect_timeout=patience,
        read_timeout=patience,
        retries={"mode": "standard", "total_max_attempts": 2},
        max_pool_connections=CONNECTIONS,
    )
    return boto3.session.Session().client("dynamodb", config=config, **options)
