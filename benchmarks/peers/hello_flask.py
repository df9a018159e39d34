"""flask-ask-sdk's hello world with its own verification, on the web server that we use: a peer for `web.py`.

python benchmarks/peers/hello_flask.py PORT
"""

from __future__ import annotations

import re
import sys
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

_ONE_DIGIT, _DIGITS = r"\d\.\d\.\d", r"\d+\.\d+\.\d+"


def application() -> Any:
    """The Flask application of the SDK's own documentation: it verifies, and says hello to whatever comes."""
    _read_new_versions_of_openssl()
    from ask_sdk_core.skill_builder import SkillBuilder
    from flask import Flask
    from flask_ask_sdk.skill_adapter import SkillAdapter

    builder = SkillBuilder()
    builder.request_handler(lambda handler_input: True)(
        lambda handler_input: handler_input.response_builder.speak("Hello world").ask("Hello?").response
    )
    app = Flask(__name__)
    SkillAdapter(skill=builder.create(), skill_id=1, app=app).register(app=app, route="/alexa")
    return app


def _read_new_versions_of_openssl() -> None:
    """`oscrypto`, through which the SDK verifies, stumbles over OpenSSL 3.0.10 and later while it is imported."""
    search = re.search

    def tolerant(pattern: Any, *about: Any) -> Any:
        return search(pattern.replace(_ONE_DIGIT, _DIGITS) if isinstance(pattern, str) else pattern, *about)

    re.search = tolerant  # type: ignore[assignment]
    try:
        import certvalidator  # noqa: F401
    finally:
        re.search = search


if __name__ == "__main__":
    server = Granian(
        "hello",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=1,
        blocking_threads=8,
        log_level=LogLevels.error,
    )
    server.serve(target_loader=application, wrap_loader=False)
