"""Free speech → what it means, and the safety screen."""

from skill.understanding.engine import Understanding, open_understanding

__all__ = ["Understanding", "open_understanding"]
