"""The skill's manifest as Amazon wants it: `skill.json` (Skill Manifest Schema, version 1.0)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from skill.knowledge.content_types import Contacts
from skill.knowledge.manifest import Manifest
from skill.knowledge.model import Model
from skill.tools.package_model import spelling_of

ICONS = "file://assets/images"
_WORD = re.compile(r"[A-Za-z]+")


def skill_manifest(manifest: Manifest, model: Model, contacts: Contacts) -> dict[str, Any]:
    """The JSON document: the store's texts in each locale's spelling, with its emergency number."""
    endpoint: dict[str, str] = {"uri": manifest.endpoint.uri}
    if not manifest.endpoint.uri.startswith("arn:"):
        endpoint["sslCertificateType"] = manifest.endpoint.certificate
    return {
        "manifest": {
            "manifestVersion": "1.0",
            "publishingInformation": {
                "locales": {locale: _locale(locale, manifest, model, contacts) for locale in model.locales.locales},
                "isAvailableWorldwide": manifest.worldwide,
                "testingInstructions": manifest.testing_instructions,
                "category": manifest.category,
                "distributionCountries": [],
                "distributionMode": "PUBLIC",
            },
            "apis": {"custom": {"endpoint": endpoint, "interfaces": [{"type": "ALEXA_PRESENTATION_APL"}]}},
            "events": {
                "endpoint": endpoint,
                "subscriptions": [{"eventName": event} for event in manifest.events],
            },
            "permissions": [],
            "privacyAndCompliance": {
                "allowsPurchases": manifest.privacy.allows_purchases,
                "usesPersonalInfo": manifest.privacy.uses_personal_info,
                "isChildDirected": manifest.privacy.child_directed,
                "isExportCompliant": manifest.privacy.export_compliant,
                "containsAds": manifest.privacy.contains_ads,
                "locales": {locale: {"privacyPolicyUrl": manifest.privacy.policy} for locale in model.locales.locales},
            },
        }
    }


def _locale(locale: str, manifest: Manifest, model: Model, contacts: Contacts) -> dict[str, Any]:
    spelling = spelling_of(model, locale)
    emergency = contacts.safety[locale].emergency.number
    return {
        "name": manifest.name,
        "summary": _spelled(manifest.summary, spelling),
        "description": _spelled(manifest.description, spelling).replace("{emergency}", emergency),
        "examplePhrases": [_spelled(phrase, spelling) for phrase in manifest.example_phrases],
        "keywords": [_spelled(keyword, spelling) for keyword in manifest.keywords],
        "smallIconUri": f"{ICONS}/{manifest.icons.small}",
        "largeIconUri": f"{ICONS}/{manifest.icons.large}",
    }


def _spelled(text: str, spelling: Mapping[str, str]) -> str:
    """`text` in the locale's spelling; a capital stays."""

    def other(found: re.Match[str]) -> str:
        word = spelling.get(found[0].lower(), found[0])
        return word.capitalize() if found[0][0].isupper() and word is not found[0] else word

    return _WORD.sub(other, text)
