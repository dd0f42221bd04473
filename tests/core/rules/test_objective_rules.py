"""Rules about the objective and the operational goals."""

from core.rules.cases import findings, only

OBJECTIVE = """
title: Faster claims
objective: {{statement: Settle claims in ten days, owner: {owner}, kpi: days, guardrails: [{guardrails}]}}
kpis:
  days: {{unit: day, direction: decrease, owner: bo}}
  disputed: {{unit: "1", direction: at_most, owner: bo}}
people:
  bo: {{side: business}}
  ed: {{side: operations}}
  gone: {{side: business, left: 2025-06-30}}
"""


def test_the_fix_names_the_only_kpi_that_could_decide_and_a_guardrail_is_none():
    text = """
    title: Faster claims
    objective: {statement: Settle claims in ten days, owner: coo, guardrails: disputed}
    kpis:
      days: {unit: day}
      disputed: {unit: "1"}
    """
    assert only("OBJ002", text).fix.startswith("Add `kpi: days` to the objective")


def test_a_choice_is_offered_where_several_kpis_could_decide():
    text = """
    title: Faster claims
    objective: {statement: Settle claims in ten days, owner: coo}
    kpis: {days: {unit: day}, steps: {unit: step}}
    """
    assert "name one of `days` and `steps`" in only("OBJ002", text).fix


def test_the_deciding_kpi_does_not_guard_itself():
    assert "is the KPI that decides" in only("OBJ003", OBJECTIVE.format(owner="bo", guardrails="days")).problem
    assert findings("OBJ003", OBJECTIVE.format(owner="bo", guardrails="days, disputed")) == ()


def test_operations_may_own_the_outcome():
    assert findings("OBJ004", OBJECTIVE.format(owner="ed", guardrails="disputed")) == ()


def test_somebody_who_has_left_or_is_not_listed_owns_nothing():
    for owner in ("gone", "ann"):
        found = only("OBJ005", OBJECTIVE.format(owner=owner, guardrails="disputed"))
        assert found.problem == f"The owner of the objective, `{owner}`, is not among the people who are there."


def test_a_strategic_objective_without_a_portfolio_cannot_be_looked_up():
    text = "title: Faster claims\nsupports: [cost-to-serve]\n"
    assert only("OBJ006", text).problem.startswith("The initiative supports `cost-to-serve`, but no portfolio")
    assert findings("OBJ006", "title: Faster claims\n") == ()


def test_a_portfolio_without_a_strategy_asks_for_nothing():
    assert findings("OBJ006", "title: Faster claims\n", portfolio="title: Claims\n") == ()


def test_a_goal_that_moves_a_driver_leads_to_the_objective():
    text = """
    title: Faster claims
    objective: {{statement: Settle claims in ten days, owner: coo, kpi: days}}
    kpis:
      days: {{unit: day}}
      waiting: {{unit: day, drives: [days]}}
      clicks: {{unit: click}}
    operational_goals:
      route: {{statement: Propose the handler, owner: tech, moves: [{moves}]}}
    epics:
      E1: {{title: Portal, for: route, advances: days, estimate: 30}}
    """
    assert findings("OBJ009", text.format(moves="clicks, waiting")) == ()
    found = only("OBJ009", text.format(moves="clicks"))
    assert "moves `clicks` only" in found.problem
    assert (found.owner, found.stake.value, found.stake.unit) == ("tech", 30.0, "day")


def test_a_goal_without_any_kpi_is_told_even_where_nothing_decides_yet():
    text = """
    title: Faster claims
    operational_goals:
      route: {statement: Propose the handler, owner: tech}
    """
    assert only("OBJ009", text).subject == "operational_goals.route.moves"
    assert (
        findings(
            "OBJ009", text.replace("owner: tech", "owner: tech, moves: days") + "\n    kpis: {days: {unit: day}}\n"
        )
        == ()
    )


def test_a_goal_whose_owner_left_has_none():
    text = """
    title: Faster claims
    operational_goals:
      route: {statement: Propose the handler, owner: ana}
    people:
      ana: {side: technology, left: 2026-01-15}
    """
    assert "`ana`, is not among the people" in only("OBJ010", text).problem
    assert findings("OBJ010", text.replace("2026-01-15", "2026-01-16")) == ()
