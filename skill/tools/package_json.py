"""How the documents of the skill package are written down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_LINE = 100


def as_json(document: Mapping[str, Any]) -> bytes:
    """JSON with a line for each sample, so that a change can be read, and few blanks: Alexa limits the size."""
    return (_laid_out(document, 0) + "\n").encode()


def _laid_out(value: Any, depth: int) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (Mapping, list)) or len(flat) <= _LINE:
        return flat
    if isinstance(value, Mapping):
        items = [f"{json.dumps(key)}: {_laid_out(item, depth + 1)}" for key, item in value.items()]
    else:
        items = [_laid_out(item, depth + 1) for item in value]
    opening, closing = "{}" if isinstance(value, Mapping) else "[]"
    inside = f",\n{' ' * (depth + 1)}".join(items)
    return f"{opening}\n{' ' * (depth + 1)}{inside}\n{' ' * depth}{closing}"
