"""AWS Lambda: the same skill, called by Alexa without HTTP. Nothing is written to disk; memories are in DynamoDB."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Mapping
from typing import Any

from skill.alexa.assembly import Happened
from skill.alexa.envelope import application_ids
from skill.alexa.refusal import Refused
from skill.errors import SettingsError
from skill.hosts.joined import join
from skill.hosts.logs import set_up_logs
from skill.settings import Settings, read_settings

Envelope = dict[str, Any]
Handler = Callable[[Envelope, object], Envelope]

_LOADING_SECONDS = 8.0
"""How long the start waits for the understanding: Lambda gives a start ten seconds, and more processor than a turn."""


def build(environment: Mapping[str, str] | None = None) -> Handler:
    """What Lambda calls with each request: Alexa's JSON in, Alexa's JSON out.

    The settings are those of the environment as it is now. Raises `SettingsError` unless `SKILL_ID` and
    `LISTENER_SECRET` are set and `STORE_URL` names a DynamoDB table. The handler raises `Refused` for a request that is
    meant for another skill; Lambda then answers Alexa with an error.
    """
    settings = read_settings(environment)
    _check(settings)
    logging.getLogger().handlers.clear()  # Lambda's own would write every line a second time
    set_up_logs(settings.log_level)
    joined = join(settings, watch=count)
    joined.mind.wait(_LOADING_SECONDS)
    ours = frozenset(settings.skill_ids)

    def handler(event: Envelope, context: object) -> Envelope:  # noqa: ARG001 - Lambda hands over both
        named = application_ids(event)
        if len(named) != 1 or not named <= ours:
            raise Refused("application")
        return joined.answer(event)

    return handler


def count(happened: Happened) -> None:
    """Writes one line of JSON for each request, from which CloudWatch makes its figures: nothing said, nobody's id."""
    understood = happened.understood
    line = {
        "event": "answered",
        "kind": happened.kind,
        "understood": understood.kind if understood else None,
        "why": understood.why if understood else None,
        "locale": happened.locale,
        "milliseconds": round(happened.seconds * 1000, 1),
        "store_milliseconds": round(happened.store_seconds * 1000, 1),
    }
    sys.stdout.write(json.dumps(line) + "\n")


def _check(settings: Settings) -> None:
    if not settings.skill_ids:
        raise SettingsError("SKILL_ID is not set; a Lambda must know whose requests it answers")
    if not settings.listener_secret:
        raise SettingsError("LISTENER_SECRET is not set; on Lambda there is no file to keep one in")
    if not settings.store_url.startswith("dynamodb://"):
        raise SettingsError("STORE_URL must be dynamodb://TABLE?region=REGION: a Lambda has no disk to remember on")
