"""The web service as Amazon and its operator meet it."""

from __future__ import annotations

import io
import json
import logging
import threading
import time
from datetime import timedelta

import pytest
from flask import Flask
from msgspec.structs import replace

from skill.alexa.certificates import Certificates
from skill.alexa.refusal import Refused
from skill.alexa.verification import Verifier
from skill.errors import StoreUnavailable
from skill.hosts.web import MOST_BYTES, create_app
from skill.settings import Settings
from skill.stores.memory import MemoryStore
from tests.alexa.amazon import NOW, SKILL_ID, URL, body, envelope, good_chain, headers, intent, root
from tests.alexa.conftest import Alexa, verifier


def test_a_signed_launch_is_answered_with_a_question(alexa: Alexa) -> None:
    answer = alexa.ask()
    assert answer["response"]["outputSpeech"]["ssml"].startswith("<speak>")
    assert answer["response"]["reprompt"]["outputSpeech"]["ssml"].startswith("<speak>")
    assert answer["response"]["shouldEndSession"] is False


def test_the_signature_covers_the_bytes_whatever_their_content_type(alexa: Alexa) -> None:
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""):
        response = alexa.post(body(), {**headers(body()), "Content-Type": kind})
        assert response.status_code == 200


@pytest.mark.parametrize(
    ("given", "sent", "rule"),
    [
        ({}, body(), "certificate_url"),
        (headers(b"something else"), body(), "signature"),
        (headers(b"hello"), b"hello", "body"),
        (headers(b""), b"", "body"),
        (headers(b"\xff"), b"\xff", "body"),
    ],
)
def test_a_refused_request_is_answered_400_with_the_rule(
    alexa: Alexa, given: dict[str, str], sent: bytes, rule: str
) -> None:
    response = alexa.post(sent, given)
    assert (response.status_code, response.get_json()) == (400, {"error": rule})


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD"])
def test_other_methods_are_not_allowed(alexa: Alexa, method: str) -> None:
    assert alexa.client.open("/alexa", method=method).status_code == 405


def test_an_unknown_path_is_not_found_in_json(alexa: Alexa) -> None:
    response = alexa.client.get("/admin")
    assert (response.status_code, response.get_json()) == (404, {"error": "not found"})


def test_a_body_that_is_too_long_is_refused_before_it_is_verified(alexa: Alexa) -> None:
    long = b"x" * (MOST_BYTES + 1)
    response = alexa.post(long, {})
    assert (response.status_code, response.get_json()) == (413, {"error": "request entity too large"})


@pytest.mark.parametrize(("length", "status"), [(MOST_BYTES + 1, 413), (200, 400)])
def test_a_body_that_comes_in_chunks_has_the_same_limit(alexa: Alexa, length: int, status: int) -> None:
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    response = alexa.client.post("/alexa", input_stream=io.BytesIO(b"x" * length), environ_overrides=chunked)
    assert response.status_code == status


def test_a_chunked_launch_is_served(alexa: Alexa) -> None:
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    response = alexa.client.post(
        "/alexa", input_stream=io.BytesIO(body()), headers=headers(body()), environ_overrides=chunked
    )
    assert response.status_code == 200


def test_health_says_that_the_process_lives(alexa: Alexa) -> None:
    response = alexa.client.get("/health")
    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})


class Broken(MemoryStore):
    """A store that is out of reach until it is mended."""

    broken = True

    def ready(self) -> None:
        if self.broken:
            raise StoreUnavailable("no route to postgresql://user:hunter2@host")

    def forget(self, listener: str) -> None:
        if self.broken:
            raise StoreUnavailable("no route to host")


@pytest.fixture
def broken() -> Broken:
    return Broken(timedelta(days=400))


@pytest.fixture
def troubled(settings: Settings, broken: Broken) -> Alexa:
    return Alexa(create_app(settings, verifier=verifier(), clock=lambda: NOW, store=broken).test_client())


def test_ready_says_whether_the_store_is_in_reach(troubled: Alexa, broken: Broken) -> None:
    response = troubled.client.get("/ready")
    assert response.status_code == 503
    assert "hunter2" not in response.text
    broken.broken = False
    assert troubled.client.get("/ready").status_code == 200


def test_amazon_is_told_to_come_again_if_a_disabled_skills_memory_could_not_be_deleted(troubled: Alexa) -> None:
    event = body({"type": "AlexaSkillEvent.SkillDisabled"}, session=None)
    response = troubled.post(event)
    assert (response.status_code, response.get_json()) == (503, {"error": "internal server error"})


def test_a_page_counts_what_happened(settings: Settings) -> None:
    alexa = Alexa(create_app(settings, verifier=verifier(), clock=lambda: NOW).test_client())
    alexa.ask()
    alexa.ask(intent("hopeless"))
    alexa.ask({**intent("AMAZON.FallbackIntent"), "locale": "en-GB"})
    alexa.ask({"type": "SessionEndedRequest"})
    alexa.post(body(), {})
    page = alexa.client.get("/metrics").text
    for line in (
        'gentle_invitation_requests_total{kind="turn"} 3.0',
        'gentle_invitation_requests_total{kind="ended"} 1.0',
        'gentle_invitation_understood_total{confidence="0.9",kind="reason"} 1.0',
        'gentle_invitation_not_understood_total{locale="en-GB"} 1.0',
        'gentle_invitation_refused_total{rule="certificate_url"} 1.0',
        "gentle_invitation_turn_seconds_count 3.0",
        "gentle_invitation_store_seconds_count 3.0",
    ):
        assert line in page


