"""Who may use the page: this machine, and on it only the page itself.

Somebody else's page, open in the same browser, can send requests to this machine too. It is told apart by the `Origin`
that browsers send, and by a content type that such a page may not use without asking first. Somebody else's name that
is made to point to this machine (DNS rebinding) is told apart by `Host`.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from flask import Response, abort, request

_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host")
"""What a proxy adds: somebody else is behind it then, whatever address it comes from."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def refuse_strangers() -> None:
    """Ends the request with 403 or 415 unless it comes from the page itself, or opens it."""
    passed_on = any(name in request.headers for name in _PASSED_ON)
    if passed_on or not _is_this_machine(request.remote_addr) or _name(f"//{request.host}") not in _NAMES:
        abort(403)
    origin = request.headers.get("Origin")
    own = f"{request.scheme}://{request.host}"
    if origin != own if request.method == "POST" else origin not in (None, own):
        abort(403)
    if request.method == "POST" and request.mimetype != "application/json":
        abort(415)


def seal(response: Response) -> Response:
    """The response with the headers that keep everything foreign out of the page; it is not kept on disk."""
    response.headers.update(_HEADERS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_this_machine(address: str | None) -> bool:
    try:
        return address is not None and ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
