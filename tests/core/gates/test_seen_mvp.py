"""The MVP's cost is among the figures that signers see, in the agreements that speak of work."""

from __future__ import annotations

import pytest

from core.rules.cases import case_of
from trueup.core.gates.seen import drifts, figures
from trueup.core.model.evidence import Evidence
from trueup.core.model.ledger import Seen
from trueup.core.rules.in_mvp import in_mvp

WORK = """
title: Faster claims
currency: EUR
rates: {default: 500}
kpis: {late: {unit: 1, direction: decrease}}
epics:
  E1:
    advances: late
    estimate: 30
    stories:
      S1: {estimate: 4, tasks: {T1: {estimate: 1}, T2: {estimate: 2}}}
      S2: {estimate: 3, status: cancelled}
      S3: {estimate: 5}
  E2: {estimate: 10}
  E3: {title: without a price}
  E4: {stories: {S9: {estimate: 7, status: cancelled}}}
"""


def cost(text, kind="blueprint"):
    case = case_of(text)
    found = [each.seen.value for each in figures(kind, case.initiative, case.evidence) if "MVP" in each.seen.name]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("mvp", "euros"),
    [("[E1]", 15_000), ("[E1.S1, S3]", 4_500), ("[S1, E2]", 7_000), ("[E2, E3]", 5_000)],
)
def test_it_is_the_price_of_the_leaves_in_what_the_mvp_names_as_the_rules_count_it(mvp, euros):
    text = f"{WORK}mvp: {mvp}\n"
    assert cost(text) == euros == in_mvp(case_of(text)).cost


@pytest.mark.parametrize("mvp", ["mvp: [E3]", "mvp: [E4]", "mvp: [S2]", ""])
def test_without_a_price_or_an_mvp_there_is_no_figure(mvp):
    assert cost(f"{WORK}{mvp}\n") is None


@pytest.mark.parametrize(
    ("kind", "there"), [("objective", False), ("consensus", False), ("delivery", True), ("pilot", True)]
)
def test_it_stands_beside_agreements_about_work_alone(kind, there):
    assert (cost(f"{WORK}mvp: [E2]\n", kind) is not None) is there


def test_without_rates_it_is_effort_and_without_spend_figures_it_is_not_known():
    text = f"{WORK}mvp: [E2]\n".replace("rates: {default: 500}\n", "")
    assert cost(text) == 10
    case = case_of(text)
    assert figures("blueprint", case.initiative, Evidence()) == ()


@pytest.mark.parametrize(("euros", "moved"), [(5_000, 0), (5_400, 0), (6_000, 1), (2_000, 0)])
def test_it_is_suspect_where_it_became_dearer_and_not_where_work_was_done(euros, moved):
    case = case_of(f"{WORK}mvp: [E2]\n".replace("500", str(euros / 10)))
    saw = (Seen("MVP still to be paid", 5_000.0, "EUR", "estimated"),)
    assert len(list(drifts(saw, figures("blueprint", case.initiative, case.evidence), 0.1))) == moved
