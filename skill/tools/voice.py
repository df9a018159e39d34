"""How the skill sounds: the words and characters that `content/<language>/voice.yaml` and the ear rule out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from skill.errors import Fault
from skill.knowledge.content_text import Text, bare, sentences
from skill.knowledge.reading import read_file

_PLACEHOLDER = re.compile(r"\{[^}]*\}")
_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|we|us|our|ours)\b", re.IGNORECASE)
_UNSPEAKABLE = {
    "a bracket": r"[()\[\]<>]",
    "a semicolon": ";",
    "a slash": r"[/\\]",
    "a digit; say the number as a word": "[0-9]",
    "a sign that has no sound": r"[*#_|~^=+@$%§•]",
    "an abbreviation": r"\b(?:[A-Za-z]\.){2,}|\b[A-Z]{2,}\b",
}


class Ruled(Struct, frozen=True, dict=True):
    """Words that are ruled out for one reason."""

    words: tuple[str, ...]
    """Each a word, or several in a row."""
    why: str
    """What to say in their place."""
    fine_in: tuple[str, ...] = ()
    """Longer words in which they are fine."""
    within: tuple[str, ...] = ()
    """Beginnings of the keys of the texts that must not hold them; none: all texts."""

    def found(self, text: Text) -> Iterator[str]:
        """Those of the words that stand in `text`."""
        if not self.within or text.key.startswith(self.within):
            heard = self._fine.sub(" ", _straight(text.text))
            yield from sorted({match.lower() for match in self._words.findall(heard)})

    @cached_property
    def _words(self) -> re.Pattern[str]:
        return _any_of(self.words)

    @cached_property
    def _fine(self) -> re.Pattern[str]:
        return _any_of(self.fine_in)


class Voice(Struct, frozen=True):
    """What `voice.yaml` holds."""

    ruled_out: tuple[Ruled, ...]
    """Words that no text may hold."""
    known_words: tuple[str, ...]
    """Long words that everybody knows; they do not make a text hard to follow."""
    heard_often: tuple[str, ...]
    """Keys of content that need several wordings."""


def read_voice(root: Path, folder: str, faults: list[Fault]) -> Voice:
    """The rules for the language in `folder`; what is wrong in them is added to `faults`."""
    return read_file(root, f"{folder}/voice.yaml", Voice, faults)


def voice_problems(text: Text, voice: Voice) -> Iterator[str]:
    """What is wrong with how one text sounds."""
    for ruled in voice.ruled_out:
        yield from (f'holds "{word}": {ruled.why}' for word in ruled.found(text))
    if text.spoken:
        yield from _unspeakable(text.text)
    if text.plain and not text.key.endswith(".is_it") and text.text.endswith((".", "!", "?")):
        yield "ends like a sentence; it is filled into one"
    if text.key.endswith(".say") and not _FIRST_PERSON.search(_straight(text.text)):
        yield "is not in the first person; these are words for the listener to say"
    if text.key.startswith("questions.") or text.key.endswith(".is_it"):
        yield from _either_or(text.text)


def _unspeakable(text: str) -> Iterator[str]:
    heard = _PLACEHOLDER.sub(" ", bare(text))
    for what, pattern in _UNSPEAKABLE.items():
        if match := re.search(pattern, heard):
            yield f'holds "{match[0]}", {what}'


def _either_or(text: str) -> Iterator[str]:
    """A question to which yes is a fair answer asks exactly one thing."""
    for sentence in sentences(text):
        if sentence.endswith("?") and re.search(r"\bor\b", sentence, re.IGNORECASE):
            yield f'asks this or that, so that yes is no answer: "{sentence}"'


def _straight(text: str) -> str:
    return bare(text).replace("’", "'")


def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of `words`, whole; no words: nothing."""
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w'])(?:{either})(?![\w'])" if words else r"(?!)", re.IGNORECASE)
