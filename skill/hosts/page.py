"""The speaker's page, joined with the skill for a web service on this machine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from flask import Blueprint, Flask

from skill.alexa.assembly import Happened
from skill.alexa.attributes import from_attributes
from skill.alexa.listener import listener_id
from skill.dialogue import Memory, Understood
from skill.hosts.joined import Joined
from skill.simulator.page import Behind, page

Watch = Callable[[Happened], None]


def join_with_page(app: Flask, watch: Watch, join: Callable[..., Joined]) -> Joined:
    """What `join(watch=…)` joins, with the page added to `app`; `watch` is told of everything as before."""
    overheard = _Overheard(watch)
    joined = join(watch=overheard)
    app.register_blueprint(_speaker_page(joined, overheard))
    return joined


class _Overheard:
    """Keeps what the last request of each thread was taken to mean, so that the page can show it."""

    def __init__(self, watch: Watch) -> None:
        self._watch, self._here = watch, threading.local()

    def __call__(self, happened: Happened) -> None:
        self._here.understood = happened.understood
        self._watch(happened)

    def last(self) -> Understood | None:
        """What this thread's last request was taken to mean; None if it was no speech."""
        understood: Understood | None = getattr(self._here, "understood", None)
        return understood


def _speaker_page(joined: Joined, overheard: _Overheard) -> Blueprint:
    """The page as a blueprint, driving the same assembly as `POST /alexa`."""

    def memory(user_id: str, now: datetime) -> Memory:
        listener = listener_id(user_id, joined.secret)
        return joined.store.load(listener, now) if listener else Memory()

    def explain(words: str) -> Mapping[str, Any]:
        explained: Mapping[str, Any] = msgspec.to_builtins(joined.mind.explain(words))
        return explained

    behind = Behind(
        send=joined.answer,
        root=joined.root,
        content=joined.content,
        ears=joined.compiled,
        alexa_names=joined.alexa_names,
        understood=overheard.last,
        explain=explain,
        session=from_attributes,
        memory=memory,
        grade=_grade(),
    )
    return page(behind)


def _grade() -> Callable[[str], float | None] | None:
    """How a text's reading grade is told; None where textstat (the extra `build`) is not installed."""
    from importlib.util import find_spec

    if find_spec("textstat") is None:
        return None
    from skill.tools.readability import grade

    return grade
