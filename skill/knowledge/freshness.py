"""Keeps the compiled interaction model in step with its sources: two files in `interaction_model/compiled/`.

`model.bin` holds the tables with the digest of what they were made from. `stamp.json` remembers sizes and times of the
sources at that moment, so that a start reads none of them while they are untouched. Both are written beside their
place and moved there: nobody ever reads half a file, and of two that compile at once either one's result is right. The
copy in an installed wheel was compiled when the wheel was made, and is taken as it is.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from skill.knowledge.assets import in_wheel
from skill.knowledge.model import BUILTINS, FOLDER, INTENTS, LOCALES, PHRASES
from skill.knowledge.tables import FORMAT, Tables, from_bytes, to_bytes

COMPILED = f"{FOLDER}/compiled"

_LOG = logging.getLogger(__name__)


def fresh_tables(root: Path) -> Tables:
    """The tables that belong to the sources below `root`; compiles, and keeps the result if it can be written."""
    folder = root / COMPILED
    tables = _kept(folder / "model.bin")
    if tables and in_wheel(root):
        return tables
    sources = _sources(root)
    looks = {name: [status.st_size, status.st_mtime_ns] for name, status in sources.items()}
    if tables and _stamp(folder / "stamp.json") == {"source": tables.source, "files": looks}:
        return tables
    source = _digest(root, sources)
    if not tables or tables.source != source:
        from skill.knowledge.compiling import compile_tables

        tables = compile_tables(root, source)
        _write(folder / "model.bin", to_bytes(tables))
    _write(folder / "stamp.json", json.dumps({"source": source, "files": looks}).encode())
    return tables


def _sources(root: Path) -> dict[str, os.stat_result]:
    files = [*root.glob(f"{INTENTS}/*.yaml"), *root.glob(f"{PHRASES}/*.yaml"), root / BUILTINS, root / LOCALES]
    return {path.relative_to(root).as_posix(): path.stat() for path in sorted(files) if path.exists()}


def _digest(root: Path, names: Mapping[str, object]) -> str:
    whole = sha256(str(FORMAT).encode())
    for name in names:
        content = (root / name).read_bytes()
        whole.update(f"\n{name} {len(content)}\n".encode() + content)
    return whole.hexdigest()


def _kept(path: Path) -> Tables | None:
    try:
        return from_bytes(path.read_bytes())
    except OSError:
        return None


def _stamp(path: Path) -> object:
    with suppress(OSError, ValueError):
        return json.loads(path.read_bytes())
    return None


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing. A folder that cannot be written is no error: then the next start compiles again."""
    try:
        path.parent.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        beside = Path(name)
    except OSError as error:
        _LOG.info("the compiled interaction model is not kept: %s", error.strerror)
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        beside.chmod(0o644)
        beside.replace(path)
    except OSError as error:
        _LOG.info("the compiled interaction model is not kept: %s", error.strerror)
        with suppress(OSError):
            beside.unlink()
