"""Loads the experts beside the service's start; what cannot be loaded is left out, with one line in the log."""

from __future__ import annotations

import logging
from pathlib import Path

from msgspec import Struct

from skill.understanding import files
from skill.understanding.encoder import MODEL, TOKENIZER, Encoder
from skill.understanding.ngrams import Ngrams, unpack
from skill.understanding.opinion import Expert

_LOG = logging.getLogger(__name__)


class Loaded(Struct, frozen=True):
    """The experts that are there."""

    experts: tuple[Expert, ...] = ()
    """Each gives its opinion on the same meanings, in the same order."""
    reasons: frozenset[str] = frozenset()
    """Which of them were reasons when the experts were trained."""

    @property
    def meanings(self) -> tuple[str, ...]:
        """Ids of reasons, kinds and commands, as the experts number them."""
        return self.experts[0].meanings if self.experts else ()

    @property
    def mode(self) -> str:
        """`full` with the encoder, else `light`."""
        return "full" if any(isinstance(expert, Encoder) for expert in self.experts) else "light"


def load(root: Path, mode: str) -> Loaded:
    """The experts that `mode` (`full` or `light`) asks for, as far as they can be had. Never raises."""
    missing: list[str] = []
    experts: list[Expert] = []
    try:
        manifest = files.read_manifest(root)
    except (files.Damaged, OSError) as error:
        _LOG.warning("understanding knows exact phrases only: no manifest of trained files (%s)", _why(error))
        return Loaded()
    makers = {"ngrams": _ngrams} | ({"encoder": _encoder} if mode == "full" else {})
    for name, make in makers.items():
        try:
            expert = make(root, manifest)
            if experts and expert.meanings != experts[0].meanings:
                raise files.Damaged(f"{name} has learned other meanings than {experts[0].name}")
            experts.append(expert)
        except Exception as error:  # noqa: BLE001  whatever is wrong with a file or a library costs accuracy, never a turn
            missing.append(_why(error))
    if missing:
        left = " and ".join(expert.name for expert in experts) or "exact phrases only"
        _LOG.warning("understanding goes on with %s (%s)", left, "; ".join(missing))
    return Loaded(tuple(experts), manifest.reasons)


def _ngrams(root: Path, manifest: files.Manifest) -> Expert:
    return Ngrams(unpack(files.read_file(root, manifest, files.NGRAMS)))


def _encoder(root: Path, manifest: files.Manifest) -> Expert:
    expert = Encoder(*(files.read_file(root, manifest, name) for name in (MODEL, TOKENIZER)))
    expert.opinion("hello")  # the first run prepares what later ones use
    return expert


def _why(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]
