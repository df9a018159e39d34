"""Reads `content/<language>/`: what the skill knows and says, typed, frozen and checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from skill.errors import ContentError, Fault
from skill.knowledge.content_rules import broken_rules
from skill.knowledge.content_types import (
    CardText,
    Consultation,
    Contacts,
    Content,
    Number,
    Question,
    Reason,
    SafetyNumbers,
    Source,
    Tip,
)
from skill.knowledge.reading import read_file

__all__ = [
    "CardText",
    "Consultation",
    "Contacts",
    "Content",
    "Number",
    "Question",
    "Reason",
    "SafetyNumbers",
    "Source",
    "Tip",
    "read_content",
    "survey_content",
]


class _TipsFile(Struct, frozen=True):
    source: Source
    tips: Mapping[str, Tip]


class _ReasonsFile(Struct, frozen=True):
    reasons: Mapping[str, Reason]


class _RepliesFile(Struct, frozen=True):
    replies: Mapping[str, tuple[str, ...]]
    questions: Mapping[str, Question]
    cards: Mapping[str, CardText]


def read_content(root: Path, language: str = "en") -> Content:
    """The content below `root`, a path as `assets_root` gives it. Raises `ContentError` with all faults at once."""
    content, faults = survey_content(root, language)
    if faults:
        raise ContentError(faults)
    return content


def survey_content(root: Path, language: str = "en") -> tuple[Content, tuple[Fault, ...]]:
    """The content as far as it can be read, with its faults; what could not be read is empty."""
    faults: list[Fault] = []
    folder = f"content/{language}"
    tips = read_file(root, f"{folder}/tips.yaml", _TipsFile, faults)
    replies = read_file(root, f"{folder}/replies.yaml", _RepliesFile, faults)
    content = Content(
        tips=tips.tips,
        reasons=read_file(root, f"{folder}/reasons.yaml", _ReasonsFile, faults).reasons,
        replies=replies.replies,
        questions=replies.questions,
        cards=replies.cards,
        contacts=read_file(root, f"{folder}/contacts.yaml", Contacts, faults),
        visuals=_visuals(root, f"{folder}/visuals", faults),
        source=tips.source,
    )
    unread = {(fault.file, fault.key) for fault in faults}
    faults += [fault for fault in broken_rules(content, folder) if unread.isdisjoint(_above(fault))]
    return content, tuple(sorted(faults))


def _above(fault: Fault) -> set[tuple[str, str]]:
    """The fault's place and all places above it: what could not be read there breaks no further rule."""
    steps = fault.key.split(".")
    return {(fault.file, ".".join(steps[:count])) for count in range(len(steps) + 1)}


def _visuals(root: Path, folder: str, faults: list[Fault]) -> Mapping[str, Mapping[str, Any]]:
    visuals = {path.stem: _visual(path, folder, faults) for path in sorted((root / folder).glob("*.json"))}
    return MappingProxyType(visuals)


def _visual(path: Path, folder: str, faults: list[Fault]) -> Mapping[str, Any]:
    try:
        visual = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        faults.append(Fault(f"{folder}/{path.name}", "", f"is no JSON: {error}"))
        return {}
    if not isinstance(visual, dict):
        faults.append(Fault(f"{folder}/{path.name}", "", 'must be an object, as {"type": "APL"}'))
        return {}
    return MappingProxyType(visual)
