"""Rules about the objective as an outcome: no solution in it, measured, decided by one KPI, apart from the product."""

import pytest

from core.rules.cases import findings, only

CLAIMS = """
title: Faster claims
currency: EUR
objective: {{statement: "{statement}", owner: coo, kpi: days{more}}}
kpis:
  days: {{unit: day, direction: decrease, owner: bo, baseline: 14{kpi}}}
{rest}
"""
TARGET = ", target: {value: 10, by: 2026-12-31}"


def claims(statement="Settle claims in ten days", more="", kpi=TARGET, rest=""):
    return CLAIMS.format(statement=statement, more=more, kpi=kpi, rest=rest)


# ---- OBJ011 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("Introduce an AI assistant", "AI"),
        ("Become an A.I. company", "A.I"),
        ("Handle claims with machine learning", "machine learning"),
        ("A chatbot for our customers", "chatbot"),
        ("Use an LLM in claims", "LLM"),
        ("Train a model on past claims", "Train a model"),
        ("Ein Assistent mit künstlicher Intelligenz", "künstlicher Intelligenz"),
    ],
)
def test_an_objective_that_names_a_technology_is_told(statement, word):
    found = only("OBJ011", claims(statement))
    assert (found.subject, found.severity, found.owner) == ("objective.statement", "warns", "coo")
    assert f"`{word}`" in found.problem


@pytest.mark.parametrize(
    "statement",
    [
        "Settle claims in ten days",
        "Comply with the AI Act by August",
        "Reach break-even with the new subscription model",
        "Introduce a pricing model that customers understand",
        "Fill 50 ML bottles without a spill",
        "Maintain the main plant again",
        "Raise the share of models in stock to 95 %",
    ],
)
def test_an_objective_without_a_solution_is_not_told(statement):
    assert findings("OBJ011", claims(statement)) == ()


def test_an_outcome_that_also_names_its_means_is_only_a_note():
    assert only("OBJ011", claims("Cut the cost of a claim by 10 % with AI")).severity == "notes"
    assert only("OBJ011", claims("Introduce 3 AI assistants")).severity == "warns"


def test_a_solution_named_before_the_objective_is_told_with_both_days():
    text = claims(
        more=", since: 2025-09-01",
        rest="""
options:
  keep: {kind: do_nothing, since: 2024-01-01}
  router: {kind: ml, since: 2025-08-31}
  lookup: {kind: rules, since: 2025-09-01}
  letters: {kind: process_change}
operational_goals:
  route: {statement: Propose the handler, moves: [days], since: 2025-03-01}
""",
    )
    found = only("OBJ011", text)
    assert found.problem == (
        "Option `router` (2025-08-31) and operational goal `route` (2025-03-01) were named before the objective "
        "(2025-09-01)."
    )
    assert findings("OBJ011", text.replace(", since: 2025-09-01}", "}", 1)) == ()


# ---- OBJ012 ----------------------------------------------------------------------------------------------------------


def test_a_sentence_without_figure_or_day_is_told_with_what_its_kpi_says():
    found = only("OBJ012", claims("Settle claims faster"))
    assert found.problem.endswith("its KPI `days` says 10 days by 2026-12-31.")
    assert found.severity == "notes"


@pytest.mark.parametrize("statement", ["Settle claims by 2026", "Halve the days", "Kein Schaden über zehn Tage"])
def test_a_sentence_with_a_figure_in_digits_or_words_is_measured(statement):
    assert findings("OBJ012", claims(statement)) == ()


@pytest.mark.parametrize("kpi", ["", ", target: 10"])
def test_where_the_kpi_has_no_target_or_no_day_another_rule_tells_it(kpi):
    text = claims("Settle claims faster", kpi=kpi)
    assert findings("OBJ012", text) == ()
    assert only("KPI003", text).subject == "kpis.days"


def test_where_no_kpi_decides_another_rule_tells_it():
    text = claims("Settle claims faster").replace(", kpi: days", "")
    assert findings("OBJ012", text) == ()
    assert only("OBJ002", text).subject == "objective.kpi"


# ---- OBJ013, OBJ014 --------------------------------------------------------------------------------------------------


def goal(statement="Propose the right handler", vision=""):
    return claims(
        "Settle every claim within ten days by December",
        rest=f'operational_goals:\n  route: {{statement: "{statement}", owner: tech{vision}}}',
    )


def test_a_goal_without_a_vision_is_told_and_one_with_half_of_it_is_a_note():
    assert only("OBJ013", goal()).severity == "warns"
    half = only("OBJ013", goal(vision=", vision: {high: On the right desk by eight}"))
    assert half.severity == "notes"
    assert "no description for those who build it" in half.problem
    assert "`low:`" in half.fix
    assert "`high:`" not in half.fix
    assert findings("OBJ013", goal(vision=", vision: {high: On the right desk, low: A nightly list}")) == ()
    assert findings("OBJ013", claims()) == ()


@pytest.mark.parametrize(
    "vision", ["SETTLE every claim - within ten days, by December!", "Settle every claim within ten days"]
)
def test_a_vision_that_repeats_the_objective_is_told_whatever_its_marks(vision):
    found = only("OBJ014", goal(vision=f', vision: {{high: "{vision}"}}'))
    assert found.place.path == "operational_goals.route.vision.high"
    assert (found.subject, found.owner) == ("operational_goals.route", "tech")


def test_how_alike_they_may_be_is_a_limit():
    text = goal(vision=', vision: {low: "Settle every claim by December"}')
    assert findings("OBJ014", text) == ()
    assert len(findings("OBJ014", text, limits={"alike": 0.5})) == 1


def test_short_sentences_are_told_only_where_they_are_equal():
    text = """
title: x
objective: {statement: Fewer late flights}
operational_goals:
  g: {statement: Find late flights}
  h: {statement: fewer late flights.}
"""
    assert only("OBJ014", text).subject == "operational_goals.h"


# ---- OBJ015 ----------------------------------------------------------------------------------------------------------

SECOND = """
  renewals:
    {{unit: customer, direction: increase, owner: cmo, baseline: 900, target: {{value: {value}, by: 2026-12-31}},
     worth: (level - baseline) * premium{more}}}
assumptions:
  day_cost: {{range: 9000, unit: EUR/day/year, by: finance, because: Report}}
  premium: {{range: 400, unit: EUR/customer/year, by: finance, because: Report}}
"""
PRICED = TARGET + ", worth: (baseline - level) * day_cost"


def second(value=950, more="", objective=""):
    return claims(more=objective, kpi=PRICED, rest=SECOND.format(value=value, more=more))


def test_a_second_kpi_with_money_of_its_own_is_a_note_and_warns_where_it_outweighs():
    found = only("OBJ015", second())
    assert found.problem == (
        "KPI `days` decides, but KPI `renewals` promises money as well and is not decided on: €20,000 a year "
        "beside €36,000 a year."
    )
    assert found.severity == "notes"
    assert only("OBJ015", second(value=1100)).severity == "warns"


def test_a_guardrail_or_a_driver_is_no_second_objective():
    assert findings("OBJ015", second(more=", drives: days")) == ()
    assert findings("OBJ015", second(objective=", guardrails: [renewals]")) == ()


def test_where_the_deciding_kpi_has_no_worth_another_rule_tells_it():
    text = second().replace(", worth: (baseline - level) * day_cost", "")
    assert findings("OBJ015", text) == ()
    assert only("MON005", text).subject == "kpis.days"
