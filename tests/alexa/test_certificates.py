"""Which certificates are trusted, and how they are kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from skill.alexa.certificates import MOST_WAITING, Certificates
from skill.alexa.refusal import Refused
from tests.alexa.amazon import (
    INTERMEDIATE,
    LEAF,
    NAME,
    NOW,
    ROOT,
    URL,
    Plan,
    certificate,
    chain,
    good_chain,
    key,
    pem,
    root,
)

_NO_AUTHORITY = replace(INTERMEDIATE, authority=False, path_length=None)
_OTHER_ROOT = replace(ROOT, subject="Somebody", key="other root")
_SECOND = replace(INTERMEDIATE, subject="Second", key="second")


def _below(domain: str) -> x509.NameConstraints:
    return x509.NameConstraints(permitted_subtrees=[x509.DNSName(domain)], excluded_subtrees=None)


BAD: dict[str, Callable[[], bytes]] = {
    "expired": lambda: chain(replace(LEAF, begins=NOW - timedelta(days=2), ends=NOW - timedelta(seconds=1))),
    "not yet valid": lambda: chain(replace(LEAF, begins=NOW + timedelta(seconds=1))),
    "another name": lambda: chain(replace(LEAF, names=[x509.DNSName("echo-api.example.com")])),
    "a name that only ends alike": lambda: chain(replace(LEAF, names=[x509.DNSName(f"evil-{NAME}")])),
    "a name that only begins alike": lambda: chain(replace(LEAF, names=[x509.DNSName(f"{NAME}.example.com")])),
    "a wildcard": lambda: chain(replace(LEAF, names=[x509.DNSName("*.amazon.com")])),
    "the name as URI": lambda: chain(replace(LEAF, names=[x509.UniformResourceIdentifier(f"https://{NAME}")])),
    "the name as e-mail": lambda: chain(replace(LEAF, names=[x509.RFC822Name(f"a@{NAME}")])),
    "the name only as subject": lambda: chain(replace(LEAF, names=None)),
    "critical names": lambda: chain(replace(LEAF, critical_names=True)),
    "self-signed": lambda: pem(certificate(LEAF, LEAF)),
    "self-signed with a known issuer's name": lambda: pem(
        certificate(replace(LEAF, key="leaf"), replace(ROOT, key="leaf"))
    ),
    "an unknown root": lambda: chain(LEAF, INTERMEDIATE, _OTHER_ROOT),
    "an unknown root that comes along": lambda: (
        chain(LEAF, INTERMEDIATE, _OTHER_ROOT) + pem(certificate(_OTHER_ROOT, _OTHER_ROOT))
    ),
    "an unknown root that calls itself like ours": lambda: chain(LEAF, INTERMEDIATE, replace(ROOT, key="other root")),
    "no intermediate": lambda: pem(certificate(LEAF, INTERMEDIATE)),
    "another intermediate": lambda: pem(certificate(LEAF, INTERMEDIATE), certificate(_SECOND, ROOT)),
    "an intermediate that is no authority": lambda: chain(
        LEAF, replace(INTERMEDIATE, authority=False, path_length=None)
    ),
    "an intermediate that may not sign certificates": lambda: chain(LEAF, replace(INTERMEDIATE, usage="signature")),
    "an expired intermediate": lambda: chain(LEAF, replace(INTERMEDIATE, ends=NOW - timedelta(seconds=1))),
    "an intermediate for other names": lambda: chain(LEAF, replace(INTERMEDIATE, constraints=_below("example.com"))),
    "a longer path than the intermediate allows": lambda: pem(
        certificate(LEAF, _SECOND), certificate(_SECOND, INTERMEDIATE), certificate(INTERMEDIATE, ROOT)
    ),
    "the intermediate first": lambda: pem(certificate(INTERMEDIATE, ROOT), certificate(LEAF, INTERMEDIATE)),
    "a key for encipherment only": lambda: chain(replace(LEAF, usage="encipherment")),
    "a key for clients only": lambda: chain(replace(LEAF, purposes=[ExtendedKeyUsageOID.CLIENT_AUTH])),
    "no authority key identifier": lambda: chain(replace(LEAF, issuer_key_id=False)),
    "a leaf that is an authority": lambda: chain(replace(LEAF, authority=True, usage="certificates")),
    "a key of 1024 bits": lambda: chain(replace(LEAF, kind="short", key="short")),
    "a key that is not RSA": lambda: chain(replace(LEAF, kind="ec", key="curve")),
    "signed with an odd digest": lambda: chain(replace(LEAF, digest="SHA3_256")),
    "no certificate at all": lambda: b"<html>not found</html>",
    "nothing": lambda: b"",
    "a damaged certificate": lambda: good_chain().replace(b"MII", b"MIJ", 1),
    "a private key": lambda: b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    "DER instead of PEM": lambda: certificate(LEAF, INTERMEDIATE).public_bytes(Encoding.DER),
    "more certificates than any chain has": lambda: good_chain() + pem(certificate(INTERMEDIATE, ROOT)) * 20,
}


class Shelf:
    """What lies behind every URL, and how often it was fetched."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.fetched: list[str] = []

    def __call__(self, url: str) -> bytes:
        self.fetched.append(url)
        return self.content


def trusting(content: bytes) -> tuple[Certificates, Shelf]:
    shelf = Shelf(content)
    return Certificates([root()], shelf), shelf


