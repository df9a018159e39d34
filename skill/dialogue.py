"""What passes between the rooms of the skill. Imports nothing of ours, knows no platform.

One turn: a `Turn` comes in; `Understood` says what it means; the conversation answers with a `Reply`, and with the
`Session` and `Memory` as they are afterwards. All of them are frozen: a room hands on a new one, it changes none.
`array_like` and `omit_defaults` are for those of them that are kept as JSON: they make it short.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

Kind = Literal["reason", "safety", "ethics", "cost", "time", "command", "none"]
"""What sort of speech it was. `name` then says which reason, command or danger; the other kinds need no name."""
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
"""How often, or which; what comes in from outside is held to it."""


class Turn(Struct, frozen=True):
    """One thing that a listener did: opened the skill, said something, or was sent here by an event."""

    intent: str
    """`launch`, `catch_all`, `bare`, `fallback`, `unknown`, or an id as in `hopeless`, `repeat`, `abuse`, `cost`."""
    time: datetime
    """When it was said; aware, UTC."""
    words: str | None = None
    """What was said, whole, with the beginning put back; None where the platform sent an intent and no words."""
    slots: Mapping[str, str] = {}
    """The slots' values as they came, by slot name."""
    listener: str | None = None
    """The hashed id of the account; None means: nobody to remember."""
    locale: str = "en-US"
    """As in `en-GB`; decides the numbers that are spoken."""
    new_session: bool = False
    """Whether this turn opens a session."""
    screen: bool = False
    """Whether the device can show a picture."""
    request_id: str = ""
    """The platform's id of this request, so that a repeated one changes nothing; also the seed of a random choice."""


class Guess(Struct, frozen=True):
    """Another meaning that was considered."""

    kind: Kind
    name: str | None
    score: float
    """Calibrated probability, 0 to 1."""


class Understood(Struct, frozen=True):
    """What a turn means."""

    kind: Kind
    name: str | None = None
    """The reason's, command's or danger's id; None for `ethics`, `cost`, `time` and `none`."""
    tips: tuple[str, ...] = ()
    """Tip ids in the order in which they would be spoken."""
    score: float = 1.0
    """Calibrated probability, 0 to 1; an exact sample has 1.0."""
    runners_up: tuple[Guess, ...] = ()
    """What else it could have been, likeliest first."""
    also: tuple[str, ...] = ()
    """Further reasons said in the same breath (or `cost`, `time`; for danger the other danger), strongest first."""
    ask_back: bool = False
    """Unsure between two reasons with different first tips: `name` and the first reason among `runners_up`."""
    arg: int | None = None
    """The number asked for, with `tip_number`."""
    why: str = "intent"
    """How it was understood: `intent`, `exact`, `model`, `unsure`, `danger_phrase`, `danger_model`, `blank`."""


class Part(Struct, frozen=True, array_like=True):
    """One piece of speech: a key of the content, which wording of it, and what is filled in."""

    key: str
    """As in `tip.even_if.spoken`, `reason.hopeless.acknowledgement`, `reply.welcome_back`, `question.words`."""
    variant: Count = 0
    """Which of the wordings of that key."""
    values: Mapping[str, str] = {}
    """By placeholder name; plain text, escaped when it is rendered."""


class Card(Struct, frozen=True, array_like=True):
    """What the app and a screen show."""

    key: str
    """`tip.<id>` or the name of a card in replies.yaml."""
    values: Mapping[str, str] = {}
    """By placeholder name; plain text."""


class Reply(Struct, frozen=True, array_like=True):
    """What the skill says and shows, in keys. The session stays open exactly if a question follows."""

    parts: tuple[Part, ...] = ()
    """Spoken in this order, before the question."""
    question: Part | None = None
    """`question.<name>`; None closes the session."""
    reprompt: Part | None = None
    """`reprompt.<name>`, said after eight seconds of silence; present exactly if there is a question."""
    card: Card | None = None
    picture: str | None = None
    """Name of a visual in the content; it shows what the card says. Sent only to a device with a screen."""
    slow: bool = False
    """Whether all of it is spoken slowly."""


class Session(Struct, frozen=True, omit_defaults=True):
    """What is kept while a session is open. Never a word that the person said."""

    pending: str | None = None
    """Name of the question that waits for an answer, as in replies.yaml."""
    subject: str | None = None
    """What the pending question is about: a tip id, a reason id, or a number's name."""
    other: str | None = None
    """With a question that offers one thing and keeps another: what *no* then takes."""
    queue: tuple[str, ...] = ()
    """Tips that are still to be offered for what was said, next first."""
    reason: str | None = None
    """The reason that is being talked about."""
    tip: str | None = None
    """The tip that was spoken last, for *tell more* and *what to say*."""
    last: Reply | None = None
    """The last reply, so that Repeat says exactly the same."""
    heard: tuple[str, ...] = ()
    """Tips in the order in which they were spoken in this session."""
    cursor: Count = 0
    """How many steps back from the end of what was heard the listener has gone."""
    misses: Count = 0
    """How many turns in a row were not understood."""
    asked_back: bool = False
    """Whether the last turn asked which of two reasons was meant."""
    listed: Count = 0
    """How many titles of the list have been read out."""
    slow: bool = False
    """Whether this session speaks slowly."""
    variants: Mapping[str, Count] = {}
    """The wording last used, by key."""


class Heard(Struct, frozen=True, array_like=True):
    """A tip that was spoken."""

    tip: str
    at: datetime
    """Aware, UTC."""


class Memory(Struct, frozen=True):
    """What is kept of a listener across sessions: tip ids and times, nothing that was said, nothing of safety."""

    visited: bool = False
    """Whether this listener has opened the skill before."""
    heard: tuple[Heard, ...] = ()
    """The last twenty tips, oldest first."""
    last_heard: Mapping[str, datetime] = {}
    """By tip id: when it was last spoken."""
    variants: Mapping[str, int] = {}
    """The wording last used for launch and for tip replies, by key."""
    requests: tuple[str, ...] = ()
    """Hashes of the last few request ids that changed this memory."""
    updated: datetime | None = None
    """When it was last saved; aware, UTC."""
    version: int = 0
    """How often it was saved; 0 means: never. A save succeeds only over the version that was loaded."""
    reachable: bool = True
    """False if the store could not be asked just now; never stored."""


class Outcome(Struct, frozen=True):
    """One turn's result."""

    reply: Reply
    session: Session
    memory: Memory | None
    """As it is afterwards; equal to the one handed in if nothing changed; None if the listener is to be forgotten."""
    understood: Understood
    """What the turn was taken to mean, for the counters and for *explain*."""
