"""The skill itself: Turn + Session + Memory → Reply + Session + Memory. Pure functions; see `table` for the order."""

from skill.conversation.moment import Mind
from skill.conversation.table import ACTS, respond, understand

__all__ = ["ACTS", "Mind", "respond", "understand"]
