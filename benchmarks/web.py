"""Requests a second, waiting time, memory and cold start of the web service, beside what others make of Amazon's SDK.

    python benchmarks/web.py [--seconds 4] [--repetitions 3] [--only ours] [--json FILE]

Needs Linux, two cores and `taskset`; with `node` and `npm`, Amazon's SDK for Node is installed into a temporary folder
and measured too; with gunicorn in the environment, ours on its threads as well. Each service runs on core 0 and
verifies all that Amazon asks for; the client is on core 1. Compare rows of one run only: another machine, or another
hour, gives other figures.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from load import Load, drive, once

from skill.simulator.envelopes import Device, envelope, intent_request
from skill.tools.certify_authority import HOST, SIGNER, Signed, environment, open_authority
from skill.tools.certify_proxy import serving

SKILL_ID = "amzn1.ask.skill.00000000-0000-0000-0000-000000000000"
PEERS = Path(__file__).resolve().parent / "peers"
PEER = "hello world"
"""What others are measured with."""
CONNECTIONS = (8, 32)
LISTENERS, VISITS = 100, 20
"""Who speaks, and how often before a request is sent again: more often than a memory knows request ids."""
REASONS = ("hopeless", "private", "blamed", "tried_failed", "later")
WORDS = (
    "convinced that talking to a stranger about us will not help",
    "worried that the two of us would only gang up on him",
    "so tired in the evening that nothing else fits in",
    "sure that it would dig up what we have buried",
    "saying his brother went and they split up anyway",
)
"""Nothing that stands in a list: the engine has to think."""
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Service:
    """What is measured in one row."""

    name: str
    command: Sequence[str]
    """`PORT` stands for the port, `CHAIN` for the file with the certificate chain."""
    words: bool = False
    """Whether it is spoken to in words; else with a reason's intent, as Alexa's own model sends it."""
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Measured:
    """All repetitions of one service."""

    cold: list[float] = field(default_factory=list)
    """Milliseconds from the process's start to the first signed 200."""
    memory: dict[int, list[float]] = field(default_factory=dict)
    """MB resident in the process that serves after a load, by number of connections."""
    loads: dict[int, list[Load]] = field(default_factory=dict)
    """By number of connections."""
    processor: dict[int, list[float]] = field(default_factory=dict)
    """Microseconds of processor time that a request took; other work on the machine hardly changes that."""


def services(node_modules: Path | None) -> list[Service]:
    """Ours and its peers."""
    ours = [str(Path(sys.executable).with_name("gentle-invitation")), "serve", "--port", "PORT"]
    flask = [sys.executable, str(PEERS / "hello_flask.py"), "PORT"]
    node = ["node", "hello_node.cjs", "PORT", "CHAIN"]
    found = [
        Service("ours, light, an intent", ours, environment={"UNDERSTANDING": "light"}),
        Service("ours, full, an intent", ours),
        Service("ours, full, words", ours, words=True),
        Service(f"flask-ask-sdk, {PEER}", flask),
    ]
    if find_spec("gunicorn"):
        application = ["--chdir", str(PEERS), "ours_on_gunicorn:application()"]  # it listens on the environment's PORT
        gunicorn = [sys.executable, "-m", "gunicorn", "--worker-class=gthread", "--threads=4", *application]
        found.append(Service("ours, light, an intent, gunicorn", gunicorn, environment={"UNDERSTANDING": "light"}))
    if node_modules:
        found.append(Service(f"ask-sdk for Node, {PEER}", node))
    return found


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=4, help="how long each load is counted")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--only", default="", metavar="TEXT", help="only services with this in their name")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there too")
    wanted = parser.parse_args()
    os.sched_setaffinity(0, {1})
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary:
        folder = Path(temporary)
        measured = measure(folder, wanted.seconds, wanted.repetitions, wanted.only)
    if wanted.json:
        wanted.json.write_text(json.dumps({name: asdict(one) for name, one in measured.items()}, indent=1))
    print("\n".join(table(measured)))


def measure(folder: Path, seconds: float, repetitions: int, only: str) -> dict[str, Measured]:
    """Every service in turn, `repetitions` times; by name."""
    authority = open_authority(folder / "authority")
    signer = authority.issue(SIGNER)
    (folder / "chain.pem").write_bytes(signer.pem)
    machine = Path(ssl.get_default_verify_paths().openssl_cafile)
    root = Path(environment(folder / "authority")["SSL_CERT_FILE"])
    (folder / "roots.pem").write_bytes(root.read_bytes() + (machine.read_bytes() if machine.exists() else b""))
    chosen = [service for service in services(install_node(folder)) if only in service.name]
    measured = {service.name: Measured() for service in chosen}
    with serving(authority, {"/echo.api/benchmark.pem": signer.pem}):
        for repetition in range(repetitions + 1):
            for service in chosen:
                print(f"{repetition}/{repetitions} {service.name}", file=sys.stderr)
                kept = Measured() if repetition == 0 else measured[service.name]  # the first fills caches on the disk
                _measure_once(service, folder, signer, seconds if repetition else 0.2, kept)
    return measured


def install_node(folder: Path) -> Path | None:
    """Amazon's SDK for Node, from npm; None where there is no Node."""
    if not shutil.which("node") or not shutil.which("npm"):
        return None
    for name in ("package.json", "hello_node.cjs"):
        shutil.copy(PEERS / name, folder)
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)
    return folder / "node_modules"


