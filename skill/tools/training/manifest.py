"""The manifest of the trained files: what each was made from, with which seed and versions, and its figures."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from skill.knowledge.content import read_content
from skill.tools.training.bank import digest, read_bank
from skill.understanding.files import FOLDER, MANIFEST

_ABOUT = "Made by `train` from the phrases; not edited by hand. `sources` is the digest of what a file was made from."


def sources(root: Path) -> str:
    """Digest of the phrases and of the reasons' ids; lists, order and wording of the tips make no difference."""
    return digest(read_bank(root), read_content(root).reasons)


def stale(root: Path) -> tuple[str, ...]:
    """Names of trained files that were made from other phrases than those that are there now, or are missing."""
    path, now = root / FOLDER / MANIFEST, sources(root)
    if not path.exists():
        return (MANIFEST,)
    found = json.loads(path.read_text(encoding="utf-8"))["files"]
    return tuple(name for name, file in found.items() if file["sources"] != now or not (path.parent / name).exists())


def record(root: Path, names: Iterable[str], **facts: Any) -> None:
    """Enter files that were just written into the manifest, with facts such as `seed`, `figures` and `packages`."""
    path = root / FOLDER / MANIFEST
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"files": {}}
    files: dict[str, Mapping[str, Any]] = dict(found["files"])
    for name in names:
        data = (path.parent / name).read_bytes()
        known = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "sources": sources(root)}
        files[name] = known | facts
    whole = {"about": _ABOUT, "reasons": sorted(read_content(root).reasons), "files": dict(sorted(files.items()))}
    path.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


def versions(*packages: str) -> dict[str, str]:
    """Which version of each package is installed."""
    return {package: importlib.metadata.version(package) for package in packages}
