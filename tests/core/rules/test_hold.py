"""How a portfolio holds rules: severity, phase, thresholds, left out with a reason; and what is wrong in saying so."""

import pytest

from core.rules.cases import tree_of
from trueup.app.rulebook import faults_of_rulings
from trueup.core.gates.signatures.catalogue import SIGNATURE_CATALOGUE
from trueup.core.model.parse import parse_portfolio
from trueup.core.rules.catalogue import CATALOGUE, RUN_CATALOGUE
from trueup.core.rules.hold import held, ruling_faults
from trueup.core.rules.kpi.kpi_without_owner import kpi_without_owner
from trueup.core.rules.rule import Flag, rule
from trueup.core.rules.waive import NEVER
from trueup.testing import assert_accepts, findings_of


@rule("TST001", "many-kpis", "warns", "discovery", thresholds={"most": 1, "least": 0})
def many_kpis(case):
    """There are many KPIs."""
    if len(case.initiative.kpis) > case.limits["most"]:
        yield Flag("kpis", f"{case.limits['most']:g}", "Fewer.", severity="blocks")


def rulings(text):
    return parse_portfolio(tree_of(f"rules: {text}\n", "portfolio.yaml")).rules


def hold(rules, text):
    return held(rules, rulings(text))


def faults(text):
    source = tree_of(f"rules: {text}\n", "portfolio.yaml")
    return ruling_faults(source, parse_portfolio(source).rules, (*CATALOGUE, many_kpis))


def test_without_rulings_the_catalogue_holds():
    assert held(CATALOGUE, {}) == (CATALOGUE, ())


def test_severity_and_phase_are_the_portfolio_s():
    [each], _ = hold([kpi_without_owner], "{KPI001: {severity: blocks, phase: planning}}")
    assert (each.severity, each.phase) == ("blocks", "planning")


def test_a_severity_of_the_portfolio_s_holds_for_what_a_rule_would_weigh_itself():
    two = "title: A\nkpis: {a: , b: }\n"
    assert [f.severity for f in findings_of(many_kpis, two)] == ["blocks"]
    [each], _ = hold([many_kpis], "{TST001: notes}")
    assert [f.severity for f in findings_of(each, two)] == ["notes"]


def test_a_threshold_is_the_portfolio_s_and_the_others_stay():
    [each], _ = hold([many_kpis], "{TST001: {thresholds: {most: 2}}}")
    assert each.thresholds == {"most": 2, "least": 0}
    assert_accepts(each, "title: A\nkpis: {a: , b: }\n")


def test_a_rule_that_is_left_out_is_told_with_the_reason():
    rules, left_out = hold(CATALOGUE, "{KPI001: {severity: 'off', because: owners are in the directory}}")
    assert kpi_without_owner not in rules
    assert [(each.code, each.reason) for each in left_out] == [
        ("KPI001", "left out by `rules:` of the portfolio: owners are in the directory")
    ]


@pytest.mark.parametrize(
    ("text", "code", "fix"),
    [
        ("{KPI0001: notes}", "DOC024", "Write `KPI001`."),
        ("{NOTHING: notes}", "DOC024", "`trueup rules` lists all codes."),
        ("{KPI001: 'off'}", "DOC021", "Add `because:`."),
        ("{TST001: {thresholds: {mots: 2}}}", "DOC020", "`most` (1), `least` (0)"),
        ("{KPI001: {thresholds: {most: 2}}}", "DOC020", "It has none"),
    ],
)
def test_what_cannot_be_held_is_a_fault_with_its_line(text, code, fix):
    [found] = faults(text)
    assert found.code == code
    assert fix in found.fix
    assert str(found.place) == "portfolio.yaml:1"


def test_what_can_be_held_is_none():
    assert faults("{KPI001: warns, TST001: {thresholds: {most: 3}}}") == ()


def test_no_rule_of_ours_has_a_code_that_can_never_be_waived():
    assert [each.code for each in CATALOGUE if each.code.startswith(NEVER)] == []


@pytest.mark.parametrize("rule", [*RUN_CATALOGUE, *SIGNATURE_CATALOGUE], ids=lambda rule: rule.code)
def test_rules_over_signatures_and_the_run_cannot_be_held_otherwise(rule):
    source = tree_of(
        f"title: P\nrules: {{{rule.code}: {{severity: 'off', because: it annoys us}}}}\n", "portfolio.yaml"
    )
    [fault] = faults_of_rulings(source, parse_portfolio(source))
    assert (fault.code, fault.place.line) == ("DOC020", 2)
    assert f"`rules.{rule.code}` would hold {rule.name} otherwise" in fault.problem
