"""What must hold in the content beyond its types: references, numbers, lengths. Cheap, so it is checked at every start.

How the words sound is checked by `skill/tools/voice.py`. The numbers are those of Alexa and of one breath of listening.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from skill.errors import Fault
from skill.knowledge.content_text import sentences, texts, words
from skill.knowledge.content_types import Content, Question, Reason, Tip
from skill.knowledge.reading import near

SPEECH = 8_000
"""Characters that Alexa speaks in one response; also those of a card's title and text together."""
TIP_WORDS, TIP_SENTENCES = 60, (2, 3)
"""One breath of listening: about 25 seconds at 150 words a minute."""
DETAIL_WORDS = 130
SAY_WORDS = 30
"""More than a shy person would say."""
SENTENCE_WORDS = 20
"""About 17 is the aim; beyond 20 a listener loses the thread."""
OFTEN = 3
"""Wordings of what is heard often, so that the skill does not repeat itself like a machine."""

_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")


def broken_rules(content: Content, folder: str) -> Iterator[Fault]:
    """Every rule that `content` breaks; `folder` is where its files lie. What is empty was a fault of reading."""
    for file, rules in _RULES.items():
        for key, problem in chain.from_iterable(rule(content) for rule in rules):
            yield Fault(f"{folder}/{file}", key, problem)
    for text in texts(content):
        if text.spoken:
            yield from (Fault(f"{folder}/{text.file}", text.key, problem) for problem in _long_sentences(text.text))


Broken = Iterator[tuple[str, str]]
"""Keys in a file, each with the problem there."""


def _tips(content: Content) -> Broken:
    if not content.tips:
        yield "tips", "holds no tip"
    before = max((tip.number for tip in content.tips.values()), default=0)
    for tip in content.tips.values():
        yield from ((f"tips.{tip.id}.{field}", problem) for field, problem in _tip(tip))
        if tip.number > before:
            yield f"tips.{tip.id}.number", f"is {tip.number} behind {before}; tips stand in the order of the countdown"
        before = tip.number if tip.number > 0 else before


def _tip(tip: Tip) -> Broken:
    if (long := len(tip.title) + len(tip.card)) > SPEECH:
        yield "card", f"is with the title {long:,} characters long; at most {SPEECH:,}"
    if tip.number < 1:
        yield "number", f"is {tip.number}; tips are counted from 1"
    for field, limit in (("spoken", TIP_WORDS), ("detail", DETAIL_WORDS), ("say", SAY_WORDS)):
        if (long := len(words(getattr(tip, field)))) > limit:
            yield field, f"is {long} words long; at most {limit}"
    low, high = TIP_SENTENCES
    if tip.spoken and not low <= (count := len(sentences(tip.spoken))) <= high:
        yield "spoken", f"must have {low} or {high} sentences, to be taken in at once; it has {count}"


def _long_sentences(text: str) -> Iterator[str]:
    for sentence in sentences(text):
        if (long := len(words(sentence))) > SENTENCE_WORDS:
            yield f'has a sentence of {long} words; at most {SENTENCE_WORDS}: "{sentence}"'


def _reasons(content: Content) -> Broken:
    for reason in content.reasons.values():
        for field, problem in (*_answers(reason, content), *_honesty(reason), *_heard(reason)):
            yield f"reasons.{reason.id}.{field}", problem


def _answers(reason: Reason, content: Content) -> Broken:
    if not reason.tips:
        yield "tips", "must name at least one tip"
    for number, tip in enumerate(reason.tips, start=1):
        if tip and content.tips and tip not in content.tips:
            yield f"tips.{number}", f'there is no tip "{tip}"{near(tip, content.tips)}'
        if tip in reason.tips[: number - 1]:
            yield f"tips.{number}", f'names "{tip}" twice'


def _honesty(reason: Reason) -> Broken:
    if reason.covered == "covered" and reason.honest:
        yield "honest", "stands only with reasons that are partly covered or uncovered"
    if reason.covered in {"partly", "uncovered"} and not reason.honest:
        yield "honest", f"is missing; a reason that is {reason.covered} needs the half sentence that says so"


