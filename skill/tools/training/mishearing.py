"""Sentences as a recogniser may mishear them: a word that sounds alike in another's place, a word cut in two."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable

_LEAST = 3
"""How often a word must stand in the phrases to be heard in another's place."""
_LEAST_PIECE = 20
"""How often the first part of a word must stand there as a word of its own."""
_SHORTEST, _EVERY = 5, 12
"""Words of a sentence that leave enough to go by when one is misheard; one more for each twelve."""
_CUT = 0.25


class Mishearing:
    """Knows which words of some texts sound alike: those with the same consonants, by Metaphone."""

    def __init__(self, texts: Iterable[str]) -> None:
        """`texts` are normalised. Raises `ImportError` without jellyfish."""
        from jellyfish import metaphone

        self._counts = Counter(word for text in texts for word in text.split())
        alike: dict[str, list[str]] = defaultdict(list)
        for word, count in self._counts.items():
            if count >= _LEAST and word.isalpha():
                alike[metaphone(word)].append(word)
        self._alike = {word: group for group in alike.values() for word in group if len(group) > 1}

    def misheard(self, text: str, chance: random.Random) -> str:
        """`text` with a word or more misheard; a short one as it is."""
        words = text.split()
        if len(words) < _SHORTEST:
            return text
        for _ in range(1 + len(words) // _EVERY):
            place = chance.randrange(len(words))
            words[place] = self._other(words[place], chance)
        return " ".join(words)

    def _other(self, word: str, chance: random.Random) -> str:
        cuts = [at for at in range(2, len(word) - 2) if self._counts[word[:at]] >= _LEAST_PIECE]
        if cuts and chance.random() < _CUT:
            at = chance.choice(cuts)
            return f"{word[:at]} {word[at:]}"
        others = [other for other in self._alike.get(word, ()) if other != word]
        return chance.choices(others, [self._counts[other] ** 0.5 for other in others])[0] if others else word
