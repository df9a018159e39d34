"""A real server process: what `serve` runs, with a verifier that lets the tests' requests in.

python -m tests.stores.server PORT     with the settings of the environment
"""

from __future__ import annotations

import sys

from flask import Flask

from skill.hosts import web
from skill.hosts.serve import serve
from skill.settings import Settings, read_settings
from skill.stores import open_store

PATIENCE = 30.0
"""Seconds for a call of the store, so that nothing goes unremembered only because the machine is busy."""


class LetIn:
    """Takes everybody for Alexa."""

    def verify(self, *_: object) -> None:
        """Refuses nothing."""


def main() -> int:
    create_app = web.create_app

    def create_open_app(settings: Settings, **options: object) -> Flask:
        store = open_store(settings.store_url, settings.retention, PATIENCE)
        return create_app(settings, **options | {"verifier": LetIn(), "store": store})

    web.create_app = create_open_app
    return serve(read_settings(), "127.0.0.1", int(sys.argv[1]), workers=1, simulator=False)


if __name__ == "__main__":
    sys.exit(main())
