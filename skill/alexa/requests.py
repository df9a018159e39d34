"""A request of Alexa becomes a `Turn`: what was meant or said, by whom, where and when."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from ask_sdk_model import Slot

from skill.alexa.envelope import FullEnvelope
from skill.alexa.listener import listener_id
from skill.dialogue import Turn
from skill.knowledge.intent_names import IntentNames

Beginning = Callable[[str], str]
"""The words that belong before a slot of the catch-all (`he_is` → "he's"); raises `KeyError` for any other slot."""

_LOCALE = re.compile(r"[a-z]{2,3}-[A-Z]{2}\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_EVENTS = ("AlexaSkillEvent.", "AlexaHouseholdListEvent.")
_FREE = {"catch_all", "bare"}


def is_event(kind: str) -> bool:
    """Whether a request of this type is an event of the account (skill disabled, list changed), with no session."""
    return kind.startswith(_EVENTS)


def to_turn(envelope: FullEnvelope, names: IntentNames, beginning: Beginning, secret: bytes, now: datetime) -> Turn:
    """The turn that the listener took. `now` counts where the request does not say when it was."""
    request, session, device = envelope.request, envelope.session, envelope.context.system.device
    intent, slots = "launch", dict[str, str]()
    if request.object_type == "IntentRequest":
        intent, slots = names.meaning(request.intent.name), _filled(request.intent.slots)
    words = _said(slots, beginning) if intent in _FREE else None
    return Turn(
        intent="fallback" if intent in _FREE and words is None else intent,
        time=request.timestamp or now,
        words=words,
        slots=slots,
        listener=who(envelope, secret),
        locale=request.locale if _LOCALE.match(request.locale) else "",
        new_session=session is not None and session.new,
        screen=device.supported_interfaces.alexa_presentation_apl is not None,
        request_id=request.request_id,
    )


def who(envelope: FullEnvelope, secret: bytes) -> str | None:
    """The hashed id of the account that speaks, or that an event is about; None where there is nobody to remember.

    Never the `personId` of a recognised voice: what one is told, all who share the account may hear again.
    """
    if envelope.session is not None:
        return listener_id(envelope.session.user.user_id, secret)
    if is_event(envelope.request.object_type):
        return listener_id(envelope.context.system.user.user_id, secret)
    return None


def _filled(slots: Mapping[str, Slot]) -> dict[str, str]:
    """The values of the slots that have one, on one line each."""
    values = {name: _CONTROL.sub(" ", slot.value).strip() for name, slot in slots.items() if slot.value}
    return {name: value for name, value in values.items() if value}


def _said(slots: Mapping[str, str], beginning: Beginning) -> str | None:
    """The sentence, with the beginning that Alexa took away put back: slot `he_is`, "too proud" → "he's too proud"."""
    for slot, value in slots.items():
        try:
            return f"{beginning(slot)} {value}"
        except KeyError:
            return value
    return None
