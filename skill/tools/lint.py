"""What must hold in `interaction_model/`: Amazon's rules for models and manifests, and our own; every fault at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from skill.errors import ContentError, Fault
from skill.knowledge.content import survey_content
from skill.knowledge.expansion import expand
from skill.knowledge.manifest import read_manifest
from skill.knowledge.model import read_model
from skill.tools.lint_quotes import quote_faults
from skill.tools.lint_sentences import sentence_faults
from skill.tools.lint_store import store_faults
from skill.tools.lint_subject import Subject
from skill.tools.lint_templates import template_faults

T = TypeVar("T")

RULES: tuple[Callable[[Subject], Iterable[Fault]], ...] = (template_faults, sentence_faults, store_faults, quote_faults)


def lint(root: Path, publish: bool = False) -> tuple[Fault, ...]:
    """All faults of the interaction model below `root`, sorted by file and key; `publish` refuses placeholders too.

    Files that cannot be read are reported alone: what else is wrong shows when they can.
    """
    try:
        subject = _read(root, publish)
    except ContentError as error:
        return error.faults
    return tuple(sorted({fault for rule in RULES for fault in rule(subject)}))


def _read(root: Path, publish: bool) -> Subject:
    faults: list[Fault] = []
    model, manifest = _tried(read_model, root, faults), _tried(read_manifest, root, faults)
    if not model or not manifest:
        raise ContentError(faults)
    content, _ = survey_content(root)
    return Subject(root, publish, model, expand(model), manifest, content)


def _tried(reader: Callable[[Path], T], root: Path, faults: list[Fault]) -> T | None:
    try:
        return reader(root)
    except ContentError as error:
        faults += error.faults
        return None
