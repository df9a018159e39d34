"""Logs as JSON, one line an event: what happened and to which request, never what was said or who said it."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import TextIO

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

_OURS = "skill"
_HANDLER = "gentle-invitation"


def set_up_logs(level: str, stream: TextIO | None = None) -> None:
    """Sends the whole process's log to `stream` (standard error) as JSON.

    `level` is for our own lines. Libraries speak up for warnings only: at DEBUG some of them log whole requests.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.name = _HANDLER
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_about(), processors=_rendering()))
    root = logging.getLogger()
    root.handlers = [kept for kept in root.handlers if kept.name != _HANDLER] + [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(_OURS).setLevel(level)


def _about() -> list[Processor]:
    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=("request", "type", "rule", "attempt")),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _failure_without_words,
    ]


def _rendering() -> list[Processor]:
    return [structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()]


def _failure_without_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Says where an error was raised and of which type, without its message: `KeyError: 'what she said'` would tell."""
    found = event.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["error"] = _chain(error)
    return event


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
