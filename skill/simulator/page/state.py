"""Where a speaker is, as the browser keeps it from one step to the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from skill.errors import GentleInvitationError
from skill.simulator.envelopes import Device
from skill.simulator.page.behind import Behind
from skill.simulator.speaker import Speaker

_LONGEST_SKIP = timedelta(days=3650)


class Unusable(GentleInvitationError):
    """What the browser sent is not what the page sends; its text says what is wanted."""


def speaker_at(state: object, behind: Behind) -> Speaker:
    """The speaker that `state_of` told of. Raises `Unusable` for a state that is none."""
    if not isinstance(state, Mapping):
        raise Unusable("a state is wanted: device, skipped, session")
    device = _device(state.get("device"))
    speaker = Speaker(behind.send, behind.ears, behind.alexa_names, device)
    skipped = state.get("skipped", 0)
    if not isinstance(skipped, int | float) or not 0 <= skipped <= _LONGEST_SKIP.total_seconds():
        raise Unusable("the clock can be moved on by ten years at most")
    speaker.skipped = timedelta(seconds=skipped)
    speaker.resume(_session(state.get("session")))
    return speaker


def state_of(speaker: Speaker) -> dict[str, Any]:
    """JSON for where the speaker is now."""
    device = speaker.device
    return {
        "device": {"listener": device.listener, "locale": device.locale, "screen": device.screen},
        "skipped": speaker.skipped.total_seconds(),
        "session": speaker.session,
    }


def _device(told: object) -> Device:
    match told:
        case {"listener": str(listener), "locale": str(locale), "screen": bool(screen)}:
            return Device(listener, locale, screen)
    raise Unusable("a device has a listener, a locale, and a screen or none")


def _session(told: object) -> dict[str, Any] | None:
    match told:
        case None:
            return None
        case {"sessionId": str(name), "attributes": dict(attributes)}:
            return {"new": False, "sessionId": name, "attributes": attributes}
    raise Unusable("an open session has a sessionId and attributes")
