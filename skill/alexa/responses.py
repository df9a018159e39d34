"""A `Reply` becomes the SDK's response: speech, reprompt, card, and a picture where there is a screen."""

from __future__ import annotations

from html import escape

from ask_sdk_model import Directive, Response
from ask_sdk_model.interfaces.alexa.presentation.apl import RenderDocumentDirective
from ask_sdk_model.ui import Reprompt, SimpleCard, SsmlOutputSpeech

from skill import speech
from skill.dialogue import Reply
from skill.knowledge.content import Content

_DOCUMENT = "gentle-invitation"


def to_response(reply: Reply, content: Content, screen: bool) -> Response:
    """What Alexa is told: open exactly if a question follows; a picture only for a device with a screen."""
    reprompt = speech.reprompt_ssml(reply, content)
    return Response(
        output_speech=SsmlOutputSpeech(ssml=speech.ssml(reply, content)),
        reprompt=None if reprompt is None else Reprompt(output_speech=SsmlOutputSpeech(ssml=reprompt)),
        card=_card(reply, content),
        directives=_pictures(reply, content) if screen else None,
        should_end_session=reply.question is None,
    )


def silence() -> Response:
    """The answer to what gets no speech: events, the end of a session, request types nobody knows yet."""
    return Response()


def _card(reply: Reply, content: Content) -> SimpleCard | None:
    card = speech.card(reply, content)
    return None if card is None else SimpleCard(title=card[0], content=card[1])


def _pictures(reply: Reply, content: Content) -> list[Directive] | None:
    picture = speech.picture(reply, content)
    if picture is None:
        return None
    shown: dict[str, object] = {
        name: {key: _markup(text) for key, text in data.items()} for name, data in picture["datasources"].items()
    }
    return [RenderDocumentDirective(token=_DOCUMENT, document=dict(picture["document"]), datasources=shown)]


def _markup(text: str) -> str:
    """Plain text as an APL `Text` takes it: it reads tags, and a new line is one of them."""
    return escape(text, quote=False).replace("\n", "<br/>")
