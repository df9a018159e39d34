"""Stands for Amazon in tests: an authority, certificates good and bad, signed requests."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime(2026, 11, 27, 6, 0, tzinfo=UTC)
NAME = "echo-api.amazon.com"
URL = "https://s3.amazonaws.com/echo.api/cert.pem"
SKILL_ID = "amzn1.ask.skill.ours"

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def key(name: str, kind: str = "rsa") -> Key:
    """One key for each name: making them is what takes time."""
    return _key(name, kind)


@cache
def _key(_: str, kind: str) -> Key:
    if kind == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=1024 if kind == "short" else 2048)


@dataclass(frozen=True)
class Plan:
    """How a certificate is to be made; the defaults are those of a good leaf."""

    subject: str = NAME
    names: Sequence[x509.GeneralName] | None = (x509.DNSName(NAME),)
    critical_names: bool = False
    begins: datetime = NOW - timedelta(days=1)
    ends: datetime = NOW + timedelta(days=30)
    authority: bool = False
    path_length: int | None = None
    usage: str | None = "signature"
    """`signature`, `encipherment`, `certificates`, or None for no KeyUsage."""
    purposes: Sequence[x509.ObjectIdentifier] | None = (ExtendedKeyUsageOID.SERVER_AUTH,)
    issuer_key_id: bool = True
    key: str = "leaf"
    kind: str = "rsa"
    digest: str = "SHA256"
    constraints: x509.NameConstraints | None = None


LEAF = Plan()
INTERMEDIATE = Plan(
    subject="Intermediate", names=None, authority=True, path_length=0, usage="certificates", purposes=None, key="middle"
)
ROOT = replace(INTERMEDIATE, subject="Root", path_length=None, key="root")


def certificate(plan: Plan, issuer: Plan) -> x509.Certificate:
    """A certificate made as planned, signed by `issuer`."""
    own, signer = key(plan.key, plan.kind), key(issuer.key, issuer.kind)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(plan.subject))
        .issuer_name(_name(issuer.subject))
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(plan.begins)
        .not_valid_after(plan.ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
        .add_extension(
            x509.BasicConstraints(plan.authority, plan.path_length if plan.authority else None), critical=True
        )
    )
    if plan.names is not None:
        builder = builder.add_extension(x509.SubjectAlternativeName(plan.names), plan.critical_names)
    if plan.usage:
        builder = builder.add_extension(_usage(plan.usage), critical=True)
    if plan.purposes is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage(plan.purposes), critical=False)
    if plan.issuer_key_id:
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
        builder = builder.add_extension(identifier, critical=False)
    if plan.constraints:
        builder = builder.add_extension(plan.constraints, critical=True)
    return builder.sign(signer, getattr(hashes, plan.digest)())


def pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(each.public_bytes(serialization.Encoding.PEM) for each in certificates)


@cache
def root() -> x509.Certificate:
    """The one root that the tests' services trust."""
    return certificate(ROOT, ROOT)


def chain(leaf: Plan = LEAF, middle: Plan = INTERMEDIATE, top: Plan = ROOT) -> bytes:
    """Leaf and intermediate, as they lie at the certificate's URL."""
    return pem(certificate(leaf, middle), certificate(middle, top))


@cache
def good_chain() -> bytes:
    return chain()


def signature(body: bytes, who: str = "leaf") -> str:
    signer = key(who)
    assert isinstance(signer, rsa.RSAPrivateKey)
    return base64.b64encode(signer.sign(body, PKCS1v15(), hashes.SHA256())).decode()


def headers(body: bytes, url: str = URL) -> dict[str, str]:
    """What Alexa sends with a body."""
    return {"SignatureCertChainUrl": url, "Signature-256": signature(body), "Content-Type": "application/json"}


def envelope(request: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """A whole request, `request` filled up to a launch; `changes` replace its top level (None: left away)."""
    application, user = {"applicationId": SKILL_ID}, {"userId": "amzn1.ask.account.MARY"}
    whole = {
        "version": "1.0",
        "session": {
            "new": True,
            "sessionId": "amzn1.echo-api.session.1",
            "application": application,
            "attributes": {},
            "user": user,
        },
        "context": {"System": {"application": application, "user": user, "device": {"supportedInterfaces": {}}}},
        "request": {
            "type": "LaunchRequest",
            "requestId": "amzn1.echo-api.request.1",
            "timestamp": "2026-11-27T06:00:00Z",
            "locale": "en-US",
            **(request or {}),
        },
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


def intent(name: str, **slots: Any) -> dict[str, Any]:
    """An intent, to be filled up by `envelope`."""
    filled = {slot: {"name": slot, "value": value} for slot, value in slots.items()}
    return {"type": "IntentRequest", "intent": {"name": name, "confirmationStatus": "NONE", "slots": filled}}


def body(request: dict[str, Any] | None = None, **changes: Any) -> bytes:
    return json.dumps(envelope(request, **changes)).encode()


def _usage(what: str) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=what == "signature",
        content_commitment=False,
        key_encipherment=what in ("signature", "encipherment"),
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=what == "certificates",
        crl_sign=what == "certificates",
        encipher_only=False,
        decipher_only=False,
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
