"""The certificates that this machine trusts, where OpenSSL would look for them (`SSL_CERT_FILE`, `SSL_CERT_DIR`)."""

from __future__ import annotations

import re
import ssl
import stat
import warnings
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cryptography import x509
from cryptography.utils import CryptographyDeprecationWarning

from skill.errors import SettingsError

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


def machine_roots() -> list[x509.Certificate]:
    """All roots, each once; one that cannot be read is passed over. Raises `SettingsError` if there are none at all.

    `ssl.SSLContext.get_ca_certs()` would do, but it is empty where there is only a folder of certificates.
    """
    blocks = {block for path in _files() for block in _PEM.findall(path.read_bytes())}
    roots = [root for block in sorted(blocks) if (root := _read(block)) is not None]
    if not roots:
        raise SettingsError("this machine trusts no authority: install ca-certificates, or set SSL_CERT_FILE")
    return roots


def _files() -> Iterable[Path]:
    """Each file once, however many links lead to it: in a folder of certificates each has two or three."""
    paths, files = ssl.get_default_verify_paths(), dict[tuple[int, int], Path]()
    found = [Path(paths.cafile)] if paths.cafile else []
    if paths.capath:
        found += Path(paths.capath).iterdir()
    for path in found:
        with suppress(OSError):  # a link that leads nowhere
            about = path.stat()
            if stat.S_ISREG(about.st_mode):
                files[about.st_dev, about.st_ino] = path
    return files.values()


def _read(block: bytes) -> x509.Certificate | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CryptographyDeprecationWarning)  # one system root has a serial number of 0
            return x509.load_pem_x509_certificate(block)
    except ValueError:
        return None
