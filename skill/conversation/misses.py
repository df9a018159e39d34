"""What was not understood: three steps, each simpler than the one before, and then from the first again."""

from __future__ import annotations

from msgspec.structs import replace

from skill.conversation.moment import Answer, Moment, say

STEPS = (("miss_first", "open"), ("miss_second", "simple"), ("miss_third", "any_tip"))
"""What is said and asked at the first, second and third miss in a row."""


def not_understood(moment: Moment) -> Answer:
    """Helps with two real examples, then with something simpler, then offers any tip."""
    reply, question = STEPS[moment.before.misses % len(STEPS)]
    misses = (moment.before.misses + 1) % len(STEPS)
    return Answer(replace(moment.session, misses=misses), (say(reply),), question)
