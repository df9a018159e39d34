"""A certificate is fetched over real sockets, through a proxy that stands for Amazon's storage, friendly or not."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from skill.alexa import fetching
from skill.alexa.fetching import MOST_BYTES, Download
from skill.alexa.refusal import Refused
from tests.alexa.amazon import INTERMEDIATE, LEAF, ROOT, Plan, certificate, good_chain, key, pem, root

URL = "https://s3.amazonaws.com/echo.api/cert.pem"
OK = b"HTTP/1.1 200 OK\r\n"
GRANTED = b"HTTP/1.1 200 Connection established\r\n\r\n"

Behaviour = Callable[["Host", socket.socket], None]


class Host:
    """A proxy on loopback, and the host behind it."""

    def __init__(self, behaviour: Behaviour, pem_file: Path) -> None:
        self.behaviour = behaviour
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(pem_file)
        self.over = threading.Event()
        self.asked: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self._threads[0].start()

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(line,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        with line:
            try:
                self.behaviour(self, line)
            except OSError:
                return

    def read(self, line: socket.socket) -> None:
        """A request up to its empty line."""
        data = b""
        while b"\r\n\r\n" not in data and (more := line.recv(4096)):
            data += more
        self.asked.append(data)

    def close(self) -> None:
        self.over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)


def answering(answer: bytes) -> Behaviour:
    """Grants the tunnel, speaks TLS, and gives this answer."""

    def behave(host: Host, line: socket.socket) -> None:
        host.read(line)
        line.sendall(GRANTED)
        with host.context.wrap_socket(line, server_side=True) as safe:
            host.read(safe)
            safe.sendall(answer)

    return behave


def page(content: bytes) -> bytes:
    return OK + f"Content-Length: {len(content)}\r\n\r\n".encode() + content


def dripping(host: Host, line: socket.socket) -> None:
    """Sends one byte of an endless answer every tenth of a second."""
    host.read(line)
    line.sendall(GRANTED)
    with host.context.wrap_socket(line, server_side=True) as safe:
        host.read(safe)
        safe.sendall(OK + b"X-Long: ")
        while not host.over.wait(0.1):
            safe.sendall(b"x")


def hanging_before_tls(host: Host, line: socket.socket) -> None:
    host.read(line)
    line.sendall(GRANTED)
    host.over.wait(10)


def hanging_in_the_tunnel(host: Host, line: socket.socket) -> None:
    host.over.wait(10)


def dripping_handshake(host: Host, line: socket.socket) -> None:
    """A TLS record that never becomes complete."""
    host.read(line)
    line.sendall(GRANTED + b"\x16\x03\x03\x40\x00")
    while not host.over.wait(0.1):
        line.sendall(b"\x02")


def refusing_the_tunnel(host: Host, line: socket.socket) -> None:
    host.read(line)
    line.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")


Hosts = Callable[..., Host]


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hosts]:
    """Makes hosts that our fetch reaches and, unless it is told otherwise, trusts."""
    opened: list[Host] = []
    for name in ("https_proxy", "no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "root.pem").write_bytes(pem(root()))
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "root.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "empty"))

    def host(behaviour: Behaviour, name: str = "s3.amazonaws.com", top: Plan = ROOT, login: str = "") -> Host:
        leaf = Plan(subject=name, names=[x509.DNSName(name)], begins=_LONG_AGO, ends=_FAR)
        own = key(LEAF.key).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (tmp_path / "host.pem").write_bytes(pem(certificate(leaf, INTERMEDIATE), certificate(INTERMEDIATE, top)) + own)
        opened.append(Host(behaviour, tmp_path / "host.pem"))
        monkeypatch.setenv("HTTPS_PROXY", f"http://{login}127.0.0.1:{opened[-1].port}")
        return opened[-1]

    yield host
    for each in opened:
        each.close()


_LONG_AGO, _FAR = LEAF.begins.replace(year=2020), LEAF.ends.replace(year=2040)


def refusal(download: Download | None = None) -> str:
    with pytest.raises(Refused) as caught:
        (download or Download())(URL)
    return caught.value.rule


def test_a_certificate_is_fetched_through_the_machines_proxy(hosts: Hosts) -> None:
    host = hosts(answering(page(good_chain())))
    assert Download()(URL) == good_chain()
    assert host.asked[0].startswith(b"CONNECT s3.amazonaws.com:443 HTTP/1.")
    assert host.asked[1].startswith(b"GET /echo.api/cert.pem HTTP/1.1\r\n")
    assert b"\r\nHost: s3.amazonaws.com\r\n" in host.asked[1]


def test_a_proxy_that_wants_a_login_gets_it(hosts: Hosts) -> None:
    host = hosts(answering(page(good_chain())), login="me:p%40ss@")
    Download()(URL)
    assert b"Proxy-Authorization: Basic " + base64.b64encode(b"me:p@ss") in host.asked[0]


def test_no_proxy_is_asked_for_a_host_that_is_excepted(hosts: Hosts, monkeypatch: pytest.MonkeyPatch) -> None:
    host = hosts(answering(page(good_chain())))
    monkeypatch.setenv("NO_PROXY", "s3.amazonaws.com")
    monkeypatch.setattr(socket, "create_connection", _unreachable)
    assert refusal() == "certificate_fetch"
    assert host.asked == []


def _unreachable(*_: object, **__: object) -> None:
    raise OSError("no network")


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"",
    ],
)
def test_an_answer_that_is_no_file_is_refused(hosts: Hosts, answer: bytes) -> None:
    hosts(answering(answer))
    assert refusal() == "certificate_fetch"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(hosts: Hosts, status: int) -> None:
    host = hosts(answering(f"HTTP/1.1 {status} Moved\r\nLocation: {URL}2\r\nContent-Length: 0\r\n\r\n".encode()))
    assert refusal() == "certificate_fetch"
    assert len(host.asked) == 2


@pytest.mark.parametrize("answer", [page(b"x" * (MOST_BYTES + 1)), OK + b"\r\n" + b"x" * (MOST_BYTES + 1)])
def test_a_file_that_is_too_long_is_refused(hosts: Hosts, answer: bytes) -> None:
    hosts(answering(answer))
    assert refusal() == "certificate_form"


def test_a_host_that_the_machine_does_not_trust_is_refused(hosts: Hosts) -> None:
    host = hosts(answering(page(good_chain())), top=Plan(key="other root", subject="Somebody", authority=True))
    assert refusal() == "certificate_fetch"
    assert len(host.asked) == 1


def test_a_host_of_another_name_is_refused(hosts: Hosts) -> None:
    hosts(answering(page(good_chain())), name="example.com")
    assert refusal() == "certificate_fetch"


def test_a_proxy_that_refuses_or_is_not_there_is_no_way_in(hosts: Hosts, monkeypatch: pytest.MonkeyPatch) -> None:
    hosts(refusing_the_tunnel)
    assert refusal() == "certificate_fetch"
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert refusal() == "certificate_fetch"


@pytest.mark.parametrize(
    "behaviour",
    [dripping, dripping_handshake, hanging_before_tls, hanging_in_the_tunnel],
    ids=lambda each: each.__name__,
)
def test_a_slow_host_is_given_up_in_time_and_its_connection_ends(
    hosts: Hosts, behaviour: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.5)
    hosts(behaviour)
    began = time.monotonic()
    assert refusal() == "certificate_fetch"
    assert time.monotonic() - began < 1.0
    end = time.monotonic() + 2
    while any(thread.name == "certificate" for thread in threading.enumerate()):
        assert time.monotonic() < end, "the connection goes on"
        time.sleep(0.01)


def test_too_many_fetches_at_once_are_refused_at_once(hosts: Hosts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "_MOST_AT_ONCE", 1)
    monkeypatch.setattr(fetching, "SECONDS", 1.0)
    hosts(hanging_in_the_tunnel)
    download = Download()
    first = threading.Thread(target=refusal, args=(download,))
    first.start()
    time.sleep(0.1)
    began = time.monotonic()
    assert refusal(download) == "certificate_busy"
    assert time.monotonic() - began < 0.5
    first.join()
