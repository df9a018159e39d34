"""Brings into .venv what one purpose needs, with the versions and hashes of requirements.lock.

Called by script/run and the other scripts when their stamp says that something changed. Uses only what Python carries.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
UNFINISHED = VENV / "set-up-unfinished"
PIP = [str(VENV / "bin" / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]

EXTRAS = {"run": ("build",), "test": ("build", "postgres", "dynamodb", "dev")}
"""What each purpose cannot do without."""
OPTIONAL = {"run": ("full",), "test": ("full",)}
"""What each purpose goes on without, where there is no wheel for this machine."""


@dataclass(frozen=True, slots=True)
class Locked:
    """One library of the lock file."""

    name: str
    """Normalised: lower case, with hyphens."""
    text: str
    """Its lines as pip reads them: version, marker, hashes."""
    needed_by: frozenset[str]
    """Names of the libraries that ask for it."""


def read_lock(text: str) -> tuple[Locked, ...]:
    """Split a lock file into its entries; a library can have several, for different Pythons or systems."""
    entries = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    return tuple(_entry(lines) for lines in entries)


def _entry(lines: str) -> Locked:
    pinned = "".join(line for line in lines.splitlines(keepends=True) if not line.lstrip().startswith("#"))
    comments = re.findall(r"^ +# +(?:via +)?([\w.-]+)(?:\[[\w,-]+\])?$", lines, flags=re.MULTILINE)
    name = normalised(re.split(r"[=\[ ]", lines, maxsplit=1)[0])
    return Locked(name, pinned, frozenset(normalised(each) for each in comments if each != "via"))


def normalised(name: str) -> str:
    """Write a library's name in the one way in which names compare."""
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for(pyproject: str, extras: Iterable[str]) -> frozenset[str]:
    """Name the libraries that pyproject.toml asks for, with these extras."""
    project = tomllib.loads(pyproject)["project"]
    wanted = list(project["dependencies"])
    for extra in extras:
        wanted += project["optional-dependencies"][extra]
    return frozenset(normalised(re.split(r"[^\w.-]", requirement, maxsplit=1)[0]) for requirement in wanted)


def subset(lock: tuple[Locked, ...], roots: frozenset[str]) -> tuple[Locked, ...]:
    """Keep what `roots` need, directly or not, in the lock's order. Raises LookupError if one is not there."""
    missing = roots - {each.name for each in lock}
    if missing:
        raise LookupError(f"requirements.lock does not hold {', '.join(sorted(missing))}: run script/lock")
    kept: frozenset[str] = frozenset()
    more = roots
    while more:
        kept |= more
        more = frozenset(each.name for each in lock if each.needed_by & kept) - kept
    return tuple(each for each in lock if each.name in kept)


def requirements(*extras: str) -> str:
    """Cut the lock file down to the project's libraries with these extras."""
    lock = read_lock((ROOT / "requirements.lock").read_text())
    return "".join(each.text for each in subset(lock, asked_for((ROOT / "pyproject.toml").read_text(), extras)))


def stamp() -> str:
    """Give what script/python.sh compares: a change to any of it calls for a new set-up."""
    return f"{ROOT}\n" + (ROOT / "pyproject.toml").read_text() + (ROOT / "requirements.lock").read_text()


def set_up(purpose: str) -> None:
    """Make .venv hold what `purpose` needs; the first of two at once does it, the second finds it done."""
    done, current = VENV / f"set-up-for-{purpose}", stamp()
    with (ROOT / "pyproject.toml").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.exists() and done.read_text() == current and _usable():
            return
        print("Setting up Gentle Invitation in .venv; the first time takes a minute or two.", flush=True)
        _make_venv()
        _pip(requirements(*EXTRAS[purpose]))
        _try_optional(purpose)
        _pip_project()
        for each in {purpose, "run"}:  # what tests need includes what running needs
            (VENV / f"set-up-for-{each}").write_text(current)
        UNFINISHED.unlink()


def _usable() -> bool:
    """Tell whether .venv is a whole environment of a suitable Python: a copied, broken or half-made one is not."""
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([VENV / "bin" / "python", "-c", probe], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _make_venv() -> None:
    if UNFINISHED.exists() or not _usable():
        # The Python itself, not the link to it: when another version replaces it, .venv breaks and is made anew.
        python = os.path.realpath(sys.executable)
        shutil.rmtree(VENV, ignore_errors=True)
        VENV.mkdir()
        UNFINISHED.touch()
        _run([python, "-m", "venv", str(VENV)])
    UNFINISHED.touch()
    for old in VENV.glob("set-up-for-*"):
        old.unlink()


def _try_optional(purpose: str) -> None:
    try:
        _pip(requirements(*EXTRAS[purpose], *OPTIONAL[purpose]), "--only-binary", ":all:")
    except subprocess.CalledProcessError:
        print("The sentence encoder cannot be installed on this machine: going on with the light engine.", flush=True)


def _pip(lines: str, *options: str) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(lines)
        file.flush()
        _run([*PIP, "--require-hashes", "--no-deps", *options, "-r", file.name])


def _pip_project() -> None:
    _run([*PIP, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True)


def main() -> None:
    """Set up for the purpose named on the command line; end with a sentence if that fails."""
    try:
        set_up(sys.argv[1])
    except (subprocess.CalledProcessError, LookupError) as error:
        sys.exit(f"Setting up failed: {error}")


if __name__ == "__main__":
    main()
