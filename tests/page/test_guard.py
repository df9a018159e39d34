"""Only this machine, and on it only the page itself, can drive the skill through the page."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from skill.hosts.web import create_app
from skill.settings import Settings
from skill.simulator.envelopes import Device, envelope, launch_request

STATE = {"device": {"listener": "guard", "locale": "en-US", "screen": False}, "skipped": 0, "session": None}
LAUNCH = {"state": STATE, "step": {"launch": True}}
HOME = "http://127.0.0.1:8080"
ACTS = ["step", "near", "explain", "load", "save"]
PAGES = ["/", "/what-it-can-say", "/speaker/options", "/speaker/examples/hopeless", "/speaker/static/main.js"]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def post(client: FlaskClient, act: str, told: Any = LAUNCH, **headers: str) -> int:
    sent = {"Host": "127.0.0.1:8080", "Origin": HOME, "Content-Type": "application/json", **headers}
    return client.post(f"/speaker/{act}", data=json.dumps(told), headers=sent).status_code


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "[::1]:8080", "localhost"])
def test_the_page_itself_can_drive_it(client: FlaskClient, host: str) -> None:
    assert post(client, "step", Host=host, Origin=f"http://{host}") == 200


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8080", "https://127.0.0.1:8080", ""],
)
def test_no_other_page_can_drive_it(client: FlaskClient, act: str, origin: str) -> None:
    assert post(client, act, Origin=origin) == 403


def test_without_an_origin_nothing_is_driven(client: FlaskClient) -> None:
    sent = {"Host": "127.0.0.1:8080", "Content-Type": "application/json"}
    assert client.post("/speaker/step", data=json.dumps(LAUNCH), headers=sent).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "0.0.0.0", "", "[::"])
def test_a_name_made_to_point_here_reaches_nothing(client: FlaskClient, host: str) -> None:
    """DNS rebinding: the browser then believes that the page is evil.example's own."""
    assert post(client, "step", Host=host, Origin=f"http://{host}") in (400, 403)
    for page in PAGES:
        assert client.get(page, headers={"Host": host}).status_code in (400, 403)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_a_foreign_form_could_send_is_refused(client: FlaskClient, kind: str) -> None:
    assert post(client, "step", **{"Content-Type": kind}) == 415


@pytest.mark.parametrize("page", PAGES)
def test_another_machine_reaches_nothing(client: FlaskClient, page: str) -> None:
    answer = client.get(page, headers={"Host": "localhost"}, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert answer.status_code == 403


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host"])
def test_through_a_proxy_nothing_is_reached(client: FlaskClient, header: str) -> None:
    assert client.get("/", headers={header: "192.0.2.7"}).status_code == 403
    assert post(client, "step", **{header: "127.0.0.1"}) == 403


@pytest.mark.parametrize("page", PAGES)
def test_the_page_lets_nothing_foreign_in_and_is_not_framed(client: FlaskClient, page: str) -> None:
    with client.get(page) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("page", [*PAGES, *(f"/speaker/{act}" for act in ACTS)])
def test_without_the_simulator_there_is_no_page(plain_app: Flask, page: str) -> None:
    method = "POST" if page.removeprefix("/speaker/") in ACTS else "GET"
    assert plain_app.test_client().open(page, method=method).status_code == 404


@pytest.mark.parametrize("skill_ids", [(), ("amzn1.ask.skill.ours",)])
def test_the_page_does_not_weaken_the_way_in_for_alexa(skill_ids: tuple[str, ...]) -> None:
    """What the page may do unsigned from this machine, nobody may do at `POST /alexa`, the page's headers or not."""
    app = create_app(Settings(store_url="memory://", understanding="light", skill_ids=skill_ids), simulator=True)
    device = Device(application=skill_ids[0] if skill_ids else "amzn1.ask.skill.simulator")
    sent = envelope(launch_request(), device, datetime.now(UTC), {"new": True, "sessionId": "x", "attributes": {}})
    for headers in ({}, {"Host": "127.0.0.1:8080", "Origin": HOME}):
        assert app.test_client().post("/alexa", json=sent, headers=headers).status_code == 400


@pytest.mark.parametrize(
    "told",
    [
        [],
        {},
        {"state": 3, "step": {"launch": True}},
        {"state": {**STATE, "device": {}}, "step": {"launch": True}},
        {"state": {**STATE, "skipped": -1}, "step": {"launch": True}},
        {"state": {**STATE, "skipped": 1e300}, "step": {"launch": True}},
        {"state": {**STATE, "session": {"attributes": 3}}, "step": {"launch": True}},
        {"state": STATE, "step": {"say": 3}},
        {"state": STATE, "step": {"shout": "no"}},
        {"state": STATE, "step": {"launch": True, "say": "no"}},
    ],
)
def test_what_the_page_would_not_send_is_refused_with_a_sentence(client: FlaskClient, told: Any) -> None:
    answer = client.post("/speaker/step", json=told, headers={"Origin": "http://localhost"})
    assert answer.status_code == 400
    assert answer.json and (answer.json["error"] or answer.json["faults"])


def test_nothing_that_was_said_is_logged(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    words = "he says my cooking is the whole trouble"
    with caplog.at_level(logging.DEBUG):
        assert post(client, "step", {"state": STATE, "step": {"say": words}}) == 200
        assert post(client, "explain", {"words": words}) == 200
        assert post(client, "near", {"state": STATE, "intent": "hopeless"}) == 200
        assert post(client, "step", {"state": {}, "step": {"say": words}}) == 400
    assert "cooking" not in caplog.text


@pytest.fixture(scope="module")
def plain_app() -> Flask:
    return create_app(Settings(store_url="memory://", understanding="light", skill_ids=("amzn1.ask.skill.ours",)))
