"""The simulated speaker passes on what Alexa could, and nothing more."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from skill.knowledge.compiled import Compiled
from skill.simulator.hearing import hear

CASES = yaml.safe_load((Path(__file__).parent / "hearing.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["say"] for case in CASES])
def test_an_utterance_arrives_the_way_alexa_would_pass_it_on(case, compiled: Compiled):
    heard = hear(case["say"], compiled)

    if case["via"] is None:
        assert heard is None
        return
    assert heard is not None
    assert (heard.via, heard.intent, dict(heard.slots)) == (case["via"], case["intent"], case.get("slots", {}))


def test_an_intent_arrives_without_its_words(compiled: Compiled):
    """An exact sample is an intent and nothing else: what no slot carries is lost."""
    heard = hear("replay the last tip", compiled)

    assert heard is not None and heard.words is None


def test_a_beginning_is_put_back_before_the_rest(compiled: Compiled):
    heard = hear("He says, the moon's in the wrong house", compiled)

    assert heard is not None and heard.words == "he says the moon's in the wrong house"
