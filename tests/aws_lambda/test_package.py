"""The package for AWS Lambda runs in an empty folder with nothing but Python, and remembers in DynamoDB."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.alexa.amazon import SKILL_ID
from tests.aws_lambda.conftest import build_package
from tests.stores.conftest import dynamodb_client
from tests.stores.listeners import asks, disables, event, launch, speech
from tests.stores.servers import DynamodbLocal

HERE = Path(__file__).parent


@pytest.fixture
def table(dynamodb: DynamodbLocal, dynamodb_url: str):
    """What is in the table: every item."""
    name = dynamodb_url.removeprefix("dynamodb://").partition("?")[0]
    client = dynamodb_client(dynamodb)
    yield lambda: client.scan(TableName=name)["Items"]
    client.close()


def real_event() -> dict:
    """A request with all that Alexa adds to one from a device with a screen."""
    return json.loads((HERE / "event.json").read_text().replace("SKILL_ID", SKILL_ID))


def test_answers_a_real_event_with_a_tip(new_instance):
    answer = new_instance().call(real_event())
    assert answer["version"] == "1.0"
    assert speech(answer).startswith("<speak>")
    assert answer["response"]["card"]
    assert answer["response"]["shouldEndSession"] is False


def test_a_second_instance_replays_the_tip_that_the_first_gave(new_instance):
    first, second = new_instance(), new_instance()
    tip = first.call(asks("random_tip", "ann"))
    again = second.call(asks("replay_last_tip", "ann"))
    assert tip["response"]["card"] == again["response"]["card"]


def test_starts_and_answers_well_within_alexas_eight_seconds(new_instance):
    instance = new_instance()
    instance.call(launch("ann"))
    assert instance.seconds["cold"] + instance.seconds["warm"] < 8
    instance.call(asks("random_tip", "ann"))
    assert instance.seconds["warm"] < 1


def test_deletes_the_memory_of_an_account_that_disables_the_skill(new_instance, table):
    instance = new_instance()
    instance.call(asks("random_tip", "ann"))
    assert len(table()) == 1
    instance.call(disables("ann"))
    assert table() == []


def test_stores_and_logs_nothing_that_tells_who_spoke_or_what_was_said(new_instance, table):
    instance = new_instance()
    instance.call(real_event())
    kept = json.dumps(table()) + instance.end()
    assert "answered" in kept
    for secret in ("amzn1.ask", "AMAZE7EXAMPLE", "given up", "a secret for tests"):
        assert secret not in kept


def test_writes_nothing_to_disk(new_instance, unpacked, home):
    before = sorted(unpacked.rglob("*"))
    new_instance().call(asks("random_tip", "ann"))
    assert sorted(unpacked.rglob("*")) == before
    assert list(home.iterdir()) == []


def test_refuses_a_request_for_another_skill(new_instance):
    foreign = launch("ann")
    foreign["context"]["System"]["application"] = {"applicationId": "amzn1.ask.skill.of-somebody-else"}
    assert new_instance().call(foreign) == {"errorType": "Refused", "errorMessage": "refused: application"}
    foreign["session"]["application"] = {"applicationId": "amzn1.ask.skill.of-somebody-else"}
    assert new_instance().call(foreign)["errorType"] == "Refused"


def test_answers_while_the_table_is_out_of_reach(new_instance):
    instance = new_instance(STORE_URL="dynamodb://nowhere?region=us-east-1&endpoint=http://127.0.0.1:1")
    assert speech(instance.call(asks("random_tip", "ann")))
    instance.call(asks("random_tip", "ann"))
    assert instance.end().count("store cannot load") == 1


@pytest.mark.parametrize(
    ("setting", "value"),
    [("SKILL_ID", ""), ("LISTENER_SECRET", ""), ("STORE_URL", ""), ("STORE_URL", "sqlite:///tmp/memory.db")],
)
def test_does_not_start_without_what_it_needs(new_instance, setting, value):
    instance = new_instance(**{setting: value})
    log = instance.end()
    assert f"SettingsError: {setting}" in log


def test_can_be_uploaded_as_it_is(package):
    assert package.stat().st_size < 50_000_000


def test_carries_no_secrets_tests_or_tools(package):
    with zipfile.ZipFile(package) as archive:
        names = archive.namelist()
    assert "lambda_function.py" in names
    assert "interaction_model/compiled/model.bin" in names
    assert not [name for name in names if name.startswith(("tests/", "skill/tools/", "skill/simulator/", ".git"))]
    assert not [name for name in names if name.endswith((".db", ".secret", ".onnx"))]


@pytest.mark.slow
def test_the_full_package_hears_with_the_sentence_encoder(tmp_path, new_instance):
    package = build_package(tmp_path, "--full")
    with zipfile.ZipFile(package) as archive:
        assert sum(entry.file_size for entry in archive.infolist()) < 250_000_000
        archive.extractall(tmp_path / "task")
    instance = new_instance(tmp_path / "task", UNDERSTANDING="full")
    assert speech(instance.call(event(real_event()["request"], "ann")))
    assert "light" not in instance.end()
