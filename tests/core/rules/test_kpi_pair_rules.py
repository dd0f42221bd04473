"""Rules about KPIs beside each other: one name for two, one measure two ways, metrics that move no business."""

import pytest

from core.rules.cases import findings, only

CALLS = """
title: Calls
kpis:
  one: {{unit: minute, owner: cmo, data: calls, value: minutes, across: mean, at: day, {one}}}
  two: {{unit: minute, owner: cfo, data: calls, value: "{value}", across: mean, at: day, {two}}}
data:
  calls: {{source: calls.csv, owner: it}}
"""


def calls(one, two, value="minutes"):
    return CALLS.format(one=one, two=two, value=value)


def test_two_kpis_of_one_title_are_told_once_whatever_capitals_and_marks():
    text = """
title: x
kpis:
  a: {title: Settlement time, owner: bo}
  b: {title: "SETTLEMENT  time.", owner: cfo}
  c: {title: settlement-time}
  d: {title: Time}
  e: {title: "..."}
  f: {title: "!"}
"""
    found = only("KPI016", text)
    assert found.problem == "KPIs `a`, `b` and `c` bear the same title, `Settlement time`."
    assert (found.subject, found.owner) == ("kpis.b", "cfo")


def test_a_competing_definition_may_bear_the_title_of_its_base():
    text = """
title: x
kpis:
  a: {title: Settlement time}
  b: {title: Settlement time, instead_of: a}
"""
    assert findings("KPI016", text) == ()


PORTFOLIO = """
trueup: 1
kpis:
  lateness: {title: Late arrivals, unit: 1, direction: decrease, owner: coo}
"""


def test_a_kpi_named_like_one_of_the_portfolio_is_told_unless_that_one_is_used():
    own = "title: x\nkpis:\n  late: {title: late arrivals, owner: bo}\n"
    found = only("KPI016", own, portfolio=PORTFOLIO)
    assert found.fix.startswith("Use `lateness` where the portfolio's is meant")
    assert findings("KPI016", "title: x\nobjective: {statement: x, kpi: lateness}\n", portfolio=PORTFOLIO) == ()


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("direction: increase", "direction: decrease"),
        ("direction: decrease", "direction: increase"),
        ("direction: at_least, target: 6", "direction: decrease, target: 4"),
        ("direction: increase, target: 6", "direction: at_most, target: 5"),
        ("direction: at_least, target: 6", "direction: at_most, target: 5"),
    ],
)
def test_two_wishes_that_leave_no_level_for_both_are_told(one, two):
    found = only("KPI017", calls(one, two))
    assert "cannot both be reached" in found.problem


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("direction: increase", "direction: increase"),
        ("direction: increase", "direction: at_least"),
        ("direction: at_least, target: 3", "direction: at_most, target: 5"),
        ("direction: increase, target: 5", "direction: at_most, target: 5"),
        ("direction: at_least", "direction: decrease, target: 4"),
    ],
)
def test_a_limit_that_leaves_room_is_no_contradiction(one, two):
    assert findings("KPI017", calls(one, two)) == ()


def test_blanks_make_no_other_measure_and_another_value_does():
    one, two = "direction: increase", "direction: decrease"
    assert len(findings("KPI017", calls(one, two, value=" minutes "))) == 1
    assert findings("KPI017", calls(one, two, value="minutes + 1")) == ()


def test_the_clash_says_who_wants_what():
    found = only("KPI017", calls("direction: at_least, target: 6", "direction: decrease, target: 4"))
    assert found.problem == (
        "KPIs `one` and `two` measure the same, and cannot both be reached: `one` shall stay at least 6 minutes, "
        "`two` shall fall to 4 minutes."
    )
    assert "`cmo` and `cfo`" in found.fix
    assert (found.subject, found.owner) == ("kpis.two", "cfo")


METRICS = """
title: x
objective: {{statement: Ten days, owner: coo, kpi: {decides}, guardrails: [{guards}]}}
kpis:
  days: {{unit: day, direction: decrease, owner: bo}}
  recall: {{kind: model, unit: 1, direction: increase, owner: ana{recall}}}
  labels: {{kind: data, unit: 1, direction: increase{labels}}}
"""


def metrics(decides="days", guards="", recall="", labels=""):
    return METRICS.format(decides=decides, guards=guards, recall=recall, labels=labels)


def test_a_metric_that_reaches_no_kpi_of_the_business_is_told_with_its_owner():
    assert [(f.subject, f.owner) for f in findings("KPI018", metrics())] == [
        ("kpis.recall", "ana"),
        ("kpis.labels", "coo"),
    ]


def test_a_metric_may_reach_the_business_through_another_metric():
    assert findings("KPI018", metrics(recall=", drives: days", labels=", drives: recall")) == ()
    assert len(findings("KPI018", metrics(labels=", drives: recall"))) == 2


def test_a_guardrail_needs_no_business_kpi():
    assert findings("KPI018", metrics(guards="recall, labels")) == ()


def test_a_metric_that_decides_is_told_even_where_it_drives_the_business():
    found = only("KPI018", metrics(decides="recall", recall=", drives: days", labels=", drives: days"))
    assert found.problem == "The objective is decided by `recall`, a model metric: no KPI of the business decides."
    assert found.owner == "coo"
