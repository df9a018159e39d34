"""What is created in AWS: lint-free, with no more rights than a turn needs, and as the code expects it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from skill.settings import read_settings
from tests.alexa.amazon import SKILL_ID
from tests.stores.servers import ROOT

DEPLOY = ROOT / "deploy"


class Cloudformation(yaml.SafeLoader):
    """Reads `!Ref NAME` as {"Ref": "NAME"}, and so on."""


def _function(loader: yaml.SafeLoader, name: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    return {name: loader.construct_sequence(node, deep=True)}


Cloudformation.add_multi_constructor("!", _function)


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    template = yaml.load((DEPLOY / "template.yaml").read_text(), Cloudformation)
    return {name: resource["Properties"] for name, resource in template["Resources"].items()}


def test_the_template_is_free_of_faults():
    lint = [Path(sys.executable).parent / "cfn-lint", DEPLOY / "template.yaml"]
    linted = subprocess.run(lint, capture_output=True, text=True, check=False)
    assert linted.stdout + linted.stderr == ""
    assert linted.returncode == 0


def test_the_function_may_do_what_a_turn_needs_and_nothing_else(resources):
    statements = [each for policy in resources["Role"]["Policies"] for each in policy["PolicyDocument"]["Statement"]]
    assert {tuple(each["Action"]): each["Resource"] for each in statements} == {
        ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"): {"GetAtt": "Memories.Arn"},
        ("logs:CreateLogStream", "logs:PutLogEvents"): {"GetAtt": "Log.Arn"},
    }
    assert "ManagedPolicyArns" not in resources["Role"]


def test_only_this_skill_may_call_the_function(resources):
    assert resources["Skill"]["Events"] == {
        "Alexa": {"Type": "AlexaSkill", "Properties": {"SkillId": {"Ref": "SkillId"}}}
    }


def test_the_function_gives_up_before_alexa_does(resources):
    assert resources["Skill"]["Timeout"] < 8


def test_the_functions_environment_is_one_that_the_skill_reads(resources, monkeypatch):
    variables = resources["Skill"]["Environment"]["Variables"]
    settings = read_settings({name: str(value) for name, value in variables.items()} | KNOWN)
    assert settings.skill_ids == (SKILL_ID,)
    assert settings.listener_secret == "s" * 64
    assert settings.store_url == "dynamodb://table?region=us-east-1"
    assert variables.keys() == KNOWN.keys()


KNOWN = {
    "SKILL_ID": SKILL_ID,
    "STORE_URL": "dynamodb://table?region=us-east-1",
    "LISTENER_SECRET": "s" * 64,
    "RETENTION_DAYS": "400",
    "UNDERSTANDING": "light",
}
"""What the template's variables come to."""


def test_the_table_is_keyed_and_forgets_as_the_store_writes(resources):
    table = resources["Memories"]
    assert table["KeySchema"] == [{"AttributeName": "listener", "KeyType": "HASH"}]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}


def test_the_skills_package_is_where_ask_cli_is_told(resources):
    told = json.loads((DEPLOY / "ask-resources.json").read_text())["profiles"]["default"]["skillMetadata"]["src"]
    assert (DEPLOY / told / "skill.json").exists()


def test_the_servers_settings_are_those_that_the_skill_reads():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    environment = compose["services"]["skill"]["environment"]
    assert environment.keys() <= {"SKILL_ID", "LISTENER_SECRET", "RETENTION_DAYS", "STORE_URL"}
    asked_for = {line.partition("=")[0] for line in (DEPLOY / "env.example").read_text().splitlines() if "=" in line}
    assert asked_for == {"DOMAIN", "SKILL_ID", "LISTENER_SECRET", "POSTGRES_PASSWORD", "RETENTION_DAYS"}


def test_no_secret_is_written_into_the_files_of_deploy():
    for line in (DEPLOY / "env.example").read_text().splitlines():
        if line.startswith(("LISTENER_SECRET", "POSTGRES_PASSWORD")):
            assert line.endswith("=")
