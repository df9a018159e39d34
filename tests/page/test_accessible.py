"""Nobody is kept out: the rules of WCAG 2.2, levels A and AA, as far as axe-core can check them."""

from __future__ import annotations

import itertools

from playwright.sync_api import expect

from tests.page.kitchen import Kitchen

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def test_the_speaker_can_be_used_by_everybody(kitchen: Kitchen, axe: str) -> None:
    """Just opened, and with a conversation, a card, a picture, and everything that unfolds unfolded."""
    kitchen.page.evaluate(axe)
    assert violations(kitchen) == []
    kitchen.screen("small")
    kitchen.say("he reckons we're stuffed")
    kitchen.why.get_by_role("button", name="Try both").click()
    expect(kitchen.why).to_contain_text("As AMAZON.FallbackIntent")
    for summary in kitchen.page.locator("summary").all():
        summary.click()
    expect(kitchen.why).to_contain_text("For hopeless")
    assert violations(kitchen) == []


def test_what_it_can_say_can_be_read_by_everybody(kitchen: Kitchen, axe: str) -> None:
    kitchen.page.goto("/what-it-can-say")
    kitchen.page.evaluate(axe)
    found = [
        *look(kitchen, "light", 1440),
        *look(kitchen, "dark", 360),
    ]  # it is long: all four looks would take half a minute
    kitchen.open()
    assert found == []


def test_only_what_is_new_is_read_out(kitchen: Kitchen) -> None:
    """The conversation is a log, which reads additions; nothing else on the page speaks by itself while one talks."""
    live = kitchen.page.locator("[aria-live], [role=log], [role=status], [role=alert]")
    before = {each.get_attribute("id"): each.inner_text() for each in live.all()}
    kitchen.launch()
    after = {each.get_attribute("id"): each.inner_text() for each in live.all()}
    assert [name for name, text in after.items() if text != before.get(name, "")] == ["log"]


def violations(kitchen: Kitchen) -> list[str]:
    """What axe finds in light and dark, wide and on a phone: rule, where, and in which look."""
    looks = itertools.product(("light", "dark"), (1440, 360))
    return [f"{found} ({scheme}, {width})" for scheme, width in looks for found in look(kitchen, scheme, width)]


def look(kitchen: Kitchen, scheme: str, width: int) -> list[str]:
    """What axe finds in one look."""
    kitchen.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    kitchen.page.set_viewport_size({"width": width, "height": 900})
    found = kitchen.page.evaluate("(tags) => axe.run(document, { runOnly: { type: 'tag', values: tags } })", RULES)
    return [f"{each['id']}: {node['target']}" for each in found["violations"] for node in each["nodes"]]
