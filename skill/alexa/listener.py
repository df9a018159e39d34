"""Who is speaking, without anybody being able to tell: Alexa's user id, hashed before anything keeps it."""

from __future__ import annotations

import hmac
import os
import secrets
import tempfile
from functools import cache
from pathlib import Path

from skill.errors import SettingsError

_SQLITE = "sqlite:///"
_MEMORY = "memory:"
_LEAST = 16


def listener_id(user_id: str | None, secret: bytes) -> str | None:
    """The name under which a listener is remembered: HMAC-SHA256 of the user id, in hex; None for nobody."""
    if not user_id:
        return None
    mac = _keyed(secret).copy()
    mac.update(user_id.encode("utf-8"))
    return mac.hexdigest()


@cache
def _keyed(secret: bytes) -> hmac.HMAC:
    """Copied for each listener: OpenSSL takes longer to set one up than to use it."""
    return hmac.new(secret, digestmod="sha256")


def read_secret(given: str, store_url: str) -> bytes:
    """The key for `listener_id`: the one given (`LISTENER_SECRET`), else one of this machine's own.

    Beside a SQLite file a random secret is made once and kept, readable by its owner alone. Raises `SettingsError` for
    one that is too short, and for a shared store without one: its services would not know each other's listeners.
    """
    if given:
        if len(given) < _LEAST:
            raise SettingsError(f"LISTENER_SECRET is {len(given)} characters long; it must have at least {_LEAST}")
        return given.encode("utf-8")
    if store_url.startswith(_MEMORY):
        return secrets.token_bytes(32)
    if store_url.startswith(_SQLITE):
        return _kept_secret(Path(store_url.removeprefix(_SQLITE) + ".secret"))
    raise SettingsError("LISTENER_SECRET is not set; a store that several services share needs one")


def _kept_secret(path: Path) -> bytes:
    """What `path` holds; made first where it is missing. Two that start at once agree on one."""
    try:
        if not path.exists():
            _make_secret(path)
        secret = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"the secret for listener ids cannot be kept in {path}: {error.strerror}") from error
    if len(secret) < _LEAST:
        raise SettingsError(f"{path} holds no secret; delete it and a new one is made (listeners start afresh)")
    return secret


def _make_secret(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".secret-")  # mkstemp makes it with mode 600
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        Path(draft).unlink()
