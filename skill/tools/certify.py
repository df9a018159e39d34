"""Amazon's checks against any endpoint: what its validation robot sends, and the rules of a session.

`certify_authority` signs the requests; while the checks run, `certify_proxy` answers as s3.amazonaws.com. Where the
service does not trust that authority, nothing that needs a valid signature can be checked, and the table says so.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from msgspec import Struct

from skill.errors import SettingsError
from skill.tools.certify_authority import environment, open_authority
from skill.tools.certify_checks import CHECKS, VALID, Check
from skill.tools.certify_proxy import serving
from skill.tools.certify_robot import Robot

Result = Literal["passed", "FAILED", "not checkable"]

SKILL_ID = "amzn1.ask.skill.certify"
"""The id that requests are addressed to if none is given."""


class Row(Struct, frozen=True):
    """One line of the table."""

    check: str
    """What was sent, in words."""
    wanted: str
    """What Amazon's rules say to answer."""
    got: str
    """What came back."""
    result: Result
    milliseconds: int
    """How long the answer took."""


def make_authority(folder: Path) -> list[str]:
    """Makes a throw-away authority in `folder`, if there is none, and says how to start a service that trusts it.

    The lines are `NAME=value`, as for `env $(…) gentle-invitation serve`.
    """
    return [f"{name}={value}" for name, value in environment(folder).items()]


def certify(url: str, skill_id: str | None, folder: Path | None, strict: bool, say: Callable[[str], None]) -> int:
    """Checks the endpoint at `url` and says the table; returns 1 if a check failed (`strict`: or could not be made).

    `folder` holds the authority that the service trusts. Raises `SettingsError` for a wrong address, a folder that
    cannot be used or a proxy's port that is taken, `Unreachable` if nobody answers.
    """
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise SettingsError(f"{url!r} is no endpoint; it must look like http://127.0.0.1:8080/alexa")
    try:
        rows = examine(url, skill_id or SKILL_ID, folder)
    except OSError as error:
        raise SettingsError(f"the authority in {folder} cannot be used: {error.strerror}") from error
    say(table(rows))
    bad = ("FAILED", "not checkable") if strict else ("FAILED",)
    return int(any(row.result in bad for row in rows))


def examine(url: str, skill_id: str = SKILL_ID, folder: Path | None = None) -> list[Row]:
    """One row for each check of the endpoint at `url`; without a `folder`, by an authority that nobody trusts."""
    with tempfile.TemporaryDirectory() as temporary:
        authority = open_authority(folder or Path(temporary))
        robot = Robot(url, skill_id, authority)
        with serving(authority, robot.files) as served:
            valid = VALID.send(robot)
            # A service that has fetched our certificate trusts us: if it refuses even so, that is a failure.
            trusted = valid.status == HTTPStatus.OK or robot.fetched(served.asked)
            return [_row(check, robot, trusted) for check in CHECKS]


def _row(check: Check, robot: Robot, trusted: bool) -> Row:
    if check.trust and not trusted:
        return Row(check.title, check.wanted, "", "not checkable", 0)
    answered = check.send(robot)
    problem = check.judge(answered)
    got = f"{answered.status}: {problem}" if problem else str(answered.status)
    return Row(check.title, check.wanted, got, "FAILED" if problem else "passed", answered.milliseconds)


def table(rows: Sequence[Row]) -> str:
    """The rows as text, one below the other, and a line that counts them."""
    lines = [("check", "must be", "got", "result", "ms")]
    lines += [(row.check, row.wanted, row.got, row.result, str(row.milliseconds)) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    counts = ", ".join(f"{sum(row.result == result for row in rows)} {result}" for result in get_args(Result))
    return "\n".join([text[0], "-" * len(max(text, key=len)), *text[1:], "", counts])
