"""Numbers as they are said."""

from __future__ import annotations

from skill.knowledge.content import Content


def in_words(content: Content, number: int) -> str:
    """`ten` for 10, as `replies.numbers` spells them, from one upwards; digits beyond its end."""
    names = content.replies.get("numbers", ())
    return names[number - 1] if 1 <= number <= len(names) else str(number)
