"""Words as a recogniser writes them: one form for the model's samples, the phrases, and what a listener said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

LONGEST = 8000
"""Characters that are looked at; nobody says more in one breath, and a request may carry anything."""

NUMBER_SLOTS = ("ordinal", "number")
"""Slots that hold a number: `fifth` and `5th`; `five` and `5`."""

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´＇", "'"))
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_WORD = re.compile(r"\w+")
_AND = re.compile(r"\s*&\s*")
_NOT_WORDS = re.compile(r"[^\w' -]|_")
_OUTER_MARKS = re.compile(r"(?<!\w)['-]+|['-]+(?!\w)")

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
_UNITS += "seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINAL_UNITS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_ORDINAL_UNITS += [f"{name}th" for name in _UNITS[13:]]
_ORDINAL_TENS = [f"{name[:-1]}ieth" for name in _TENS]
_VALUES = {name: value for names in (_UNITS, _ORDINAL_UNITS) for value, name in enumerate(names)}
_VALUES |= {name: 10 * ten for names in (_TENS, _ORDINAL_TENS) for ten, name in enumerate(names, start=2)}
_VALUES |= {"hundred": 100, "hundredth": 100}


def _one_of(*names: str) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_CARDINAL = re.compile(
    rf"\b(?:\d{{1,4}}|(?:(?:a|one) )?hundred|(?:{_one_of(*_TENS)})[ -](?:{_one_of(*_UNITS[1:10])})"
    rf"|{_one_of(*_TENS, *_UNITS)})\b"
)
_ORDINAL = re.compile(
    rf"\b(?:\d{{1,4}}(?:st|nd|rd|th)|(?:one )?hundredth|(?:{_one_of(*_TENS)})[ -](?:{_one_of(*_ORDINAL_UNITS[1:10])})"
    rf"|{_one_of(*_ORDINAL_TENS, *_ORDINAL_UNITS)})\b"
)


def normalise(text: str) -> str:
    """`text` as a recogniser would write it; never raises, and empty where no word is left.

    Lower case, straight apostrophes, no marks but apostrophes and hyphens inside words, single blanks, digits kept.

    >>> normalise(" He’s said: “NO!”, full-stop ")
    "he's said no full-stop"
    """
    text = unicodedata.normalize("NFKC", text[:LONGEST])[:LONGEST].translate(_APOSTROPHES).lower()
    text = _AND.sub(" and ", _THOUSANDS.sub("", text))
    return " ".join(_OUTER_MARKS.sub(" ", _NOT_WORDS.sub(" ", text)).split())


def numbers_in(text: str) -> Iterator[tuple[str, str, int]]:
    """Each number of a normalised sentence, as (the sentence with a slot in its place, the slot's name, the number).

    The slot is `number` for five and 5, `ordinal` for fifth and 5th.

    >>> list(numbers_in("the twenty first tip"))
    [('the {ordinal} tip', 'ordinal', 21), ('the {number} first tip', 'number', 20)]
    """
    for slot, pattern in zip(NUMBER_SLOTS, (_ORDINAL, _CARDINAL), strict=True):
        for found in pattern.finditer(text):
            yield f"{text[: found.start()]}{{{slot}}}{text[found.end() :]}", slot, _value(found[0])


def _value(words: str) -> int:
    if words[0].isdigit():
        return int(words.rstrip("stndrh"))
    parts = [_VALUES[word] for word in re.split("[ -]", words) if word != "a"]
    return 100 if 100 in parts else sum(parts)


def respell(text: str, spelling: Mapping[str, str]) -> str:
    """A normalised sentence with each word, before any apostrophe, as `spelling` has it.

    >>> respell("the counselor's neighbor", {"counselor": "counsellor"})
    "the counsellor's neighbor"
    """
    return _WORD.sub(lambda found: spelling.get(found[0], found[0]), text)


def sameness(text: str, american: Mapping[str, str]) -> str:
    """What normalised sentences that sound the same have in common: no hyphens, and the spellings of `american`.

    >>> sameness("a marriage-counsellor", {"counsellor": "counselor"})
    'a marriage counselor'
    """
    return respell(" ".join(text.replace("-", " ").split()), american)
