"""Whether a request comes from Alexa and is for this skill, decided on the raw bytes before anything reads them.

Rules: Amazon, "Host a custom skill as a web service".
"""

from __future__ import annotations

import base64
import binascii
import posixpath
import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import quote, unquote, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from skill.alexa.certificates import Certificates
from skill.alexa.envelope import application_ids, moment, part, read_object, text
from skill.alexa.refusal import Refused
from skill.alexa.requests import is_event

HOST = "s3.amazonaws.com"
"""Where Amazon keeps its certificates."""

_FOLDER = "/echo.api/"
_PADDING, _DIGEST = PKCS1v15(), SHA256()
_LONGEST_URL = 2000
_PRINTABLE = re.compile(r"[!-~]+")
_TOLERANCE = timedelta(seconds=150)
_EVENT_TOLERANCE = timedelta(seconds=3600)


class Headers(Protocol):
    """Headers of a request, found by name in any case."""

    def get(self, name: str, default: str, /) -> str:
        """The value of a header."""


class Keys(Protocol):
    """Finds the public key behind a certificate's URL; see `Certificates`."""

    def key(self, url: str, now: datetime) -> RSAPublicKey:
        """The key of the certificate at `url`, trusted at `now`; raises `Refused`."""

    def knows(self, url: str, now: datetime) -> bool:
        """Whether `key` will answer at once."""


class Verifier:
    """Amazon's checks. Safe for several threads."""

    def __init__(self, skill_ids: Collection[str], keys: Keys | None = None) -> None:
        """`skill_ids` are those that are served; with none, every request is refused.

        `keys` are by default `Certificates()`; raises `SettingsError` if the machine has no trust roots.
        """
        self._skill_ids = frozenset(skill_ids)
        self._keys = Certificates() if keys is None else keys

    def may_wait(self, headers: Headers, now: datetime) -> bool:
        """Whether `verify` will fetch a certificate, or wait for one."""
        try:
            return not self._keys.knows(certificate_url(headers.get("SignatureCertChainUrl", "")), now)
        except Refused:
            return False

    def verify(self, headers: Headers, body: bytes, now: datetime) -> None:
        """Returns if the request is Alexa's and for this skill; raises `Refused` naming the rule that it broke.

        `now` is aware.
        """
        url = certificate_url(headers.get("SignatureCertChainUrl", ""))
        signature = _signature(headers.get("Signature-256", ""))
        try:
            self._keys.key(url, now).verify(signature, body, _PADDING, _DIGEST)
        except InvalidSignature as error:
            raise Refused("signature") from error
        envelope = read_object(body)
        check_time(envelope, now)
        check_application(envelope, self._skill_ids)


@lru_cache(maxsize=64)  # Amazon sends the same address for months
def certificate_url(given: str) -> str:
    """The address of Amazon's certificate, written one way; raises `Refused("certificate_url")` for any other.

    >>> certificate_url("HTTPS://S3.amazonaws.com:443/echo.api/../echo.api/cert.pem")
    'https://s3.amazonaws.com/echo.api/cert.pem'
    """
    if len(given) > _LONGEST_URL or not _PRINTABLE.fullmatch(given) or "\\" in given:
        raise Refused("certificate_url")
    try:
        parts = urlsplit(given)
    except ValueError as error:
        raise Refused("certificate_url") from error
    path = posixpath.normpath(unquote(parts.path))
    right = (
        parts.scheme == "https"
        and parts.netloc.lower() in (HOST, f"{HOST}:443")
        and path.startswith(_FOLDER)
        and not set(path) & set("%\\?#")  # encoded twice, or something that another reader would take for a separator
        and not (parts.query or parts.fragment)
    )
    if not right:
        raise Refused("certificate_url")
    return f"https://{HOST}{quote(path)}"


def check_time(envelope: Mapping[str, Any], now: datetime) -> None:
    """Raises `Refused("timestamp")` unless it was sent just now: 150 s either way; an event, up to an hour ago."""
    request = part(envelope, "request")
    sent = moment(request, "timestamp")
    oldest = _EVENT_TOLERANCE if is_event(text(request, "type") or "") else _TOLERANCE
    if sent is None or not -_TOLERANCE <= now - sent <= oldest:
        raise Refused("timestamp")


def check_application(envelope: Mapping[str, Any], skill_ids: Collection[str]) -> None:
    """Raises `Refused("application")` unless session and context name one skill, and that one of `skill_ids`."""
    named = application_ids(envelope)
    if len(named) != 1 or not named <= set(skill_ids):
        raise Refused("application")


def _signature(given: str) -> bytes:
    try:
        signature = base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused("signature") from error
    if not signature:
        raise Refused("signature_missing")
    return signature
