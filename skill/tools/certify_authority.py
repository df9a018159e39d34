"""A throw-away certificate authority, with which `certify` signs as Amazon would.

A service trusts it only when its environment says so (`SSL_CERT_FILE`); it has no way into a service by itself.
"""

from __future__ import annotations

import base64
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from msgspec import Struct

SIGNER = "echo-api.amazon.com"
"""The name in the certificate that Alexa signs with."""
HOST = "s3.amazonaws.com"
"""Where that certificate lies."""

_ROOT, _KEY, _PORT = "root.pem", "root.key", "proxy.port"
_LONG = timedelta(days=30)


class Signed(Struct, frozen=True):
    """A certificate of the authority and its key."""

    key: rsa.RSAPrivateKey
    pem: bytes
    """The certificate, then the authority's own."""

    def signature(self, body: bytes) -> str:
        """As in the header `Signature-256`."""
        return base64.b64encode(self.key.sign(body, PKCS1v15(), hashes.SHA256())).decode()

    def key_pem(self) -> bytes:
        """The key, not encrypted."""
        return _key_pem(self.key)


class Authority(Struct, frozen=True):
    """The root, its key, and the port on which its proxy listens."""

    root: x509.Certificate
    key: rsa.RSAPrivateKey
    port: int

    def issue(self, name: str, begins: datetime | None = None, ends: datetime | None = None) -> Signed:
        """A certificate for a host called `name`, in date from yesterday on for thirty days."""
        now = datetime.now(UTC)
        key = _new_key()
        builder = (
            _builder(name, self.root.subject, key.public_key(), begins or now - timedelta(days=1), ends or now + _LONG)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(sign=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        certificate = builder.sign(self.key, hashes.SHA256())
        return Signed(key, _pem(certificate) + _pem(self.root))


def new_authority(port: int = 0) -> Authority:
    """A new one, in date for thirty days."""
    now = datetime.now(UTC)
    key = _new_key()
    name = _name("Throw-away authority for certify")
    builder = (
        _builder(name, name, key.public_key(), now - timedelta(days=2), now + _LONG)
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .add_extension(_usage(sign=False), critical=True)
    )
    return Authority(builder.sign(key, hashes.SHA256()), key, port)


def open_authority(folder: Path) -> Authority:
    """The authority in `folder`; made there first, with a free loopback port for its proxy, if there is none."""
    if not (folder / _PORT).exists():
        _write(folder, new_authority(_free_port()))
    key = serialization.load_pem_private_key((folder / _KEY).read_bytes(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{folder / _KEY} is no RSA key")
    root = x509.load_pem_x509_certificate((folder / _ROOT).read_bytes())
    return Authority(root, key, int((folder / _PORT).read_text()))


def environment(folder: Path) -> dict[str, str]:
    """What a service must be started with to trust the authority in `folder` and to fetch through its proxy."""
    port = open_authority(folder).port
    return {"SSL_CERT_FILE": str((folder / _ROOT).resolve()), "HTTPS_PROXY": f"http://127.0.0.1:{port}"}


def _write(folder: Path, authority: Authority) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _KEY).touch(mode=0o600)
    (folder / _KEY).write_bytes(_key_pem(authority.key))
    (folder / _ROOT).write_bytes(_pem(authority.root))
    (folder / _PORT).write_text(str(authority.port))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _builder(
    subject: str | x509.Name, issuer: x509.Name, key: rsa.RSAPublicKey, begins: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject) if isinstance(subject, str) else subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, sign: bool) -> x509.KeyUsage:
    """Either for signatures (a leaf) or for certificates (the root)."""
    return x509.KeyUsage(
        digital_signature=sign,
        content_commitment=False,
        key_encipherment=sign,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not sign,
        crl_sign=not sign,
        encipher_only=False,
        decipher_only=False,
    )


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
