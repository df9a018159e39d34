"""The skill for gunicorn, to hold its web server against ours: a peer for `web.py`, if gunicorn is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skill.hosts.web import create_app
from skill.settings import read_settings

if TYPE_CHECKING:
    from flask import Flask


def application() -> Flask:
    """Made in the worker."""
    return create_app(read_settings())
