"""Why a request was turned away."""

from __future__ import annotations

from skill.errors import GentleInvitationError


class Refused(GentleInvitationError):
    """The request is not from Alexa, not for this skill, too old, or no request at all; answered 400."""

    def __init__(self, rule: str) -> None:
        self.rule = rule
        """Which rule it broke, one word or a few joined by underscores; fit for a log, a counter and the answer."""
        super().__init__(f"refused: {rule}")
