"""The page in a real browser, over a skill of its own that forgets everything when the tests end."""

from __future__ import annotations

import logging
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright
from werkzeug.serving import make_server

from skill.hosts.joined import Joined
from skill.hosts.web import create_app
from skill.knowledge.content import Content
from skill.settings import Settings
from tests.page.kitchen import Kitchen

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run --disable-default-apps --disable-dev-shm-usage"
).split()
PATIENCE = 120_000
"""Milliseconds; a machine that is busy with other things needs them."""
WINDOW: ViewportSize = {"width": 1280, "height": 900}

FreshPage = Callable[..., Kitchen]


@pytest.fixture(scope="session")
def app() -> Flask:
    """The web service as `serve --simulator` makes it; light understanding is there on every machine."""
    return create_app(Settings(store_url="memory://", understanding="light", log_level="DEBUG"), simulator=True)


@pytest.fixture(scope="session")
def content(app: Flask) -> Content:
    """What the skill behind the page says."""
    joined: Joined = app.extensions["gentle_invitation"]
    return joined.content


@pytest.fixture(scope="session")
def address(app: Flask) -> Iterator[str]:
    """Where the page is served."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    if BROWSER is None:
        pytest.skip("needs Chromium (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def fresh_page(browser: Browser, address: str) -> Iterator[FreshPage]:
    """Makes a page in a browser profile of its own, which reaches nothing but the page's own server."""
    contexts = []

    def fresh_page(script: str = "") -> Kitchen:
        context = browser.new_context(base_url=address, viewport=WINDOW, reduced_motion="reduce", accept_downloads=True)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.route(re.compile(f"^(?!{re.escape(address)}|data:|blob:)"), lambda route: route.abort())
        context.add_init_script(script)
        return Kitchen(context.new_page())

    yield fresh_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def shared(fresh_page: FreshPage) -> Kitchen:
    """One page for most tests: opening one takes longer than all that is then done on it."""
    kitchen = fresh_page()
    kitchen.open()
    return kitchen


@pytest.fixture
def kitchen(shared: Kitchen, request: pytest.FixtureRequest) -> Iterator[Kitchen]:
    """The page as after opening, with a listener of the test's own. What the browser complains about fails the test."""
    shared.page.set_viewport_size(WINDOW)
    shared.settle(listener=re.sub(r"\W+", "-", request.node.name)[:60])
    yield shared
    assert shared.complaints == []


@pytest.fixture(scope="session")
def axe(root: Path) -> str:
    """The source of axe-core: from AXE_CORE (its folder), else from the checkout's node_modules."""
    folder = Path(os.environ.get("AXE_CORE", root / "node_modules" / "axe-core"))
    if not (folder / "axe.min.js").exists():
        pytest.skip("needs axe-core (npm ci)")
    return (folder / "axe.min.js").read_text(encoding="utf-8")
