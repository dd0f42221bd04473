"""Rules about options and about money."""

import pytest

from core.rules.cases import findings, kpis, only, reading

OPTIONS = """
title: Fewer late arrivals
currency: EUR
operational_goals:
  protect: {{statement: Name the flights to protect, owner: tech, decides: by 18:00 the day before}}
data:
  flights: {{source: f.csv, owner: ops, known_after: [arr_delay, Dep_Delay]}}
  weather: {{source: w.csv, owner: ops, known_after: [all]}}
options:
  nothing: {{kind: do_nothing, uses: [weather]}}
  model: {{kind: ml, owner: ana, uses: [{uses}], build_cost: 90000..160000}}
{more}
"""


def options(uses="flights.sched_dep_time", more=""):
    return OPTIONS.format(uses=uses, more=more)


@pytest.mark.parametrize("kind", ["rules", "automation", "process_change"])
def test_any_plain_way_stands_beside_ai(kind):
    assert findings("OPT001", options(more=f"  plain: {{kind: {kind}}}")) == ()


def test_doing_nothing_is_no_rival_of_ai():
    found = only("OPT001", options())
    assert (found.subject, found.owner, found.stake.value, found.stake.basis) == (
        "options.model", "ana", 125_000.0, "assumed",
    )  # fmt: skip


def test_several_ai_options_are_one_finding_at_the_chosen_one():
    found = only("OPT001", options(more="  bot: {kind: llm, chosen: true}"))
    assert found.subject == "options.bot"
    assert found.problem == "Options `model` and `bot` learn from data, and no option does without."


def test_no_ai_no_question():
    assert findings("OPT001", "title: A\noptions: {a: {kind: do_nothing}}\n") == ()


@pytest.mark.parametrize(
    ("uses", "said", "severity"),
    [
        (
            "flights.dep_delay",
            "uses `flights.dep_delay`, known only after it decides (by 18:00 the day before).",
            "blocks",
        ),
        ("weather", "uses `weather`, known only after", "blocks"),
        ("weather.wind", "uses `weather.wind`, known only after", "blocks"),
        ("flights", "uses all of `flights`, of which `arr_delay` and `Dep_Delay` are known later.", "warns"),
        ("flights.*", "uses all of `flights`", "warns"),
    ],
)
def test_an_option_must_not_know_the_future(uses, said, severity):
    found = only("OPT002", options(uses))
    assert said in found.problem
    assert (found.subject, found.severity) == ("options.model", severity)


def test_an_option_that_uses_what_is_known_in_time_is_fine():
    assert findings("OPT002", options()) == ()


def test_options_are_asked_for_once_something_is_planned():
    text = "title: A\nkpis: {days: {unit: day}}\n"
    assert findings("OPT003", text) == ()
    assert only("OPT003", text + "epics: {E1: {title: Portal}}\n").problem.startswith("Work is planned")
    goal = "operational_goals: {route: {statement: Propose the handler}}\n"
    assert only("OPT003", text + goal).problem.startswith("A product is described")


def test_one_of_both_costs_is_enough_and_doing_nothing_needs_none():
    assert findings("OPT004", options()) == ()
    assert findings("OPT004", options(more="  run: {kind: rules, run_cost: 5000}")) == ()
    assert only("OPT004", options(more="  free: {kind: rules}")).subject == "options.free"


WORTH = """
title: Faster claims
{currency}
objective: {{statement: Settle claims in ten days, owner: coo, kpi: days, guardrails: [{guardrails}]}}
kpis:
  days:
    {{unit: day, direction: decrease, owner: bo, baseline: {baseline}, target: {{value: 10, by: 2026-12-31}},
     worth: {worth}}}
  steps: {{unit: step, direction: decrease, owner: bo, worth: (baseline - level) * step_cost}}
assumptions:
  day_cost: {{range: 8000..10000, unit: EUR/day/year, by: finance, because: Controlling report}}
  step_cost: {{range: 4000, unit: EUR/step/year, by: finance, because: Controlling report}}
  hours: {{range: 0, unit: hour}}
"""


