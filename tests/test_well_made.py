"""False alarms count: on three well-made initiatives in three fields the whole catalogue says next to nothing.

They were written for this and read line by line. Where a rule warns here, look at the rule first: a warning that a
careful author gets for nothing is a fault of ours.
"""

import shutil
from datetime import date
from pathlib import Path

import pytest

from trueup.app.assess import Settings
from trueup.app.portfolio import assess_all
from trueup.core.rules.catalogue import CATALOGUE, PORTFOLIO_CATALOGUE

WELL_MADE = Path(__file__).parent / "wellmade"
AS_OF = date(2026, 9, 15)
INITIATIVES = ("discharge-letters", "spare-parts", "permit-inquiries")


@pytest.fixture(scope="module")
def assessed(answers):
    """Assess a folder; their data stays as it is and is asked once."""
    settings = Settings(cache=answers, keep_evidence=False)
    return lambda path: assess_all(path, as_of=AS_OF, phase="planning", settings=settings)


@pytest.fixture(scope="module")
def outcome(assessed):
    return assessed(WELL_MADE)


def said(findings, severity):
    return [f"{f.place} {f.code} {f.problem}" for f in findings if f.severity == severity]


def test_they_are_read_without_a_fault_and_every_rule_is_run_on_them(outcome):
    assert outcome.faults == ()
    assert tuple(each.document.initiative.id for each in outcome.assessments) == INITIATIVES
    codes = {rule.code for rule in CATALOGUE}
    assert all(set(each.ran) == codes for each in outcome.assessments)
    assert set(outcome.over.ran) == {rule.code for rule in PORTFOLIO_CATALOGUE}


@pytest.mark.parametrize("number", range(3), ids=INITIATIVES)
def test_nothing_blocks_a_well_made_initiative_and_at_most_one_thing_warns(outcome, number):
    findings = outcome.assessments[number].findings
    assert said(findings, "blocks") == []
    assert len(said(findings, "warns")) <= 1, said(findings, "warns")


def test_their_portfolio_warns_at_most_once(outcome):
    assert said(outcome.over.findings, "blocks") == []
    assert len(said(outcome.over.findings, "warns")) <= 1, said(outcome.over.findings, "warns")


FAULTS = [
    (
        "a",
        "    owner: medical-records-lead\n    data: letters\n    value: called_back",
        "    data: letters\n    value: called_back",
        "KPI001",
    ),
    ("a", "  production_owner: clinic-it-lead\n", "", "PLN001"),
    ("a", "  control: Surgery, which goes on as today, and both wards a year before\n", "", "PLN002"),
    ("a", "accountable: clinic-director, informed", "accountable: [clinic-director, clinic-po], informed", "PEO002"),
    ("a", "2026-07-07, 2026-09-08]", "2026-06-07]", "CHG001"),
    ("a", "due: 2026-10-30", "due: 2026-09-18", "PEO001"),
    ("b", "personal_data: no\n    refreshed: 7 days", "refreshed: 7 days", "DAT009"),
    ("b", "contracts/parts.odcs.yaml", "contracts/part.odcs.yaml", "DAT010"),
    ("b", "by: 2026-12-04}", "by: 2026-09-04}", "CHG005"),
    ("b", "review: 2026-11-16", "review: 2026-08-16", "PLN005"),
    ("b", "    chosen: true\n", "", "OPT005"),
    ("a", "mvp: {items: [E1, E2], because: ", "# ", "WRK015"),
    ("b", "mvp: {items: [E1, E2.S1, E3]", "mvp: {items: [E2.S1, E3]", "WRK018"),
    ("c", "by: 2026-10-30}", "by: 2026-09-14}", "PLN004"),
    ("c", "office-head, by: 2026-10-30}", "office-head}", "PLN003"),
    ("c", "role: clerk\n", "role: lawyer\n", "PEO005"),
]


@pytest.mark.parametrize(("folder", "old", "new", "code"), FAULTS, ids=[f"{f[0]}-{f[3]}" for f in FAULTS])
def test_one_line_made_worse_is_told_and_nothing_else(assessed, tmp_path, folder, old, new, code):
    shutil.copytree(WELL_MADE, tmp_path / "p")
    file = tmp_path / "p" / folder / "initiative.yaml"
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    result = assessed(tmp_path / "p" / folder)
    assert result.faults == ()
    assert {f.code for f in result.assessments[0].findings if f.severity != "notes"} == {code}


def test_a_kpi_that_two_would_claim_is_told_over_the_portfolio(assessed, tmp_path):
    shutil.copytree(WELL_MADE, tmp_path / "p")
    shutil.copytree(tmp_path / "p" / "c", tmp_path / "p" / "d")
    file = tmp_path / "p" / "d" / "initiative.yaml"
    text = file.read_text("utf-8").replace("initiative: permit-inquiries", "initiative: permit-calls")
    file.write_text(
        text.replace("data/inquiries.csv", "../c/data/inquiries.csv").replace("across: mean", "across: median")
    )
    found = {f.code for f in assessed(tmp_path / "p").over.findings if f.severity == "warns"}
    assert found == {"OVL001", "OVL002", "OVL003", "STR003"}
