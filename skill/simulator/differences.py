"""What came differently than a conversation's step expects."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from skill.dialogue import Understood
from skill.knowledge.conversations import Expect, Shown
from skill.simulator.speaker import Answer, ShownCard


class Happened(Struct, frozen=True):
    """What a step is compared with."""

    answer: Answer
    understood: Understood | None
    """What it was taken to mean; None for what is no speech."""
    keys: tuple[str, ...]
    """Keys of the content that were spoken, in this order."""
    remembered: tuple[str, ...]
    """Ids of the tips in the listener's memory afterwards."""


def differences(expect: Expect, happened: Happened) -> Iterator[str]:
    """A sentence for each expectation that was not met; none if all is as expected."""
    answer, meant = happened.answer, happened.understood
    came = {
        "intent": answer.heard.intent,
        "kind": meant.kind if meant else None,
        "name": meant.name if meant else None,
        "tips": meant.tips if meant else None,
        "picture": bool(answer.response.get("response", {}).get("directives")),
        "open": answer.open,
        "remembered": happened.remembered,
    }
    for name, value in came.items():
        wanted = getattr(expect, name)
        if wanted is not None and wanted != value:
            yield f"{name}: {_shown(value)} came instead of {_shown(wanted)}"
    yield from _sounds(expect, answer)
    yield from _cards(expect, answer.card)
    if not _in_order(expect.keys, happened.keys):
        yield f"keys: {_shown(happened.keys)} came instead of {_shown(expect.keys)}"


def _sounds(expect: Expect, answer: Answer) -> Iterator[str]:
    reprompt = answer.reprompt or ""
    yield from (f"says: “{text}” is not in the speech" for text in expect.says if not _has(answer.speech, text))
    for text in expect.says_not:
        if _has(answer.speech, text) or _has(reprompt, text):
            yield f"says_not: “{text}” is heard"
    if expect.reprompt is not None and not _has(reprompt, expect.reprompt):
        yield f"reprompt: “{expect.reprompt}” is not in “{reprompt}”"


def _cards(expect: Expect, card: ShownCard | None) -> Iterator[str]:
    if expect.no_card and card:
        yield f"card: “{card.title}” is there"
    if expect.card:
        yield from _card(expect.card, card or ShownCard("", ""))


def _card(wanted: Shown, card: ShownCard) -> Iterator[str]:
    if wanted.title is not None and wanted.title.casefold() != card.title.casefold():
        yield f"card: “{card.title}” came instead of “{wanted.title}”"
    yield from (f"card: “{text}” is not in its text" for text in wanted.text if not _has(card.text, text))


def _has(text: str, piece: str) -> bool:
    return piece.casefold() in text.casefold()


def _in_order(wanted: tuple[str, ...], came: tuple[str, ...]) -> bool:
    """Whether all that is wanted came, in this order; others may stand between."""
    rest = iter(came)
    return all(key in rest for key in wanted)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value is None else str(value)
