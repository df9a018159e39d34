"""The real skill over a store of the test's own, and the web service in front of it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from skill.alexa.certificates import Certificates
from skill.alexa.verification import Verifier
from skill.hosts.web import create_app
from skill.settings import Settings
from skill.stores.memory import MemoryStore
from tests.alexa.amazon import NOW, SKILL_ID, envelope, good_chain, headers, root

Answer = Callable[..., dict[str, Any]]


@pytest.fixture
def settings(root_folder: Path) -> Settings:
    """Those of a service that knows exact phrases and n-grams, and keeps nothing when it ends."""
    return Settings(
        skill_ids=(SKILL_ID,), store_url="memory://", log_level="DEBUG", understanding="light", assets_dir=root_folder
    )


@pytest.fixture(scope="session")
def root_folder() -> Path:
    return Path(__file__).resolve().parents[2]


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(timedelta(days=400))


@pytest.fixture(scope="session")
def shared_app(root_folder: Path) -> Flask:
    """One service for the tests that leave nothing behind which another could notice."""
    settings = Settings(
        skill_ids=(SKILL_ID,), store_url="memory://", log_level="DEBUG", understanding="light", assets_dir=root_folder
    )
    return create_app(settings, verifier=verifier(), clock=lambda: NOW)


def verifier() -> Verifier:
    """Ours, trusting the root of the tests, with the good certificate behind every URL."""
    return Verifier([SKILL_ID], Certificates([root()], lambda _: good_chain()))


class Alexa:
    """Amazon's side of the wire."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def post(self, body: bytes, sent: dict[str, str] | None = None, **options: Any) -> TestResponse:
        """Sends a body, signed unless other headers are given."""
        return self.client.post("/alexa", data=body, headers=headers(body) if sent is None else sent, **options)

    def ask(self, request: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
        """Sends a signed request that must be served; returns Alexa's JSON."""
        response = self.post(json.dumps(envelope(request, **changes)).encode())
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.get_json()
        assert answer["version"] == "1.0"
        return answer


@pytest.fixture
def alexa(shared_app: Flask) -> Alexa:
    return Alexa(shared_app.test_client())


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """A service sets up the whole process's log; other tests shall not notice."""
    root_logger, ours = logging.getLogger(), logging.getLogger("skill")
    handlers, levels = list(root_logger.handlers), (root_logger.level, ours.level)
    yield
    root_logger.handlers = handlers
    root_logger.setLevel(levels[0])
    ours.setLevel(levels[1])
