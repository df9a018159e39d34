"""A reply becomes well-formed speech, a card and a picture; and speech becomes text again for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from skill import speech
from skill.dialogue import Card, Part, Reply
from skill.knowledge.content import CardText, Content, Question


def content_with(content: Content, *texts: str) -> Content:
    """The content with `texts` as the wordings of the reply `it`."""
    cards = {"it": CardText("it", "{title}", "{text}")}
    question = Question("it", texts, ("{name} once more?",), "close", "close")
    return replace(
        content, replies={"it": texts}, questions={"it": question}, cards=cards, visuals={"tip": {"type": "APL"}}
    )


def said(content: Content, text: str, slow: bool = False, **values: str) -> str:
    return speech.ssml(Reply((Part("reply.it", 0, values),), slow=slow), content_with(content, text))


@pytest.mark.parametrize(
    ("text", "values", "ssml"),
    [
        ("Hello.", {}, "<speak>Hello.</speak>"),
        ("Hello {name}.", {"name": "Tom & Ann <3"}, "<speak>Hello Tom &amp; Ann &lt;3.</speak>"),
        ("Hello {name:plain}.", {"name": '"you"'}, '<speak>Hello "you".</speak>'),
        ("Hello {name}.", {}, "<speak>Hello .</speak>"),
        ("Go on. {name}", {"name": "{name}"}, "<speak>Go on. {name}</speak>"),
        ('Wait. <break time="1s"/> Tea &amp; cake.', {}, '<speak>Wait. <break time="1s"/> Tea &amp; cake.</speak>'),
        (
            "Say, “give me a tip”. Or not.",
            {},
            '<speak>Say, <break time="250ms"/> give me a tip. <break time="250ms"/> Or not.</speak>',
        ),
        (
            "It's {n:phone}.",
            {"n": "1-855-4-THRIVE"},
            '<speak>It\'s <prosody rate="slow"><say-as interpret-as="digits">1</say-as><break time="350ms"/>'
            '<say-as interpret-as="digits">855</say-as><break time="350ms"/><say-as interpret-as="digits">4</say-as>'
            '<break time="350ms"/>thrive</prosody>.</speak>',
        ),
    ],
)
def test_a_text_is_filled_in_and_escaped(content: Content, text: str, values: Mapping[str, str], ssml: str):
    assert said(content, text, **values) == ssml


def test_slow_is_all_of_it_once(content: Content):
    slow = said(content, "It's {n:phone}.", slow=True, n="911")

    assert slow == '<speak><prosody rate="slow">It\'s <say-as interpret-as="digits">911</say-as>.</prosody></speak>'


@pytest.mark.parametrize(
    ("text", "values", "plain"),
    [
        ("It's {n:phone}.", {"n": "1-855-484-7483"}, "It's 1-855-484-7483."),
        ("It's {n:phone}.", {"n": "1-855-4-THRIVE"}, "It's 1-855-4-thrive."),
        ("It's {n:phone}, call or text.", {"n": "116 123"}, "It's 116-123, call or text."),
        ("Say, “tell me more”. Or, “stop”.", {}, "Say, tell me more. Or, stop."),
        ('The words <emphasis level="moderate">even if</emphasis>, said.', {}, "The words even if, said."),
        ('You might say: <break time="400ms"/> Come along.', {}, "You might say: Come along."),
        ("{name} and you", {"name": "Tom & Ann"}, "Tom & Ann and you"),
    ],
)
@pytest.mark.parametrize("slow", [False, True])
def test_plain_text_is_what_a_person_in_a_terminal_can_read(
    content: Content, text: str, values: Mapping[str, str], plain: str, slow: bool
):
    assert speech.plain(said(content, text, slow=slow, **values)) == plain


def test_a_question_follows_after_a_pause_and_the_reprompt_is_its_own(content: Content):
    asking = content_with(content, "Want {name}?")
    part = Part("question.it", 0, {"name": "tea"})
    reply = Reply((Part("reply.it", 0, {"name": "it"}),), part, Part("reprompt.it", 0, {"name": "Tea"}))

    assert speech.ssml(reply, asking) == '<speak>Want it? <break time="500ms"/> Want tea?</speak>'
    assert speech.reprompt_ssml(reply, asking) == "<speak>Tea once more?</speak>"
    assert speech.reprompt_ssml(replace(reply, question=None, reprompt=None), asking) is None


def test_a_question_alone_needs_no_pause(content: Content):
    reply = Reply((), Part("question.words"), Part("reprompt.words"))

    assert speech.ssml(reply, content) == f"<speak>{content.questions['words'].ask[0]}</speak>"


def test_a_wording_that_is_no_longer_there_is_taken_round(content: Content):
    reply = Reply((Part("reply.it", 7),))

    assert speech.ssml(reply, content_with(content, "One.", "Two.")) == "<speak>Two.</speak>"


def test_cards_are_plain_and_fit(content: Content):
    values = {"title": "A & B", "text": "1\n2"}
    cards = content_with(content, "Hello.")

    assert speech.card(Reply(card=Card("it", values)), cards) == ("A & B", "1\n2")
    assert speech.card(Reply(), cards) is None
    title, text = speech.card(Reply(card=Card("it", {"title": "t" * 50, "text": "x" * 9_000})), cards)
    assert len(title) + len(text) == 8_000


def test_every_tip_has_a_card(content: Content):
    for name, tip in content.tips.items():
        assert speech.card(Reply(card=Card(f"tip.{name}")), content) == (tip.title, tip.card)


def test_a_picture_shows_what_the_card_says(content: Content):
    shown = content_with(content, "Hello.")
    reply = Reply(card=Card("it", {"title": "Title", "text": "Text"}), picture="tip")
    picture = speech.picture(reply, shown)

    assert picture["document"] == {"type": "APL"}
    assert {"title": "Title", "text": "Text"} in picture["datasources"].values()
    assert speech.picture(replace(reply, card=None), shown) is None
    assert speech.picture(replace(reply, picture="gone"), shown) is None


@settings(max_examples=300, deadline=None)
@given(st.text(), st.booleans(), st.sampled_from(["{v}", "{v:phone}", "{v:plain}", "Say, “{v}”."]))
def test_whatever_is_filled_in_the_speech_is_well_formed_and_fits(content: Content, value: str, slow: bool, text: str):
    spoken = said(content, text, slow=slow, v=value * 20)

    assert ElementTree.fromstring(spoken).tag == "speak"
    assert len(spoken) <= 8_000


def test_parts_that_do_not_fit_are_left_out(content: Content):
    long = content_with(content, "word " * 1_000, "Short.")
    spoken = speech.ssml(Reply((Part("reply.it", 1), Part("reply.it"), Part("reply.it"))), long)

    assert len(spoken) <= 8_000
    assert spoken.startswith("<speak>Short. word")