def _heard(reason: Reason) -> Broken:
    if len(reason.acknowledgement) < OFTEN:
        yield "acknowledgement", f"needs {OFTEN} wordings; it has {len(reason.acknowledgement)}"
    for number, text in enumerate(reason.acknowledgement, start=1):
        if text and not text.endswith((".", "!")):
            yield f"acknowledgement.{number}", "must end with a period; the tip follows it"
    if reason.is_it and not reason.is_it.endswith("?"):
        yield "is_it", "must be a question"


def _questions(content: Content) -> Broken:
    for question in content.questions.values():
        yield from ((f"questions.{question.name}.{field}", problem) for field, problem in _question(question))


def _question(question: Question) -> Broken:
    for field in ("ask", "reprompt"):
        for number, text in enumerate(getattr(question, field), start=1):
            if text and not text.endswith(("?", "}")):  # a placeholder may hold the whole question
                yield f"{field}.{number}", "must end with the question"
        if not getattr(question, field):
            yield field, "needs at least one wording"


def _replies(content: Content) -> Broken:
    for name, wordings in content.replies.items():
        if not wordings:
            yield f"replies.{name}", "needs at least one wording"
    for key, wordings in _lists(content).items():
        for number, text in enumerate(wordings, start=1):
            if text and text in wordings[: number - 1]:
                yield f"{key}.{number}", "is the same as a wording before it"


def _room(content: Content) -> Broken:
    """The longest reply must leave room for the longest question, and each card must fit."""
    question = max((len(text) for question in content.questions.values() for text in question.ask), default=0)
    for name, wordings in content.replies.items():
        if (long := max(map(len, wordings), default=0) + question) > SPEECH:
            yield f"replies.{name}", f"is with a question {long:,} characters long; Alexa speaks at most {SPEECH:,}"
    for name, card in content.cards.items():
        if (long := len(card.title) + len(card.text)) > SPEECH:
            yield f"cards.{name}", f"title and text are {long:,} characters long; at most {SPEECH:,}"


def _consultation(content: Content) -> Broken:
    consultation = content.contacts.consultation
    if consultation.country and not re.fullmatch("[A-Z]{2}", consultation.country):
        yield "consultation.country", f'"{consultation.country}" is no country; two capital letters, as in US'
    if problem := _number(consultation.number):
        yield "consultation.number", problem
    typed = re.sub(r"\W", "", consultation.letters.upper().translate(_KEYPAD))
    if consultation.letters and typed != re.sub(r"\D", "", consultation.number):
        yield "consultation.letters", f"is {typed} on a keypad; the number is {consultation.number}"


def _safety(content: Content) -> Broken:
    for locale, numbers in content.contacts.safety.items():
        if not re.fullmatch("[a-z]{2}-[A-Z]{2}", locale):
            yield f"safety.{locale}", "is no locale as in en-GB"
        for field in ("emergency", "abuse", "self_harm"):
            if problem := _number(getattr(numbers, field).number):
                yield f"safety.{locale}.{field}.number", problem


def _number(number: str) -> str | None:
    if number and not re.fullmatch(r"[0-9]+(?:[ -][0-9]+)*", number):
        return f'"{number}" is no telephone number; digits in groups, with a blank or - between them'
    if number and not 3 <= (count := len(re.sub(r"\D", "", number))) <= 15:
        return f'"{number}" has {count} digits; 3 to 15 can be dialled'
    return None


def _lists(content: Content) -> dict[str, tuple[str, ...]]:
    """All wordings of replies.yaml by their place in the file."""
    texts = {f"replies.{name}": wordings for name, wordings in content.replies.items()}
    for name, question in content.questions.items():
        texts |= {f"questions.{name}.ask": question.ask, f"questions.{name}.reprompt": question.reprompt}
    return texts


_RULES = {
    "tips.yaml": (_tips,),
    "reasons.yaml": (_reasons,),
    "replies.yaml": (_questions, _replies, _room),
    "contacts.yaml": (_consultation, _safety),
}