def _measure_once(service: Service, folder: Path, signer: Signed, seconds: float, kept: Measured) -> None:
    requests = list(_requests(signer, service.words))
    with running(service, folder) as (process, port):
        kept.cold.append(_cold_start(process, port, requests[0]))
        if service.words:
            time.sleep(3)  # the engine is loaded beside the start
        for connections in CONNECTIONS:
            before = _processor(process.pid)
            load = drive(port, requests, connections, min(1, seconds), seconds)
            spent = (_processor(process.pid) - before) / load.answers * 1_000_000
            kept.loads.setdefault(connections, []).append(load)
            kept.processor.setdefault(connections, []).append(spent)
            kept.memory.setdefault(connections, []).append(max(_resident(one) for one in _family(process.pid)))


@contextmanager
def running(service: Service, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The service on core 0, with a store of its own; ended afterwards."""
    port = _free_port()
    stand_ins = {"PORT": str(port), "CHAIN": str(folder / "chain.pem")}
    command = ["taskset", "-c", "0", *(stand_ins.get(word, word) for word in service.command)]
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory(dir=folder) as store:
        about = {
            **inherited,
            **environment(folder / "authority"),
            "SSL_CERT_FILE": str(folder / "roots.pem"),
            "SKILL_ID": SKILL_ID,
            "STORE_URL": f"sqlite:///{store}/memory.db",
            "LOG_LEVEL": "WARNING",
            "PORT": str(port),
            "PYTHONWARNINGS": "ignore",
            **service.environment,
        }
        process = subprocess.Popen(command, cwd=folder, env=about)
        try:
            yield process, port
        finally:
            process.terminate()
            process.wait(30)


def _cold_start(process: subprocess.Popen[bytes], port: int, request: bytes) -> float:
    began = time.perf_counter()  # some microseconds after the process's own start
    while not once(port, request):
        if process.poll() is not None or time.perf_counter() - began > START_SECONDS:
            raise SystemExit(f"{process.args!r} does not answer")
        time.sleep(0.002)
    return (time.perf_counter() - began) * 1000


def _requests(signer: Signed, words: bool) -> Iterator[bytes]:
    """Whole HTTP requests, sent now and signed; each listener's come far apart."""
    for number in range(LISTENERS * VISITS):
        device = Device(listener=f"{number % LISTENERS:0150}", application=SKILL_ID)
        slots = {"he_is": WORDS[number % len(WORDS)]} if words else {}
        request = intent_request("catch_all" if words else REASONS[number % len(REASONS)], slots)
        session = {"new": True, "sessionId": f"amzn1.echo-api.session.{number:040}", "attributes": {}}
        whole = envelope(request, device, datetime.now(UTC), session)
        whole["context"]["System"]["apiAccessToken"] = "x" * 900  # as long as Amazon's
        yield _http(json.dumps(whole).encode(), signer)


def _http(body: bytes, signer: Signed) -> bytes:
    head = (
        "POST /alexa HTTP/1.1",
        "Host: skill.example.com",
        "Content-Type: application/json; charset=utf-8",
        f"Content-Length: {len(body)}",
        f"SignatureCertChainUrl: https://{HOST}/echo.api/benchmark.pem",
        f"Signature-256: {signer.signature(body)}",
        "User-Agent: Apache-HttpClient/4.5.x (Java/11)",
        "Accept: application/json",
    )
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in below for one in _family(int(child)))]


def _processor(pid: int) -> float:
    """Seconds of processor time that a process and all below it have taken."""
    fields = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in _family(pid)]
    return sum(int(field[11]) + int(field[12]) for field in fields) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    """MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def table(measured: Mapping[str, Measured]) -> list[str]:
    """One row for each service: medians of the repetitions; then the ratios to ours."""
    figures = ("req/s", "p50 ms", "p99 ms", "µs", "MB")
    columns = [f"{name} at {connections}" for connections in CONNECTIONS for name in figures]
    rows = [("", *columns, "cold ms"), *(_row(name, one) for name, one in measured.items())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    every = [load for one in measured.values() for loads in one.loads.values() for load in loads]
    lines += ["", f"answers that were not 200: {sum(load.failed for load in every)}"]
    lines += [f"the client took at most {max(load.busy for load in every):.0%} of its own core", ""]
    ours = next(iter(measured))
    return lines + [line for name in measured if name.endswith(PEER) for line in _ratios(ours, name, measured)]


def _row(name: str, one: Measured) -> tuple[str, ...]:
    cells = [name]
    for connections, loads in one.loads.items():
        cells.append(f"{_median(loads, 'rate'):.0f}")
        cells += [f"{_median(loads, 'p50'):.1f}", f"{_median(loads, 'p99'):.1f}"]
        cells += [f"{statistics.median(about[connections]):.0f}" for about in (one.processor, one.memory)]
    return (*cells, f"{statistics.median(one.cold):.0f}")


def _ratios(ours: str, name: str, measured: Mapping[str, Measured]) -> Iterator[str]:
    for connections in CONNECTIONS:
        us, them = (measured[one].loads[connections] for one in (ours, name))
        more, longer = (_median(us, about) / _median(them, about) for about in ("rate", "p99"))
        yield f"{ours} / {name} at {connections}: requests {more:.2f}, p99 {longer:.2f}"


def _median(loads: Sequence[Load], name: str) -> float:
    return float(statistics.median(getattr(load, name) for load in loads))


if __name__ == "__main__":
    main()