def test_made_up_locales_do_not_make_the_counters_grow(settings: Settings) -> None:
    alexa = Alexa(create_app(settings, verifier=verifier(), clock=lambda: NOW).test_client())
    for number in range(60):
        locale = f"{chr(97 + number % 26)}{chr(97 + number // 26)}-XX"
        alexa.ask({**intent("AMAZON.FallbackIntent"), "locale": locale})
    lines = [line for line in alexa.client.get("/metrics").text.splitlines() if "not_understood_total{" in line]
    assert len(lines) <= 21
    assert 'locale="other"' in lines[-1] or any('locale="other"' in line for line in lines)


def log_of(app: Flask, call) -> list[dict[str, object]]:
    """The log that `call` leaves, line by line."""
    handler = next(each for each in logging.getLogger().handlers if each.name == "gentle-invitation")
    stream, handler.stream = handler.stream, io.StringIO()  # type: ignore[attr-defined]
    try:
        call()
        return [json.loads(line) for line in handler.stream.getvalue().splitlines()]  # type: ignore[attr-defined]
    finally:
        handler.stream = stream  # type: ignore[attr-defined]


def test_a_refused_request_is_logged_with_its_rule_and_nothing_of_its_listener(settings: Settings) -> None:
    app = create_app(settings, verifier=verifier(), clock=lambda: NOW)
    sent = body({"locale": "en-US"})
    lines = log_of(app, lambda: Alexa(app.test_client()).post(sent, headers(b"another")))
    assert [(line["event"], line["rule"], line["level"]) for line in lines] == [("refused", "signature", "info")]
    assert "MARY" not in json.dumps(lines)


class Failing:
    """A verifier that lets everything in, and a mind that has lost its head."""

    def verify(self, *_: object) -> None:
        return


def test_a_bug_in_a_turn_is_answered_with_a_helpful_sentence_and_logged_without_its_words(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(settings, verifier=verifier(), clock=lambda: NOW)
    alexa = Alexa(app.test_client())
    before = alexa.ask(intent("hopeless"))["sessionAttributes"]

    def broken(*_: object) -> None:
        raise KeyError("zanzibar is what she said")

    monkeypatch.setattr("skill.alexa.assembly.respond", broken)
    answers: list[dict] = []
    session = {**envelope()["session"], "new": False, "attributes": before}
    lines = log_of(app, lambda: answers.append(alexa.ask(intent("catch_all", he="zanzibar"), session=session)))
    assert "What" in answers[0]["response"]["outputSpeech"]["ssml"]
    assert answers[0]["response"]["shouldEndSession"] is False
    assert answers[0]["response"]["reprompt"]
    assert answers[0]["sessionAttributes"] == before
    assert lines[0]["request"] == "amzn1.echo-api.request.1"
    assert lines[0]["error"][0].startswith("KeyError at ")
    assert "zanzibar" not in json.dumps(lines)


def test_a_bug_outside_of_a_turn_is_answered_500_without_a_traceback(settings: Settings) -> None:
    class Bug:
        def verify(self, *_: object) -> None:
            raise RuntimeError("a secret")

    app = create_app(settings, verifier=Bug(), clock=lambda: NOW)
    responses = []
    lines = log_of(app, lambda: responses.append(app.test_client().post("/alexa", data=body())))
    assert (responses[0].status_code, responses[0].get_json()) == (500, {"error": "internal server error"})
    assert "a secret" not in json.dumps(lines)


def test_without_a_skill_id_every_request_is_refused(settings: Settings) -> None:
    keys = Certificates([root()], lambda _: good_chain())
    app = create_app(replace(settings, skill_ids=()), verifier=Verifier((), keys), clock=lambda: NOW)
    response = Alexa(app.test_client()).post(body())
    assert (response.status_code, response.get_json()) == (400, {"error": "application"})


def test_sixteen_hanging_fetches_do_not_keep_a_valid_request_waiting(settings: Settings) -> None:
    go = threading.Event()

    def fetch(url: str) -> bytes:
        if "slow" in url:
            go.wait(10)
            raise Refused("certificate_fetch")
        return good_chain()

    app = create_app(settings, verifier=Verifier([SKILL_ID], Certificates([root()], fetch)), clock=lambda: NOW)
    alexa = Alexa(app.test_client())
    statuses: list[int] = []

    def hang(number: int) -> None:
        client = Alexa(app.test_client())
        statuses.append(client.post(body(), headers(body(), f"{URL[:-8]}slow{number}.pem")).status_code)

    threads = [threading.Thread(target=hang, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    alexa.ask()
    assert time.monotonic() - began < 1
    go.set()
    for thread in threads:
        thread.join()
    assert statuses == [400] * 16
