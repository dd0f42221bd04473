"""Rules about the chosen option, the owners of benefits and risks, and the budget."""

import pytest

from core.rules.cases import case_of, findings, held, only
from trueup.core.rules.run import run

OPTIONS = "title: x\ncurrency: EUR\nobjective: {{statement: Ten days, owner: coo}}\noptions:\n{options}"


def options(*lines):
    return OPTIONS.format(options="".join(f"  {line}\n" for line in lines))


def test_where_no_option_is_chosen_the_objectives_owner_is_asked():
    found = only("OPT005", options("keep: {kind: do_nothing}", "lookup: {kind: rules}"))
    assert (found.subject, found.owner, found.severity) == ("options", "coo", "warns")
    assert found.problem == "None of the options `keep` and `lookup` is chosen."


def test_a_choice_without_a_reason_is_a_note_and_doing_nothing_may_be_chosen():
    lookup = "lookup: {kind: rules}"
    assert only("OPT005", options("keep: {kind: do_nothing, chosen: yes}", lookup)).severity == "notes"
    assert findings("OPT005", options("keep: {kind: do_nothing, chosen: yes, because: It pays}", lookup)) == ()


def test_nothing_is_to_choose_where_no_way_to_act_is_named():
    assert findings("OPT005", options("keep: {kind: do_nothing}")) == ()
    assert findings("OPT005", "title: x\n") == ()


BENEFIT = """
title: x
currency: EUR
kpis:
  days:
    {{unit: day, direction: decrease, owner: {owner}, baseline: 14, target: 10, worth: (baseline - level) * cost{more}}}
assumptions:
  cost: {{range: 9000, unit: EUR/day/year, by: bo, because: Report}}
people:
  ana: {{side: technology}}
  bo: {{side: business}}
  cy: {{side: business, left: 2025-12-31}}
  di: {{}}
"""


def priced(owner="bo", more=""):
    return BENEFIT.format(owner=owner, more=more)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (priced("ana"), "`ana`, who is on the technology side"),
        (priced("bo", ", benefit_owner: ana"), "`ana`, who is on the technology side"),
        (priced("bo", ", benefit_owner: cy"), "`cy`, who is not among the people who are there"),
        (priced("bo", ", benefit_owner: nobody"), "`nobody`, who is not among the people who are there"),
    ],
)
def test_a_benefit_that_nobody_of_the_business_answers_for_is_told_with_its_money(text, words):
    found = only("MON007", text)
    assert found.problem == f"The benefit of KPI `days`, €36,000 a year, is answered for by {words}."
    assert found.stake.value == 36_000


def test_what_the_work_costs_is_not_told_as_the_benefit_that_nobody_answers_for():
    work = "rates: {default: 600}\nepics: {E1: {estimate: 220, advances: days}}\n"
    found = only("MON007", priced("ana").replace("baseline: 14, ", "") + work)
    assert found.problem == "The benefit of KPI `days` is answered for by `ana`, who is on the technology side."
    assert found.stake is None


@pytest.mark.parametrize(
    "text", [priced("bo"), priced("ana", ", benefit_owner: bo"), priced("di"), priced("ana").partition("people:")[0]]
)
def test_a_benefit_with_an_owner_is_accepted(text):
    assert findings("MON007", text) == ()


@pytest.mark.parametrize("owner", ["cy", "nobody"])
def test_a_kpi_whose_own_owner_is_gone_is_told_by_another_rule(owner):
    assert findings("MON007", priced(owner)) == ()
    assert only("KPI001", priced(owner)).subject == "kpis.days"


def risk(fields, more=""):
    return f"title: x\ncurrency: EUR\nrisks:\n  late: {{title: Labels come late, {fields}}}\n{more}"


def test_a_risk_is_told_with_its_expected_cost_and_what_it_lacks():
    found = only("MON008", risk("probability: 0.3, impact: 20000..60000"))
    assert found.problem == "Risk `late` (€12,000 at 30 %) has no owner and no response."
    assert found.stake.value == 12_000
    assert found.stake.basis.name == "ASSUMED"
    assert only("MON008", risk("impact: 40000, owner: bo")).owner == "bo"
    assert only("MON008", risk("impact: 40000, response: We wait", "people: {bo: {side: business}}")).fix == (
        "Add `owner:` to risks.late."
    )


@pytest.mark.parametrize(
    "fields",
    [
        "impact: 40000, owner: bo, response: Accepted",
        "probability: 0.3",
        "probability: 0, impact: 40000",
        "impact: 40000, closed: 2026-01-15",
    ],
)
def test_a_risk_that_is_cared_for_costs_nothing_or_is_over_is_left_out(fields):
    assert findings("MON008", risk(fields)) == ()


def test_a_risk_that_will_be_closed_later_is_open():
    assert len(findings("MON008", risk("impact: 40000, closed: 2026-01-16"))) == 1


BUDGET = """
title: x
currency: EUR
budget: {{amount: {amount}, spent: 5000, owner: cfo}}
{rates}
epics:
  E1: {{estimate: 40}}
  E2: {{estimate: 10, status: done}}
  E3: {{title: Not estimated yet}}
"""


def budget(amount, rates="rates: {default: 600}"):
    return BUDGET.format(amount=amount, rates=rates)


def test_a_plan_beyond_the_budget_is_told_with_the_gap():
    found = only("MON009", budget(20_000))
    assert found.problem == (
        "The planned work still costs €24,000, the budget has €15,000 left: €9,000 short, and 1 item has no price yet."
    )
    assert (found.owner, found.stake.value) == ("cfo", 9_000)


def test_a_plan_that_just_fits_is_accepted_and_a_margin_is_a_limit():
    assert findings("MON009", budget(29_000)) == ()
    assert findings("MON009", budget(28_000), limits={"percent": 5}) == ()
    assert len(findings("MON009", budget(28_000))) == 1


def test_work_in_days_is_not_compared_with_money():
    assert findings("MON009", budget(10, rates="")) == ()


def test_without_planned_work_the_budget_is_not_judged():
    outcome = run(case_of("title: x\ncurrency: EUR\nbudget: 10\n"), [held("MON009", None)])
    assert [each.reason for each in outcome.skipped] == ["no work items yet"]
