"""The environment, read in this one place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from msgspec import Struct

from skill.errors import SettingsError

_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_UNDERSTANDING = ("full", "light")


class Settings(Struct, frozen=True):
    """What may differ from one installation to the next."""

    port: int = 8080
    """Where `serve` listens."""
    skill_ids: tuple[str, ...] = ()
    """Alexa skill ids that are served; without one `POST /alexa` refuses all."""
    store_url: str = ""
    """Where memories are kept; see `skill.stores.open_store`."""
    listener_secret: str = ""
    """Key with which listener ids are hashed; empty: one is made and kept beside a SQLite file."""
    retention: timedelta = timedelta(days=400)
    """How long a memory is kept after it was last saved."""
    log_level: str = "INFO"
    """DEBUG, INFO, WARNING or ERROR."""
    understanding: str = "full"
    """`full` (both experts) or `light` (n-grams alone)."""
    assets_dir: Path | None = None
    """Folder that holds `content/` and `interaction_model/`; None: the checkout, else the copy inside the wheel."""


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings that the environment asks for.

    Raises `SettingsError` naming the variable, its value and what is allowed.
    """
    env = os.environ if environment is None else environment
    folder = env.get("ASSETS_DIR", "")
    return Settings(
        port=number(env.get("PORT", "8080"), "PORT", 0, 65535),
        skill_ids=tuple(part.strip() for part in env.get("SKILL_ID", "").split(",") if part.strip()),
        store_url=env.get("STORE_URL", "") or default_store_url(),
        listener_secret=env.get("LISTENER_SECRET", ""),
        retention=timedelta(days=number(env.get("RETENTION_DAYS", "400"), "RETENTION_DAYS", 1, 36500)),
        log_level=_one_of(env.get("LOG_LEVEL", "INFO").upper(), "LOG_LEVEL", _LOG_LEVELS),
        understanding=_one_of(env.get("UNDERSTANDING", "full").lower(), "UNDERSTANDING", _UNDERSTANDING),
        assets_dir=Path(folder) if folder else None,
    )


def share_counters(folder: str) -> None:
    """Tells the library that counts to keep its figures in `folder`, for all workers; before it is imported."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder


def default_store_url() -> str:
    """SQLite in the user's data folder, so that a replay works from any folder."""
    from platformdirs import user_data_path  # a service is told where its store is, and starts sooner without

    return f"sqlite:///{user_data_path('gentle-invitation', appauthor=False) / 'memory.db'}"


def number(text: str, name: str, least: int, most: int) -> int:
    """`text` as a whole number from `least` to `most`; raises `SettingsError` with `name` in its sentence."""
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise SettingsError(f"{name} is {text!r}; it must be a whole number from {least} to {most}")
    return int(text)


def _one_of(value: str, name: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise SettingsError(f"{name} is {value!r}; it must be one of {', '.join(allowed)}")
    return value
