"""The page speaks with the voices of the machine, and listens where the browser can."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.page.conftest import FreshPage
from tests.page.kitchen import Kitchen

VOICE = """
window.spoken = [];
const voice = { lang: "en-US", localService: true, name: "test" };
class Utterance { constructor(text) { this.text = text; } }
Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Utterance });
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [voice], addEventListener() {}, cancel() {}, resume() {},
  speak({ text, rate, onend }) { window.spoken.push({ text, rate }); setTimeout(onend, 0); },
}});
"""
NO_VOICE = 'Object.defineProperty(window, "speechSynthesis", { value: undefined });'
EARS = """
class Recognition {
  start() {
    const result = Object.assign([{ transcript: "give me a tip" }], { isFinal: true });
    setTimeout(() => this.onresult({ results: [result] }), 0);
    setTimeout(() => this.onend(), 20);
  }
  stop() {}
}
const ears = { value: Recognition };
Object.defineProperties(window, { SpeechRecognition: ears, webkitSpeechRecognition: ears });
"""
NO_EARS = """
const none = { value: undefined };
Object.defineProperties(window, { SpeechRecognition: none, webkitSpeechRecognition: none });
"""


@pytest.mark.parametrize(
    ("ssml", "expected"),
    [
        ('<speak>Call <say-as interpret-as="digits">911</say-as>.</speak>', [{"text": "Call 9 1 1 ."}]),
        ('<speak>One.<break time="300ms"/>Two.</speak>', [{"text": "One."}, {"pause": 300}, {"text": "Two."}]),
        ('<speak>One <break strength="strong"/> two</speak>', [{"text": "One"}, {"pause": 700}, {"text": "two"}]),
        ('<speak>A <prosody rate="slow">b</prosody></speak>', [{"text": "A", "rate": 1}, {"text": "b", "rate": 0.8}]),
        ('<speak><prosody rate="150%">b</prosody></speak>', [{"text": "b", "rate": 1.5}]),
        ('<speak><sub alias="doctor">Dr</sub> &amp; you</speak>', [{"text": "doctor & you"}]),
        ('<speak><amazon:effect name="whispered">psst</amazon:effect></speak>', [{"text": "psst"}]),
        ("<speak>no < xml</speak>", [{"text": "no"}]),
        ("<speak/>", []),
    ],
)
def test_ssml_is_honoured(shared: Kitchen, ssml: str, expected: list[dict[str, Any]]) -> None:
    found = shared.page.evaluate("async (ssml) => (await import('/speaker/static/ssml.js')).pieces(ssml)", ssml)
    assert len(found) == len(expected)
    for piece, wanted in zip(found, expected, strict=True):
        assert {key: piece[key] for key in wanted} == wanted


def test_long_speech_is_cut_into_pieces_at_sentences(shared: Kitchen) -> None:
    speech = f"<speak>{'This is one sentence of several. ' * 30}</speak>"
    found = shared.page.evaluate("async (ssml) => (await import('/speaker/static/ssml.js')).pieces(ssml)", speech)
    texts = [piece["text"] for piece in found]
    assert " ".join(texts) == ("This is one sentence of several. " * 30).strip()
    assert all(len(text) <= 180 and text.endswith(".") for text in texts)


def test_where_the_browser_can_it_speaks_and_listens(fresh_page: FreshPage) -> None:
    """Digits one by one; slower is slower; and spoken words are passed on like typed ones."""
    kitchen = fresh_page(VOICE + EARS)
    kitchen.open()
    kitchen.say("what's the number")
    kitchen.page.wait_for_function("() => window.spoken.some((piece) => piece.text.includes('8 5 5'))")
    first = kitchen.page.evaluate("window.spoken[0].rate")
    kitchen.page.evaluate("window.spoken.length = 0")
    kitchen.say("slower")
    kitchen.page.wait_for_function("() => window.spoken.length > 0")
    assert kitchen.page.evaluate("window.spoken[0].rate") < first
    kitchen.page.get_by_role("button", name="Speak instead of typing").click()
    expect(kitchen.answers).to_have_count(3)
    kitchen.shows("give me a tip")
    expect(kitchen.page.locator("#mic-note")).to_contain_text("may send the sound to its maker")
    assert kitchen.complaints == []


def test_where_the_browser_cannot_it_says_so(fresh_page: FreshPage) -> None:
    kitchen = fresh_page(NO_VOICE + NO_EARS)
    kitchen.open()
    expect(kitchen.page.locator("#sound-note")).to_contain_text("cannot speak")
    expect(kitchen.page.get_by_role("button", name="Speak instead of typing")).to_be_hidden()
    expect(kitchen.page.locator("#mic-note")).to_contain_text("cannot write speech down")
    assert kitchen.launch()
    assert kitchen.complaints == []


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("viewport.width > 960 ? 'wide' : 'narrow'", "wide"),
        ("viewport.shape != 'round' && viewport.width >= 1200", True),
        ("1 + 2 * 3 - -1", 8),
        ("!(payload.title == 'a') || false", False),
        ("payload.items[1]", "two"),
        ("payload.nothing.at.all ?? 'none'", "none"),
        ("Math.max(1, 2)", 2),
        ("payload.constructor", None),
    ],
)
def test_apl_expressions_are_evaluated(shared: Kitchen, expression: str, value: object) -> None:
    found = shared.page.evaluate(
        """async (text) => {
          const { evaluate, FUNCTIONS } = await import('/speaker/static/expression.js');
          const payload = { title: 'a', items: ['one', 'two'] };
          const known = { ...FUNCTIONS, viewport: { width: 1280, shape: 'rectangle' }, payload };
          return evaluate(text, (name) => known[name]) ?? null;
        }""",
        expression,
    )
    assert found == value
