"""The secret that hashes listeners: given, or made and kept by this machine alone."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from skill.alexa.listener import listener_id, read_secret
from skill.errors import SettingsError


def test_the_given_secret_counts_for_every_store() -> None:
    for url in ("memory://", "sqlite:///x.db", "postgresql://host/name", "dynamodb://table"):
        assert read_secret("sixteen letters!", url) == b"sixteen letters!"


def test_a_secret_that_is_too_short_is_refused() -> None:
    with pytest.raises(SettingsError, match="LISTENER_SECRET is 5 characters long; it must have at least 16"):
        read_secret("short", "memory://")


@pytest.mark.parametrize("url", ["postgresql://host/name", "dynamodb://table?region=eu-west-1"])
def test_a_shared_store_needs_a_secret_that_all_its_services_share(url: str) -> None:
    with pytest.raises(SettingsError, match="LISTENER_SECRET is not set"):
        read_secret("", url)


def test_beside_a_sqlite_file_a_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/memory.db"
    secret = read_secret("", url)
    file = tmp_path / "new" / "memory.db.secret"
    assert len(secret) >= 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_secret("", url) == secret
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_two_that_start_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(read_secret("", f"sqlite:///{tmp_path}/memory.db")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_secret_file_that_is_empty_is_an_error_and_no_secret(tmp_path: Path) -> None:
    (tmp_path / "memory.db.secret").touch()
    with pytest.raises(SettingsError, match="holds no secret"):
        read_secret("", f"sqlite:///{tmp_path}/memory.db")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="cannot be kept in"):
        read_secret("", f"sqlite:///{tmp_path}/file/memory.db")


def test_nobody_has_no_id() -> None:
    assert listener_id(None, b"secret") is None
    assert listener_id("", b"secret") is None
