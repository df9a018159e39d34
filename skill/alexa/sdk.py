"""The one place where Amazon's SDK is joined: its skill builder, its serializer's place, and the Flask adapter.

`flask_ask_sdk` verifies through `certvalidator`, whose `oscrypto` cannot read the version of today's OpenSSL (3.0.10
and later) and has not been mended since 2023. We verify ourselves (`skill/alexa/verification.py`) and need none of it,
so a stand-in takes its place for as long as the adapter's module is imported.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from ask_sdk_core.dispatch_components import AbstractExceptionHandler, AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_core.skill import CustomSkill
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_model import Response

from skill.alexa.envelope import FullEnvelope, read_object, typed

if TYPE_CHECKING:
    from flask_ask_sdk.skill_adapter import SkillAdapter

Handle = Callable[[HandlerInput], Response]
Mend = Callable[[HandlerInput, Exception], Response]

_importing = threading.Lock()


def assemble(handle: Handle, mend: Mend) -> CustomSkill:
    """The SDK's skill around two functions: `handle` answers every request; `mend` answers when `handle` has failed."""
    builder = SkillBuilder()
    builder.add_request_handler(_Handler(handle))
    builder.add_exception_handler(_Mender(mend))
    skill = builder.create()
    skill.serializer = EnvelopeSerializer()
    return skill


def answer(skill: CustomSkill, envelope: dict[str, Any]) -> dict[str, Any]:
    """What `POST /alexa` answers to a verified request: Alexa's JSON in, Alexa's JSON out."""
    return cast(dict[str, Any], skill.serializer.serialize(skill.invoke(typed(envelope), None)))


class EnvelopeSerializer(DefaultSerializer):
    """Reads envelopes tolerantly and fast; writes the SDK's response types."""

    def deserialize(self, payload: str | None, obj_type: object) -> FullEnvelope:
        """The request in `payload`. Raises `Refused("body")` if that is no JSON object."""
        return typed(read_object(payload or ""))

    def serialize(self, obj: object) -> Any:
        """JSON for a response. What is JSON already (attributes, APL documents) is handed on as it is."""
        if isinstance(obj, str):  # most values are
            return obj
        if isinstance(obj, list):
            return [self.serialize(item) for item in obj]
        if isinstance(obj, Enum):
            return obj.value
        names = getattr(obj, "attribute_map", None)
        if names is None:
            return obj
        return {
            names[key]: self.serialize(value) for key, value in vars(obj).items() if value is not None and key in names
        }


def flask_adapter(skill: CustomSkill) -> SkillAdapter:
    """flask-ask-sdk's adapter. Its own two checks are for the application's configuration to turn off."""
    with _importing, _without_certvalidator():
        from flask_ask_sdk.skill_adapter import SkillAdapter
    return SkillAdapter(skill=skill, skill_id=1)


@contextmanager
def _without_certvalidator() -> Iterator[None]:
    """Puts an empty `certvalidator` where Python looks for it, and takes it away again."""
    package, errors = ModuleType("certvalidator"), ModuleType("certvalidator.errors")
    package.CertificateValidator = object  # type: ignore[attr-defined]
    errors.ValidationError = errors.PathError = Exception  # type: ignore[attr-defined]
    stand_ins = {"certvalidator": package, "certvalidator.errors": errors}
    before = {name: sys.modules.get(name) for name in stand_ins}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, module in before.items():
            sys.modules.pop(name, None)
            if module is not None:
                sys.modules[name] = module


class _Handler(AbstractRequestHandler):
    """Takes every request: which of them means what is the skill's affair, not the SDK's."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        return self._handle(handler_input)


class _Mender(AbstractExceptionHandler):
    """Takes every failure."""

    def __init__(self, mend: Mend) -> None:
        self._mend = mend

    def can_handle(self, handler_input: HandlerInput, exception: Exception) -> bool:
        return True

    def handle(self, handler_input: HandlerInput, exception: Exception) -> Response:
        return self._mend(handler_input, exception)
