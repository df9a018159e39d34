"""How hard a text is to follow, as a school grade. The one place that knows textstat."""

from __future__ import annotations

import functools
import importlib.util
import re
import warnings
from collections.abc import Iterable, Iterator

from skill.errors import Fault
from skill.knowledge.content_text import bare, words

GRADE = 8.0
"""What a listener in a kitchen can follow: eight years of school."""

_ENOUGH_WORDS = 12
"""The formula goes by syllables a word; of a few words it says nothing."""


@functools.cache
def _installed() -> bool:
    return importlib.util.find_spec("textstat") is not None


def cannot_measure() -> Iterator[Fault]:
    """The fault that nothing was measured, where textstat is not installed."""
    if not _installed():
        yield Fault("", "", "readability was not measured: textstat is missing; it comes with gentle-invitation[build]")


def grade(text: str, known_words: Iterable[str] = ()) -> float | None:
    """The Flesch-Kincaid grade of what is heard of `text`; None if it is too short to tell, or cannot be measured.

    `known_words` and what a placeholder stands for count as short words. Works without network: the syllables come
    from a dictionary that textstat's packages carry.
    """
    if not _installed() or len(words(text)) < _ENOUGH_WORDS:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # textstat imports pkg_resources, which announces its own end
        import textstat
    short = re.compile("|".join([r"\{[^}]*\}", *(rf"\b{re.escape(word)}\b" for word in known_words)]))
    return float(textstat.flesch_kincaid_grade(short.sub("this", bare(text))))
