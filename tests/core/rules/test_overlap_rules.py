"""Rules over several initiatives: what they claim twice, define differently, stretch or do not share."""

import pytest

from core.rules.cases import case_of, kpis, only_over, over, reading
from trueup.core.rules.shared import file_of

SHARED = """
currency: EUR
kpis: {days: {unit: day, direction: decrease, owner: coo, baseline: 14, target: 10, worth: (baseline - level) * cost}}
assumptions: {cost: {range: 9000, unit: EUR/day/year}}
"""
DECIDES = "title: T\nobjective: {statement: S, owner: coo, kpi: days}\n"
GUARDS = "title: T\nobjective: {statement: S, owner: coo, guardrails: [days]}\n"


def test_a_shared_kpi_that_two_promise_is_a_note_with_their_shares():
    found = only_over("OVL001", SHARED, a=DECIDES, b=DECIDES, c=GUARDS)
    assert found.problem == (
        "The claims on the benefit of KPI `days` come to 200 % of it, €36,000 a year: `a` 100 % (not stated) and `b` "
        "100 % (not stated). They count pro rata: 50 % and 50 %."
    )
    assert (found.severity, found.owner, found.place.file) == ("notes", "coo", "portfolio.yaml")


def test_what_the_work_costs_is_not_told_as_the_benefit_that_two_claim():
    measured_only = SHARED.replace("baseline: 14", "baseline: {from: 2025-01-01, to: 2025-12-31}")
    works = [
        f"{DECIDES}rates: {{default: 100}}\nepics: {{A: {{estimate: {days}, advances: days}}}}\n" for days in (70, 10)
    ]
    found = only_over("OVL001", measured_only, a=works[0], b=works[1])
    assert found.problem.startswith("The claims on the benefit of KPI `days` come to 200 % of it: `a` 100 %")
    assert found.stake is None


def test_a_benefit_that_only_one_of_two_could_compute_is_no_sum_of_both():
    text = own()
    seen = kpis(days=reading(14))
    found = only_over("OVL001", "title: P", a=(text, seen), b=text)
    assert found.problem.endswith("measure one thing on the same file, and each counts all of its benefit.")
    both = only_over("OVL001", "title: P", a=(text, seen), b=(text, seen))
    assert both.problem.endswith("each counts all of its benefit: €72,000 a year in all.")


def claiming(share, text=DECIDES):
    return f"{text}claims: {{days: {share}}}\n"


def test_claims_that_come_to_no_more_than_the_whole_are_agreed():
    assert over("OVL001", SHARED, a=claiming("60 %"), b=claiming("40 %"), c=claiming("0 %")) == ()


def test_of_many_claims_the_first_are_named():
    found = only_over("OVL001", SHARED, **{name: claiming("25 %") for name in "abcdef"})
    assert found.problem.endswith(
        "150 % of it, €36,000 a year: `a` 25 %, `b` 25 %, `c` 25 %, `d` 25 % and 2 more. They count pro rata: 16.67 %, "
        "16.67 %, 16.67 %, 16.67 % and 2 more."
    )


@pytest.mark.parametrize("other", [GUARDS, "title: T\n"])
def test_one_claim_is_no_claim_twice(other):
    assert over("OVL001", SHARED, a=DECIDES, b=other) == ()


CHAIN = """
currency: EUR
kpis:
  days: {unit: day, direction: decrease, owner: coo, baseline: 14, target: 10, worth: (baseline - level) * cost}
  steps: {unit: step, direction: decrease, owner: ops, baseline: 4, target: 2, worth: (baseline - level) * each,
    drives: asked}
  asked: {unit: 1, direction: decrease, drives: days}
assumptions: {cost: {range: 9000, unit: EUR/day/year}, each: {range: 4000, unit: EUR/step/year}}
"""
STEPS = "title: T\nobjective: {statement: S, owner: coo, kpi: steps}\n"


def test_a_kpi_and_its_driver_that_two_promise_are_the_same_money():
    found = only_over("OVL007", CHAIN, a=DECIDES, b=claiming("60 %"), c=STEPS)
    assert found.problem == (
        "KPI `steps` drives KPI `days`: their benefit is the same money, and it is claimed of both. Of `steps`: `c` "
        "100 % (not stated), €8,000 a year. Of `days`: `a` 100 % (not stated) and `b` 60 %, €57,600 a year. Nothing is "
        "cut between the two."
    )
    assert (found.severity, found.subject, found.owner, found.place.file) == (
        "warns",
        "kpis.steps",
        "ops",
        "portfolio.yaml",
    )
    assert found.stake.value == 8_000


