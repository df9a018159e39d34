"""The listener of these tests."""

from __future__ import annotations

import pytest

from skill.knowledge.content import Content
from tests.conversation.listener import Listener, SmallMind


@pytest.fixture
def mind(content: Content) -> SmallMind:
    """A mind that knows a few sentences."""
    return SmallMind(content)


@pytest.fixture
def listener(content: Content, mind: SmallMind) -> Listener:
    """Somebody at the speaker, never here before."""
    return Listener(content, mind)
