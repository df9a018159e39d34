"""The checks themselves: what is sent, and what must come back.

Rules: Amazon, "Host a custom skill as a web service" and "Request and response JSON reference".
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from xml.etree import ElementTree as Xml

from msgspec import Struct

from skill.simulator.envelopes import Envelope, intent_request, launch_request
from skill.tools.certify_authority import HOST
from skill.tools.certify_robot import Answered, Robot

_MOST_SPEECH = 8000
_MOST_BYTES = 24_000
_MOST_MILLISECONDS = 8000

_ENDED = {"type": "SessionEndedRequest", "reason": "USER_INITIATED"}

Send = Callable[[Robot], Answered]
Judge = Callable[[Answered], str]
"""What is wrong with an answer; empty if it is right."""


class Check(Struct, frozen=True):
    """One thing to send."""

    title: str
    """What is sent, in words."""
    wanted: str
    """What must come back, in words."""
    send: Send
    judge: Judge
    trust: bool = True
    """Whether it says anything only if the service trusts the authority."""


def _refused(answered: Answered) -> str:
    return "" if answered.status == 400 else "must be refused"


def _not_served(answered: Answered) -> str:
    return "" if 400 <= answered.status < 500 else "must not be served"


def _silent(answered: Answered) -> str:
    if problem := _sound(answered):
        return problem
    return "must not speak" if {"outputSpeech", "reprompt", "card"} & set(answered.response()) else ""


def _spoken(answered: Answered, ends: bool | None = None) -> str:
    """`ends`: whether the session must end; None leaves that to the service."""
    response = answered.response()
    if problem := _sound(answered) or _speech_problem(response.get("outputSpeech")):
        return problem
    if ends is not None and response.get("shouldEndSession") is not ends:
        return "must end the session" if ends else "must keep the session open"
    if response.get("shouldEndSession") is False:
        return _speech_problem((response.get("reprompt") or {}).get("outputSpeech"))
    return "must not ask again" if "reprompt" in response else ""


def _sound(answered: Answered) -> str:
    """What every accepted request must be answered with."""
    if answered.status != 200:
        return "must be served"
    if answered.json().get("version") != "1.0" or not isinstance(answered.json().get("response"), dict):
        return "no envelope of Alexa's"
    if len(answered.body) > _MOST_BYTES:
        return "too long"
    return "too late" if answered.milliseconds > _MOST_MILLISECONDS else ""


def _speech_problem(speech: object) -> str:
    """What is wrong with an `outputSpeech`."""
    if not isinstance(speech, dict) or not (speech.get("ssml") or speech.get("text")):
        return "no speech"
    if len(speech.get("ssml") or speech["text"]) > _MOST_SPEECH:
        return "too much speech"
    if speech.get("type") != "SSML":
        return ""
    try:
        root = Xml.fromstring(speech["ssml"])  # noqa: S314 - the answer of a service that is being tested by its owner
    except Xml.ParseError:
        return "SSML is not well-formed"
    return "" if root.tag == "speak" else "SSML is not in <speak>"


def _launch(robot: Robot, by: str = "valid", **headers: str | None) -> Answered:
    """A launch; `Signature_256="…"` replaces the header `Signature-256`."""
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    return robot.post(robot.envelope(launch_request()), by, changed)


def _from(url: str) -> Send:
    """A launch whose certificate is said to lie at `url`."""
    return partial(_launch, SignatureCertChainUrl=url)


def _old_signature(robot: Robot) -> Answered:
    body = robot.envelope(launch_request())
    return robot.post(body, headers={"Signature-256": None, "Signature": "c2hhMQ=="})


def _altered(robot: Robot) -> Answered:
    return robot.post(robot.envelope(launch_request()), signed=b"something else")


def _twice(robot: Robot) -> Answered:
    body = robot.envelope(launch_request())
    robot.post(body)
    return robot.post(body)


def _sent(seconds: int, request: Envelope, robot: Robot) -> Answered:
    return robot.post(robot.envelope(request, sent=datetime.now(UTC) + timedelta(seconds=seconds)))


def _foreign(place: str, robot: Robot) -> Answered:
    """Addressed to another skill, in the session or in the context."""
    body = robot.envelope(launch_request())
    foreign = robot.envelope(launch_request(), application="amzn1.ask.skill.somebody-elses")
    return robot.post({**body, place: foreign[place]})


def _event(robot: Robot, sent: int = 0) -> Answered:
    body = robot.envelope({"type": "AlexaSkillEvent.SkillDisabled"}, sent=datetime.now(UTC) + timedelta(seconds=sent))
    return robot.post({name: value for name, value in body.items() if name != "session"})


def _asking(name: str, **slots: str) -> Send:
    return lambda robot: robot.ask(intent_request(name, slots))


def _typed(kind: str) -> Send:
    return lambda robot: robot.ask({**intent_request("AMAZON.HelpIntent", {}), "type": kind})


def _raw(body: bytes) -> Send:
    return lambda robot: robot.post(body)


def _get(robot: Robot) -> Answered:
    return robot.send("GET")


_ends, _stays = partial(_spoken, ends=True), partial(_spoken, ends=False)

VALID = Check("a valid launch", "200, a question, open", _launch, _stays)

CHECKS: tuple[Check, ...] = (
    VALID,
    Check(
        "no signature headers", "400", partial(_launch, SignatureCertChainUrl=None, Signature_256=None), _refused, False
    ),
    Check("an empty certificate URL", "400", _from(""), _refused, False),
    Check("a certificate URL with http", "400", _from(f"http://{HOST}/echo.api/cert.pem"), _refused, False),
    Check("… of another host", "400", _from("https://example.com/echo.api/cert.pem"), _refused, False),
    Check("… with another port", "400", _from(f"https://{HOST}:563/echo.api/cert.pem"), _refused, False),
    Check("… in another folder", "400", _from(f"https://{HOST}/invalid.path/cert.pem"), _refused, False),
    Check("… in the folder EcHo.aPi", "400", _from(f"https://{HOST}/EcHo.aPi/cert.pem"), _refused, False),
    Check("… that leaves the folder with ..", "400", _from(f"https://{HOST}/echo.api/../cert.pem"), _refused, False),
    Check("… where nothing lies", "400", _from(f"https://{HOST}/echo.api/nothing.pem"), _refused, False),
    Check("a signature that is no base64", "400", partial(_launch, Signature_256="not a signature!"), _refused, False),
    Check("the old SHA-1 signature alone", "400", _old_signature, _refused, False),
    Check("GET instead of POST", "4xx", _get, _not_served, False),
    Check("an altered body", "400", _altered, _refused),
    Check("a certificate of another name", "400", partial(_launch, by="name"), _refused),
    Check("an expired certificate", "400", partial(_launch, by="expired"), _refused),
    Check("a certificate of tomorrow", "400", partial(_launch, by="early"), _refused),
    Check("a certificate of an unknown authority", "400", partial(_launch, by="stranger"), _refused),
    Check("a launch of three minutes ago", "400", partial(_sent, -180, launch_request()), _refused),
    Check("a launch in three minutes", "400", partial(_sent, 180, launch_request()), _refused),
    Check("another skill's id in the session", "400", partial(_foreign, "session"), _refused),
    Check("another skill's id in the context", "400", partial(_foreign, "context"), _refused),
    Check("a signed body that is no JSON", "400", _raw(b"hello"), _refused),
    Check("the same launch twice", "200, a question, open", _twice, _stays),
    Check("help", "200, a question, open", _asking("AMAZON.HelpIntent"), _stays),
    Check("stop", "200, speech, closed", _asking("AMAZON.StopIntent"), _ends),
    Check("an intent that nobody knows", "200, speech", _asking("MadeUpIntent"), _spoken),
    Check("speech with & < > in a slot", "200, speech", _asking("catch_all", he="says <break/> & </speak>"), _spoken),
    Check("8,000 characters in a slot", "200, speech", _asking("catch_all", he="no " * 2666), _spoken),
    Check("the end of a session", "200, no speech", lambda robot: robot.ask(_ENDED), _silent),
    Check("CanFulfillIntentRequest", "200, no speech", _typed("CanFulfillIntentRequest"), _silent),
    Check("a request type that nobody knows", "200, no speech", _typed("MadeUp.Request"), _silent),
    Check("the skill was disabled", "200, no speech", _event, _silent),
    Check("… half an hour ago", "200, no speech", partial(_event, sent=-1800), _silent),
    Check("… two hours ago", "400", partial(_event, sent=-7200), _refused),
)
"""In the order in which they are made."""
