"""Another practice makes the skill its own by editing YAML, and nothing else."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from skill.conversation import ACTS, respond
from skill.dialogue import Memory, Outcome, Reply, Session, Turn, Understood
from skill.knowledge.content import Content, read_content
from skill.speech import card, plain, ssml
from skill.tools.check import content_faults
from tests.content.conftest import FOLDER, HERE, Practice

NOW = datetime(2026, 11, 27, tzinfo=UTC)
INTENTS = (
    *("launch", "about", "help", "list_tips", "random_tip", "next_tip", "previous_tip", "tell_more", "what_to_say"),
    *(
        "tip_number",
        "phone_number",
        "repeat",
        "replay_last_tip",
        "slower",
        "ethics",
        "cost",
        "time",
        "abuse",
        "self_harm",
    ),
    *("hopeless", "nervous", "religion", "fallback", "start_over", "forget_me", "yes", "no", "stop"),
)


class Deaf:
    """Understands no words: every turn of these tests is an intent."""

    def hear(self, words: str) -> Understood:
        return Understood("none")

    def exact(self, words: str) -> Understood | None:
        return None

    def danger(self, words: str) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class Listener:
    """Somebody who talks to the skill with the content of one practice."""

    content: Content
    locale: str = "en-US"

    def asks(self, intent: str, before: Outcome | None = None) -> Outcome:
        """One turn, in the session of the turn before."""
        session, memory = (before.session, before.memory or Memory()) if before else (Session(), Memory())
        slots = {"number": "2"} if intent == "tip_number" else {}
        turn = Turn(intent, NOW, slots=slots, listener="anna", locale=self.locale, request_id=intent)
        return respond(turn, session, memory, self.content, Deaf())

    def hears(self, intent: str) -> str:
        """All that is said and shown."""
        reply = self.asks(intent).reply
        return " ".join((plain(ssml(reply, self.content)), *(card(reply, self.content) or ())))

    def tries_everything(self) -> Iterator[Reply]:
        """Every intent, and after each a yes and a no, and after those again."""
        turns = [self.asks(intent) for intent in INTENTS]
        for _ in range(3):
            yield from (turn.reply for turn in turns)
            turns = [self.asks(answer, turn) for turn in turns if turn.reply.question for answer in ("yes", "no")]


@pytest.fixture
def other(root: Path, tmp_path: Path) -> Practice:
    """A copy of the project's content with two other tips and another number; only YAML was edited."""
    shutil.copytree(root / "content", tmp_path / "content")
    (tmp_path / "interaction_model").mkdir()
    shutil.copy(HERE / "small" / FOLDER / "tips.yaml", tmp_path / FOLDER)
    reasons = tmp_path / FOLDER / "reasons.yaml"
    text = reasons.read_text(encoding="utf-8")
    reasons.write_text(re.sub(r"    tips: \[.*\]", "    tips: [go_first, ask_kindly]", text), encoding="utf-8")
    other = Practice(tmp_path)
    other.edits("contacts.yaml", 'name: "Thriveworks"', 'name: "Common Ground"')
    other.edits("contacts.yaml", 'number: "1-855-484-7483"', 'number: "1-800-555-0199"')
    other.edits("contacts.yaml", '  letters: "1-855-4-THRIVE"\n', "")
    return other


def test_another_practice_has_no_fault(other: Practice) -> None:
    """What it edited is checked by the same rules, and is fine."""
    assert [str(fault) for fault in content_faults(other.root, ACTS)] == []


def test_another_practice_speaks_its_own_tips_and_number(other: Practice) -> None:
    """Its tips, its number and its credit are heard; the old ones are nowhere."""
    listener = Listener(read_content(other.root))
    assert "You could go on your own." in listener.hears("hopeless")
    assert "based on what Ann wrote" in listener.hears("about")
    assert "1-800-555-0199" in listener.hears("phone_number")
    assert "Common Ground" in listener.hears("phone_number")
    heard = " ".join(plain(ssml(reply, listener.content)) for reply in listener.tries_everything())
    assert not re.search("thrive|centore|even if|484", heard, re.IGNORECASE)


@pytest.mark.parametrize("locale", ["en-US", "en-GB", "en-CA", "en-AU", "en-IN", "en-NZ"])
def test_every_placeholder_is_filled_in(content: Content, locale: str) -> None:
    """Whichever of its wordings a reply takes, no placeholder in it is left empty; nor on a card."""
    for reply in Listener(content, locale).tries_everything():
        for part in (*reply.parts, *filter(None, (reply.question, reply.reprompt))):
            assert placeholders(*content.wordings(part.key)) <= part.values.keys(), part
        if reply.card:
            shown = content.card(reply.card.key)
            assert placeholders(shown.title, shown.text) <= reply.card.values.keys(), reply.card


def placeholders(*texts: str) -> set[str]:
    return {name for text in texts for name in re.findall(r"\{(\w+)", text)}
