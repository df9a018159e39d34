"""Logs as JSON, one line an event: what happened and to which request, never what was said or who said it."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

_OURS = "skill"
_HANDLER = "gentle-invitation"
_ABOUT = ("request", "type", "rule", "attempt")
"""What a line may say beside its sentence; anything else that is handed over stays out."""


def set_up_logs(level: str, stream: TextIO | None = None) -> None:
    """Sends the whole process's log to `stream` (standard error) as JSON.

    `level` is for our own lines. Libraries speak up for warnings only: at DEBUG some of them log whole requests.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.name = _HANDLER
    handler.setFormatter(_Line())
    root = logging.getLogger()
    root.handlers = [kept for kept in root.handlers if kept.name != _HANDLER] + [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(_OURS).setLevel(level)


class _Line(logging.Formatter):
    """Writes a record as one line; of an error only where it was raised: `KeyError: 'what she said'` would tell."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {"event": record.getMessage()}
        line |= {name: value for name in _ABOUT if (value := getattr(record, name, None)) is not None}
        line |= {"level": record.levelname.lower(), "logger": record.name}
        line["timestamp"] = datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
        if record.exc_info and record.exc_info[1]:
            line["error"] = _chain(record.exc_info[1])
        return json.dumps(line, default=str)


def _chain(error: BaseException) -> list[str]:
    """`KeyError at conversation/table.py:41 in answer`, and so on through the causes, at most five."""
    lines: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(lines) < 5:
        lines.append(f"{type(cause).__name__} at {_place(cause.__traceback__)}")
        cause = cause.__cause__ or cause.__context__
    return lines


def _place(found: TracebackType | None) -> str:
    frames = traceback.extract_tb(found)[-4:]
    return " < ".join(f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in reversed(frames)) or "nowhere"
