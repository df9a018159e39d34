"""The skill in a terminal: everything joined behind a simulated speaker, and how a turn is printed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct

from skill.conversation import understand
from skill.dialogue import Turn, Understood
from skill.hosts.joined import Joined, join
from skill.knowledge.content_text import quoted
from skill.settings import Settings
from skill.simulator.envelopes import Device
from skill.simulator.hearing import Heard, hear
from skill.simulator.speaker import Answer, Speaker
from skill.stores import open_store

_PATIENCE = 10.0
"""Seconds that a store may take: nobody at a terminal hangs up after eight."""
_WAITING, _CLOSED = "(waiting for an answer)", "(session closed)"


class Terminal(Struct, frozen=True):
    """The joined skill, and a speaker in front of it."""

    joined: Joined
    speaker: Speaker

    def hear(self, words: str) -> Heard | None:
        """What Alexa would pass on; None if nothing was said."""
        return hear(words, self.joined.compiled)

    def understood(self, heard: Heard | None) -> Understood:
        """What that means where no question is pending."""
        if heard is None:
            return Understood("none", score=0.0, why="blank")
        turn = Turn(heard.intent, datetime.now(UTC), heard.words, heard.slots)
        return understand(turn, self.joined.content, self.joined.mind)

    def examples(self) -> list[str]:
        """What the skill itself suggests to say, sorted."""
        content = self.joined.content
        spoken = (text for key in content.spoken_keys() for text in content.wordings(key))
        return sorted({example for text in spoken for example in quoted(text)})

    def explain(self, words: str) -> list[str]:
        """Which way the words came, and why they mean what they do, as lines."""
        heard = self.hear(words)
        if heard is None:
            return ["Nothing was said."]
        way = f"via {heard.via}: intent {heard.intent}" + (f", slots {dict(heard.slots)}" if heard.slots else "")
        if heard.words is None:
            return [way, "No words reach the skill: the intent says it all."]
        why, meant = self.joined.mind.explain(heard.words), self.understood(heard)
        lines = [way, *why.lines()]
        if (meant.kind, meant.name) != (why.understood.kind, why.understood.name):
            lines.append(f"But the slot holds a command and nothing else: taken as {meant.name}.")
        return lines


@contextmanager
def open_terminal(
    settings: Settings, listener: str = "me", locale: str = "en-US", later: timedelta = timedelta()
) -> Iterator[Terminal]:
    """The skill as the settings say, with a speaker whose clock is moved on by `later`."""
    joined = join(settings, store=open_store(settings.store_url, settings.retention, _PATIENCE))
    speaker = Speaker(joined.answer, joined.compiled, joined.alexa_names, Device(listener, locale))
    speaker.skipped = later
    try:
        yield Terminal(joined, speaker)
    finally:
        joined.store.close()


def answer_lines(answer: Answer) -> list[str]:
    """One answer as lines: the speech, `Card: TITLE` with its text indented, and the state of the session."""
    lines = [answer.speech] if answer.speech else []
    if answer.card:
        lines.append(f"Card: {answer.card.title}")
        lines += [f"  {line}" for line in answer.card.text.splitlines()]
    return [*lines, _WAITING if answer.open else _CLOSED]


def match_line(understood: Understood, via: str | None) -> dict[str, Any]:
    """What an utterance was taken to mean, in the shape of a line of `match`."""
    line: dict[str, Any] = {
        "kind": understood.kind,
        "name": understood.name,
        "tips": list(understood.tips),
        "score": round(understood.score, 4),
        "runners_up": [
            {"kind": guess.kind, "name": guess.name, "score": round(guess.score, 4)} for guess in understood.runners_up
        ],
        "also": list(understood.also),
        "ask_back": understood.ask_back,
        "via": via,
    }
    return line if understood.arg is None else {**line, "arg": understood.arg}


def answer_object(answer: Answer, understood: Understood) -> dict[str, Any]:
    """One answer as `ask --json` prints it."""
    request = answer.request["request"]
    return {
        "request": answer.request,
        "response": answer.response,
        "speech": answer.speech,
        "reprompt": answer.reprompt,
        "card": {"title": answer.card.title, "text": answer.card.text} if answer.card else None,
        "open": answer.open,
        "intent": request["intent"]["name"] if "intent" in request else request["type"],
        "understood": match_line(understood, answer.heard.via),
    }


def say_aloud(answer: Answer) -> str | None:
    """Speaks the answer with espeak-ng; returns what to do if it is not installed."""
    espeak = shutil.which("espeak-ng")
    if espeak is None:
        return "To hear it, install espeak-ng (Debian: apt install espeak-ng; macOS: brew install espeak-ng)."
    ssml = ((answer.response.get("response") or {}).get("outputSpeech") or {}).get("ssml", "")
    done = subprocess.run([espeak, "-m", "-s", "150"], input=ssml, text=True, check=False, capture_output=True)
    return None if done.returncode == 0 else "espeak-ng could not play it; is there a sound device?"
