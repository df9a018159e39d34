"""Words that the skill must not say are found wherever they stand, and nothing else is."""

from __future__ import annotations

import pytest

from skill.knowledge.content_text import Text, sentences, words
from skill.tools.readability import grade
from skill.tools.voice import Voice, read_voice, voice_problems
from tests.content.conftest import FOLDER, PROJECT


def rules() -> Voice:
    faults: list = []
    found = read_voice(PROJECT, FOLDER, faults)
    assert not faults
    return found


VOICE = rules()
RULED_OUT = [(word, ruled.why) for ruled in VOICE.ruled_out for word in ruled.words]


def problems(spoken: str, key: str = "tips.even_if.spoken") -> list[str]:
    return list(voice_problems(Text("tips.yaml", key, spoken), VOICE))


@pytest.mark.parametrize(("word", "why"), RULED_OUT)
def test_every_word_that_is_ruled_out_is_found(word: str, why: str) -> None:
    """In the middle of a sentence, in capitals, and with the apostrophe that an editor makes of it."""
    for written in (word, word.capitalize(), word.replace("'", "’")):
        assert f'holds "{word.lower()}": {why}' in problems(f"They say {written} to you.")


@pytest.mark.parametrize(
    "spoken",
    [
        "Goodwill can help, and so can a workshop.",
        "They're already alive to it, and the leader is willing.",
        "There's no trick. It isn't a trick. It's not a trick.",
        "The house is theirs, and the shelf is there.",
        "Tell us, if you like.",
    ],
)
def test_a_word_inside_another_word_is_no_fault(spoken: str) -> None:
    """Only whole words count, and a trick may be denied."""
    assert problems(spoken) == []


def test_a_listener_may_be_quoted() -> None:
    """He and she stand in what a listener could say, not in tips and reasons."""
    assert problems("You could say, she thinks it won't help.", key="replies.miss_first.1") == []
    assert problems("You could ask her about it.") != []


def test_words_and_sentences_are_counted_as_they_are_heard() -> None:
    """Markup is not heard, a placeholder is one word, and so is a contraction or a word with a hyphen."""
    text = "It's <emphasis>well-known</emphasis>. Call {number:phone}<break time='1s'/> now &amp; then! “Why?”"
    assert words(text) == ["It's", "well-known", "Call", "{number:phone}", "now", "then", "Why"]
    assert len(sentences(text)) == 3


def test_the_grade_counts_what_is_heard() -> None:
    """Markup, placeholders and words that everybody knows do not make a text harder; a few words have no grade."""
    plain = "Ask in a quiet moment. Say what you hope for, and wait for this. It can take a while."
    marked = plain.replace("this", "{number:phone}").replace("quiet", '<emphasis level="moderate">quiet</emphasis>')
    hard = plain.replace("this", "information")
    assert grade(marked) == grade(plain)
    assert grade(hard) > grade(plain) == grade(hard, ["information"])
    assert grade("Individual communication.") is None
