"""An explanation shows what was heard, what won, what came second, and why."""

from __future__ import annotations

from skill.understanding import Understanding

SIDES = "She reckons the shrink would gang up on her!"


def test_it_shows_the_winner_and_the_runner_up_with_their_evidence(engine: Understanding) -> None:
    explanation = engine.explain(SIDES)
    assert explanation.words == "she reckons the shrink would gang up on her"
    assert explanation.understood == engine.hear(SIDES)
    winner, runner_up = explanation.evidence
    assert winner.meaning == "sides" != runner_up.meaning
    assert any("gang" in gram for gram, _ in winner.grams)
    assert explanation.meanings[0][0] == "sides"
    assert explanation.tips[0][0] == "neutral_counselor"
    assert explanation.lead > explanation.margin


def test_it_shows_each_expert_and_the_phrases_that_lie_near(full: Understanding) -> None:
    explanation = full.explain(SIDES)
    assert [view.name for view in explanation.experts] == ["ngrams", "encoder"]
    likeness = [share for _, share in explanation.evidence[0].phrases]
    assert likeness == sorted(likeness, reverse=True)
    assert likeness[0] > 0.5
    nearest = explanation.evidence[0].phrases[0][0]
    assert any(nearest in line for line in explanation.lines())


def test_it_shows_what_raised_the_alarm(engine: Understanding) -> None:
    explanation = engine.explain("he hit me again and i cried")
    assert explanation.danger_phrases == ("he hit me",)
    assert any("'he hit me'" in line for line in explanation.lines())
    assert explanation.understood.why == "danger_phrase"
    assert explanation.evidence[0].meaning == "abuse"


def test_it_says_where_an_exact_sentence_stands(engine: Understanding) -> None:
    explanation = engine.explain("he's given up on us")
    assert explanation.exact == "hopeless"
    assert "exact      stands in the phrases as hopeless" in explanation.lines()


def test_nothing_said_can_be_explained(engine: Understanding) -> None:
    assert engine.explain("...").understood.kind == "none"
