"""The pictures are documents that a device can show, and say nothing of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from skill.alexa.responses import to_response
from skill.dialogue import Card, Reply
from skill.knowledge.content import Content

PICTURES = ("tip", "numbers")


def nodes(document: Any) -> Iterator[dict[str, Any]]:
    if isinstance(document, dict):
        yield document
        for value in document.values():
            yield from nodes(value)
    elif isinstance(document, list):
        for value in document:
            yield from nodes(value)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_the_cards_title_and_text_and_no_word_of_its_own(content: Content, name: str) -> None:
    document = dict(content.visuals[name])
    assert (document["type"], document["mainTemplate"]["parameters"]) == ("APL", ["gentle"])
    shown = [node["text"] for node in nodes(document) if node.get("type") == "Text"]
    assert shown == ["${gentle.title}", "${gentle.text}"]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_knows_round_small_and_wide_screens_and_each_size_that_it_uses(content: Content, name: str) -> None:
    document = dict(content.visuals[name])
    conditions = [resource.get("when", "") for resource in document["resources"]]
    assert conditions[0] == ""
    assert all("round" in condition for condition in conditions[1:])
    used = {value[1:] for node in nodes(document) for value in node.values() if str(value).startswith("@")}
    for resource in document["resources"]:
        assert used == {*resource["dimensions"], *resource.get("strings", {})}


def test_what_is_shown_is_text_even_if_it_looks_like_markup(content: Content) -> None:
    reply = Reply(card=Card("safety", {"numbers": "<b>1</b> & 2\n911"}), picture="numbers")
    response = to_response(reply, content, screen=True)
    data = response.directives[0].datasources  # type: ignore[index]
    assert data["gentle"]["text"].endswith("&lt;b&gt;1&lt;/b&gt; &amp; 2<br/>911")
    assert json.dumps(data)
