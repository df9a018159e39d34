"""What a person at a terminal can rely on."""

from __future__ import annotations

import json

import pytest

from tests.hosts.conftest import Run

LINE = {"kind", "name", "tips", "score", "runners_up", "also", "ask_back", "via"}
WAITING, CLOSED = "(waiting for an answer)", "(session closed)"


def test_one_reason_gets_the_tip_that_fits_and_a_question(run: Run):
    done = run("ask", "my partner thinks there's no hope")

    assert done.returncode == 0 and done.stderr == ""
    assert "even if" in done.stdout.lower()
    lines = done.stdout.splitlines()
    assert lines[1].startswith("Card: ") and lines[2].startswith("  ") and lines[-1] == WAITING


def test_the_last_tip_is_there_three_days_later_word_for_word(run: Run):
    told = run("ask", "my partner thinks there's no hope").stdout
    replayed = run("ask", "Alexa, ask gentle invitation to replay the last tip", "--later", "3d").stdout

    tip = told.splitlines()[0].split("Try the words", 1)[1].split("relationship.")[0]
    assert tip in replayed


def test_another_listener_has_no_last_tip(run: Run):
    run("ask", "my partner thinks there's no hope", "--listener", "anna")
    replayed = json.loads(run("ask", "replay the last tip", "--listener", "ben", "--json").stdout)

    assert replayed["card"] is None and replayed["open"]


def test_the_number_is_on_the_card_in_both_forms(run: Run):
    done = run("ask", "what's the phone number for the consultation")

    assert "1-855-4-THRIVE" in done.stdout and "1-855-484-7483" in done.stdout


def test_danger_gets_a_number_and_no_tip(run: Run):
    told = json.loads(run("ask", "he says he'll kill me if i talk to a counselor", "--json").stdout)

    assert told["understood"]["kind"] == "safety" and told["understood"]["name"] == "abuse"
    assert "800-799-7233" in told["card"]["text"] and told["understood"]["tips"] == []


def test_json_carries_request_response_and_what_was_understood(run: Run):
    told = json.loads(run("ask", "he says the shrink would be on my side", "--json", "--locale", "en-GB").stdout)

    assert set(told) == {"request", "response", "speech", "reprompt", "card", "open", "intent", "understood"}
    assert told["request"]["request"]["locale"] == "en-GB" and told["response"]["version"] == "1.0"
    assert told["response"]["response"]["outputSpeech"]["ssml"].startswith("<speak>")
    assert told["reprompt"] and told["open"] is True
    assert told["understood"]["kind"] == "reason" and told["understood"]["name"] == "sides"


def test_what_is_not_understood_is_no_failure(run: Run):
    done = run("ask", "purple elephants dance sideways")

    assert done.returncode == 0 and done.stdout.endswith(f"{WAITING}\n")


@pytest.mark.parametrize(
    "wrong",
    [
        ["ask", ""],
        ["ask", "   "],
        ["ask"],
        ["ask", "hello", "--later", "soon"],
        ["ask", "hello", "--locale", "english"],
        ["ask", "hello", "--listener", "../../etc"],
        ["certify"],
        ["purge", "--older-than", "long"],
        ["serve"],
        ["serve", "--simulator", "--host", "0.0.0.0"],
        ["serve", "--simulator", "--port", "70000"],
        ["dance"],
        [],
    ],
    ids=" ".join,
)
def test_wrong_use_is_told_in_a_sentence_and_ends_with_two(run: Run, wrong: list[str]):
    done = run(*wrong)

    assert done.returncode == 2
    assert done.stderr.strip() and "Traceback" not in done.stderr and done.stdout == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [("STORE_URL", "mysql://somewhere"), ("RETENTION_DAYS", "-1"), ("UNDERSTANDING", "perfect"), ("PORT", "http")],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(run: Run, name: str, value: str):
    done = run("ask", "he's too proud", **{name: value})

    assert done.returncode == 2 and name in done.stderr and "must" in done.stderr and "Traceback" not in done.stderr


def test_match_answers_each_line_with_one_object(run: Run):
    said = "my partner thinks there's no hope\n\ntip number three\nhe says it's a scam\ngentle invitation\n"
    found = [json.loads(line) for line in run("match", said=said).stdout.splitlines()]

    assert [(line["kind"], line["name"]) for line in found] == [
        ("reason", "hopeless"),
        ("none", None),
        ("command", "tip_number"),
        ("reason", "scam"),
        ("command", "launch"),
    ]
    assert found[0]["tips"] == ["even_if", "instill_hope"]
    assert found[1]["via"] is None and found[1]["score"] == 0
    assert found[2]["arg"] == 3 and found[2]["score"] == 1.0 and found[2]["via"] == "sample"
    assert all(set(line) - {"arg"} == LINE for line in found)


def test_a_piped_conversation_keeps_its_session(run: Run):
    said = "my partner thinks there's no hope\nyes\nno\nreplay the last tip\nstop\n"
    done = run("talk", said=said)

    assert done.returncode == 0 and done.stderr == ""
    assert "Even if we don't make it" in done.stdout  # the words to say, after the yes
    assert done.stdout.count(CLOSED) == 2 and "> " not in done.stdout
    assert done.stdout.startswith("Hi, this is Gentle Invitation.")


def test_silence_gets_the_reprompt_and_then_the_end(run: Run):
    done = run("talk", said="\n\n")

    answers = done.stdout.splitlines()
    assert answers.count(WAITING) == 2 and answers[-1] == CLOSED


def test_talk_saves_what_was_said_as_a_test_that_can_be_played(run: Run, tmp_path):
    from skill.knowledge.conversations import read_conversation

    run("talk", said="he says the shrink would be on my side\nyes\n:save mine.yaml\n")

    saved = read_conversation(tmp_path / "mine.yaml")
    assert [step.say for step in saved.steps] == [None, "he says the shrink would be on my side", "yes"]
    assert saved.steps[1].expect.name == "sides" and saved.steps[1].expect.open is True


def test_talk_explains_moves_the_clock_and_survives_nonsense(run: Run):
    lines = ["he's too proud", ":explain", ":later 3d", ":later soon", ":near", ":screen", ":listener ben"]
    done = run("talk", said="\n".join([*lines, ":locale en-GB", ":what", ":save"]))

    assert done.returncode == 0 and "Traceback" not in done.stderr
    for expected in ("via ", "3d later", "no length of time", "as fallback:", "with a screen", "There is no :what"):
        assert expected in done.stdout


def test_explain_says_which_way_it_came_and_what_came_second(run: Run):
    done = run("explain", "he says the shrink would gang up on him with my sister")

    assert done.returncode == 0 and done.stdout.startswith("via carrier") and "sides" in done.stdout


def test_check_finds_the_published_assets_in_order(run: Run):
    done = run("check")

    assert (done.returncode, done.stdout) == (0, "All assets are in order.\n"), done.stderr


def test_the_built_package_is_the_committed_one(run: Run):
    done = run("build", "--check")

    assert done.returncode == 0, done.stdout + done.stderr


def test_aloud_without_a_voice_says_how_to_get_one(run: Run):
    done = run("ask", "he's too proud", "--aloud", PATH="")

    assert done.returncode == 0 and "espeak-ng" in done.stderr and WAITING in done.stdout


def test_purge_says_how_many_are_gone(run: Run):
    run("ask", "my partner thinks there's no hope")

    assert run("purge", "--older-than", "400d").stdout == "0 deleted\n"
