"""JUnit XML: one suite an initiative, one case a rule; red only what is due, and nothing that did not run passes."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from render.checked import faulty, hostile, many, ordinary, over, portfolio, waived
from trueup.core.base.finding import Id
from trueup.core.rules.catalogue import CATALOGUE
from trueup.render.junit import junit_text


def read(found):
    return ET.fromstring(junit_text(found, CATALOGUE))  # noqa: S314 - our own output


def cases(root):
    return {case.get("name").split()[0]: case for case in root.iter("testcase")}


def end(case):
    return next((part.tag for part in case), "passed")


def test_there_is_one_suite_an_initiative_and_one_case_a_rule(tmp_path):
    root = read(portfolio(tmp_path))
    assert [suite.get("name") for suite in root][:3] == ["c/initiative.yaml", "a", "b"]
    for suite in root[1:3]:
        assert [case.get("name") for case in suite.iter("testcase")] == [f"{r.code} {r.name}" for r in CATALOGUE]


def test_a_rule_that_found_nothing_passes_and_one_that_blocks_fails_with_place_and_remedy(tmp_path):
    found = cases(read(ordinary(tmp_path, folder="plans/")))
    assert end(found["OBJ001"]) == "passed"
    failure = found["KPI001"].find("failure")
    assert failure.get("type") == "blocks"
    assert failure.get("message") == "KPI `quick` has no owner."
    assert failure.text.startswith("plans/initiative.yaml:7: blocks: KPI `quick` has no owner.")
    assert "Add `owner:` to kpis.quick" in failure.text
    assert (found["KPI001"].get("file"), found["KPI001"].get("line")) == ("plans/initiative.yaml", "7")


def test_all_findings_of_a_rule_stand_in_one_failure(tmp_path):
    found = many(ordinary(tmp_path), 3)
    code = found.assessments[0].findings[0].code
    failures = cases(read(found))[code].findall("failure")
    assert len(failures) == 1
    assert failures[0].get("message").endswith("(and 2 more)")
    assert len(failures[0].text.splitlines()) == 6


def test_what_only_notes_passes_and_is_told(tmp_path):
    found = many(ordinary(tmp_path), 1)
    first = found.assessments[0]
    noted = replace(found, assessments=(replace(first, findings=(replace(first.findings[0], severity="notes"),)),))
    case = cases(read(noted))[first.findings[0].code]
    assert end(case) == "system-out"
    assert first.findings[0].problem in case[0].text


def test_what_did_not_run_or_is_not_due_yet_is_skipped_with_its_reason(tmp_path):
    found = cases(read(ordinary(tmp_path)))
    assert found["DAT003"].find("skipped").get("message") == "the document names no data set"
    assert found["WRK001"].find("skipped").get("message") == "1 finding of the phase blueprinting, not due yet"


def test_a_waived_finding_is_skipped_with_its_reason(tmp_path):
    case = cases(read(waived(tmp_path)))["KPI001"]
    assert case.find("skipped").get("message") == "waived until 2026-06-30 by coo: The board knows"


def test_the_rules_over_the_portfolio_have_a_suite_of_their_own(tmp_path):
    root = read(over(ordinary(tmp_path)))
    suite = root[-1]
    assert suite.get("name") == "portfolio"
    found = {code: end(case) for code, case in cases(suite).items()}
    assert found == {"ALL001": "failure", "ALL002": "skipped", "ALL003": "passed"}


def test_a_rule_that_crashed_is_an_error_of_its_case_and_hides_no_finding(tmp_path):
    found = ordinary(tmp_path)
    first = found.assessments[0]
    one = next(each for each in first.findings if each.code == "KPI001")
    crash = replace(one, code="RUN001", name="rule-crashed", subject=Id("KPI001"), problem="Rule KPI001 stopped.")
    root = read(replace(found, assessments=(replace(first, findings=(*first.findings, crash)),)))
    error = cases(root)["KPI001"].find("error")
    assert error.get("message") == "Rule KPI001 stopped. (and 1 more)"
    assert "KPI `quick` has no owner." in error.text
    assert "RUN001" not in cases(root)


def test_faults_of_a_document_are_errors_of_its_file(tmp_path):
    root = read(faulty(tmp_path))
    assert root[0].get("name") == "initiative.yaml"
    assert {end(case) for case in root.iter("testcase")} == {"error"}
    assert "DOC020" in cases(root)


@pytest.mark.parametrize("made", [ordinary, faulty, portfolio])
def test_the_counts_are_those_of_the_cases(tmp_path, made):
    root = read(made(tmp_path))
    for part in (root, *root):
        ends = [end(case) for case in part.iter("testcase")]
        assert int(part.get("tests")) == len(ends)
        for tag, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert int(part.get(name)) == ends.count(tag)


def test_hostile_text_is_text_of_the_same_cases(tmp_path):
    found = portfolio(tmp_path)
    plain, nasty = read(found), read(hostile(found))
    assert [case.get("name") for case in nasty.iter("testcase")] == [
        case.get("name") for case in plain.iter("testcase")
    ]
    assert {part.tag for part in nasty.iter()} <= {part.tag for part in plain.iter()} | {"system-out"}
    assert "<script>alert(1)</script>" in "".join(part.text or "" for part in nasty.iter("failure"))


@pytest.mark.parametrize("text", ["\0", "\x1b[2J", "\ud800", "\ufffe", "\uffff"])
def test_what_xml_forbids_is_replaced(tmp_path, text):
    said = junit_text(hostile(ordinary(tmp_path), f"a{text}b"), CATALOGUE)
    assert text not in said
    assert ET.fromstring(said.encode()) is not None  # noqa: S314 - our own output


def test_it_holds_no_time(tmp_path):
    said = junit_text(ordinary(tmp_path), CATALOGUE)
    assert " time" not in said
    assert junit_text(ordinary(tmp_path), CATALOGUE) == said
