"""What is let in, and by which rule all else is turned away."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest

from skill.alexa.certificates import Certificates
from skill.alexa.refusal import Refused
from skill.alexa.verification import Verifier, certificate_url
from tests.alexa.amazon import NOW, SKILL_ID, URL, body, envelope, good_chain, headers, root, signature

RIGHT_URLS = [
    "https://s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com:443/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api/../echo.api/echo-api-cert.pem",
    "HTTPS://S3.AMAZONAWS.COM/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api/./echo-api-cert.pem",
]

WRONG_URLS = [
    "",
    " ",
    "http://s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "file:///echo.api/echo-api-cert.pem",
    "//s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "https://notamazon.com/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com.evil.com/echo.api/echo-api-cert.pem",
    "https://evil-s3.amazonaws.com/echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com./echo.api/echo-api-cert.pem",
    "https://s3.amazonaws.com/EcHo.aPi/echo-api-cert.pem",
    "https://s3.amazonaws.com/invalid.path/echo-api-cert.pem",
    "https://s3.amazonaws.com/echo.api",
    "https://s3.amazonaws.com/echo.api/",
    "https://s3.amazonaws.com/echo.apix/cert.pem",
    "https://s3.amazonaws.com//echo.api/cert.pem",
    "https://s3.amazonaws.com/echo.api/../cert.pem",
    "https://s3.amazonaws.com/echo.api/../../cert.pem",
    "https://s3.amazonaws.com/echo.api/%2e%2e/cert.pem",
    "https://s3.amazonaws.com/echo.api/%2E%2e%2Fcert.pem",
    "https://s3.amazonaws.com/echo.api/..%2fcert.pem",
    "https://s3.amazonaws.com/echo.api/%252e%252e/cert.pem",
    "https://s3.amazonaws.com/echo.api/..\\cert.pem",
    "https://s3.amazonaws.com/echo.api/%5c..%5ccert.pem",
    "https://s3.amazonaws.com\\@evil.com/echo.api/cert.pem",
    "https://s3.amazonaws.com@evil.com/echo.api/cert.pem",
    "https://evil.com@s3.amazonaws.com/echo.api/cert.pem",
    "https://s3.amazonaws.com:443@evil.com/echo.api/cert.pem",
    "https://s3.amazonaws.com:563/echo.api/cert.pem",
    "https://s3.amazonaws.com:80/echo.api/cert.pem",
    "https://s3.amazonaws.com:port/echo.api/cert.pem",
    "https://s3.amazonaws.com:99999/echo.api/cert.pem",
    "https://s3.amazonaws.com:/echo.api/cert.pem",
    "https://[::1]/echo.api/cert.pem",
    "https://[::1/echo.api/cert.pem",
    "https://[s3.amazonaws.com]/echo.api/cert.pem",
    "https://s3.amazonaws.com/echo.api/cert.pem?versionId=1",
    "https://s3.amazonaws.com/echo.api/cert.pem#part",
    "https://s3.amazonaws.com/echo.api/cert.pem\r\nHost: evil.com",
    "https://s3.amazonaws.com/echo.api/cert .pem",
    "https://ѕ3.amazonaws.com/echo.api/cert.pem",
    "https://s3.amazonaws.com/echo.api/" + "a" * 7000,
]


class Untouched:
    """Keys that nobody may ask for."""

    def key(self, url: str, now: object) -> Any:
        raise AssertionError(f"{url} was fetched")


@pytest.fixture
def verifier() -> Verifier:
    return Verifier([SKILL_ID, "amzn1.ask.skill.second"], Certificates([root()], lambda _: good_chain()))


def refusal(verifier: Verifier, sent: bytes, given: dict[str, str] | None = None, later: float = 0) -> str:
    with pytest.raises(Refused) as caught:
        verifier.verify(headers(sent) if given is None else given, sent, NOW + timedelta(seconds=later))
    return caught.value.rule


@pytest.mark.parametrize("url", RIGHT_URLS)
def test_amazons_address_is_taken_however_it_is_written(url: str) -> None:
    assert certificate_url(url) == "https://s3.amazonaws.com/echo.api/echo-api-cert.pem"


@pytest.mark.parametrize("url", WRONG_URLS, ids=lambda url: url[:60] or "empty")
def test_any_other_address_is_refused_and_never_fetched(url: str) -> None:
    given = {**headers(body()), "SignatureCertChainUrl": url}
    assert refusal(Verifier([SKILL_ID], Untouched()), body(), given) == "certificate_url"


def test_a_signed_request_for_this_skill_is_let_in(verifier: Verifier) -> None:
    verifier.verify(headers(body()), body(), NOW)


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"Signature-256": signature(body())}, "certificate_url"),
        ({"SignatureCertChainUrl": URL}, "signature_missing"),
        ({"SignatureCertChainUrl": URL, "Signature-256": ""}, "signature_missing"),
        ({"SignatureCertChainUrl": URL, "Signature": signature(body())}, "signature_missing"),
        ({"SignatureCertChainUrl": URL, "Signature-256": signature(b"another body")}, "signature"),
        ({"SignatureCertChainUrl": URL, "Signature-256": signature(body(), "somebody")}, "signature"),
        ({"SignatureCertChainUrl": URL, "Signature-256": base64.b64encode(b"short").decode()}, "signature"),
        ({"SignatureCertChainUrl": URL, "Signature-256": signature(body()) + "\n"}, "signature"),
        ({"SignatureCertChainUrl": URL, "Signature-256": " " + signature(body())}, "signature"),
        ({"SignatureCertChainUrl": URL, "Signature-256": signature(body())[:-1] + "!"}, "signature"),
        ({"SignatureCertChainUrl": URL, "Signature-256": signature(body()).rstrip("=")}, "signature"),
        ({"SignatureCertChainUrl": URL, "Signature-256": signature(body()).replace("A", "-")}, "signature"),
        ({"SignatureCertChainUrl": URL, "Signature-256": "ü"}, "signature"),
    ],
)
def test_a_missing_or_wrong_signature_is_refused(verifier: Verifier, given: dict[str, str], rule: str) -> None:
    assert refusal(verifier, body(), given) == rule


def test_one_changed_byte_is_refused(verifier: Verifier) -> None:
    assert refusal(verifier, body().replace(b"en-US", b"en-GB"), headers(body())) == "signature"


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"hello",
        b"[]",
        b'"text"',
        b"null",
        b"12",
        b'{"request": ',
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b"[" * 100_000,
        b'{"number": ' + b"9" * 10_000 + b"}",
    ],
    ids=lambda sent: sent[:12],
)
def test_a_signed_body_that_is_no_json_object_is_refused(verifier: Verifier, sent: bytes) -> None:
    assert refusal(verifier, sent) == "body"


@pytest.mark.parametrize(
    ("kind", "offset", "served"),
    [
        ("LaunchRequest", 0, True),
        ("LaunchRequest", 150, True),
        ("LaunchRequest", 151, False),
        ("LaunchRequest", -150, True),
        ("LaunchRequest", -151, False),
        ("AlexaSkillEvent.SkillDisabled", 3600, True),
        ("AlexaSkillEvent.SkillDisabled", 3601, False),
        ("AlexaSkillEvent.SkillDisabled", -151, False),
        ("AlexaHouseholdListEvent.ItemsCreated", 3600, True),
        ("SessionEndedRequest", 151, False),
        ("NotAnAlexaSkillEvent.Really", 151, False),
    ],
)
def test_a_request_is_let_in_only_around_its_time(verifier: Verifier, kind: str, offset: int, served: bool) -> None:
    sent = body({"type": kind})
    if served:
        verifier.verify(headers(sent), sent, NOW + timedelta(seconds=offset))
    else:
        assert refusal(verifier, sent, later=offset) == "timestamp"


@pytest.mark.parametrize(
    "timestamp",
    [
        "",
        "now",
        "2026-11-27",
        "2026-11-27T06:00:00",
        "2026-13-27T06:00:00Z",
        1795759200,
        1e300,
        True,
        None,
        [],
        {},
        "9" * 999,
    ],
)
def test_a_time_that_cannot_be_read_is_refused(verifier: Verifier, timestamp: object) -> None:
    assert refusal(verifier, body({"timestamp": timestamp})) == "timestamp"


def test_a_time_in_another_zone_is_read_as_that_time(verifier: Verifier) -> None:
    sent = body({"timestamp": "2026-11-27T07:01:00+01:00"})
    verifier.verify(headers(sent), sent, NOW)


def _addressed(session: object = SKILL_ID, context: object = SKILL_ID) -> bytes:
    whole = envelope()
    whole["session"]["application"] = {"applicationId": session}
    whole["context"]["System"]["application"] = {"applicationId": context}
    return json.dumps(whole).encode()


@pytest.mark.parametrize(
    "sent",
    [
        _addressed(session="amzn1.ask.skill.other"),
        _addressed(context="amzn1.ask.skill.other"),
        _addressed("amzn1.ask.skill.other", "amzn1.ask.skill.other"),
        _addressed(SKILL_ID, "amzn1.ask.skill.second"),
        _addressed(session=None),
        _addressed(context=None),
        _addressed(session=[SKILL_ID]),
        _addressed(SKILL_ID.upper(), SKILL_ID.upper()),
        body(session=None, context=None),
        body(session={}, context={}),
        body(session=[], context="x"),
    ],
)
def test_a_request_for_another_skill_is_refused(verifier: Verifier, sent: bytes) -> None:
    assert refusal(verifier, sent) == "application"


@pytest.mark.parametrize(
    "sent",
    [
        _addressed("amzn1.ask.skill.second", "amzn1.ask.skill.second"),
        body(session=None),
        body({"type": "AlexaSkillEvent.SkillDisabled"}, session=None),
    ],
)
def test_several_skills_and_requests_without_a_session_are_let_in(verifier: Verifier, sent: bytes) -> None:
    verifier.verify(headers(sent), sent, NOW)


def test_without_a_skill_id_nothing_is_let_in() -> None:
    keys = Certificates([root()], lambda _: good_chain())
    assert refusal(Verifier([], keys), body()) == "application"