def test_a_driver_that_an_initiative_defines_for_itself_is_told_in_its_document():
    text = STEPS + "kpis: {steps: {unit: step, direction: decrease, owner: me, worth: 1000 EUR/year, drives: days}}\n"
    text = text.replace("1000 EUR/year", "(baseline - level) * each, baseline: 4, target: 2")
    found = only_over("OVL007", CHAIN, a=DECIDES, c=text)
    assert (found.owner, found.place.file) == ("me", "c/initiative.yaml")


@pytest.mark.parametrize(
    ("initiatives", "portfolio"),
    [
        ({"a": claiming("60 %"), "c": f"{STEPS}claims: {{steps: 40 %}}\n"}, CHAIN),
        ({"a": DECIDES, "c": STEPS}, CHAIN.replace("drives: days", "title: Q")),
        ({"a": GUARDS, "c": STEPS}, CHAIN),
        ({"c": f"{STEPS}operational_goals: {{g: {{statement: S, moves: days}}}}\n"}, CHAIN),
    ],
    ids=["agreed", "not linked", "only guarded", "in one document"],
)
def test_money_of_a_chain_that_is_claimed_once_is_left_alone(initiatives, portfolio):
    assert over("OVL007", portfolio, **initiatives) == ()


OWN = """
title: T
currency: EUR
objective: {{statement: S, owner: coo, kpi: {name}}}
kpis:
  {name}: {{title: {title}, unit: day, direction: decrease, owner: bo, data: t, value: {value}, across: mean, at: d,
    baseline: {{from: 2025-01-01, to: 2025-12-31}}, target: 10, worth: (baseline - level) * cost}}
assumptions: {{cost: {{range: 9000, unit: EUR/day/year}}}}
data: {{t: {{source: {source}, owner: {owner}}}}}
"""


def own(name="days", title="Days per claim", value="n", source="../log.csv", owner="bo"):
    return OWN.format(name=name, title=title, value=value, source=source, owner=owner)


def test_one_measure_on_one_file_priced_in_two_documents_is_counted_in_full_twice():
    found = only_over("OVL001", "title: P", a=own(), b=own(name="dauer", title="days  per CLAIM"))
    assert found.problem.startswith("`a` (`kpis.days`) and `b` (`kpis.dauer`) measure one thing on the same file")
    assert (found.severity, found.place.file) == ("warns", "b/initiative.yaml")
    assert (
        "together they count 140 % of its benefit"
        in only_over("OVL001", "title: P", a=own(), b=claiming("40 %", own())).problem
    )
    assert over("OVL001", "title: P", a=claiming("60 %", own()), b=claiming("40 %", own())) == ()
    assert over("OVL001", "title: P", a=own(), b=own(source="log.csv")) == ()
    assert over("OVL001", "title: P", a=own(), b=own(title="Days of a letter")) == ()


def test_one_kpi_defined_differently_is_told_once_however_many_do():
    found = only_over("OVL002", "title: P", a=own(), b=own(value="m"), c=own(value="m"), d=own())
    assert found.problem == (
        "`b` defines KPI `days` (Days per claim) otherwise than `a`: they differ in `value`; so does 1 more initiative."
    )
    assert (found.place.file, found.owner) == ("b/initiative.yaml", "bo")


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (own(source="log.csv"), False),
        (own(value="m", title="Days of a letter"), False),
        (own(value="m", name="dauer"), True),
        (own(value="m", title=""), True),
        (own(value="m", title="").replace("unit: day", "unit: day, kind: model").replace("worth:", "because:"), False),
        ("title: T\nkpis: {days: {title: Days per claim, unit: day}}", False),
        ("title: T\nkpis: {days: {title: Days per claim, unit: minute}}", True),
    ],
)
def test_kpis_are_one_by_their_title_or_by_their_id_where_one_has_none(other, told):
    assert bool(over("OVL002", "title: P", a=own(), b=other)) is told


def plan(days, due="2026-01-30", people=""):
    return f"title: T\nepics: {{E1: {{estimate: {days}, assignee: ana, due: {due}}}}}\n{people}"


def test_two_plans_that_fit_alone_and_not_together():
    found = only_over("OVL003", "people: {ana: {}}", a=plan(8), b=plan(6))
    assert (
        found.problem
        == "`ana` has 14 days of work until 2026-01-30 (8 days in `a` and 6 days in `b`), and 12 days until then."
    )
    assert (found.subject, found.place.file) == ("people.ana", "portfolio.yaml")


