"""What stands behind the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from skill.dialogue import Memory, Session, Understood
from skill.knowledge.content import Content
from skill.simulator.hearing import Ears
from skill.simulator.speaker import Send


class Behind(Struct, frozen=True):
    """The skill as the page needs it; whoever serves the page hands it over."""

    send: Send
    """Answers an envelope of Alexa, through the same assembly as `POST /alexa`."""
    root: Path
    """The assets' folder, where the examples come from."""
    content: Content
    """What the skill knows and says."""
    ears: Ears
    """The compiled interaction model."""
    alexa_names: Mapping[str, str]
    """Amazon's name of each built-in by our id, as in `{"yes": "AMAZON.YesIntent"}`."""
    understood: Callable[[], Understood | None]
    """What the last request of this thread was taken to mean; None if it was no speech."""
    explain: Callable[[str], Mapping[str, Any]]
    """What speaks for the meaning of some words, as JSON. May take a second."""
    session: Callable[[Mapping[str, Any]], Session]
    """What the attributes of Alexa's session hold."""
    memory: Callable[[str, datetime], Memory]
    """What is kept of an account at a time, by its user id."""
    grade: Callable[[str], float | None] | None = None
    """The reading grade of a text; None where that cannot be measured."""
