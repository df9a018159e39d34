"""The certificates that Amazon signs with: fetched once, their chain verified once, kept until they expire."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import Future
from datetime import datetime
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from msgspec import Struct

from skill.alexa.fetching import BUSY, SECONDS, Download, Fetch
from skill.alexa.refusal import Refused
from skill.alexa.roots import machine_roots

T = TypeVar("T")

NAME = "echo-api.amazon.com"
"""Whose certificate it must be."""
MOST_WAITING = 24
"""Requests that wait for certificates at the same time, once one is known: fewer than there are threads to wait in."""

_LEAST_BITS = 2048
_MOST_KEPT = 32
_MOST_IN_CHAIN = 10
_FAILURE_SECONDS = 5.0


class Trusted(Struct, frozen=True):
    """A certificate whose chain ends at a root of this machine."""

    key: RSAPublicKey
    begins: datetime
    ends: datetime
    """When the first certificate of its chain expires."""


class Certificates:
    """Finds keys by certificate URL. Safe for several threads; several that want one URL wait for one fetch."""

    def __init__(self, roots: Iterable[x509.Certificate] | None = None, fetch: Fetch | None = None) -> None:
        """`roots` are by default the machine's (`SettingsError` if it has none), `fetch` is a `Download()`."""
        self._roots = Store(list(machine_roots() if roots is None else roots))
        self._fetch = Download() if fetch is None else fetch
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Trusted] = OrderedDict()
        self._failed: OrderedDict[str, tuple[float, str]] = OrderedDict()
        self._coming: dict[str, Future[Trusted]] = {}
        self._waiting = 0

    def key(self, url: str, now: datetime) -> RSAPublicKey:
        """The key of the certificate at `url`, which is in date at `now`.

        Raises `Refused`: `certificate_fetch`, `certificate_busy`, `certificate_form`, `certificate_chain`,
        `certificate_name`, `certificate_usage` or `certificate_key`. A failure is remembered for five seconds.
        """
        return (self._in_date(url, now) or self._arriving(url, now)).key

    def knows(self, url: str, now: datetime) -> bool:
        """Whether `key` will answer at once."""
        return self._in_date(url, now) is not None

    def _in_date(self, url: str, now: datetime) -> Trusted | None:
        kept = self._kept.get(url)
        return kept if kept is not None and kept.begins <= now <= kept.ends else None

    def _arriving(self, url: str, now: datetime) -> Trusted:
        """The certificate, fetched by the first who asks while the others wait."""
        with self._lock:
            if kept := self._in_date(url, now):
                return kept
            self._check_failures(url)
            if self._kept and self._waiting >= MOST_WAITING:
                raise Refused(BUSY)
            self._waiting += 1
            future = self._coming.get(url)
            leading = future is None
            if future is None:
                future = self._coming[url] = Future()
        try:
            if leading:
                self._bring(url, now, future)
            return future.result(SECONDS)
        except TimeoutError as error:
            raise Refused("certificate_fetch") from error
        finally:
            with self._lock:
                self._waiting -= 1

    def _bring(self, url: str, now: datetime, future: Future[Trusted]) -> None:
        """Settles `future`, and remembers how it went."""
        try:
            trusted = verified(self._fetch(url), self._roots, now)
        except Exception as error:  # noqa: BLE001 - whatever it is, all who wait must hear of it
            refusal = error if isinstance(error, Refused) else Refused("certificate_fetch")
            with self._lock:
                if refusal.rule != BUSY:
                    _remember(self._failed, url, (time.monotonic() + _FAILURE_SECONDS, refusal.rule))
                del self._coming[url]
            future.set_exception(refusal)
        else:
            with self._lock:
                _remember(self._kept, url, trusted)
                del self._coming[url]
            future.set_result(trusted)

    def _check_failures(self, url: str) -> None:
        until, rule = self._failed.get(url, (0.0, ""))
        if time.monotonic() < until:
            raise Refused(rule)
        self._failed.pop(url, None)


def verified(pem: bytes, roots: Store, now: datetime) -> Trusted:
    """The first certificate in `pem`: Amazon's, in date at `now`, fit to sign with, its chain ending at a root.

    Raises `Refused` for any other.
    """
    try:
        chain = x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise Refused("certificate_form") from error
    if len(chain) > _MOST_IN_CHAIN:
        raise Refused("certificate_form")
    policy = PolicyBuilder().store(roots).time(now).build_server_verifier(x509.DNSName(NAME))
    try:
        path = policy.verify(chain[0], chain[1:])
        return _checked(chain[0], path)
    except (VerificationError, ValueError) as error:
        raise Refused("certificate_chain") from error


def _checked(leaf: x509.Certificate, path: list[x509.Certificate]) -> Trusted:
    """What the chain's verification leaves open: a wildcard, a key too short or not for signatures."""
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    if NAME not in names.get_values_for_type(x509.DNSName):
        raise Refused("certificate_name")
    usages = [extension.value for extension in leaf.extensions if isinstance(extension.value, x509.KeyUsage)]
    if not all(usage.digital_signature for usage in usages):
        raise Refused("certificate_usage")
    key = leaf.public_key()
    if not isinstance(key, RSAPublicKey) or key.key_size < _LEAST_BITS:
        raise Refused("certificate_key")
    return Trusted(
        key,
        begins=max(certificate.not_valid_before_utc for certificate in path),
        ends=min(certificate.not_valid_after_utc for certificate in path),
    )


def _remember(where: OrderedDict[str, T], url: str, what: T) -> None:
    """Keeps the newest 32."""
    where[url] = what
    where.move_to_end(url)
    while len(where) > _MOST_KEPT:
        where.popitem(last=False)
