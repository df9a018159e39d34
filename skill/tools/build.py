"""Writes `interaction_model/skill-package/`, which Amazon's `ask` uploads. All of it is made from sources: edit those.

JSON has no comments, so the files cannot say so themselves. The same sources give the same bytes on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from skill.errors import AssetsError
from skill.knowledge.assets import in_wheel
from skill.knowledge.content import read_content
from skill.knowledge.manifest import ASSETS, read_manifest
from skill.knowledge.model import FOLDER, read_model
from skill.tools.package_json import as_json
from skill.tools.package_manifest import skill_manifest
from skill.tools.package_model import interaction_model, read_source

PACKAGE = f"{FOLDER}/skill-package"


def build(root: Path, *, check: bool) -> tuple[list[str], bool]:
    """Writes the skill package below `root`, or with `check` only compares it with what is there.

    Returns lines to print, and whether the files were as they should be before. Raises `ContentError` for faults of the
    sources, and `AssetsError` inside an installed wheel, where nothing is written.
    """
    if in_wheel(root) and not check:
        raise AssetsError(
            f"{root} belongs to the installed package and is not written to; "
            "run build in a checkout, or set ASSETS_DIR to a copy of content/ and interaction_model/"
        )
    folder = root / PACKAGE
    package = package_files(root)
    changes = list(_changes(folder, package))
    if not check:
        _write(folder, package)
    lines = [f"{PACKAGE}/{name}: {what}" for name, what in changes]
    if not changes:
        lines = [f"{PACKAGE} is up to date: {len(package)} files"]
    elif check:
        lines.append("run build, and commit what it writes")
    return [*lines, *_notes(root)], not changes


def package_files(root: Path) -> Mapping[str, bytes]:
    """The skill package made from the sources below `root`: content by path below its folder."""
    model, manifest, content = read_model(root), read_manifest(root), read_content(root)
    source = read_source(model)
    files = {"skill.json": as_json(skill_manifest(manifest, model, content.contacts))}
    for locale in model.locales.locales:
        files[f"interactionModels/custom/{locale}.json"] = as_json(interaction_model(source, locale))
    for icon in (manifest.icons.small, manifest.icons.large):
        files[f"assets/images/{icon}"] = (root / ASSETS / icon).read_bytes()
    return files


def _changes(folder: Path, package: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Names of files that are not as `package` has them, with what is wrong."""
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    yield from ((name, "is missing") for name in sorted(package.keys() - there))
    yield from ((name, "does not belong here") for name in sorted(there - package.keys()))
    common = sorted(package.keys() & there)
    yield from ((name, "differs") for name in common if (folder / name).read_bytes() != package[name])


def _write(folder: Path, package: Mapping[str, bytes]) -> None:
    for name, _ in list(_changes(folder, package)):
        path = folder / name
        if name not in package:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(package[name])


def _notes(root: Path) -> Iterator[str]:
    """What is no fault. Trained files differ from machine to machine, so what they were made from counts."""
    from skill.tools.training.manifest import stale

    if stale(root):
        yield "note: phrases have changed since the engine was trained: run train"
