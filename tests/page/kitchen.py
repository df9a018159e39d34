"""What somebody does at the page, in their words."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect


class Kitchen:
    """Somebody at the speaker's page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda message: self._complain(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", lambda request: self.complaints.append(f"asked for {request.url}"))

    def open(self) -> None:
        """Opens the page, until all that it offers is there."""
        self.page.goto("/")
        expect(self.page.locator("#builtins button").first).to_be_visible()

    def settle(self, listener: str) -> None:
        """Puts everything back as it is on a page just opened, for somebody new."""
        self.complaints.clear()
        self.screen("")
        if self.page.get_by_label("Locale").input_value() != "en-US":
            self.page.get_by_label("Locale").select_option("en-US")
            self.shows("in en-US")
        box = self.page.get_by_label("Listener")
        box.fill(listener)
        box.press("Tab")
        self.shows(f"{listener} speaks")
        self.page.get_by_role("button", name="Start afresh").click()
        expect(self.page.locator("#welcome")).to_be_visible()

    def screen(self, profile: str) -> None:
        """Gives the speaker a screen, or takes it away with an empty name."""
        chosen = self.page.get_by_label("Screen", exact=True)
        if chosen.input_value() != profile:
            chosen.select_option(profile)
            self.shows("with a screen" if profile else "without a screen")

    def say(self, words: str) -> str:
        """Types something, and gives what is answered."""
        box = self.page.locator("#words")
        box.fill(words)
        return self._answer_after(lambda: box.press("Enter"))

    def press(self, name: str) -> str:
        """Presses a button that makes the speaker answer, and gives the answer."""
        return self._answer_after(self.page.get_by_role("button", name=name, exact=True).first.click)

    def launch(self) -> str:
        """Opens the skill."""
        return self.press("Open the skill")

    def later(self, name: str) -> None:
        """Lets time pass, by the name of the button."""
        self.page.get_by_role("button", name=name).click()
        expect(self.page.locator("#log .between").last).to_contain_text("later")

    def shows(self, text: str) -> None:
        """Waits until the conversation shows a text."""
        expect(self.page.locator("#log")).to_contain_text(text)

    @property
    def answers(self) -> Locator:
        """All answers on the page."""
        return self.page.locator(".answer:not(.again) > .bubble")

    @property
    def card(self) -> Locator:
        """The card of the last answer."""
        return self.page.locator(".answer").last.locator(".card")

    @property
    def why(self) -> Locator:
        """The panel that explains the last answer."""
        return self.page.locator("#why")

    def _answer_after(self, act: Any) -> str:
        before = self.answers.count()
        act()
        expect(self.answers).to_have_count(before + 1)
        return self.answers.nth(before).inner_text()

    def _complain(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)
