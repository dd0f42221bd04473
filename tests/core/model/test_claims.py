"""What initiatives claim of a KPI's benefit: what each claims, how claims are shared out, which claims are faults."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading import document, only_fault
from trueup.core.model.claims import beyond_whole, claims_of, counted, total_of

PAGE = (Path(__file__).parents[3] / "docs" / "figures.md").read_text("utf-8")
TABLE = re.search(r"^\| claims \| sum \| counted \|\n.*\n((?:\|.*\n)+)", PAGE, re.MULTILINE)[1]
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.splitlines()]
SHARES = st.floats(0, 1, allow_nan=False)


def percents(cell):
    return [float(each.removesuffix("%")) / 100 for each in cell.split(",")]


def shared_out(claims):
    """What counts of each claim on one KPI."""
    total = total_of(claims)
    return [counted(claim, total) for claim in claims]


@pytest.mark.parametrize(("claims", "total", "counts"), ROWS)
def test_claims_are_shared_out_as_the_page_of_figures_says(claims, total, counts):
    assert total_of(percents(claims)) == pytest.approx(percents(total)[0])
    assert shared_out(percents(claims)) == pytest.approx(percents(counts))


@given(st.lists(SHARES, max_size=30))
def test_no_more_than_the_whole_ever_counts_and_nobody_gets_more_than_they_claim(claims):
    found = shared_out(claims)
    assert sum(found) <= 1 + 1e-9
    assert all(0 <= share <= claim for share, claim in zip(found, claims, strict=True))


@given(st.lists(SHARES, min_size=1, max_size=30).flatmap(lambda c: st.tuples(st.just(c), st.permutations(c))))
def test_the_order_of_claims_means_nothing(both):
    claims, shuffled = both
    assert dict(zip(claims, shared_out(claims), strict=True)) == dict(zip(shuffled, shared_out(shuffled), strict=True))


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=30))
def test_what_is_cut_is_cut_pro_rata(claims):
    found = shared_out(claims)
    if beyond_whole(total_of(claims)):
        assert sum(found) == pytest.approx(1)
    kept = [share / claim for share, claim in zip(found, claims, strict=True)]
    assert kept == pytest.approx([kept[0]] * len(kept))


def test_claims_that_are_meant_to_come_to_the_whole_do():
    assert not beyond_whole(total_of([0.7, 0.2, 0.1]))
    assert not beyond_whole(total_of([1 / 3 + 1e-12] * 3))
    assert beyond_whole(total_of([0.5, 0.501]))


# ---- what an initiative claims ---------------------------------------------------------------------------------------

PORTFOLIO = """
currency: EUR
kpis:
  days: {unit: day, direction: decrease, baseline: 14, target: 10, worth: (baseline - level) * cost}
  steps: {unit: step, direction: decrease, drives: days}
  asked: {unit: 1, direction: decrease, drives: letters}
  letters: {unit: 1, direction: decrease, baseline: 9, target: 8, worth: (baseline - level) * letter}
assumptions: {cost: {range: 9000, unit: EUR/day/year}, letter: {range: 9, unit: EUR/year}}
"""


def claims(text, portfolio=PORTFOLIO):
    return dict(claims_of(document(f"title: T\n{text}", portfolio)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("objective: {statement: S, kpi: days}", {"days": 1}),
        ("objective: {statement: S, kpi: days}\nclaims: {days: 40 %}", {"days": 0.4}),
        ("objective: {statement: S, kpi: days}\nclaims: {days: 0 %}", {}),
        ("operational_goals: {route: {statement: G, moves: days}}", {"days": 1}),
        ("epics: {E1: {advances: days}}", {"days": 1}),
        ("epics: {E1: {advances: days, status: cancelled}}", {}),
        ("epics: {E1: {advances: days, status: cancelled}}\nclaims: {days: 0.1}", {"days": 0.1}),
        ("objective: {statement: S, kpi: steps}", {"days": 1}),
        ("objective: {statement: S, kpi: letters}\nepics: {E1: {advances: asked}}", {"letters": 1}),
        ("objective: {statement: S, guardrails: [days]}", {}),
        ("objective: {statement: S, kpi: letters, guardrails: [days]}", {"letters": 1}),
        ("kpis: {all: {unit: 1, formula: days + 1}}\nobjective: {statement: S, kpi: all}", {}),
        ("kpis: {all: {unit: 1, formula: days + 1}}\nclaims: {days: 25 %}", {"days": 0.25}),
    ],
)
def test_an_initiative_claims_what_it_works_on_or_what_it_says(text, found):
    assert claims(text) == found


def test_a_kpi_of_its_own_is_claimed_whole_whatever_works_on_it():
    own = PORTFOLIO.split("kpis:")[1]
    assert claims(f"currency: EUR\nkpis:{own}", portfolio=None) == {"days": 1, "letters": 1}


# ---- claims at fault -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "problem", "fix"),
    [
        ("claims: {dayz: 1}", "DOC024", "`claims.dayz` names the KPI `dayz`, which is not defined.", "Write `days`."),
        (
            "claims: {days: 1}",
            "DOC025",
            "`claims.days` claims of KPI `days`, which this initiative does not use.",
            "Name it as the deciding KPI, in `moves:` of a goal or in `advances:` of work, or remove the claim.",
        ),
        (
            "objective: {statement: S, guardrails: [days]}\nclaims: {days: 1}",
            "DOC025",
            "`claims.days` claims of KPI `days`, which is a guardrail here, and guardrails carry no benefit.",
            "Remove the claim, or take the KPI out of `objective.guardrails`.",
        ),
        (
            "objective: {statement: S, kpi: steps}\nclaims: {steps: 1}",
            "DOC025",
            "`claims.steps` claims of KPI `steps`, which does not say what it is worth.",
            "Add `worth:` to `steps`, or remove the claim.",
        ),
        (
            "kpis: {old: {instead_of: days}}\nclaims: {old: 1}",
            "DOC025",
            "`claims.old` claims of a competing definition of `days`, and those carry no benefit.",
            "Claim of `days`, or remove the claim.",
        ),
        (
            "objective: {statement: S, kpi: days}\nclaims: {days: 140 %}",
            "DOC022",
            "`claims.days`: `140 %` is not between 0 and 1.",
            "Write a number from 0 to 1 such as 0.3, or 30 %.",
        ),
    ],
)
def test_a_claim_that_brings_no_money_is_a_fault(text, code, problem, fix):
    found = only_fault(f"title: T\n{text}\n", PORTFOLIO)
    assert (found.code, found.problem, found.fix) == (code, problem, fix)


def test_a_claim_of_a_kpi_that_could_not_be_read_is_not_told_as_well():
    text = "title: T\nkpis: {late: {unit: 1, worht: 5}}\nclaims: {late: 1}\n"
    assert only_fault(text).code == "DOC020"
