"""What a handler is given (`Moment`) and what it gives back (`Answer`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Protocol

from msgspec import Struct

from skill.conversation.recall import last_tip, timeline
from skill.dialogue import Card, Memory, Reply, Session, Turn, Understood
from skill.knowledge.content import Content


class Mind(Protocol):
    """What understands speech."""

    def hear(self, words: str) -> Understood:
        """What the words mean, danger before anything else; never raises."""

    def exact(self, words: str) -> Understood | None:
        """What exactly these words are known to mean; None if they are not known as a whole. Quick."""

    def danger(self, words: str) -> tuple[str, ...]:
        """The dangers that the words speak of: `self_harm`, `abuse`, both in this order, or none."""


class Moment(Struct, frozen=True, dict=True):
    """Everything a handler knows about one turn."""

    turn: Turn
    """What the listener did."""
    understood: Understood
    """What that means."""
    before: Session
    """The session as it came: which question was pending, about what."""
    session: Session
    """The session as it goes on if the handler does nothing about it: no question pending, nothing missed."""
    memory: Memory
    """What is remembered of the listener."""
    content: Content
    """All that can be said."""

    @cached_property
    def heard(self) -> tuple[str, ...]:
        """All tips heard that still exist, in this session and remembered from before, oldest first."""
        return timeline(self.memory, self.before, self.content)

    @cached_property
    def unheard(self) -> tuple[str, ...]:
        """Tips that this listener has not heard yet, counting down."""
        known = {*self.heard, *self.memory.last_heard}
        return tuple(tip for tip in self.content.tips if tip not in known)

    @property
    def last_tip(self) -> str | None:
        """The tip that is being talked about, else the last one heard."""
        return last_tip(self.before, self.heard, self.content)


class Line(Struct, frozen=True):
    """A piece of speech before one of its wordings is picked."""

    key: str
    """As in `reply.welcome_back` or `tip.even_if.spoken`."""
    values: Mapping[str, str] = {}
    """By placeholder name."""


class Answer(Struct, frozen=True):
    """What a handler wants said, and what follows from it."""

    session: Session
    """As it goes on; the pending question is set when the answer is finished."""
    lines: tuple[Line, ...] = ()
    """Spoken in this order, before the question."""
    question: str | None = None
    """Name of the question that follows; None closes the session."""
    values: Mapping[str, str] = {}
    """The question's placeholders."""
    subject: str | None = None
    """What the question is about."""
    other: str | None = None
    """What the question keeps for a no."""
    card: Card | None = None
    """What the app shows."""
    picture: str | None = None
    """Name of the visual that shows it on a screen; none is sent if the content has no such visual."""
    tip: str | None = None
    """The tip that is spoken, to be remembered."""
    back: bool = False
    """Whether that tip was heard before and is only heard again: the history stays as it is."""
    visit: bool = False
    """Whether the skill was opened."""
    forget: bool = False
    """Whether the listener wants to be forgotten."""
    again: Reply | None = None
    """A reply that was given before and is given again as it was; nothing else of the answer is spoken."""
    understood: Understood | None = None
    """What the turn meant, where the pending question shows that it meant something else."""


def say(name: str, /, **values: str) -> Line:
    """The reply of that name in replies.yaml."""
    return Line(f"reply.{name}", values)
