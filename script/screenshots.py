"""Draws the pictures of the speaker's page in docs/images, or in a folder that is given; see script/screenshots."""

from __future__ import annotations

import base64
import logging
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from skill.hosts.web import create_app
from skill.settings import Settings

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
FLAGS = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --no-first-run".split()
QUALITY = 82
PATIENCE = 120_000
"""Milliseconds; understanding may still be loading."""

Scheme = Literal["light", "dark"]
Show = Callable[[Page], None]


def main() -> None:
    """Draw all pictures; end with a sentence where there is no browser."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        sys.exit("The pictures need Chromium (Debian: apt install chromium).")
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES
    folder.mkdir(parents=True, exist_ok=True)
    with _page() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for name, (path, size, scheme, show) in PICTURES.items():
            picture = _draw(browser, f"{address}{path}", size, scheme, show)
            (folder / f"{name}.webp").write_bytes(picture)
            print(f"{name}.webp: {len(picture) // 1000} kB", flush=True)
        browser.close()


@contextmanager
def _page() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    app = create_app(Settings(store_url="memory://"), simulator=True)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def _draw(browser: Browser, address: str, size: tuple[int, int], scheme: Scheme, show: Show) -> bytes:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(address)
    show(page)
    told = context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    context.close()
    return base64.b64decode(told["data"])


def _talk(page: Page) -> None:
    """A reason, and words for it."""
    page.locator("#builtins button").first.wait_for()
    for number, words in enumerate(["my husband reckons nobody on earth could fix the two of us", "yes"], start=1):
        page.locator("#words").fill(words)
        page.locator("#words").press("Enter")
        page.locator(".answer > .bubble").nth(number - 1).wait_for()
    page.get_by_role("button", name="Why this answer").first.click()
    page.get_by_role("button", name="Skip to the end").click()
    page.locator("#words").focus()
    page.locator("#log > *").last.scroll_into_view_if_needed()


def _number(page: Page) -> None:
    """The phone number on a screen."""
    page.locator("#builtins button").first.wait_for()
    page.get_by_label("Screen", exact=True).select_option("hub")
    page.locator("#words").fill("what's the number")
    page.locator("#words").press("Enter")
    page.locator(".answer > .bubble").wait_for()
    page.locator(".answer .card").scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, 0)")


def _evidence(page: Page) -> None:
    """Why, with everything that speaks for it."""
    _talk(page)
    page.get_by_text("Safety screen, tips and evidence").click()
    page.get_by_text("For hopeless").wait_for()
    page.locator("#why details").first.evaluate("(fold) => fold.scrollIntoView()")


def _grid(page: Page) -> None:
    page.locator("#coverage").scroll_into_view_if_needed()


def _as_it_is(page: Page) -> None:
    page.locator("h1").wait_for()


PICTURES: dict[str, tuple[str, tuple[int, int], Scheme, Show]] = {
    "speaker": ("/", (1440, 900), "light", _talk),
    "speaker-dark": ("/", (1440, 900), "dark", _number),
    "speaker-why": ("/", (1440, 900), "light", _evidence),
    "speaker-phone": ("/", (360, 740), "light", _talk),
    "speaker-phone-dark": ("/", (360, 740), "dark", _number),
    "what-it-can-say": ("/what-it-can-say", (1440, 1000), "light", _grid),
    "what-it-can-say-phone": ("/what-it-can-say", (360, 740), "dark", _as_it_is),
}


if __name__ == "__main__":
    main()
