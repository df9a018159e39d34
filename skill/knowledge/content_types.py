"""The types of what the skill knows and says; `content` reads them, `content_rules` says what must hold in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import chain, zip_longest
from typing import Any, Literal

from msgspec import Struct

from skill.knowledge.reading import Key


class Source(Struct, frozen=True):
    """Whose advice the tips are."""

    title: str
    """Of the article."""
    author: str
    """Name of its author."""
    credit: str
    """How it is credited aloud, as in `based on published advice by …`."""


class Tip(Struct, frozen=True):
    """One piece of advice."""

    id: Key
    """As in `even_if`."""
    number: int
    """By which it is asked for; two tips may share one, and then the first in the file comes first."""
    title: str
    """A few words, as they are read out in a list."""
    spoken: str
    """The tip for the ear: two or three sentences."""
    detail: str
    """More about it, for who asks for more."""
    say: str
    """Words that the listener might say to the partner, in the first person."""
    card: str
    """The tip for the eye: plain and short."""
    source: str
    """Where in the article it stands."""
    reviewed: date
    """When it was last held against the article."""


class Reason(Struct, frozen=True):
    """Why a partner will not come, and what answers it."""

    id: Key
    """As in `hopeless`."""
    description: str
    """What the partner says, or what is going on; for whoever edits."""
    tips: tuple[str, ...]
    """Ids of the tips that answer it, the first one first."""
    covered: Literal["covered", "partly", "uncovered"]
    """Whether the article has an answer made for it."""
    acknowledgement: tuple[str, ...]
    """Wordings of the half sentence that shows that it was heard."""
    is_it: str
    """The question that makes sure, as in `Is it that they feel blamed?`."""
    about: str
    """It in a few words, as they stand behind `for`: `the doubt that it helps`."""
    honest: str | None = None
    """The half sentence that says that no tip was made for it; present exactly if it is not `covered`."""


class Question(Struct, frozen=True):
    """A question that keeps the session open, with what an answer to it does."""

    name: Key
    """As in `words`."""
    ask: tuple[str, ...]
    """Its wordings."""
    reprompt: tuple[str, ...]
    """What is said after eight seconds of silence."""
    yes: str
    """The act of the conversation that a yes starts."""
    no: str
    """The act of the conversation that a no starts."""


class CardText(Struct, frozen=True):
    """What the app and a screen show: plain text with placeholders, no markup."""

    name: Key
    """As in `number`, or `tip.even_if`."""
    title: str
    """One line."""
    text: str
    """The rest, short."""


class Number(Struct, frozen=True):
    """A telephone number."""

    number: str
    """As it is printed, with its groups: `1-800-799-7233`, `116 123`."""
    name: str = ""
    """Whom it reaches."""
    note: str = ""
    """How else to use it, as in `call or text`."""


class Consultation(Struct, frozen=True):
    """The telephone consultation of the practice."""

    name: str
    """The practice."""
    country: str
    """Where the number can be dialled: two capital letters, as in a locale."""
    number: str
    """As it is dialled on a keypad, in groups."""
    letters: str = ""
    """The same number with letters, where it has such a form."""


class SafetyNumbers(Struct, frozen=True):
    """Whom to call in one locale when it matters most."""

    emergency: Number
    """Ambulance and police."""
    abuse: Number
    """Violence, threats, control or fear at home."""
    self_harm: Number
    """A crisis, or thoughts of suicide."""


class Contacts(Struct, frozen=True):
    """All telephone numbers that the skill can say."""

    consultation: Consultation
    """Said when it is asked for, and only then."""
    safety: Mapping[str, SafetyNumbers]
    """By locale, as in `en-GB`; a locale without an entry has no numbers at all."""


class Content(Struct, frozen=True, dict=True):
    """All that the skill knows and says in one language."""

    tips: Mapping[str, Tip]
    """By id, in the order in which they are counted down."""
    reasons: Mapping[str, Reason]
    """By id."""
    replies: Mapping[str, tuple[str, ...]]
    """Wordings by name."""
    questions: Mapping[str, Question]
    """By name."""
    cards: Mapping[str, CardText]
    """By name; those of the tips stand with the tips."""
    contacts: Contacts
    """Telephone numbers."""
    visuals: Mapping[str, Mapping[str, Any]]
    """Documents in Alexa's presentation language, as parsed from JSON, by file name without `.json`."""
    source: Source
    """Whose advice it is."""

    @property
    def nearest_tip(self) -> tuple[str, ...]:
        """What is offered where no tip was made, as for `cost` and `time`; none if it is not among the tips."""
        return ("favor_or_trade",) if "favor_or_trade" in self.tips else ()

    def wordings(self, key: str) -> tuple[str, ...]:
        """The wordings of a key; KeyError if there are none.

        Keys are `tip.<id>.spoken|detail|say|title`, `reason.<id>.acknowledgement|honest|is_it|about`, `reply.<name>`,
        `question.<name>` and `reprompt.<name>`.
        """
        return self._spoken[key]

    def spoken_keys(self) -> Iterable[str]:
        """Every key that `wordings` knows."""
        return self._spoken.keys()

    @cached_property
    def _spoken(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name, tip in self.tips.items():
            found |= {f"tip.{name}.{field}": (getattr(tip, field),) for field in ("spoken", "detail", "say", "title")}
        for name, reason in self.reasons.items():
            if reason.acknowledgement:
                found[f"reason.{name}.acknowledgement"] = reason.acknowledgement
            texts = {field: getattr(reason, field) for field in ("honest", "is_it", "about")}
            found |= {f"reason.{name}.{field}": (text,) for field, text in texts.items() if text}
        found |= {f"reply.{name}": texts for name, texts in self.replies.items()}
        for name, question in self.questions.items():
            found |= {f"question.{name}": question.ask, f"reprompt.{name}": question.reprompt}
        return found

    def card(self, key: str) -> CardText:
        """The card of a tip (`tip.even_if`), or the one with that name; KeyError if there is none."""
        return self._shown[key]

    @cached_property
    def _shown(self) -> Mapping[str, CardText]:
        tips = {f"tip.{name}": CardText(f"tip.{name}", tip.title, tip.card) for name, tip in self.tips.items()}
        return {**self.cards, **tips}

    def tips_for(self, reasons: Sequence[str]) -> tuple[str, ...]:
        """Tip ids in the order in which they are spoken: each reason's first, then each one's second, no doubles."""
        if len(reasons) == 1:  # in most turns
            return self.reasons[reasons[0]].tips
        rounds = zip_longest(*(self.reasons[reason].tips for reason in reasons))
        return tuple(dict.fromkeys(tip for tip in chain.from_iterable(rounds) if tip))
