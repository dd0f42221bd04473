"""Waivers: what they cover, what they cannot, and that they hide nothing."""

from dataclasses import replace
from datetime import date
from textwrap import dedent

import pytest

from core.rules.cases import case_of, kpis, reading, table, tables
from trueup.app.check import check
from trueup.app.judge import judge
from trueup.app.rulebook import Rulebook, with_plugins
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
        ({"rule": "CHG006"}, "CHG006 cannot be waived"),
        ({"rule": "SGN001"}, "SGN001 cannot be waived: a signature is given or it is not"),
    ],
)
def test_what_lacks_something_does_not_hold(changes, reason):
    assert reason in lacks(**changes)
    assert finding(judged(waivers(**changes))).waived is None


def test_what_is_complete_lacks_nothing():
    assert lacks() == ()


def test_it_covers_its_own_subject_only():
    assert finding(judged(waivers(subject="kpis.other"))).waived is None


DATA = (
    TEXT.replace(
        "days: {unit: day, direction: decrease}",
        "days: {unit: day, direction: decrease, owner: coo, data: claims, value: days, across: mean, at: day}",
    )
    + "    data: {claims: {source: claims.csv, owner: coo}}\n"
)


def idle(text, document=TEXT, measured=None, **judging):
    """What is told of waivers that fit nothing."""
    case = case_of(document, waivers=text)
    found = judge(case.document, measured or Evidence(), date(2026, 1, 15), "discovery", **judging)
    return [each for each in found.findings if each.code == "CHG006"]


def read(level=10.0):
    """Evidence of which everything was read."""
    return replace(kpis(days=reading(level)), tables=tables(claims=table(5)).tables)


def test_a_waiver_that_fits_nothing_is_told_with_what_was_found():
    [found] = idle(waivers(subject="kpis.day"))
    assert found.problem == (
        "The waiver of KPI001 on `kpis.day` fits no finding of this run. KPI001 is found about `kpis.days`."
    )
    assert (found.fix, found.severity) == ("Write `kpis.days`, or delete the waiver.", "warns")
    assert (str(found.place), found.owner) == ("waivers.yaml:2", "tech-lead")


def test_a_waiver_of_what_was_mended_is_only_noted():
    [found] = idle(waivers(rule="OBJ001", subject="objective"))
    assert (found.severity, found.fix) == ("notes", "Delete the waiver, or write what it is about.")


def test_nothing_is_told_of_waivers_that_fit_or_do_not_hold_or_ran_out():
    assert idle(waivers()) == []
    assert idle(waivers(subject="kpis.none", by=None)) == []
    assert idle(waivers(subject="kpis.none", until="2026-01-14")) == []


def test_nothing_is_told_of_a_rule_that_did_not_run():
    assert idle(waivers(rule="DAT003", subject="data.claims"), DATA) == []
    off = with_plugins(()).rules
    book = Rulebook(tuple(each for each in off if each.code != "KPI001"), ())
    assert idle(waivers(subject="kpis.none"), book=book) == []


def test_without_the_data_only_what_cannot_be_there_is_told():
    assert idle(waivers(rule="KPI005", subject="kpis.days"), DATA) == []
    assert len(idle(waivers(rule="KPI005", subject="kpis.dais"), DATA)) == 1


def test_once_all_data_was_read_every_waiver_that_fits_nothing_is_told():
    assert len(idle(waivers(rule="KPI005", subject="kpis.days"), DATA, read())) == 1


def test_while_one_check_of_the_data_did_not_run_nothing_is_told_of_checks():
    assert idle(waivers(rule="DAT003", subject="data.claims"), DATA, read()) == []


def test_waivers_of_rules_over_a_portfolio_are_judged_with_the_portfolio(tmp_path):
    (tmp_path / "portfolio.yaml").write_text("title: P\n", "utf-8")
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "initiative.yaml").write_text(dedent(TEXT), "utf-8")
    (tmp_path / "a" / "waivers.yaml").write_text(waivers(rule="OVL002", subject="kpis.nothing"), "utf-8")
    asked = {"as_of": date(2026, 1, 15), "phase": None, "cache": tmp_path / ".cache"}
    alone = check(tmp_path / "a", **asked)
    assert [f.code for each in alone.assessments for f in each.findings if f.code == "CHG006"] == []
    [told] = [f for f in check(tmp_path, **asked).over.findings if f.code == "CHG006"]
    assert str(told.place) == "a/waivers.yaml:2"
