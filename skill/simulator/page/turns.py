"""One step of a conversation on the page: done by a speaker, and told with everything that went into it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import asdict, replace

from skill.dialogue import Memory, Session, Understood
from skill.knowledge.conversations import Expect, Step, parse_conversation, plain
from skill.simulator.conversations import play, recorded
from skill.simulator.differences import Happened, differences
from skill.simulator.hearing import Heard
from skill.simulator.page.behind import Behind
from skill.simulator.page.state import speaker_at, state_of
from skill.simulator.speaker import Answer, Speaker

_FORGET = "AlexaSkillEvent.SkillDisabled"


def take(told: Mapping[str, Any], behind: Behind) -> dict[str, Any]:
    """Does `told["step"]`, as it stands in a conversation's YAML, from `told["state"]`.

    Gives the state afterwards, the step as it is recorded, and the turn; the turn is None where nothing was said, only
    something changed. Raises `Unusable` or `ContentError` for what cannot be done.
    """
    speaker, step = speaker_at(told.get("state"), behind), _step(told.get("step"))
    before = _Kept.of(speaker, behind)
    answer = play(speaker, step)
    if answer is None:
        return {"state": state_of(speaker), "step": plain(replace(step, expect=Expect())), "turn": None}
    understood, after = behind.understood(), _Kept.of(speaker, behind)
    turn = {
        **_told(answer),
        "understood": _understood(understood),
        "session": {"before": before.session, "after": after.session},
        "memory": {"before": before.memory, "after": after.memory},
        "differences": list(differences(step.expect, _happened(answer, understood, after, behind))),
    }
    return {"state": state_of(speaker), "step": plain(_as_recorded(step, answer, understood)), "turn": turn}


def near(told: Mapping[str, Any], behind: Behind) -> list[dict[str, Any]]:
    """The answers if a device had sent the same words as the bare intent `told["intent"]`, and as Fallback.

    They come from where the words were said, `told["state"]`, and from a listener who is forgotten again at once.
    """
    intents = dict.fromkeys([str(told["intent"]), "fallback"] if told.get("intent") else ["fallback"])
    return [_told(_aside(Heard("near", intent), told.get("state"), behind)) for intent in intents]


def _aside(heard: Heard, state: object, behind: Behind) -> Answer:
    speaker = speaker_at(state, behind).aside(f"near-{uuid4()}")
    try:
        return speaker.deliver(heard)
    finally:
        speaker.request(_FORGET)


class _Kept(Struct, frozen=True):
    """What is kept of a conversation at a moment."""

    session: Mapping[str, Any] | None
    """The fields of the open session that hold something; None if none is open."""
    memory: Mapping[str, Any]
    """The fields of the listener's memory that hold something."""
    heard: tuple[str, ...]
    """Ids of the tips in the memory."""

    @classmethod
    def of(cls, speaker: Speaker, behind: Behind) -> _Kept:
        memory = behind.memory(speaker.device.user_id, datetime.now(UTC) + speaker.skipped)
        session = _filled(behind.session(speaker.attributes), Session()) if speaker.open else None
        return cls(session, _filled(memory, Memory()), tuple(heard.tip for heard in memory.heard))


def _filled(record: Struct, empty: Struct) -> dict[str, Any]:
    """JSON for the fields in which `record` differs from `empty`."""
    return {name: _json(value) for name, value in asdict(record).items() if value != getattr(empty, name)}


def _json(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, Struct):
        return _json(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_json(item) for item in value]
    return value


def _told(answer: Answer) -> dict[str, Any]:
    heard = answer.heard
    return {
        "heard": {"via": heard.via, "intent": heard.intent, "slots": dict(heard.slots), "words": heard.words},
        "request": answer.request,
        "response": answer.response,
        "speech": answer.speech,
        "reprompt": answer.reprompt,
        "card": asdict(answer.card) if answer.card else None,
        "open": answer.open,
    }


def _understood(understood: Understood | None) -> object:
    return None if understood is None else _json(understood)


def _happened(answer: Answer, understood: Understood | None, after: _Kept, behind: Behind) -> Happened:
    last = behind.session(answer.response.get("sessionAttributes") or {}).last
    parts = (*last.parts, *([last.question] if last.question else [])) if last else ()
    return Happened(answer, understood, tuple(part.key for part in parts), after.heard)


def _as_recorded(step: Step, answer: Answer, understood: Understood | None) -> Step:
    """The step, expecting what has just come of it; one that expected something already stays as it is."""
    if step.expect != Expect() or understood is None:
        return step
    return replace(step, expect=recorded("", answer, understood).expect)


def _step(told: object) -> Step:
    return parse_conversation(json.dumps({"steps": [told]}), "").steps[0]
