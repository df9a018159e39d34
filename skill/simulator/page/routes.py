"""The page's addresses: `GET /` is the speaker, `GET /what-it-can-say` all tips and reasons; the rest serves these."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from skill.errors import ContentError
from skill.knowledge.conversations import conversation_text, parse_conversation, plain
from skill.simulator.page.behind import Behind
from skill.simulator.page.catalogue import shown_reasons, shown_tips
from skill.simulator.page.examples import Examples
from skill.simulator.page.guard import refuse_strangers, seal
from skill.simulator.page.state import Unusable
from skill.simulator.page.turns import near, take

Told = Mapping[str, Any]
_FILE = "conversation.yaml"


def page(behind: Behind) -> Blueprint:
    """The blueprint. It is safe for several threads and processes: nothing is kept between requests."""
    pages = Blueprint(
        "speaker", __name__, static_folder="static", static_url_path="/speaker/static", template_folder="templates"
    )
    pages.before_request(refuse_strangers)
    pages.after_request(seal)
    pages.register_error_handler(ContentError, _faulty)
    pages.register_error_handler(Unusable, _unusable)
    examples = Examples(behind.root)
    tips = cache(partial(shown_tips, behind.content, behind.grade))
    reasons = cache(partial(shown_reasons, behind.content, examples))

    @pages.get("/")
    def speaker() -> str:
        return render_template("speaker.html")

    @pages.get("/what-it-can-say")
    def catalogue() -> str:
        return render_template("catalogue.html", tips=tips(), reasons=reasons(), source=behind.content.source)

    @pages.get("/speaker/options")
    def options() -> Response:
        known = behind.content.reasons
        return jsonify(
            meanings=[*known, *(meaning for meaning in examples.meanings() if meaning not in known)],
            reasons=list(known),
            tips={tip.id: tip.title for tip in behind.content.tips.values()},
            buttons=examples.buttons(),
            locales=examples.locales(),
        )

    @pages.get("/speaker/examples/<meaning>")
    def sentences(meaning: str) -> Response:
        return jsonify(examples.sentences(meaning))

    for name, does in _ACTS.items():
        pages.add_url_rule(f"/speaker/{name}", name, _posted(does, behind), methods=["POST"])
    return pages


def _posted(does: Callable[[Told, Behind], Any], behind: Behind) -> Callable[[], Response]:
    def view() -> Response:
        told = request.get_json()
        if not isinstance(told, dict):
            raise Unusable("a JSON object is wanted")
        return jsonify(does(told, behind))

    return view


def _explain(told: Told, behind: Behind) -> object:
    """What speaks for the meaning of `told["words"]`."""
    return behind.explain(str(told.get("words", "")))


def _load(told: Told, _: Behind) -> object:
    """The conversation in `told["yaml"]`, as JSON."""
    return plain(parse_conversation(str(told.get("yaml", "")), _FILE))


def _save(told: Told, _: Behind) -> object:
    """The conversation in `told`, as YAML."""
    return {"yaml": conversation_text(parse_conversation(json.dumps(told.get("conversation")), _FILE))}


_ACTS: Mapping[str, Callable[[Told, Behind], Any]] = {
    "step": take,
    "near": near,
    "explain": _explain,
    "load": _load,
    "save": _save,
}


def _faulty(error: ContentError) -> tuple[Response, int]:
    return jsonify(error="faults", faults=[str(fault) for fault in error.faults]), 400


def _unusable(error: Unusable) -> tuple[Response, int]:
    return jsonify(error=str(error)), 400