def refusal(certificates: Certificates, url: str = URL, now: datetime = NOW) -> str:
    with pytest.raises(Refused) as caught:
        certificates.key(url, now)
    return caught.value.rule


def test_amazons_certificate_is_trusted() -> None:
    certificates, _ = trusting(good_chain())
    assert certificates.key(URL, NOW).public_numbers() == key("leaf").public_key().public_numbers()


def test_a_certificate_without_key_usage_is_trusted() -> None:
    certificates, _ = trusting(chain(replace(LEAF, usage=None)))
    assert certificates.key(URL, NOW)


def test_a_chain_that_holds_its_root_as_well_is_trusted() -> None:
    certificates, _ = trusting(good_chain() + pem(root()))
    assert certificates.key(URL, NOW)


@pytest.mark.parametrize("why", BAD)
def test_a_bad_certificate_is_refused(why: str) -> None:
    certificates, _ = trusting(BAD[why]())
    assert refusal(certificates).startswith("certificate_")


def test_a_certificate_is_fetched_once() -> None:
    certificates, shelf = trusting(good_chain())
    for _ in range(5):
        certificates.key(URL, NOW)
    assert shelf.fetched == [URL]


def test_a_kept_certificate_that_expires_is_fetched_anew_and_refused() -> None:
    certificates, shelf = trusting(good_chain())
    certificates.key(URL, NOW)
    assert refusal(certificates, now=LEAF.ends + timedelta(seconds=1)) == "certificate_chain"
    assert len(shelf.fetched) == 2


def test_a_certificate_is_kept_no_longer_than_its_intermediate() -> None:
    middle = replace(INTERMEDIATE, ends=NOW + timedelta(days=1))
    certificates, _ = trusting(chain(LEAF, middle))
    certificates.key(URL, NOW)
    assert refusal(certificates, now=NOW + timedelta(days=2)) == "certificate_chain"


def test_a_renewed_certificate_is_taken_when_the_old_one_expires() -> None:
    shelf = Shelf(good_chain())
    certificates = Certificates([certificate(_longer(ROOT), _longer(ROOT))], shelf)
    certificates.key(URL, NOW)
    shelf.content = chain(_longer(LEAF), _longer(INTERMEDIATE))
    assert certificates.key(URL, LEAF.ends + timedelta(days=1))


def test_a_failure_is_remembered_for_seconds_only(monkeypatch: pytest.MonkeyPatch) -> None:
    certificates, shelf = trusting(b"not yet there")
    assert refusal(certificates) == refusal(certificates) == "certificate_form"
    assert len(shelf.fetched) == 1
    shelf.content = good_chain()
    at = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: at + 6)
    assert certificates.key(URL, NOW)


def test_many_urls_take_no_more_room() -> None:
    certificates, shelf = trusting(good_chain())
    for number in range(100):
        certificates.key(f"{URL}?{number}", NOW)
    shelf.content = b"nothing"
    for number in range(100):
        refusal(certificates, f"{URL}!{number}")
    assert len(certificates._kept) <= 32
    assert len(certificates._failed) <= 32


class Slow:
    """A host that answers when it is told to."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.fetched: list[str] = []

    def __call__(self, url: str) -> bytes:
        self.fetched.append(url)
        if "slow" in url:
            self.go.wait(10)
        return good_chain()

    def let_go(self, threads: list[threading.Thread]) -> None:
        """Answers, and waits for those who waited."""
        self.go.set()
        for thread in threads:
            thread.join()


def in_threads(count: int, call: Callable[[int], object]) -> tuple[list[threading.Thread], list[str]]:
    results: list[str] = []

    def run(number: int) -> None:
        try:
            call(number)
            results.append("trusted")
        except Refused as refused:
            results.append(refused.rule)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    return threads, results


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


def test_all_who_want_one_certificate_wait_for_one_fetch() -> None:
    slow = Slow()
    certificates = Certificates([root()], slow)
    threads, results = in_threads(8, lambda _: certificates.key(f"{URL}slow", NOW))
    wait_for(lambda: certificates._waiting == 8)
    slow.let_go(threads)
    assert results == ["trusted"] * 8
    assert len(slow.fetched) == 1


def test_a_known_certificate_is_found_while_a_slow_host_keeps_all_others_waiting() -> None:
    slow = Slow()
    certificates = Certificates([root()], slow)
    certificates.key(URL, NOW)
    threads, results = in_threads(MOST_WAITING + 4, lambda number: certificates.key(f"{URL}slow{number}", NOW))
    wait_for(lambda: len(results) == 4)
    began = time.monotonic()
    assert certificates.key(URL, NOW)
    assert time.monotonic() - began < 0.5
    slow.let_go(threads)
    assert results.count("certificate_busy") == 4
    assert results.count("trusted") == MOST_WAITING


def test_as_long_as_no_certificate_is_known_nobody_who_waits_is_turned_away() -> None:
    slow, many = Slow(), MOST_WAITING + 6
    certificates = Certificates([root()], slow)
    threads, results = in_threads(many, lambda _: certificates.key(f"{URL}slow", NOW))
    wait_for(lambda: certificates._waiting == many)
    slow.let_go(threads)
    assert results == ["trusted"] * many


def _longer(plan: Plan) -> Plan:
    return replace(plan, ends=plan.ends + timedelta(days=365))
