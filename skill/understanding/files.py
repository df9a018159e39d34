"""The trained files and their manifest. A file that is missing or damaged costs accuracy, never a turn."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from msgspec import Struct

FOLDER = Path("interaction_model") / "understanding"
MANIFEST, NGRAMS = "manifest.json", "ngrams.bin"


class Damaged(ValueError):
    """A trained file is not the one that the manifest names."""


class Manifest(Struct, frozen=True):
    """What the trained files were made from, and their digests."""

    hashes: dict[str, str]
    """SHA-256 by file name."""
    reasons: frozenset[str]
    """Ids of the reasons that there were then."""


def read_manifest(root: Path) -> Manifest:
    """The manifest below `root`; raises `Damaged` or `OSError`."""
    try:
        found: dict[str, Any] = json.loads((root / FOLDER / MANIFEST).read_text(encoding="utf-8"))
        hashes = {name: str(file["sha256"]) for name, file in found["files"].items()}
        return Manifest(hashes, frozenset(found["reasons"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged(f"{MANIFEST} cannot be read") from error


def read_file(root: Path, manifest: Manifest, name: str) -> bytes:
    """The bytes of a trained file; `Damaged` if they are not those the manifest names, `OSError` if there are none."""
    data = (root / FOLDER / name).read_bytes()
    if hashlib.sha256(data).hexdigest() != manifest.hashes.get(name):
        raise Damaged(f"{name} is not the file that {MANIFEST} names")
    return data
