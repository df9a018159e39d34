"""Reads what Amazon sends: bytes to a JSON object, the object to the SDK's request types.

The SDK's own deserialiser walks every class by reflection and fails on a request type or an enum value that it does not
know. This one builds only what the skill looks at, and takes a missing or odd value for an absent one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from ask_sdk_model import (
    Context,
    Device,
    Intent,
    IntentRequest,
    LaunchRequest,
    Request,
    RequestEnvelope,
    Session,
    SessionEndedRequest,
    Slot,
    SupportedInterfaces,
    User,
)
from ask_sdk_model.canfulfill import CanFulfillIntentRequest
from ask_sdk_model.events.skillevents import SkillDisabledRequest
from ask_sdk_model.interfaces.alexa.presentation.apl import AlexaPresentationAplInterface
from ask_sdk_model.interfaces.system import SystemState
from msgspec.json import decode

from skill.alexa.attributes import NAME as ATTRIBUTE
from skill.alexa.refusal import Refused

FullEnvelope: TypeAlias = Any
"""The SDK's `RequestEnvelope` as `typed` makes it: of what is built here, only the session may be missing.

Its own types allow any part to be None."""

_WITH_INTENT = {"IntentRequest": IntentRequest, "CanFulfillIntentRequest": CanFulfillIntentRequest}
_PLAIN = {
    "LaunchRequest": LaunchRequest,
    "SessionEndedRequest": SessionEndedRequest,
    "AlexaSkillEvent.SkillDisabled": SkillDisabledRequest,
}
_APL = "Alexa.Presentation.APL"
_MOST_TEXT = 8000
_MOST_SLOTS = 200
_NOTHING: Mapping[str, Any] = {}


class OtherRequest(Request):
    """A request of a type that the skill does not know."""

    def __init__(self, object_type: str, request_id: str, timestamp: datetime | None, locale: str) -> None:
        super().__init__(object_type=object_type, request_id=request_id, timestamp=timestamp, locale=locale)


def read_object(body: bytes | str) -> dict[str, Any]:
    """The JSON object that `body` holds.

    Raises `Refused("body")` for anything else: no UTF-8, no JSON, no object, nested or numbered beyond reason.
    """
    try:
        found = _parsed(body)
    except (ValueError, RecursionError) as error:
        raise Refused("body") from error
    if not isinstance(found, dict):
        raise Refused("body")
    return found


def _parsed(body: bytes | str) -> object:
    try:
        return decode(body)
    except ValueError:  # the standard library is slower, and takes half an emoji (a lone surrogate) as well
        return json.loads(body.decode("utf-8") if isinstance(body, bytes) else body)


def part(mapping: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    """The object below `path`, or an empty one where something on the way is no object."""
    for name in path:
        found = mapping.get(name)
        if not isinstance(found, dict):
            return _NOTHING
        mapping = found
    return mapping


def text(mapping: Mapping[str, Any], name: str) -> str | None:
    """The text at `name`, at most 8,000 characters and fit to be encoded; None where there is none."""
    found = mapping.get(name)
    if not isinstance(found, str):
        return None
    found = found[:_MOST_TEXT]
    return found if found.isascii() else found.encode("utf-8", "replace").decode("utf-8")


def moment(mapping: Mapping[str, Any], name: str) -> datetime | None:
    """The time at `name`, written as in `2026-11-27T06:00:00Z`; None where it is missing, odd or without a zone."""
    found = mapping.get(name)
    try:
        read = datetime.fromisoformat(found) if isinstance(found, str) else None
        return read.astimezone(UTC) if read is not None and read.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def application_ids(envelope: Mapping[str, Any]) -> set[str | None]:
    """The skill ids that the envelope is addressed to, in session and context; None for one that is missing."""
    places = [part(envelope, "session")] if envelope.get("session") is not None else []
    if envelope.get("context") is not None:
        places.append(part(envelope, "context", "System"))
    return {text(part(place, "application"), "applicationId") for place in places}


def typed(envelope: Mapping[str, Any]) -> FullEnvelope:
    """The envelope as the SDK's types; never raises. An unknown request type becomes a plain `Request`."""
    return RequestEnvelope(
        session=_session(part(envelope, "session")) if isinstance(envelope.get("session"), dict) else None,
        context=Context(system=_system(part(envelope, "context", "System"))),
        request=_request(part(envelope, "request")),
    )


def _session(session: Mapping[str, Any]) -> Session:
    kept = part(session, "attributes").get(ATTRIBUTE)
    return Session(
        new=session.get("new") is True,
        user=User(user_id=text(part(session, "user"), "userId")),
        attributes={ATTRIBUTE: kept} if isinstance(kept, str) else {},
    )


def _system(system: Mapping[str, Any]) -> SystemState:
    interfaces = part(system, "device", "supportedInterfaces")
    screen = AlexaPresentationAplInterface() if isinstance(interfaces.get(_APL), dict) else None
    return SystemState(
        user=User(user_id=text(part(system, "user"), "userId")),
        device=Device(supported_interfaces=SupportedInterfaces(alexa_presentation_apl=screen)),
    )


def _request(request: Mapping[str, Any]) -> Request:
    kind = text(request, "type") or ""
    about: dict[str, Any] = {
        "request_id": text(request, "requestId") or "",
        "timestamp": moment(request, "timestamp"),
        "locale": text(request, "locale") or "",
    }
    if kind in _WITH_INTENT:
        return _WITH_INTENT[kind](**about, intent=_intent(part(request, "intent")))
    return _PLAIN[kind](**about) if kind in _PLAIN else OtherRequest(object_type=kind, **about)


def _intent(intent: Mapping[str, Any]) -> Intent:
    slots = list(part(intent, "slots").items())[:_MOST_SLOTS]
    return Intent(
        name=text(intent, "name") or "",
        slots={name: Slot(name=name, value=text(slot, "value")) for name, slot in slots if isinstance(slot, dict)},
    )
