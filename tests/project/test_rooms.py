"""One turn runs downhill through the rooms of the skill, and no room knows those above it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.project.checkout import ROOT

PACKAGE = ROOT / "skill"
MODULES = {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text()) for path in sorted(PACKAGE.rglob("*.py"))}
"""Every module by its path."""

OPEN_TO_ALL = {"settings", "errors", "dialogue"}
BELOW: dict[str, set[str]] = {
    "knowledge": set(),
    "understanding": {"knowledge"},
    "speech": {"knowledge"},
    "stores": {"knowledge"},
    "conversation": {"understanding", "knowledge"},
    "alexa": {"conversation", "understanding", "speech", "stores", "knowledge"},
    "simulator": {"speech", "knowledge"},
    "tools": {"simulator", "understanding", "speech", "knowledge"},
    "hosts": {"tools", "simulator", "alexa", "conversation", "understanding", "speech", "stores", "knowledge"},
}
"""Which rooms each may import, beside itself and those that are open to all."""

ONLY_IN = {
    "ask_sdk_core": {"alexa", "hosts"},
    "ask_sdk_model": {"alexa", "hosts"},
    "flask_ask_sdk": {"alexa", "hosts"},
    "flask": {"hosts", "simulator/page"},
    "werkzeug": {"hosts", "simulator/page"},
    "sqlite3": {"stores/sqlite"},
    "sqlalchemy": {"stores/postgres", "stores/migrations"},
    "alembic": {"stores/postgres", "stores/migrations"},
    "psycopg": {"stores/postgres", "stores/migrations"},
    "boto3": {"stores/dynamodb"},
    "botocore": {"stores/dynamodb"},
    "yaml": {"knowledge", "tools"},
    "hassil": {"knowledge", "tools"},
    "textstat": {"tools"},
    "torch": {"tools"},
    "sklearn": {"tools"},
    "onnxruntime": {"understanding", "tools"},
    "tokenizers": {"understanding", "tools"},
}
"""The one place of each library that is a platform, a database or a format."""

RUN_BY_ALEMBIC = {"stores/migrations/env.py"}
"""Scripts, by Alembic's own convention; nobody imports them."""


def test_a_room_imports_only_what_is_below_it() -> None:
    for path, name in _imports():
        room, (package, _, rest) = _room(path), name.partition(".")
        if package == "skill" and room not in {"__init__", *OPEN_TO_ALL}:
            assert rest.split(".")[0] in BELOW[room] | {room} | OPEN_TO_ALL, f"{path} imports {name}"


def test_what_is_open_to_all_knows_no_room() -> None:
    for path, name in _imports():
        if _room(path) in OPEN_TO_ALL and name.startswith("skill."):
            assert name.startswith("skill.errors."), f"{path} imports {name}"


def test_a_platform_a_database_and_a_format_have_one_place_each() -> None:
    for path, name in _imports():
        places = ONLY_IN.get(name.split(".")[0], {""})
        assert path.startswith(tuple(places)), f"{path} imports {name}"


def test_the_environment_is_read_in_one_file() -> None:
    readers = {
        path
        for path, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"}
    }
    assert readers == {"settings.py"}


def test_nothing_happens_at_import() -> None:
    """A module's body defines and names things; it does nothing for the effect."""
    deeds = (ast.For, ast.While, ast.With, ast.Delete, ast.Assert, ast.Raise)
    for path in MODULES.keys() - RUN_BY_ALEMBIC:
        for node in MODULES[path].body:
            called = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
            assert not called and not isinstance(node, deeds), f"{path}: {ast.unparse(node)}"


def test_every_room_has_its_place_in_the_order() -> None:
    assert {_room(path) for path in MODULES} == BELOW.keys() | OPEN_TO_ALL | {"__init__"}


def _room(path: str) -> str:
    return Path(path).parts[0].removesuffix(".py")


def _imports() -> Iterator[tuple[str, str]]:
    """Each module's path with the full name of everything that it imports, wherever in it."""
    for path, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((path, f"{node.module}.{alias.name}") for alias in node.names)
