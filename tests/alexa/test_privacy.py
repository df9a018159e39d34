"""Nothing that was said, and nobody who said it, is found anywhere afterwards.

A made-up word, a user id and tokens go in wherever a request can carry them; then every place is searched for them.
"""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from skill.hosts.web import create_app
from skill.settings import Settings
from tests.alexa.amazon import NOW, SKILL_ID, envelope, headers, intent
from tests.alexa.conftest import Alexa, verifier

WORD, USER, TOKEN, PERSON = "florpzibble", "amzn1.ask.account.QUUXMARY", "TOKENWIBBLE", "amzn1.ask.person.BLORGJOHN"
SECRETS = (WORD, USER, TOKEN, PERSON, "QUUXMARY")


def spiked(request: dict[str, Any], number: int, **changes: Any) -> bytes:
    """A request that carries all of them, as Amazon would and as it would not."""
    whole = envelope({**request, "requestId": f"request-{number}"}, **changes)
    if "session" in whole:
        whole["session"]["user"] = {"userId": USER, "accessToken": TOKEN}
        whole["session"]["attributes"] = {**whole["session"]["attributes"], WORD: WORD}
    whole["context"]["System"].update(user={"userId": USER, "accessToken": TOKEN}, person={"personId": PERSON})
    whole["context"]["System"].update(apiAccessToken=TOKEN, apiEndpoint=f"https://{WORD}")
    return json.dumps(whole).encode()


REQUESTS: list[dict[str, Any]] = [
    {"type": "LaunchRequest"},
    intent("catch_all", he=f"says {WORD}"),
    intent("catch_all", he=f"hits me {WORD}"),
    intent("catch_all", i=f"want to kill myself {WORD}"),
    intent("catch_all", my_husband=f"says it's a waste of money {WORD}"),
    intent("bare", speech=WORD),
    intent("no", refusal=WORD),
    intent("tip_number", number=WORD),
    intent("hopeless", **{WORD: WORD}),
    intent("repeat"),
    intent("slower"),
    intent(WORD),
    {"type": WORD},
    {"type": "SessionEndedRequest", "reason": "ERROR", "error": {"type": WORD, "message": WORD}},
    {**intent("catch_all", he=WORD), "locale": WORD},
]


class Place:
    """A running service, its log at DEBUG with all libraries' records in it, and its store's folder."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.app = create_app(settings, verifier=verifier(), clock=lambda: NOW)
        self.alexa = Alexa(self.app.test_client())
        self.folder = folder
        self.log = io.StringIO()
        self.answers: list[str] = []
        handler = next(each for each in logging.getLogger().handlers if each.name == "gentle-invitation")
        handler.stream = self.log  # type: ignore[attr-defined]
        logging.getLogger().setLevel(logging.DEBUG)

    def send(self, body: bytes, sent: dict[str, str] | None = None) -> int:
        response = self.alexa.post(body, sent)
        self.answers.append(response.text)
        return response.status_code

    def everything(self) -> Iterator[tuple[str, str]]:
        """Each place where something could have been left, and what is there."""
        yield "log", self.log.getvalue()
        yield "metrics", self.alexa.client.get("/metrics").text
        for file in self.folder.rglob("*"):
            if file.is_file():
                yield str(file), file.read_bytes().decode("latin-1")
        for answer in self.answers:
            yield "answer", answer


@pytest.fixture
def place(root_folder: Path, tmp_path: Path) -> Place:
    settings = Settings(
        skill_ids=(SKILL_ID,),
        store_url=f"sqlite:///{tmp_path}/memory.db",
        log_level="DEBUG",
        understanding="light",
        assets_dir=root_folder,
    )
    return Place(settings, tmp_path)


def assert_nothing_is_left(place: Place) -> None:
    for where, what in place.everything():
        for secret in SECRETS:
            assert secret not in what, where


def test_served_requests_leave_nothing(place: Place) -> None:
    for number, request in enumerate(REQUESTS):
        assert place.send(spiked(request, number)) == 200
    assert place.send(spiked({"type": "AlexaSkillEvent.SkillDisabled"}, 99, session=None)) == 200
    assert (place.folder / "memory.db").stat().st_size > 0
    assert_nothing_is_left(place)


def test_refused_requests_leave_nothing(place: Place) -> None:
    body = spiked(intent("catch_all", he=WORD), 1)
    assert place.send(body, {}) == 400
    assert place.send(body, {**headers(body), "SignatureCertChainUrl": f"https://{WORD}/"}) == 400
    assert place.send(body, {**headers(body), "Signature-256": WORD}) == 400
    assert place.send(body.replace(b"2026-11-27T06", b"2026-11-27T05"), headers(body)) == 400
    assert place.send(f'{{"{WORD}": '.encode(), headers(f'{{"{WORD}": '.encode())) == 400
    old = spiked({**intent("catch_all", he=WORD), "timestamp": "2020-01-01T00:00:00Z"}, 1)
    assert place.send(old) == 400
    assert place.send(body + b" " * 200_000) == 413
    assert place.alexa.client.get(f"/{WORD}?{WORD}={TOKEN}").status_code == 404
    assert place.log.getvalue().count('"refused"') == 6
    assert_nothing_is_left(place)


def test_failures_leave_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(turn: Any, *_: object) -> None:
        try:
            raise ValueError(f"{turn.words} {USER}")
        except ValueError as error:
            raise KeyError(turn.words) from error

    monkeypatch.setattr("skill.alexa.assembly.respond", broken)
    assert place.send(spiked(intent("catch_all", he=WORD), 1)) == 200
    monkeypatch.setattr("skill.alexa.sdk.typed", lambda whole: broken(type("Turn", (), {"words": str(whole)})))
    assert place.send(spiked(intent("catch_all", he=WORD), 2)) == 500
    assert place.log.getvalue().count("KeyError at") == 2
    assert_nothing_is_left(place)
