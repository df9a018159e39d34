"""Alexa's request envelopes, as a device would send them.

Shapes: Amazon, "Request and response JSON reference" and "Request types reference".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from msgspec import Struct

Envelope = dict[str, Any]
"""A request or a response as JSON."""

_SCREEN = {"Alexa.Presentation.APL": {"runtime": {"maxVersion": "2024.3"}}}


class Device(Struct, frozen=True):
    """Where the speaker stands and whose it is."""

    listener: str = "me"
    """A name; it becomes part of the user id."""
    locale: str = "en-US"
    screen: bool = False
    application: str = "amzn1.ask.skill.simulator"
    """The skill id that requests are addressed to."""

    @property
    def user_id(self) -> str:
        """The account's id, as Alexa sends it."""
        return f"amzn1.ask.account.{self.listener}"


def launch_request() -> Envelope:
    """`LaunchRequest`, without what every request has."""
    return {"type": "LaunchRequest"}


def intent_request(name: str, slots: Mapping[str, str]) -> Envelope:
    """`IntentRequest`, without what every request has. `name` is Alexa's (`AMAZON.YesIntent`); values by slot."""
    filled = {
        slot: {"name": slot, "value": value, "confirmationStatus": "NONE", "source": "USER"}
        for slot, value in slots.items()
    }
    intent = {"name": name, "confirmationStatus": "NONE", "slots": filled}
    return {"type": "IntentRequest", "dialogState": "STARTED", "intent": intent}


def envelope(request: Envelope, device: Device, time: datetime, session: Envelope) -> Envelope:
    """The whole envelope. `session` has Alexa's `new`, `sessionId` and `attributes`; `time` is aware."""
    application = {"applicationId": device.application}
    user = {"userId": device.user_id}
    system: Envelope = {
        "application": application,
        "user": user,
        "device": {"deviceId": "simulator", "supportedInterfaces": _SCREEN if device.screen else {}},
        "apiEndpoint": "",
    }
    stamped = {
        **request,
        "requestId": f"amzn1.echo-api.request.{uuid4()}",
        "timestamp": time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "locale": device.locale,
    }
    whole: Envelope = {"version": "1.0", "context": {"System": system}, "request": stamped}
    if not request["type"].startswith("AlexaSkillEvent."):  # events of the account have no session
        whole["session"] = {**session, "application": application, "user": user}
    return whole
