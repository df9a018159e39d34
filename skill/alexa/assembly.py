"""Everything joined for one turn: request → turn → conversation → response, with the listener's memory around it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter

from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill import CustomSkill
from ask_sdk_model import Response
from ask_sdk_model.canfulfill import CanFulfillIntent, CanFulfillIntentValues
from msgspec import Struct

from skill.alexa.attributes import from_attributes, to_attributes
from skill.alexa.envelope import FullEnvelope
from skill.alexa.requests import is_event, to_turn, who
from skill.alexa.responses import silence, to_response
from skill.alexa.sdk import assemble
from skill.conversation import Mind, respond
from skill.dialogue import Memory, Outcome, Part, Reply, Session, Turn, Understood
from skill.errors import MemoryConflict
from skill.knowledge.compiled import Compiled
from skill.knowledge.content import Content
from skill.knowledge.intent_names import IntentNames
from skill.stores import Store

_log = logging.getLogger(__name__)
_SPOKEN = ("LaunchRequest", "IntentRequest")
_DISABLED = "AlexaSkillEvent.SkillDisabled"
_TRIES = 3
_NOBODY = Memory()


class Happened(Struct, frozen=True):
    """One request that was answered, for counters. Nothing that was said, nobody's id."""

    kind: str
    """`turn`, `event`, `ended`, `can_fulfill` or `other`."""
    understood: Understood | None = None
    """With `turn`: what it was taken to mean; None if it failed."""
    locale: str = ""
    seconds: float = 0.0
    """From the typed request to the typed response."""
    store_seconds: float = 0.0
    """Of these, how long the store took."""


Watch = Callable[[Happened], None]
Clock = Callable[[], datetime]
"""The time now; aware."""


def utc_now() -> datetime:
    """The machine's time, in UTC."""
    return datetime.now(UTC)


def ignore(_: Happened) -> None:
    """Watches nothing."""


def build_skill(
    content: Content,
    compiled: Compiled,
    names: IntentNames,
    mind: Mind,
    store: Store,
    secret: bytes,
    clock: Clock = utc_now,
    watch: Watch = ignore,
) -> CustomSkill:
    """The assembled skill; `skill.alexa.sdk.answer` and flask-ask-sdk's adapter drive it.

    `secret` is the key that hashes listeners' ids. `clock` counts where a request does not say when it was. `watch` is
    told of every request that was answered. Answering raises only what Amazon must send again: `StoreUnavailable` when
    the memory of a listener who disabled the skill could not be deleted.
    """
    # Made now, so that it can be said even when the rooms that render speech are what is broken.
    trouble = to_response(_TROUBLE, content, screen=False)
    room = _Room(content, compiled, names, mind, store, secret, clock, watch, trouble)
    return assemble(room.handle, room.mend)


class _Room(Struct, frozen=True):
    """Where the parts meet. Keeps nothing from one request to the next."""

    content: Content
    compiled: Compiled
    names: IntentNames
    mind: Mind
    store: Store
    secret: bytes
    clock: Clock
    watch: Watch
    trouble: Response

    def handle(self, handler_input: HandlerInput) -> Response:
        """The answer to any request; what gets no speech gets an empty response."""
        envelope: FullEnvelope = handler_input.request_envelope
        kind = envelope.request.object_type
        if kind in _SPOKEN:
            return self._talk(handler_input)
        if kind == _DISABLED:
            return self._leave(envelope)
        if kind == "CanFulfillIntentRequest":
            return self._promise(envelope.request.intent.name)
        self.watch(Happened(_kind(kind)))
        return silence()

    def mend(self, handler_input: HandlerInput, error: Exception) -> Response:
        """The answer when `handle` has failed: a helpful sentence, the session still open and as it was."""
        envelope: FullEnvelope = handler_input.request_envelope
        request = envelope.request
        _log.error("failed", exc_info=error, extra={"request": request.request_id, "type": request.object_type})
        if request.object_type == _DISABLED:
            raise error
        if request.object_type not in _SPOKEN:
            return silence()
        self.watch(Happened("turn"))
        return self.trouble

    def _talk(self, handler_input: HandlerInput) -> Response:
        began = perf_counter()
        envelope = handler_input.request_envelope
        turn = to_turn(envelope, self.names, self.compiled.beginning, self.secret, self.clock())
        attributes = handler_input.attributes_manager if envelope.session is not None else None
        session = from_attributes(attributes.session_attributes) if attributes is not None else Session()
        outcome, waited = self._remembered(turn, session)
        response = to_response(outcome.reply, self.content, turn.screen)
        if attributes is not None:
            attributes.session_attributes = to_attributes(outcome.session)
        self.watch(Happened("turn", outcome.understood, turn.locale, perf_counter() - began, waited))
        return response

    def _remembered(self, turn: Turn, session: Session) -> tuple[Outcome, float]:
        """The turn answered over the listener's memory, the memory saved, and how long the store took.

        Where somebody else saved it in between, the turn is answered again from what is there now.
        """
        waited, tries = 0.0, 0
        while True:
            began = perf_counter()
            memory = self.store.load(turn.listener, turn.time) if turn.listener else _NOBODY
            loaded = perf_counter()
            outcome = respond(turn, session, memory, self.content, self.mind)
            answered = perf_counter()
            kept = self._keep(turn, memory, outcome.memory)
            waited += loaded - began + perf_counter() - answered
            tries += 1
            if kept or tries == _TRIES:
                return outcome, waited

    def _keep(self, turn: Turn, before: Memory, after: Memory | None) -> bool:
        """Whether the memory is now as it should be; False if somebody else saved it first."""
        if turn.listener is None or after is before:
            return True
        try:
            if after is None:
                self.store.forget(turn.listener)
            else:
                self.store.save(turn.listener, after, turn.time)
        except MemoryConflict:
            _log.info("memory was saved by somebody else", extra={"request": turn.request_id})
            return False
        return True

    def _leave(self, envelope: FullEnvelope) -> Response:
        """The account has disabled the skill: its memory is deleted."""
        listener = who(envelope, self.secret)
        if listener is not None:
            self.store.forget(listener)
        self.watch(Happened("event"))
        return silence()

    def _promise(self, intent: str) -> Response:
        known = self.names.meaning(intent) != "unknown"
        self.watch(Happened("can_fulfill"))
        promise = CanFulfillIntentValues.YES if known else CanFulfillIntentValues.NO
        return Response(can_fulfill_intent=CanFulfillIntent(can_fulfill=promise))


_TROUBLE = Reply(
    parts=(Part("reply.trouble"),),
    question=Part("question.open"),
    reprompt=Part("reprompt.open"),
)


def _kind(request_type: str) -> str:
    if is_event(request_type):
        return "event"
    return "ended" if request_type == "SessionEndedRequest" else "other"
