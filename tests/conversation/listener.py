"""A listener who talks to the conversation alone: no platform, no store, and a mind that knows a few sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from skill import speech
from skill.conversation import respond
from skill.dialogue import Guess, Memory, Outcome, Session, Turn, Understood
from skill.knowledge.content import Content

FIRST_DAY = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)


class SmallMind:
    """Knows a few sentences, and danger by one word each."""

    def __init__(self, content: Content) -> None:
        self.dangerous: set[str] = set()
        self.known = {
            "no hope": _reason(content, "hopeless"),
            "no hope and no money": _reason(content, "hopeless", "cost"),
            "no hope and no time": _reason(content, "hopeless", "time"),
            "money and no hope": Understood("cost", tips=("favor_or_trade", "even_if"), also=("hopeless",)),
            "the shrink is on my side and it's useless": _reason(content, "sides", "disbelief"),
            "it's a rip-off and useless": _reason(content, "scam", "disbelief"),
            "it's a rip-off and a cult": _reason(content, "disbelief", "scam"),
            "mumbled": Understood(
                "reason",
                "blamed",
                content.tips_for(["blamed", "sides"]),
                0.4,
                (Guess("cost", None, 0.35), Guess("reason", "sides", 0.3)),
                ask_back=True,
                why="unsure",
            ),
            "mumbled alone": Understood("reason", "blamed", ("your_change",), 0.4, ask_back=True, why="unsure"),
            "gone from reasons": Understood("reason", "no_such_reason", ("even_if",)),
        }
        self.known |= {
            words: Understood("command", words, why="exact") for words in ("stop", "help", "repeat", "yes", "no")
        }
        self.known["give me a tip"] = Understood("command", "random_tip", why="exact")
        refusals = {"never": "flat_no", "not interested": "dislikes_idea", "maybe later": "later"}
        self.known |= {
            words: Understood("command", "no", also=(reason,), why="exact") for words, reason in refusals.items()
        }
        self.known["he says i'm done"] = Understood("reason", "over", content.tips_for(["over"]), why="exact")
        self.known["i'm done"] = Understood("command", "stop", why="exact")
        self.known["my wife says forget it"] = Understood(
            "reason", "flat_no", content.tips_for(["flat_no"]), why="model"
        )
        self.known["forget it"] = Understood("command", "stop", why="exact")

    def hear(self, words: str) -> Understood:
        if dangers := self.danger(words):
            return Understood("safety", dangers[0], also=dangers[1:])
        return self.known.get(words, Understood("none", score=0.1, why="model"))

    def exact(self, words: str) -> Understood | None:
        known = self.known.get(words)
        return known if known and known.why == "exact" else None

    def danger(self, words: str) -> tuple[str, ...]:
        if words in self.dangerous:
            return ("abuse",)
        signs = {"self_harm": "suicide", "abuse": "hits"}
        return tuple(danger for danger, sign in signs.items() if sign in words)


def _reason(content: Content, name: str, *also: str) -> Understood:
    reasons = [name, *(other for other in also if other in content.reasons)]
    return Understood("reason", name, content.tips_for(reasons), also=also, why="model")


@dataclass
class Listener:
    """Somebody at the speaker; keeps the session and the memory from turn to turn."""

    content: Content
    mind: SmallMind
    session: Session = field(default_factory=Session)
    memory: Memory = field(default_factory=Memory)
    now: datetime = FIRST_DAY
    locale: str = "en-US"
    turns: int = 0
    outcomes: list[Outcome] = field(default_factory=list)

    def opens(self) -> Outcome:
        """Opens the skill, in a new session."""
        return self.does("launch", new_session=True)

    def says(self, words: str, intent: str = "catch_all", slots: Mapping[str, str] | None = None) -> Outcome:
        """Says something that arrives as words."""
        return self.does(intent, words=words, slots=slots or {})

    def does(self, intent: str, **rest: object) -> Outcome:
        """Something that arrives as an intent."""
        self.turns += 1
        rest = {"request_id": f"request {self.turns}", **rest}
        turn = Turn(intent=intent, time=self.now, locale=self.locale, **rest)  # type: ignore[arg-type]
        self.now += timedelta(seconds=20)
        outcome = respond(turn, self.session, self.memory, self.content, self.mind)
        self.session = outcome.session if outcome.reply.question else Session()
        self.memory = outcome.memory if outcome.memory is not None else Memory()
        self.outcomes.append(outcome)
        return outcome

    def later(self, **time: int) -> None:
        """Lets time pass; an open session is over then."""
        self.now += timedelta(**time)
        self.session = Session()

    def hears(self, outcome: Outcome) -> str:
        """What was said, as text."""
        return speech.plain(speech.ssml(outcome.reply, self.content))


def keys(outcome: Outcome) -> list[str]:
    """The keys of what was said, with the question."""
    return [part.key for part in (*outcome.reply.parts, outcome.reply.question) if part]


def asked(outcome: Outcome) -> str | None:
    """The name of the question that was asked."""
    return outcome.reply.question.key.removeprefix("question.") if outcome.reply.question else None
