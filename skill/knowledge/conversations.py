"""Conversations as YAML: what somebody says to the skill, and what is to be heard. Tests run them, `talk` saves them.

    about: Three days later the same tip is there, word for word.
    steps:
      - launch: true
      - say: my partner thinks there's no hope
        expect: {intent: hopeless, says: even if, reprompt: words you could use, open: true, remembered: [even_if]}
      - later: 3d
        say: replay the last tip
        expect: {keys: [tip.even_if.spoken]}

A bare text among the steps is something said. After a closed session the next step is in a new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import yaml
from msgspec import NODEFAULT, Struct, structs

from skill.dialogue import Kind
from skill.errors import ContentError, Fault
from skill.knowledge.place import Place, load_yaml, parse_yaml
from skill.knowledge.reading import read


class Shown(Struct, frozen=True):
    """A card that is to be there."""

    title: str | None = None
    """Its whole title."""
    text: tuple[str, ...] = ()
    """Each stands somewhere in its text."""


class Expect(Struct, frozen=True):
    """What is to come of a step; what is not given is not looked at. Text is compared without regard to case."""

    intent: str | None = None
    """Name of the intent that the words were passed on as, or the request's type."""
    kind: Kind | None = None
    """What sort of speech it was understood as."""
    name: str | None = None
    """The reason, command or danger that was understood."""
    tips: tuple[str, ...] | None = None
    """Ids of the tips that answer it, in their order."""
    says: tuple[str, ...] = ()
    """Each stands somewhere in the speech, as text."""
    says_not: tuple[str, ...] = ()
    """None of them stands anywhere in the speech or the reprompt."""
    keys: tuple[str, ...] = ()
    """Keys of content that were spoken, in this order, others may stand between: `tip.even_if.spoken`."""
    reprompt: str | None = None
    """Stands somewhere in the reprompt."""
    card: Shown | None = None
    """The card that is there; a bare text is its title."""
    no_card: bool = False
    """Whether there is to be no card."""
    picture: bool | None = None
    """Whether a picture is sent to the screen."""
    open: bool | None = None
    """Whether the session stays open."""
    remembered: tuple[str, ...] | None = None
    """Ids of all tips in the listener's memory afterwards, oldest first; an empty list: none."""


class Step(Struct, frozen=True):
    """One thing that somebody does: `say`, `launch`, `intent` or `request`; or only what changes before the next."""

    say: str | None = None
    """Words, as a person says them to the speaker; passed on as far as the platform could."""
    launch: bool = False
    """Opens the skill by its name."""
    intent: str | None = None
    """An intent as it arrives where the platform chose it by itself, without words."""
    slots: Mapping[str, str] = {}
    """The slots of `intent`."""
    request: str | None = None
    """Type of another request, as in `SessionEndedRequest`."""
    later: timedelta = timedelta()
    """How much time passes before it; a session that was open is over then."""
    listener: str | None = None
    """Who speaks from here on."""
    locale: str | None = None
    """The locale from here on."""
    screen: bool | None = None
    """Whether the device has a screen from here on."""
    expect: Expect = Expect()
    """What is to come of it."""


class Conversation(Struct, frozen=True, kw_only=True):
    """Some steps in a row."""

    about: str = ""
    """What it promises, in a sentence."""
    listener: str = "anna"
    """Who speaks."""
    locale: str = "en-US"
    """As in `en-GB`."""
    screen: bool = False
    """Whether the device has a screen."""
    steps: tuple[Step, ...]
    """In the order in which they happen."""


def read_conversation(path: Path) -> Conversation:
    """The conversation in a file. Raises `ContentError` with all its faults."""
    faults: list[Fault] = []
    return _checked(load_yaml(path, path.as_posix(), faults), faults)


def parse_conversation(text: str, name: str) -> Conversation:
    """The conversation in a YAML text (JSON is YAML too); `name` stands before the faults. Raises `ContentError`."""
    faults: list[Fault] = []
    return _checked(parse_yaml(text, name, faults), faults)


def write_conversation(path: Path, conversation: Conversation) -> None:
    """Writes what `read_conversation` reads; only what differs from the defaults."""
    path.write_text(conversation_text(conversation), encoding="utf-8")


def conversation_text(conversation: Conversation) -> str:
    """The conversation in YAML; only what differs from the defaults."""
    return yaml.safe_dump(plain(conversation), allow_unicode=True, sort_keys=False, width=110)


def _checked(place: Place, faults: list[Fault]) -> Conversation:
    conversation = read(place, Conversation)
    unread = {".".join(fault.key.split(".")[:2]) for fault in faults}
    problems = {f"steps.{number}": _problem(step) for number, step in enumerate(conversation.steps, start=1)}
    faults += [Fault(place.file, key, text) for key, text in problems.items() if text and key not in unread]
    if faults:
        raise ContentError(faults)
    return conversation


def _problem(step: Step) -> str | None:
    acts = [name for name in ("say", "launch", "intent", "request") if getattr(step, name)]
    if len(acts) > 1:
        return f"does {len(acts)} things at once: {', '.join(acts)}; make steps of them"
    if not acts and step.expect != Expect():
        return "expects something, but nothing happens; give it say, launch, intent or request"
    if step.slots and not step.intent:
        return "has slots without an intent"
    return None


def plain(value: object) -> object:
    """A conversation or one of its steps in YAML's and JSON's own types; only what differs from the defaults."""
    if isinstance(value, timedelta):
        return _duration(value)
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Struct):
        return {name: plain(item) for name, item in _told(value)}
    return value


def _told(record: Struct) -> Iterator[tuple[str, object]]:
    """Name and value of the fields that differ from their defaults."""
    for about in structs.fields(record):
        usual = about.default if about.default_factory is NODEFAULT else about.default_factory()
        if (value := getattr(record, about.name)) != usual:
            yield about.name, value


def _duration(time: timedelta) -> str:
    """`time` in the largest unit that fits: 3d, 36h, 5m, 20s."""
    seconds = int(time.total_seconds())
    length, unit = next((length, unit) for length, unit in _UNITS if seconds % length == 0)
    return f"{seconds // length}{unit}"


_UNITS = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))
