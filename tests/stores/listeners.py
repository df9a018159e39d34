"""Requests of many listeners, as Alexa sends them."""

from __future__ import annotations

import itertools
from typing import Any

from tests.alexa.amazon import envelope, intent

_numbers = itertools.count(1)


def event(request: dict[str, Any], user: str, attributes: dict[str, Any] | None = None) -> dict[str, Any]:
    """One request of the account `user`, in a new session unless the session's attributes are given."""
    whole = envelope({"requestId": f"amzn1.echo-api.request.{next(_numbers)}", **request})
    account = {"userId": f"amzn1.ask.account.{user}"}
    whole["session"] |= {"user": account, "new": attributes is None, "attributes": attributes or {}}
    whole["context"]["System"]["user"] = account
    return whole


def launch(user: str) -> dict[str, Any]:
    return event({"type": "LaunchRequest"}, user)


def asks(name: str, user: str, attributes: dict[str, Any] | None = None, **slots: str) -> dict[str, Any]:
    return event(intent(name, **slots), user, attributes)


def disables(user: str) -> dict[str, Any]:
    """The account has disabled the skill: an event, without a session."""
    whole = event({"type": "AlexaSkillEvent.SkillDisabled"}, user)
    del whole["session"]
    return whole


def speech(answer: dict[str, Any]) -> str:
    return str(answer["response"]["outputSpeech"]["ssml"])
