"""What each command of the command line takes."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from skill.errors import SettingsError
from skill.settings import number

Command = Callable[[argparse.Namespace], int]

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DURATION = re.compile(r"(\d{1,6})([mhdw])")


def duration(text: str) -> timedelta:
    """A length of time as in `30m`, `2h`, `3d` or `1w`; raises `ArgumentTypeError`."""
    found = _DURATION.fullmatch(text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is no length of time; write it as in 30m, 2h, 3d or 1w")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def parser(commands: Mapping[str, Command]) -> argparse.ArgumentParser:
    """The whole command line; the options chosen have the command in `run`."""
    top = argparse.ArgumentParser(
        prog="gentle-invitation", description="A voice skill for people whose partner hesitates."
    )
    below = top.add_subparsers(required=True, metavar="COMMAND")
    for name, command in commands.items():
        one = below.add_parser(name, help=command.__doc__, description=command.__doc__)
        one.set_defaults(run=command)
        if name in _OPTIONS:
            _OPTIONS[name](one)
    return top


def _ask(one: argparse.ArgumentParser) -> None:
    one.add_argument("words", nargs="+", help="what is said to the speaker")
    _speaker(one)
    one.add_argument("--later", type=duration, default=timedelta(), metavar="3d", help="as if so much time had passed")
    one.add_argument("--json", action="store_true", help="request, response and what was understood, as one object")
    one.add_argument("--aloud", action="store_true", help="speak the answer with espeak-ng")


def _speaker(one: argparse.ArgumentParser) -> None:
    one.add_argument("--locale", type=locale_name, default="en-US", help="as in en-GB")
    one.add_argument("--listener", type=listener_name, default="me", metavar="NAME", help="whose memory it is")


def _explain(one: argparse.ArgumentParser) -> None:
    one.add_argument("words", nargs="+", help="what is said to the speaker")


def _check(one: argparse.ArgumentParser) -> None:
    one.add_argument("--publish", action="store_true", help="also refuse placeholders in the manifest")


def _build(one: argparse.ArgumentParser) -> None:
    one.add_argument("--check", action="store_true", help="write nothing; fail if it differs from what is committed")


def _train(one: argparse.ArgumentParser) -> None:
    one.add_argument("--encoder", action="store_true", help="the sentence encoder too: an hour or two")


def _serve(one: argparse.ArgumentParser) -> None:
    one.add_argument("--host", default="127.0.0.1")
    one.add_argument("--port", type=_whole("--port", 0, 65535), help="instead of PORT")
    one.add_argument("--workers", type=_whole("--workers", 1, 256), default=1, help="processes")
    one.add_argument("--simulator", action="store_true", help="the speaker's page at /, on this machine only")


def _certify(one: argparse.ArgumentParser) -> None:
    one.add_argument("url", nargs="?", metavar="URL", help="the endpoint, as in http://127.0.0.1:8080/alexa")
    one.add_argument("--skill-id", help="the id that the service answers to")
    one.add_argument("--authority", type=Path, metavar="DIR", help="where the throw-away authority lies, or is made")
    one.add_argument("--strict", action="store_true", help="what could not be checked counts as failed")


def _evaluate(one: argparse.ArgumentParser) -> None:
    one.add_argument("file", type=Path, metavar="FILE.jsonl")


def _purge(one: argparse.ArgumentParser) -> None:
    one.add_argument("--older-than", type=duration, metavar="400d", help="instead of RETENTION_DAYS")


def _whole(name: str, least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        try:
            return number(text, name, least, most)
        except SettingsError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return read


def locale_name(text: str) -> str:
    """`text` if it is a locale as in `en-GB`; raises `ArgumentTypeError`."""
    if not re.fullmatch(r"[a-z]{2}-[A-Z]{2}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no locale; write it as in en-US")
    return text


def listener_name(text: str) -> str:
    """`text` if it can name a listener; raises `ArgumentTypeError`."""
    if not re.fullmatch(r"[\w.-]{1,64}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no name; use letters, digits, dots and hyphens")
    return text


_OPTIONS: Mapping[str, Callable[[argparse.ArgumentParser], None]] = {
    "ask": _ask,
    "talk": _speaker,
    "explain": _explain,
    "check": _check,
    "build": _build,
    "train": _train,
    "serve": _serve,
    "certify": _certify,
    "evaluate": _evaluate,
    "purge": _purge,
}
