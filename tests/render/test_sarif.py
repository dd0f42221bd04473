"""SARIF: valid by the official schema, every finding and what did not run in it, the same identity in the next run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from render.checked import NASTY, faulty, hostile, many, ordinary, over, portfolio, waived
from trueup.core.base.finding import Id, Place
from trueup.core.rules.catalogue import CATALOGUE
from trueup.render.outcome import Outcome
from trueup.render.sarif import FINGERPRINT, sarif_text

SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "sarif-schema-2.1.0.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def sarif(found: Outcome, rules=CATALOGUE):
    text = sarif_text(found, rules)
    body = json.loads(text)
    assert [error.message for error in VALIDATOR.iter_errors(body)] == []
    return body["runs"][0]


def only(run, code):
    return next(each for each in run["results"] if each["ruleId"] == code)


def fingerprints(run):
    return [each["partialFingerprints"][FINGERPRINT] for each in run["results"]]


@pytest.mark.parametrize("made", [ordinary, faulty, portfolio])
def test_the_log_is_valid_by_the_official_schema(tmp_path, made):
    assert sarif(made(tmp_path))["results"]


def test_a_log_without_rules_findings_and_initiatives_is_valid_too():
    assert sarif(Outcome(()), ())["results"] == []


def test_the_schema_would_find_a_wrong_level(tmp_path):
    body = json.loads(sarif_text(ordinary(tmp_path), CATALOGUE))
    body["runs"][0]["results"][0]["level"] = "blocks"
    assert list(VALIDATOR.iter_errors(body))


def test_every_finding_is_a_result_with_its_rule(tmp_path):
    found = ordinary(tmp_path)
    run = sarif(found)
    rules = run["tool"]["driver"]["rules"]
    assert sorted(each["ruleId"] for each in run["results"]) == sorted(f.code for f in found.assessments[0].findings)
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in run["results"])


def test_a_rule_brings_its_manual(tmp_path):
    rules = {each["id"]: each for each in sarif(ordinary(tmp_path))["tool"]["driver"]["rules"]}
    assert set(rules) >= {rule.code for rule in CATALOGUE}
    owner = rules["KPI001"]
    assert owner["shortDescription"]["text"] == "Nobody who is there answers for a KPI."
    assert "How to fix: Add `owner:`" in owner["help"]["text"]
    assert "## Accepted" in owner["help"]["markdown"]
    assert owner["defaultConfiguration"] == {"level": "error"}
    assert owner["properties"]["page"] == "rules/KPI001.md"


def test_a_rule_of_somebody_else_without_a_manual_is_known_by_its_name(tmp_path):
    def bare(case):
        return iter(())

    run = sarif(ordinary(tmp_path), [replace(CATALOGUE[0], code="OWN001", name="no-coffee", check=bare)])
    assert run["tool"]["driver"]["rules"][0] == {
        "id": "OWN001",
        "name": "no-coffee",
        "shortDescription": {"text": "No coffee."},
    }


def test_severity_sets_the_level_and_what_is_not_due_yet_is_a_note(tmp_path):
    levels = {"blocks": "error", "warns": "warning", "notes": "note"}
    results = sarif(ordinary(tmp_path))["results"]
    due = [each for each in results if each["properties"]["due"]]
    later = [each for each in results if not each["properties"]["due"]]
    assert {each["level"] for each in due} >= {"error", "warning"}
    assert all(each["level"] == levels[each["properties"]["severity"]] for each in due)
    assert later
    assert {each["level"] for each in later} == {"note"}
    assert {"blocks", "warns"} & {each["properties"]["severity"] for each in later}


def test_a_result_says_where_who_and_how_much(tmp_path):
    result = only(sarif(ordinary(tmp_path, folder="plans/claims/", phase="blueprinting")), "WRK001")
    physical = result["locations"][0]["physicalLocation"]
    assert physical == {"artifactLocation": {"uri": "plans/claims/initiative.yaml"}, "region": {"startLine": 11}}
    assert result["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": f"{tmp_path.name}/epics.E2"}]
    assert result["properties"]["phase"] == "blueprinting"
    assert result["properties"]["stake"] == {
        "value": 1500.0,
        "low": 1500.0,
        "high": 1500.0,
        "unit": "EUR",
        "basis": "estimated",
        "source": "estimates of the work",
        "asOf": "2026-01-15",
    }
    assert result["message"]["text"].endswith("At stake: €1.5k, estimated.")


def test_faults_of_documents_are_errors_and_the_run_did_not_succeed(tmp_path):
    run = sarif(faulty(tmp_path))
    assert run["invocations"][0]["executionSuccessful"] is False
    assert {each["level"] for each in run["results"]} == {"error"}
    assert {each["ruleId"] for each in run["results"]} >= {"DOC020", "DOC022"}
    named = {each["id"]: each["name"] for each in run["tool"]["driver"]["rules"]}
    assert named["DOC020"] == "unknown-key"


def test_what_did_not_run_is_said_once_with_its_rule_and_initiatives(tmp_path):
    run = sarif(portfolio(tmp_path))
    notifications = run["invocations"][0]["toolExecutionNotifications"]
    rules = run["tool"]["driver"]["rules"]
    found = {each["associatedRule"]["id"]: each for each in notifications}
    assert len(found) == len(notifications)
    assert found["DAT003"]["properties"]["initiatives"] == ["a", "b"]
    assert "did not run: the document names no data set" in found["DAT003"]["message"]["text"]
    assert rules[found["DAT003"]["associatedRule"]["index"]]["id"] == "DAT003"
    assert "DAT003" not in {each["ruleId"] for each in run["results"]}


def test_a_finding_is_recognised_whatever_its_line_words_and_folder(tmp_path):
    found = ordinary(tmp_path)
    first = found.assessments[0]
    moved = tuple(
        replace(each, place=Place("elsewhere.yaml", 999, each.place.path), problem="Other words.")
        for each in first.findings
    )
    other = replace(found, assessments=(replace(first, findings=moved),), folder="x/")
    assert fingerprints(sarif(other)) == fingerprints(sarif(found))


def test_two_findings_never_have_the_same_fingerprint(tmp_path):
    known = fingerprints(sarif(portfolio(tmp_path)))
    assert len(set(known)) == len(known)


def test_a_waived_finding_is_suppressed_with_its_reason(tmp_path):
    run = sarif(waived(tmp_path, folder="plans/"))
    suppressed = [each for each in run["results"] if "suppressions" in each]
    assert [(each["ruleId"], each["level"], each["properties"]["due"]) for each in suppressed] == [
        ("KPI001", "note", False)
    ]
    (suppression,) = suppressed[0]["suppressions"]
    assert suppression.pop("location")["physicalLocation"]["artifactLocation"] == {"uri": "plans/waivers.yaml"}
    assert suppression == {
        "kind": "external",
        "status": "accepted",
        "justification": "The board knows",
        "properties": {"approvedBy": "coo", "until": "2026-06-30"},
    }


def test_what_rules_over_the_portfolio_found_is_a_result_of_no_initiative(tmp_path):
    run = sarif(over(ordinary(tmp_path)))
    result = only(run, "ALL001")
    assert result["properties"]["initiative"] is None
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "portfolio.yaml"
    notifications = {each["associatedRule"]["id"]: each for each in run["invocations"][0]["toolExecutionNotifications"]}
    assert notifications["ALL002"]["properties"] == {"initiatives": []}


def test_hostile_text_stays_text(tmp_path):
    run = sarif(hostile(portfolio(tmp_path)))
    for result in run["results"]:
        message = result["message"]["text"]
        assert r"\[me](javascript" in message
        assert "{{0}}" in message
        assert "\u202e" not in message
        assert "\n" not in message
    uris = {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in run["results"]}
    assert all(uri.isascii() and not set(uri) & set(' <>"{}|\\^`:?#[]') for uri in uris)


@pytest.mark.parametrize("text", ["\ud800", "\0", "\x1b[2J", "\ufffe"])
def test_what_cannot_be_encoded_or_steers_a_terminal_is_replaced(tmp_path, text):
    said = sarif_text(hostile(ordinary(tmp_path), text), CATALOGUE)
    assert said.encode("utf-8")
    assert text not in json.dumps(json.loads(said), ensure_ascii=False)


def test_a_place_without_a_file_is_told_by_its_path_alone(tmp_path):
    found = ordinary(tmp_path)
    first = found.assessments[0]
    bare = tuple(replace(each, place=Place(None, None, Id(each.subject))) for each in first.findings)
    run = sarif(replace(found, assessments=(replace(first, findings=bare),)))
    assert all(set(each["locations"][0]) == {"logicalLocations"} for each in run["results"])


def test_the_same_input_gives_the_same_bytes_with_one_result_a_line(tmp_path):
    found = many(ordinary(tmp_path), 50)
    text = sarif_text(found, CATALOGUE)
    assert sarif_text(found, CATALOGUE) == text
    assert sum(line.startswith('{"ruleId"') for line in text.splitlines()) == 50
    assert NASTY not in text
