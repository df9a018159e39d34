"""Runs the web service: granian, whose Rust side speaks HTTP and hands requests to `Front`."""

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
from typing import TYPE_CHECKING, Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from skill.alexa.listener import read_secret
from skill.errors import SettingsError
from skill.hosts.front import Front
from skill.settings import Settings, share_counters
from skill.stores import keeps_time, open_plain_store

if TYPE_CHECKING:
    from skill.alexa.verification import Headers

_GRACE_SECONDS = 10
"""What turns have to finish when the service is told to stop; Alexa waits for eight seconds."""


def serve(settings: Settings, host: str, port: int, workers: int, simulator: bool) -> int:
    """Serves until it is told to stop; SIGTERM lets turns that are under way finish. Returns 0.

    Raises `SettingsError` for what cannot be served.
    """
    _check(settings, host, simulator)
    counters = tempfile.mkdtemp(prefix="gentle-invitation-counters-") if workers > 1 else None
    server = Granian(
        "skill.hosts.front:Front",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        respawn_failed_workers=True,
        workers_kill_timeout=_GRACE_SECONDS,
        log_level=LogLevels.error,
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
    from skill.alexa.assembly import utc_now
    from skill.alexa.verification import Verifier
    from skill.hosts.web import MOST_BYTES, create_app

    verifier = Verifier(settings.skill_ids)
    app = create_app(settings, verifier=verifier, simulator=simulator)
    mind, kept_here = app.extensions["gentle_invitation"].mind, keeps_time(settings.store_url)

    def may_wait(headers: Headers) -> bool:
        """For a store across a network, the engine that is still being loaded, or a certificate."""
        return not kept_here or not mind.wait(0) or verifier.may_wait(headers, utc_now())

    front = Front(app, may_wait, MOST_BYTES)
    _run_without_hurry()
    gc.freeze()
    gc.enable()
    return front


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
