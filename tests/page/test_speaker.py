"""The speaker's page in a real browser does what a speaker does."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page, expect

from skill.knowledge.content import Content
from skill.knowledge.conversations import read_conversation
from skill.speech import plain
from tests.page.conftest import FreshPage
from tests.page.kitchen import Kitchen

HOPELESS = "my husband says we're too far gone"
DANGER = "she hit me in front of our son"


def test_a_conversation_is_typed_and_the_tip_is_there_again_days_later(kitchen: Kitchen, content: Content) -> None:
    assert "Gentle Invitation" in kitchen.launch()
    assert plain(content.tips["even_if"].spoken) in kitchen.say(HOPELESS)
    assert plain(content.tips["even_if"].say) in kitchen.say("yes")
    kitchen.say("stop")
    kitchen.shows("Session closed")
    kitchen.later("3 days later")
    kitchen.launch()
    assert plain(content.tips["even_if"].spoken) in kitchen.say("yes")


def test_a_question_is_asked_in_one_breath(kitchen: Kitchen, content: Content) -> None:
    expect(kitchen.page.get_by_text("Alexa, ask Gentle Invitation …")).to_be_visible()
    assert plain(content.tips["even_if"].spoken) in kitchen.say(f"Alexa, tell Gentle Invitation {HOPELESS}")
    expect(kitchen.page.get_by_label("Your answer")).to_be_focused()


def test_the_number_is_on_the_card_and_on_the_screen(kitchen: Kitchen, content: Content) -> None:
    number = content.contacts.consultation.number
    kitchen.screen("hub")
    kitchen.say("what's the number")
    expect(kitchen.card).to_contain_text(number)
    expect(kitchen.page.locator("#glass")).to_contain_text(number)


@pytest.mark.parametrize("profile", ["hub", "small", "round"])
def test_a_tip_is_drawn_within_the_bounds_of_every_screen(kitchen: Kitchen, profile: str) -> None:
    kitchen.screen(profile)
    kitchen.say(HOPELESS)
    expect(kitchen.page.locator("#glass .apl-text").first).to_be_visible()
    glass = kitchen.page.locator("#glass").bounding_box()
    text = kitchen.page.locator("#glass .apl-text").first.bounding_box()
    assert glass and text
    assert glass["x"] <= text["x"] and text["x"] + text["width"] <= glass["x"] + glass["width"] + 1
    assert kitchen.page.locator("#glass").get_attribute("data-profile") == profile
    assert kitchen.page.locator(".apl-unknown").count() == 0


def test_danger_is_answered_with_the_number_and_no_tip(kitchen: Kitchen, content: Content) -> None:
    kitchen.launch()
    number = content.contacts.safety["en-US"].abuse.number
    assert number in kitchen.say(DANGER)
    expect(kitchen.card).to_contain_text(number)
    expect(kitchen.why).to_contain_text("abuse")


def test_the_locale_changes_the_numbers(kitchen: Kitchen, content: Content) -> None:
    kitchen.page.get_by_label("Locale").select_option("en-GB")
    kitchen.shows("in en-GB")
    kitchen.say(DANGER)
    expect(kitchen.card).to_contain_text(content.contacts.safety["en-GB"].abuse.number)


def test_an_answer_is_explained(kitchen: Kitchen) -> None:
    kitchen.launch()
    kitchen.say("he reckons we're stuffed")
    why = kitchen.why
    expect(why).to_contain_text("catch_all")
    bars = why.get_by_role("list", name="Meanings and their probabilities")
    expect(bars).to_contain_text("hopeless")
    assert bars.locator("i").first.get_attribute("style") == "width: 100%;"
    expect(why.get_by_role("region", name="Memory before and after")).to_contain_text("even_if")
    why.get_by_text("Safety screen, tips and evidence").click()
    expect(why).to_contain_text("Safety screen")
    expect(why).to_contain_text("For hopeless")
    why.get_by_text("Request, as Alexa sends it").click()
    expect(why.get_by_role("region", name="Request", exact=True)).to_contain_text("IntentRequest")


def test_nothing_that_was_said_is_kept(kitchen: Kitchen) -> None:
    kitchen.launch()
    kitchen.say("he reckons we're stuffed")
    for name in ("Session before and after", "Memory before and after"):
        expect(kitchen.why.get_by_role("region", name=name)).not_to_contain_text("stuffed")


def test_an_earlier_answer_can_be_explained_too(kitchen: Kitchen) -> None:
    kitchen.say(HOPELESS)
    kitchen.say("stop")
    kitchen.page.get_by_role("button", name="Why this answer").first.click()
    expect(kitchen.why).to_contain_text(HOPELESS)
    expect(kitchen.page.locator("#why-title")).to_be_focused()


def test_the_same_words_as_a_device_might_hear_them(kitchen: Kitchen, content: Content) -> None:
    kitchen.launch()
    kitchen.say("he reckons we're stuffed")
    kitchen.why.get_by_role("button", name="Try both").click()
    expect(kitchen.why).to_contain_text("As hopeless")
    expect(kitchen.why).to_contain_text("As AMAZON.FallbackIntent")
    expect(kitchen.why).to_contain_text(plain(content.tips["even_if"].spoken))


def test_amazons_own_intents_are_buttons(kitchen: Kitchen) -> None:
    kitchen.launch()
    answer = kitchen.say(HOPELESS)
    assert kitchen.press("repeat") == answer
    kitchen.press("not understood")
    expect(kitchen.why).to_contain_text("AMAZON.FallbackIntent")


def test_examples_come_from_the_model(kitchen: Kitchen) -> None:
    first = kitchen.page.locator("#sentences button").first
    before = first.inner_text()
    kitchen.page.get_by_label("What somebody means").select_option("hopeless")
    expect(first).not_to_have_text(before)
    kitchen.press(first.inner_text())
    expect(kitchen.why).to_contain_text("hopeless")


def test_silence_counts_unless_somebody_types(fresh_page: FreshPage) -> None:
    """Eight seconds bring the reprompt, eight more close the session; the time stands still over words half typed."""
    kitchen = fresh_page()
    clock = kitchen.page.clock
    clock.install()
    kitchen.open()
    kitchen.launch()
    kitchen.page.locator("#words").fill("he")
    clock.run_for(120_000)
    expect(kitchen.page.locator("#device")).to_have_attribute("data-state", "listening")
    expect(kitchen.page.locator("#log")).not_to_contain_text("After 8 seconds of silence")
    kitchen.page.locator("#words").fill("")
    clock.run_for(8_200)
    kitchen.shows("After 8 seconds of silence")
    clock.run_for(60_000)
    kitchen.shows("Session closed after silence")
    expect(kitchen.page.locator("#device")).to_have_attribute("data-state", "resting")


def test_a_conversation_is_saved_loaded_and_played_again(kitchen: Kitchen, tmp_path: Path) -> None:
    kitchen.launch()
    kitchen.say(HOPELESS)
    kitchen.later("3 days later")
    kitchen.say("replay the last tip")
    kitchen.page.get_by_label("What it shows").fill("The tip is there again.")
    with kitchen.page.expect_download() as waiting:
        kitchen.page.get_by_role("button", name="Save as a test").click()
    assert waiting.value.suggested_filename == "the_tip_is_there_again.yaml"
    file = tmp_path / "saved.yaml"
    waiting.value.save_as(file)
    assert [step.say for step in read_conversation(file).steps if step.say] == [HOPELESS, "replay the last tip"]

    kitchen.page.locator("#file").set_input_files(file)
    kitchen.page.get_by_role("button", name="Next step").click()
    expect(kitchen.page.locator(".steps li").first).to_contain_text("as expected")
    kitchen.page.get_by_role("button", name="All of it").click()
    expect(kitchen.page.get_by_text("steps as expected.")).to_be_visible()
    expect(kitchen.page.locator(".steps .wrong")).to_have_count(0)


def test_a_step_that_comes_differently_is_marked(kitchen: Kitchen, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    steps = [{"launch": True, "expect": {"says": ["This is never said."]}}]
    file.write_text(yaml.safe_dump({"steps": steps}))
    kitchen.page.locator("#file").set_input_files(file)
    kitchen.page.get_by_role("button", name="Next step").click()
    expect(kitchen.page.locator(".steps .wrong")).to_contain_text("“This is never said.” is not in the speech")


def test_a_file_with_faults_is_refused_with_a_sentence(kitchen: Kitchen, tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("steps: [{sya: hello}]")
    kitchen.page.locator("#file").set_input_files(file)
    expect(kitchen.page.locator("#file-note")).to_contain_text('did you mean "say"?')
    kitchen.complaints = [text for text in kitchen.complaints if "400" not in text]


def test_all_of_it_works_with_the_keyboard_alone(kitchen: Kitchen, content: Content) -> None:
    page = kitchen.page
    page.reload()
    expect(page.locator("#builtins button").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to what you say")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.type(HOPELESS)
    page.keyboard.press("Enter")
    expect(kitchen.answers).to_have_count(1)
    tab_to(page, "Yes")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Space")
    expect(kitchen.answers).to_have_count(2)
    tab_to(page, "Safety screen, tips and evidence")
    page.keyboard.press("Enter")
    expect(kitchen.why).to_contain_text("Engine")


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until what is so named has the focus."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    pytest.fail(f"{name} is not reached with Tab")


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_nothing_sticks_out_at_any_width(kitchen: Kitchen, width: int) -> None:
    kitchen.page.set_viewport_size({"width": width, "height": 740})
    kitchen.screen("hub")
    kitchen.say("what's the number")
    assert kitchen.page.evaluate("document.documentElement.scrollWidth") <= width
