"""What only a file on this machine must stand: many processes, forks, other users, `kill -9`."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

from skill.stores import open_plain_store
from tests.stores.conftest import NOW, RETENTION

HEAR = """
import sys
from msgspec.structs import replace
from datetime import UTC, datetime, timedelta
from skill.dialogue import Heard
from skill.errors import MemoryConflict
from skill.stores import open_plain_store, open_store

NOW = datetime(2026, 11, 27, 18, 30, tzinfo=UTC)
store = open_plain_store(sys.argv[1], timedelta(days=400))

def hear(listener, tip):
    while True:
        memory = store.load(listener, NOW)
        try:
            return store.save(listener, replace(memory, heard=(*memory.heard, Heard(tip, NOW))), NOW)
        except MemoryConflict:
            pass
"""


def start(url: str, program: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HEAR + program, url, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def tips(url: str, listener: str = "ann") -> list[str]:
    store = open_plain_store(url, RETENTION)
    memory = store.load(listener, NOW)
    store.close()
    return [heard.tip for heard in memory.heard]


def test_twelve_processes_that_create_the_file_together_lose_nothing(sqlite_url):
    processes = [start(sqlite_url, "hear('ann', sys.argv[2])", f"tip_{number}") for number in range(12)]
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    assert sorted(tips(sqlite_url)) == sorted(f"tip_{number}" for number in range(12))


def test_kill_9_loses_no_tip_that_was_acknowledged(sqlite_url):
    program = (
        "import itertools\n"
        "for number in itertools.count():\n"
        "    hear(sys.argv[2], f'tip_{number}')\n"
        "    print(f'tip_{number}', flush=True)\n"
    )
    for round_ in range(12):
        listener = f"listener {round_}"
        process = start(sqlite_url, program, listener)
        first = process.stdout.readline()
        time.sleep(0.003 * round_)
        process.send_signal(signal.SIGKILL)
        acknowledged = (first + process.stdout.read()).split()
        process.communicate(timeout=10)
        assert acknowledged
        heard = tips(sqlite_url, listener)
        # One more may have been saved in the moment before the word of it got out.
        assert heard[: len(acknowledged)] == acknowledged
        assert len(heard) <= len(acknowledged) + 1


def test_a_fork_leaves_the_connections_of_parent_and_child_apart(sqlite_url):
    program = (
        "import os\n"
        "store = open_store(sys.argv[1], timedelta(days=400), 10)\n"
        "hear('ann', 'before')\n"
        "child = os.fork()\n"
        "for number in range(20): hear('ann', f'{\"parent\" if child else \"child\"}_{number}')\n"
        "if not child: os._exit(0)\n"
        "assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0\n"
        "hear('ann', 'after')\n"
    )
    process = start(sqlite_url, program)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    heard = tips(sqlite_url)
    assert len(heard) == 42
    assert [tip for tip in heard if tip.startswith("child")] == [f"child_{number}" for number in range(20)]
    assert heard[-1] == "after"


def test_the_file_its_companions_and_its_folder_are_private(tmp_path: Path):
    before = os.umask(0)
    try:
        store = open_plain_store(f"sqlite:///{tmp_path}/new/memory.db", RETENTION)
        store.save("ann", store.load("ann", NOW), NOW)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir()}
        store.close()
    finally:
        os.umask(before)
    assert modes == {"memory.db": 0o600, "memory.db-shm": 0o600, "memory.db-wal": 0o600}
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_a_folder_that_is_already_there_keeps_its_permissions(tmp_path: Path):
    tmp_path.chmod(0o755)
    open_plain_store(f"sqlite:///{tmp_path}/memory.db", RETENTION).ready()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_what_is_forgotten_is_no_longer_in_the_file(tmp_path: Path):
    store = open_plain_store(f"sqlite:///{tmp_path}/memory.db", RETENTION)
    store.save("a_hashed_listener", store.load("a_hashed_listener", NOW), NOW)
    store.forget("a_hashed_listener")
    store.close()
    assert b"a_hashed_listener" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_path_stays_where_it_was_when_the_working_folder_changes(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store = open_plain_store("sqlite:///memory.db", RETENTION)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir("elsewhere")
    store.ready()
    store.close()
    assert (tmp_path / "memory.db").exists()