@pytest.mark.parametrize(
    ("portfolio", "plans"),
    [
        ("people: {ana: {}}", {"a": plan(8), "b": plan(5)}),
        ("people: {ana: {}}", {"a": plan(14), "b": plan(1)}),
        ("people: {ana: {}}", {"a": plan(8), "b": plan(8, due="2026-03-31")}),
        ("people: {ana: {left: 2026-01-01}}", {"a": plan(8), "b": plan(8)}),
        ("title: P", {"a": plan(8), "b": plan(8)}),
        ("title: P", {n: plan(5, people="people: {ana: {availability: 0.5}}") for n in "ab"}),
    ],
)
def test_what_fits_or_is_told_in_one_initiative_is_left_alone(portfolio, plans):
    assert over("OVL003", portfolio, **plans) == ()


def test_where_only_initiatives_list_somebody_their_shares_add_up_to_a_week_at_most():
    half = "people: {ana: {availability: 0.8}}"
    assert only_over("OVL003", "title: P", a=plan(9, people=half), b=plan(5, people=half))


@pytest.mark.parametrize(
    ("one", "other", "severity"),
    [
        (own(), own(owner="it"), "warns"),
        (own(), own(), None),
        (own(source="log.csv"), own(source="log.csv", owner="it"), "notes"),
        (own(source="log.csv"), own(source="rows.csv", owner="it"), None),
        (own(), own(source="../a/../log.csv", owner="it"), "warns"),
        (own(), "title: T\ndata: {t: {source: ../log.csv}}", None),
    ],
)
def test_data_is_one_by_its_file_or_by_id_and_name_of_its_file(one, other, severity):
    found = over("OVL004", "title: P", a=one, b=other)
    assert [f.severity for f in found] == ([severity] if severity else [])


def test_data_is_one_by_id_and_title_and_told_with_its_owners():
    one = "title: T\ndata: {t: {title: The log, source: x.csv, owner: bo}}"
    other = "title: T\ndata: {t: {title: the LOG, source: s3://y.csv, owner: it}}"
    found = only_over("OVL004", "title: P", a=one, b=other)
    assert found.problem == "Data set `t` is owned by `bo` in `a` and `it` in `b`."
    assert (found.severity, found.place.file) == ("warns", "b/initiative.yaml")


@pytest.mark.parametrize(
    ("source", "file"),
    [
        ("log.csv", "a/log.csv"),
        ("./x/../log.csv", "a/log.csv"),
        ("../log.csv", "log.csv"),
        ("../../log.csv", "../log.csv"),
        ("/srv/log.csv", "/srv/log.csv"),
        ("s3://bucket/../log.csv", "s3://bucket/../log.csv"),
    ],
)
def test_a_source_is_seen_from_the_portfolio(source, file):
    assert file_of(case_of(own(source=source), folder="a"), "t") == file


ALONE = "title: T\nobjective: {statement: S, owner: zoe}"


@pytest.mark.parametrize(
    ("portfolio", "tie"),
    [
        ("strategic_objectives: {x: S}", "title: T\nsupports: [x]"),
        ("title: P", ALONE),
        ("title: P", "title: T\ndata: {t: ../log.csv}"),
        ("title: P", "title: T\nkpis: {k: {title: One, unit: 1}}"),
        ("kpis: {k: {unit: 1}}", "title: T\nobjective: {statement: S, kpi: k}"),
    ],
)
def test_what_two_share_keeps_both_from_being_isolated_and_the_third_is_told(portfolio, tie):
    found = only_over("OVL005", portfolio, a=tie, b=tie, c="title: Other")
    assert found.problem.startswith("`c` shares no strategic objective, KPI, data or person with any of the other 2.")
    assert (found.severity, found.place.file, found.place.line) == ("notes", "c/initiative.yaml", 1)


def test_a_row_of_the_data_strategy_ties_and_one_initiative_alone_is_not_isolated():
    rows = "data_strategy: {r: {decision: D, initiatives: [a, b]}}"
    assert over("OVL005", rows, a="title: T", b="title: U") == ()
    assert over("OVL005", "title: P", a="title: T") == ()


def owns(count, prefix):
    rows = "".join(f"  {prefix}{n}: {{unit: 1, owner: a}}\n" for n in range(count))
    return f"title: T\nkpis:\n{rows}data: {{t: {{source: ../log.csv, owner: a}}}}\n"


def test_what_somebody_owns_is_summed_over_initiatives_and_what_they_share_counts_once():
    assert over("OVL006", "title: P", a=owns(6, "x"), b=owns(5, "y")) == ()
    found = only_over("OVL006", "title: P", a=owns(6, "x"), b=owns(6, "y"))
    assert found.problem == "`a` owns 13 KPIs, data sets, goals and risks in `a` and `b`."
    assert over("OVL006", "title: P", a=owns(20, "x")) == ()