def priced(worth="(baseline - level) * day_cost", baseline="14", guardrails="", currency="currency: EUR"):
    return WORTH.format(worth=worth, baseline=baseline, guardrails=guardrails, currency=currency)


def test_a_worth_without_a_currency_asks_for_it():
    found = {f.subject: f for f in findings("MON001", priced(currency=""))}
    assert "Add `currency:` at the top of the document." in found["kpis.days"].fix


def test_a_worth_of_another_unit_is_told_with_the_unit_that_comes_out():
    found = only("MON001", priced(worth="(baseline - level) * day_cost * hours"))
    assert found.problem == "The worth of KPI `days` comes out as EUR*hour/year, not as EUR/year."
    assert found.place.path == "kpis.days.worth"


def test_a_worth_on_a_kpi_without_a_unit_is_left_to_the_rule_about_units():
    text = priced().replace("unit: day,", "")
    assert findings("MON001", text) == ()
    assert only("KPI011", text.replace("unit: step, ", "unit: step, ")).subject == "kpis.days"


def test_the_deciding_kpi_keeps_its_money_whichever_way_the_chain_runs():
    for text in (
        priced().replace("steps: {", "steps: {drives: [days], "),
        priced().replace("{unit: day,", "{unit: day, drives: [steps],"),
    ):
        found = only("MON002", text)
        assert (found.subject, found.stake.value) == ("kpis.steps", 36_000.0)
    assert findings("MON002", priced()) == ()


def test_a_benefit_with_the_sign_the_wrong_way_round_is_told_in_money():
    found = only("MON003", priced(worth="(level - baseline) * day_cost"))
    assert found.problem == "The worth of KPI `days` is -€36,000 a year at its target."
    assert found.severity == "blocks"


def test_a_worth_that_cannot_be_computed_says_why():
    assert (
        "has no value: `hours` is 0"
        in only("MON003", priced(worth="(baseline - level) * day_cost / hours * hours")).problem
    )


def test_a_target_that_is_already_met_is_not_told_twice():
    assert findings("MON003", priced(baseline="9")) == ()
    assert len(findings("KPI006", priced(baseline="9"))) == 1


def test_a_baseline_that_was_not_measured_yet_promises_neither_way():
    text = priced(worth="(level - baseline) * day_cost", baseline="{from: 2025-01-01, to: 2025-12-31}")
    assert findings("MON003", text) == ()
    assert len(findings("MON003", text, kpis(days=reading(14.0)))) == 1


def test_a_figure_nobody_uses_is_only_noted_and_one_in_use_carries_the_money():
    assert only("MON004", priced()).severity == "notes"
    text = priced().replace("EUR/day/year, by: finance, because: Controlling report", "EUR/day/year, by: finance")
    found = {f.subject: f for f in findings("MON004", text)}["assumptions.day_cost"]
    assert found.problem == (
        "Assumption `day_cost`, which `worth:` of KPI `days` uses: nothing says where it comes from."
    )
    assert (found.severity, found.owner, found.stake.value) == ("warns", "finance", 36_000.0)


def test_figures_of_the_portfolio_that_are_not_used_here_are_not_this_initiatives_fault():
    portfolio = "assumptions: {rent: {range: 5, unit: EUR/year}}\n"
    assert findings("MON004", "title: A\n", portfolio=portfolio) == ()


def test_a_driver_may_carry_the_money_of_the_deciding_kpi():
    text = """
    title: Faster claims
    currency: EUR
    objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
    kpis:
      days: {unit: day, direction: decrease}
      steps: {unit: step, direction: decrease, worth: (baseline - level) * cost}
    assumptions: {cost: {range: 4000, unit: EUR/step/year}}
    """
    assert only("MON005", text).subject == "kpis.days"
    assert findings("MON005", text.replace("{unit: step,", "{unit: step, drives: [days],")) == ()


def test_a_priced_guardrail_is_noted_unless_it_decides():
    assert only("MON006", priced(guardrails="steps")).subject == "kpis.steps"
    assert findings("MON006", priced(guardrails="days")) == ()
