"""Runs the web service: granian, whose Rust side speaks HTTP and hands whole requests to a few threads of Python."""

from __future__ import annotations

import gc
import ipaddress
import os
import shutil
import signal
import tempfile
import threading
import time
from contextlib import suppress
from functools import partial
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from skill.alexa.listener import read_secret
from skill.errors import SettingsError
from skill.settings import Settings, share_counters
from skill.stores import keeps_time, open_plain_store

_THREADS_THAT_WAIT = 32
"""In each worker, where the store is across a network. Where it is a file, turns hardly ever wait, and more threads
than one only take the interpreter from each other (benchmarks/web.py)."""
_GRACE_SECONDS = 10
"""What turns have to finish when the service is told to stop; Alexa waits for eight seconds."""


def serve(settings: Settings, host: str, port: int, workers: int, simulator: bool) -> int:
    """Serves until it is told to stop; SIGTERM lets turns that are under way finish. Returns 0.

    Raises `SettingsError` for what cannot be served.
    """
    _check(settings, host, simulator)
    threads = 1 if keeps_time(settings.store_url) else _THREADS_THAT_WAIT
    counters = tempfile.mkdtemp(prefix="gentle-invitation-counters-") if workers > 1 else None
    server = Granian(
        "skill.hosts.web:create_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=_GRACE_SECONDS,
        log_level=LogLevels.error,  # at warning it only finds that these are many threads
    )
    try:
        server.serve(target_loader=partial(_application, settings, simulator, counters), wrap_loader=False)
    finally:
        if counters:
            shutil.rmtree(counters, ignore_errors=True)
    return 0


def _application(settings: Settings, simulator: bool, counters: str | None) -> Any:
    """Made in each worker, after the fork: threads and connections do not survive one."""
    threading.Thread(target=_end_with, args=(os.getppid(),), name="parent", daemon=True).start()
    if counters:
        share_counters(counters)
    from skill.hosts.web import create_app

    app = create_app(settings, simulator=simulator)
    _run_without_hurry()
    gc.freeze()
    gc.enable()
    return app


def _run_without_hurry() -> None:
    """On Linux, this process's threads let each other finish instead of breaking in as soon as there is work.

    A turn in Python and the thread that speaks HTTP otherwise take one processor from each other several times a turn.
    """
    if hasattr(os, "SCHED_BATCH"):
        with suppress(OSError):  # a sandbox may not allow it
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _end_with(parent: int) -> None:
    """Ends this worker when its parent is gone: killed outright, it could tell nobody, and we would serve on unseen."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _check(settings: Settings, host: str, simulator: bool) -> None:
    if not settings.skill_ids and not simulator:
        raise SettingsError("SKILL_ID is not set: whose requests are to be served? (--simulator serves the page alone)")
    if simulator and not _is_loopback(host):
        raise SettingsError(f"--host is {host!r}; the simulator's page is for this machine only: 127.0.0.1")
    open_plain_store(settings.store_url, settings.retention).close()
    read_secret(settings.listener_secret, settings.store_url)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
