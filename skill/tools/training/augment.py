"""Other ways in which the same sentence is said or misheard; used while the encoder learns."""

from __future__ import annotations

import random

_PAIRS = (
    "he she", "he's she's", "he'd she'd", "he'll she'll", "himself herself", "husband wife", "husband's wife's",
    "husbands wives", "boyfriend girlfriend", "boyfriend's girlfriend's", "man woman", "men women", "guy girl",
    "hubby missus", "hes shes", "bloke lady", "dad mum", "father mother", "brother sister", "son daughter",
)  # fmt: skip
_SWAPS = {a: b for pair in _PAIRS for a, b in (tuple(pair.split()), tuple(reversed(pair.split())))}
_AFTER_HIM = frozenset(
    "to about and that when if in on at for but so because with from or as up out off down back again either not i we "
    "he she they you is was says thinks feels go going come coming do see talk".split()
)
_FILLERS = ("um", "uh", "like", "you know", "well", "i mean", "so", "yeah", "okay", "look", "er", "basically", "just")
_OPENINGS = (
    "so", "well", "okay so", "hey", "i don't know", "the thing is", "honestly", "listen", "so basically", "um so",
    "right so", "i asked again and", "it's just that", "yeah no", "every time i ask", "what happens is",
)  # fmt: skip
_SPELLINGS = {
    "counseling": "counselling", "counselling": "counseling", "counselor": "counsellor", "counsellor": "counselor",
    "counselors": "counsellors", "counsellors": "counselors", "mom": "mum", "therapist": "counselor",
    "therapy": "counseling", "shrink": "therapist", "marriage counseling": "couples therapy",
}  # fmt: skip


def varied(text: str, chance: random.Random) -> str:
    """`text` (normalised) as somebody else might have said it, or as it may be misheard."""
    words = text.split()
    if chance.random() < 0.25:
        words = swapped(words)
    if chance.random() < 0.15:
        words = [_SPELLINGS.get(word, word) for word in words]
    if len(words) > 3 and chance.random() < 0.2:
        words = [word for word in words if chance.random() > 0.1] or words
    if chance.random() < 0.12:
        words.insert(chance.randint(0, len(words)), chance.choice(_FILLERS))
    if chance.random() < 0.05:
        words.insert(0, chance.choice(_OPENINGS))
    if chance.random() < 0.15:
        words = [word.replace("'", "") for word in words]
    return " ".join(words)


def swapped(words: list[str]) -> list[str]:
    """The same said of a woman instead of a man, and the other way round."""
    after = [*words[1:], ""]
    return [_swap(word, following) for word, following in zip(words, after, strict=True)]


def _swap(word: str, following: str) -> str:
    if word in ("him", "his"):
        return "her"
    if word == "her":
        return "him" if not following or following in _AFTER_HIM else "his"
    return _SWAPS.get(word, word)
