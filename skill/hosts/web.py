"""The web service: Flask, flask-ask-sdk's adapter as the way into the skill, and our verification before it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
from flask import Flask, Request, Response, jsonify, request
from flask.json.provider import JSONProvider
from flask.sessions import NullSession, SessionInterface
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.routing import MapAdapter

from skill.alexa.assembly import Clock, utc_now
from skill.alexa.refusal import Refused
from skill.alexa.sdk import flask_adapter
from skill.alexa.verification import Headers, Verifier
from skill.errors import StoreUnavailable
from skill.hosts.joined import Joined, join
from skill.hosts.logs import set_up_logs
from skill.settings import Settings
from skill.stores import Store

if TYPE_CHECKING:
    from skill.hosts.metrics import Metrics

MOST_BYTES = 128 * 1024
"""The longest body of a request; Alexa's are a few thousand bytes."""

_log = logging.getLogger(__name__)


class Verifies(Protocol):
    """Decides whether a request may come in; see `skill.alexa.verification.Verifier`."""

    def verify(self, headers: Headers, body: bytes, now: datetime) -> None:
        """Returns, or raises `Refused`."""


class _Json(JSONProvider):
    """Flask's JSON by msgspec, which writes every response."""

    def dumps(self, obj: Any, **_: Any) -> str:
        return msgspec.json.encode(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return msgspec.json.decode(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        body = msgspec.json.encode(self._prepare_response_obj(args, kwargs))
        return Response(body, content_type="application/json")


class _NoSessions(SessionInterface):
    """Alexa's session travels in the envelope; there are no cookies."""

    _NONE = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:
        return self._NONE


class _Service(Flask):
    """Flask without what no request here needs, a twelfth of a turn: sessions, hosts and sub-domains, coroutines."""

    session_interface = _NoSessions()

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        if request is None:
            return None
        return self.url_map.bind("localhost", path_info=request.path, default_method=request.method)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(
    settings: Settings,
    *,
    verifier: Verifies | None = None,
    clock: Clock = utc_now,
    store: Store | None = None,
    simulator: bool = False,
) -> Flask:
    """The application: `POST /alexa`, `GET /health`, `/ready`, `/metrics`; with `simulator` the speaker's page at `/`.

    `verifier`, `clock` and `store` are for tests and the simulator; no setting can replace the verifier.
    Raises `SettingsError`, `AssetsError` or `ContentError`. To be called in the process that serves.
    """
    set_up_logs(settings.log_level)
    app = _Service(__name__, static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=MOST_BYTES + 1, ASK_SDK_VERIFY_SIGNATURE=False, ASK_SDK_VERIFY_TIMESTAMP=False)
    app.json = _Json(app)
    verifier = verifier or Verifier(settings.skill_ids)
    from skill.hosts.metrics import Metrics  # its library looks at the environment when it is imported

    metrics = Metrics()
    if simulator:
        from skill.hosts.page import join_with_page  # a service on the web starts sooner without it

        joined = join_with_page(app, metrics.watch, partial(join, settings, store=store, clock=clock))
    else:
        joined = join(settings, store=store, clock=clock, watch=metrics.watch)
    _add_alexa(app, joined, verifier, clock, metrics)
    _add_operations(app, joined.store, metrics)
    app.register_error_handler(Exception, _failed)
    app.extensions["gentle_invitation"] = joined
    return app


def _add_alexa(app: Flask, joined: Joined, verifier: Verifies, clock: Clock, metrics: Metrics) -> None:
    adapter = flask_adapter(joined.skill)
    adapter.init_app(app)

    @app.post("/alexa")
    def alexa() -> Response:
        # Read before anybody asks Flask for a form: the signature covers these bytes, and the adapter reads them again.
        body = request.get_data()
        if len(body) > MOST_BYTES:  # Flask cuts a body that comes in chunks at its limit, one byte further on
            raise RequestEntityTooLarge
        verifier.verify(request.headers, body, clock())
        response: Response = adapter.dispatch_request()
        return response

    @app.errorhandler(Refused)
    def refuse(refusal: Refused) -> tuple[Response, int]:
        metrics.refused(refusal.rule)
        _log.info("refused", extra={"rule": refusal.rule})
        return jsonify(error=refusal.rule), 400


def _add_operations(app: Flask, store: Store, metrics: Metrics) -> None:
    @app.get("/health")
    def health() -> Response:
        return jsonify(status="ok")

    @app.get("/ready")
    def ready() -> tuple[Response, int]:
        try:
            store.ready()
        except StoreUnavailable:
            return jsonify(status="the store is out of reach"), 503
        return jsonify(status="ok"), 200

    @app.get("/metrics")
    def numbers() -> Response:
        return Response(metrics.text(), mimetype="text/plain")


def _failed(error: Exception) -> tuple[Response, int]:
    """Any other error as short JSON: a wrong method or path, a body that is too long, a fault of ours."""
    if isinstance(error, HTTPException):
        return jsonify(error=error.name.lower()), error.code or 500
    _log.error("failed", exc_info=error)
    return jsonify(error="internal server error"), 503 if isinstance(error, StoreUnavailable) else 500
