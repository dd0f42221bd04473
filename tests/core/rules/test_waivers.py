"""Waivers: what they cover, what they cannot, and that they hide nothing."""

from dataclasses import replace
from datetime import date

import pytest

from core.rules.cases import case_of
from trueup.app.judge import judge
from trueup.core.model.evidence import Evidence
from trueup.core.rules.waive import shortcomings

TEXT = """
    title: Faster claims
    objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
    kpis:
      days: {unit: day, direction: decrease}
    people:
      coo: {role: sponsor}
      tech-lead: {role: lead}
      deputy: {role: lead}
      ghost: {role: lead, roles: [sponsor]}
"""
GOOD = {
    "rule": "KPI001", "subject": "kpis.days", "because": "she begins in March",
    "by": "tech-lead", "approved_by": "coo", "until": "2026-03-31",
}  # fmt: skip


def waivers(**changes):
    fields = {**GOOD, **changes}
    return "waivers:\n  - " + "\n    ".join(f"{key}: {value}" for key, value in fields.items() if value) + "\n"


def judged(text, as_of=date(2026, 1, 15)):
    document = case_of(TEXT, waivers=text).document
    return judge(document, Evidence(), as_of, "discovery")


def finding(assessment):
    return next(f for f in assessment.findings if f.code == "KPI001")


def lacks(**changes):
    document = case_of(TEXT, waivers=waivers(**changes)).document
    return shortcomings(document, document.waivers[0])


def test_a_waived_finding_is_still_there_and_nothing_is_due_because_of_it():
    found = judged(waivers())
    assert finding(found).waived.approved_by == "coo"
    assert str(finding(found).waived.place) == "waivers.yaml:2"
    assert finding(found) not in found.due()
    assert found.waived() == (finding(found),)
    assert all(action.code != "KPI001" for action in found.actions)


def test_its_criterion_stays_not_met_and_is_passed_by_waiver():
    gate = judged(waivers()).gates[0]
    criterion = next(c for c in gate.criteria if c.id == "D3")
    assert (criterion.status, criterion.waived) == ("not_met", True)
    assert criterion in gate.by_waiver
    assert gate.count("content")[0] < gate.count("content")[1]


def test_a_criterion_with_one_finding_more_is_not_passed():
    document = case_of(TEXT + "      b: {}\n", waivers=waivers()).document
    wider = replace(document, initiative=document.initiative.model_copy(update={"kpis": {
        "days": document.initiative.kpis["days"], "more": document.initiative.kpis["days"],
    }}))  # fmt: skip
    found = judge(wider, Evidence(), date(2026, 1, 15), "discovery")
    assert [f.waived is not None for f in found.findings if f.code == "KPI001"].count(True) == 1


@pytest.mark.parametrize(("day", "holds"), [(date(2026, 3, 31), True), (date(2026, 4, 1), False)])
def test_it_holds_until_its_last_day(day, holds):
    assert (finding(judged(waivers(), day)).waived is not None) is holds


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"because": None}, "it does not say why"),
        ({"until": None}, "it has no last day"),
        ({"by": None}, "nobody is named who asked for it"),
        ({"approved_by": None}, "nobody allowed it"),
        ({"approved_by": "tech-lead"}, "`tech-lead` allowed it to themselves"),
        ({"approved_by": "deputy"}, "who asked and who allowed it have the same role, `lead`"),
        ({"approved_by": "ghost"}, "who asked and who allowed it have the same role, `lead`"),
        ({"rule": "DOC024"}, "DOC024 cannot be waived"),
        ({"rule": "RUN001"}, "RUN001 cannot be waived"),
        ({"rule": "DAT002"}, "DAT002 cannot be waived"),
    ],
)
def test_what_lacks_something_does_not_hold(changes, reason):
    assert reason in lacks(**changes)
    assert finding(judged(waivers(**changes))).waived is None


def test_what_is_complete_lacks_nothing():
    assert lacks() == ()


def test_it_covers_its_own_subject_only():
    assert finding(judged(waivers(subject="kpis.other"))).waived is None
