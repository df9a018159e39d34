"""Sends what Amazon's validation robot sends, signed by a throw-away authority."""

from __future__ import annotations

import http.client
import json
import secrets
import ssl
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from skill.errors import GentleInvitationError
from skill.simulator import envelopes
from skill.simulator.envelopes import Device, Envelope
from skill.tools.certify_authority import HOST, SIGNER, Authority, new_authority

_SECONDS = 15


class Unreachable(GentleInvitationError):
    """Nobody answers at the endpoint."""


class Answered(Struct, frozen=True):
    """What the endpoint said."""

    status: int
    body: bytes
    milliseconds: int

    def json(self) -> Mapping[str, Any]:
        """The body as a JSON object; an empty one if it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def response(self) -> Mapping[str, Any]:
        """The `response` in Alexa's envelope; an empty one if there is none."""
        found = self.json().get("response")
        return found if isinstance(found, dict) else {}


class Robot:
    """One run of checks against one endpoint."""

    def __init__(self, url: str, skill_id: str, authority: Authority) -> None:
        now = datetime.now(UTC)
        self._url = urlsplit(url)
        self._device = Device(listener=f"certify-{secrets.token_hex(8)}", application=skill_id)
        self._signers = {
            "valid": authority.issue(SIGNER),
            "name": authority.issue("echo-api.example.com"),
            "expired": authority.issue(SIGNER, begins=now - timedelta(days=2), ends=now - timedelta(days=1)),
            "early": authority.issue(SIGNER, begins=now + timedelta(days=1)),
            "stranger": new_authority().issue(SIGNER),
        }
        run = secrets.token_hex(4)  # a service may keep what it has fetched in another run
        self._paths = {name: f"/echo.api/{run}-{name}.pem" for name in self._signers}
        self.files = {path: self._signers[name].pem for name, path in self._paths.items()}
        """What the proxy must serve, by path."""

    def envelope(self, request: Envelope, *, sent: datetime | None = None, application: str = "") -> Envelope:
        """A request in a new session."""
        session = {"new": True, "sessionId": f"amzn1.echo-api.session.{secrets.token_hex(8)}", "attributes": {}}
        device = self._device if not application else Device(self._device.listener, application=application)
        return envelopes.envelope(request, device, sent or datetime.now(UTC), session)

    def ask(self, request: Envelope) -> Answered:
        """Sends a valid request."""
        return self.post(self.envelope(request))

    def post(
        self,
        body: Envelope | bytes,
        by: str = "valid",
        headers: Mapping[str, str | None] | None = None,
        signed: bytes | None = None,
    ) -> Answered:
        """Sends `body`, signed by one of the robot's certificates.

        `headers` replace those of a valid request; None leaves one away. `signed` are the bytes that the signature is
        made over, if they are others than the body's.
        """
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        right = {
            "Content-Type": "application/json",
            "SignatureCertChainUrl": f"https://{HOST}{self._paths[by]}",
            "Signature-256": self._signers[by].signature(raw if signed is None else signed),
        }
        sent = {name: value for name, value in {**right, **(headers or {})}.items() if value is not None}
        return self.send("POST", raw, sent)

    def send(self, method: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answered:
        """Any HTTP request to the endpoint. Raises `Unreachable`."""
        connection = self._connection()
        began = time.perf_counter()
        try:
            connection.request(method, self._url.path or "/", body, dict(headers or {}))
            with connection.getresponse() as response:
                content = response.read()
                return Answered(response.status, content, round((time.perf_counter() - began) * 1000))
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"{self._url.geturl()} does not answer ({type(error).__name__})") from error
        finally:
            connection.close()

    def fetched(self, asked: set[str]) -> bool:
        """Whether the service fetched the valid certificate, which takes trust in the authority."""
        return self._paths["valid"] in asked

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._url.hostname or "", self._url.port
        if self._url.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=_SECONDS, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, port, timeout=_SECONDS)
