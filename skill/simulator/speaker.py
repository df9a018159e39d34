"""A speaker that one can talk to: it keeps the session as Alexa's cloud would and hands envelopes to the skill."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from skill.simulator import envelopes
from skill.simulator.envelopes import Device, Envelope
from skill.simulator.hearing import Ears, Heard, hear
from skill.speech import plain

Send = Callable[[Envelope], Envelope]


class ShownCard(Struct, frozen=True):
    """The card as the companion app shows it."""

    title: str
    text: str


class Answer(Struct, frozen=True):
    """One turn: what was sent, what came back, and how it sounds."""

    heard: Heard
    request: Envelope
    """The envelope that was sent."""
    response: Envelope
    """The envelope that came back."""
    speech: str
    """As text, without SSML; empty if nothing was said."""
    reprompt: str | None
    card: ShownCard | None
    open: bool
    """Whether the microphone stays open for an answer."""


class Speaker:
    """A device in a kitchen. Not safe for several threads."""

    def __init__(
        self,
        send: Send,
        ears: Ears,
        alexa_names: Mapping[str, str],
        device: Device | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        """`alexa_names` has Alexa's name of each built-in by our id, as in `{"yes": "AMAZON.YesIntent"}`."""
        self.device = device or Device()
        self.skipped = timedelta()
        """How far the clock was moved on."""
        self._send, self._ears, self._names = send, ears, alexa_names
        self._clock = clock or (lambda: datetime.now(UTC))
        self._session: Envelope | None = None

    @property
    def open(self) -> bool:
        """Whether a session waits for an answer."""
        return self._session is not None

    @property
    def attributes(self) -> Mapping[str, Any]:
        """What the open session holds."""
        return dict(self._session["attributes"]) if self._session else {}

    @property
    def session(self) -> Envelope | None:
        """Alexa's session object while one is open."""
        return self._session

    def resume(self, session: Envelope | None) -> None:
        """Goes on in a session that `session` told of, or outside of one."""
        self._session = session

    def aside(self, name: str) -> Speaker:
        """Another speaker in the same moment of the same session, whose listener is remembered apart under `name`."""
        other = Speaker(self._send, self._ears, self._names, replace(self.device, listener=name), self._clock)
        other.skipped, other._session = self.skipped, self._session
        return other

    def later(self, time: timedelta) -> None:
        """Moves the clock on. An open session is over by then."""
        self.skipped += time
        self.close()

    def close(self) -> None:
        """Forgets the open session, as when the device is switched off."""
        self._session = None

    def change(self, **what: Any) -> None:
        """Another listener, locale or screen, as the fields of `Device`; it starts outside a session."""
        self.device = replace(self.device, **what)
        self.close()

    def launch(self) -> Answer:
        """Opens the skill by its name."""
        self.close()
        return self._turn(Heard("builtin", "launch"))

    def say(self, utterance: str) -> Answer | None:
        """One utterance: in the open session, else as a one-shot in a new one. None if nothing was said."""
        heard = hear(utterance, self._ears)
        if heard is None:
            return None
        return self.launch() if heard.intent == "launch" else self._turn(heard)

    def deliver(self, heard: Heard) -> Answer:
        """What a device might have made of an utterance, instead of what `say` would."""
        return self._turn(heard)

    def request(self, kind: str) -> Answer:
        """Another request than of speech, by its type: `SessionEndedRequest` after silence, an event of the account."""
        answer = self._exchange(Heard("request", kind), {"type": kind})
        self.close()
        return answer

    def _turn(self, heard: Heard) -> Answer:
        if heard.intent == "launch":
            return self._exchange(heard, envelopes.launch_request())
        builtin = heard.via == "builtin" or heard.intent == "fallback"
        name = self._names[heard.intent] if builtin else heard.intent
        return self._exchange(heard, envelopes.intent_request(name, heard.slots))

    def _exchange(self, heard: Heard, request: Envelope) -> Answer:
        session = self._session or {"new": True, "sessionId": f"amzn1.echo-api.session.{uuid4()}", "attributes": {}}
        sent = envelopes.envelope(request, self.device, self._clock() + self.skipped, session)
        answer = read_answer(heard, sent, self._send(sent))
        attributes = answer.response.get("sessionAttributes") or {}
        self._session = {**session, "new": False, "attributes": attributes} if answer.open else None
        return answer


def read_answer(heard: Heard, sent: Envelope, received: Envelope) -> Answer:
    """An `Answer` from the two envelopes."""
    response = received.get("response") or {}
    reprompt = (response.get("reprompt") or {}).get("outputSpeech")
    return Answer(
        heard=heard,
        request=sent,
        response=received,
        speech=_spoken(response.get("outputSpeech")) or "",
        reprompt=_spoken(reprompt),
        card=_shown(response.get("card")),
        open=response.get("shouldEndSession") is False,
    )


def _spoken(speech: Envelope | None) -> str | None:
    if not speech:
        return None
    ssml = speech.get("ssml")
    return plain(ssml) if ssml else speech.get("text")


def _shown(card: Envelope | None) -> ShownCard | None:
    if not card:
        return None
    return ShownCard(card.get("title") or "", card.get("text") or card.get("content") or "")
