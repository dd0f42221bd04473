"""Rules about what no longer holds: reviews, waivers, communication, stale evidence."""

import pytest

from core.rules.cases import AS_OF, case_of, days_before, findings, held, kpis, only, reading
from trueup.core.rules.run import run


def review(text):
    return f"title: A\nobjective: {{statement: S, owner: coo}}\nreviews: {{r: {{{text}}}}}"


@pytest.mark.parametrize(
    ("text", "overdue"),
    [
        (f"every: 20 days, held: [{days_before(25)}]", None),
        (f"every: 20 days, held: [{days_before(26)}]", 6),
        (f"every: 20 days, held: [{days_before(3)}, {days_before(90)}]", None),
        (f"every: 20 days, held: [{days_before(60)}, {days_before(-2)}]", 40),
        (f"every: 20 days, starts: {days_before(6)}", 6),
        (f"every: 20 days, starts: {days_before(5)}", None),
        (f"starts: {days_before(1)}", 1),
        (f"starts: {days_before(1)}, held: [{days_before(200)}]", None),
        ("every: 20 days", None),
        ("every: 99999 days, held: [9999-01-01, 2026-01-01]", None),
    ],
)
def test_a_review_is_overdue_a_quarter_of_its_interval_after_it_was_due(text, overdue):
    found = findings("CHG001", review(text))
    said = [f"Review `r` is {overdue} day{'s' if overdue != 1 else ''} overdue" in f.problem for f in found]
    assert said == ([True] if overdue else [])


def test_the_grace_is_a_limit_of_the_rule_and_the_owner_calls_the_review():
    text = review(f"every: 20 days, held: [{days_before(21)}], owner: po")
    assert findings("CHG001", text) == ()
    found = only("CHG001", text, limits={"grace": 0})
    assert found.problem == f"Review `r` is 1 day overdue: every 20 days, last held on {days_before(21)}."
    assert found.owner == "po"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"by: {days_before(1)}", "1 day ago: never told"),
        (f"by: {days_before(0)}", None),
        (f"by: {days_before(9)}, sent: [{days_before(12)}]", None),
        (f"every: 8 days, by: {days_before(90)}, sent: [{days_before(11)}]", f"last told on {days_before(11)}"),
        (f"every: 8 days, by: {days_before(90)}, sent: [{days_before(10)}]", None),
        ("to: [teams]", None),
    ],
)
def test_what_was_to_be_told_and_was_not_is_late(text, said):
    found = findings("CHG005", f"title: A\ncommunication: {{c: {{{text}}}}}")
    assert [said in f.problem for f in found] == ([True] if said else [])


def measured(refreshed="", settles="0", last=0):
    text = f"""
title: A
kpis:
  late: {{unit: 1, data: t, value: v, across: share, at: d, settles: {settles}}}
  other: {{unit: 1, data: t, value: w, across: share, at: d}}
data: {{t: {{source: t.csv, owner: bo{refreshed}}}}}
"""
    return text, kpis(late=reading(0.2, span=(days_before(900), days_before(last))))


@pytest.mark.parametrize(
    ("made", "stale"),
    [
        (measured(last=183), False),
        (measured(last=184), True),
        (measured(", refreshed: 1 day", last=32), False),
        (measured(", refreshed: 1 day", last=33), True),
        (measured(", refreshed: 1 day", settles="14 days", last=46), False),
        (measured(", refreshed: 1 day", settles="14 days", last=47), True),
    ],
)
def test_data_is_stale_a_month_after_it_should_have_been_refreshed_or_after_half_a_year(made, stale):
    assert bool(findings("CHG002", *made)) is stale


def test_stale_data_is_told_once_with_the_kpis_on_it():
    found = only("CHG002", *measured(", refreshed: 7 days", last=100))
    assert found.problem == (
        f"Data set `t` ends on {days_before(100)}, 100 days before {AS_OF}, though it is refreshed every 7 days; "
        "KPI `late` is measured on it."
    )
    assert (found.subject, found.owner) == ("data.t", "bo")


def test_without_data_nothing_is_said_of_its_age():
    outcome = run(case_of(measured()[0]), [held("CHG002", None)])
    assert [each.code for each in outcome.skipped] == ["CHG002"]
    assert outcome.ran == ()


def waiver(**changes):
    given = {
        "rule": "KPI001",
        "subject": "kpis.late",
        "because": "R",
        "by": "bo",
        "approved_by": "coo",
        "until": "2026-02-01",
    }
    return "  - {" + ", ".join(f"{key}: {value}" for key, value in {**given, **changes}.items() if value) + "}\n"


PEOPLE = "title: A\npeople: {bo: {role: po}, ana: {role: po}, coo: {role: sponsor}}\n"


@pytest.mark.parametrize(("until", "over"), [("2026-01-15", False), ("2026-01-14", True)])
def test_a_waiver_holds_on_its_last_day(until, over):
    found = findings("CHG003", PEOPLE, waivers="waivers:\n" + waiver(until=until))
    assert [f.problem for f in found] == ([f"1 waiver ran out: KPI001 on `kpis.late` ({until})."] if over else [])


def test_waivers_that_ran_out_are_told_at_once_where_the_first_of_them_stands():
    rows = waiver() + waiver(until="2026-01-01") + waiver(until="2025-12-01", rule="WRK001")
    found = only("CHG003", PEOPLE, waivers="waivers:\n" + rows)
    assert (
        found.problem == "2 waivers ran out: KPI001 on `kpis.late` (2026-01-01) and WRK001 on `kpis.late` (2025-12-01)."
    )
    assert (found.place.file, found.place.line, found.owner) == ("waivers.yaml", 3, "bo")


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({}, None),
        ({"until": ""}, "it has no last day"),
        ({"because": ""}, "it does not say why"),
        ({"approved_by": "ana"}, "who asked and who allowed it have the same role, `po`"),
        ({"rule": "DOC021"}, "DOC021 cannot be waived"),
        ({"by": "", "approved_by": ""}, "nobody is named who asked for it and nobody allowed it"),
    ],
)
def test_a_waiver_that_does_not_hold_says_why_and_is_not_told_as_expired_too(changes, lacks):
    text = "waivers:\n" + waiver(**changes)
    found = findings("CHG004", PEOPLE, waivers=text)
    rule = changes.get("rule", "KPI001")
    assert [f.problem for f in found] == (
        [f"1 waiver has no effect: {rule} on `kpis.late` ({lacks})."] if lacks else []
    )
    assert findings("CHG003", PEOPLE, waivers=text) == ()


def test_a_long_list_of_waivers_is_shortened():
    rows = "".join(waiver(until="", subject=f"kpis.k{n}") for n in range(6))
    assert only("CHG004", PEOPLE, waivers="waivers:\n" + rows).problem.endswith(" and 2 more.")
