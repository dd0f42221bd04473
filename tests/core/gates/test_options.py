"""An option is held by a failing check on data it stands on, and goes on where it stands on other data."""

from dataclasses import replace
from datetime import date

import pytest

from core.rules.cases import case_of
from trueup.core.base.finding import Exemption, Finding, Id, Place
from trueup.core.gates.options import standing
from trueup.core.model.ask.checks import Among, Tally
from trueup.core.model.ask.identity import DataId
from trueup.core.model.ask.table import ColumnsOf, OrphansOf
from trueup.core.model.results.checks import CheckResult, DataCheck, DataReadiness, Impact
from trueup.render.verdict import held_by_checks

TEXT = """
title: Faster claims
data: {claims: {source: claims.csv, known_after: [code], references: {age: people}}, people: people.csv}
options:
  keep: {kind: do_nothing}
  rule: {kind: rules, uses: [claims.kind]}
  model: {kind: ml, title: A model, uses: [claims.age, claims.code, people]}
"""
CLAIMS = DataId("claims")
PLACE = Place("initiative.yaml", 3, Id("data.claims"))
AGE = Tally(CLAIMS, "age", Among(("1",)))


def failing(name="age.enum", ask=AGE, **more):
    columns = ("age",)
    made = DataCheck(name, CLAIMS, columns, "`age` is 1", "conformity", ask, owner="ada", where="c.odcs.yaml:7")
    return CheckResult(replace(made, **more), "fail", "9 of 99 rows (9.09 %)", "no row", 9, 99)


def finding(subject, severity="warns", code="DAT011", waived=None):
    problem = f"{subject} is wrong."
    return Finding(code, "fault", Id(subject), PLACE, severity, "feasibility", problem, "Mend it.", waived=waived)


def option(name="model", findings=(), results=None, holds=("model",)):
    results = results or (failing(),)
    impacts = tuple(Impact(each.check.id, CLAIMS, (), holds, None, (), holds) for each in results)
    ready = {CLAIMS: DataReadiness(CLAIMS, 99, tuple(results), impacts)}
    found = standing(case_of(TEXT).initiative, findings, ready)
    return next(each for each in found if each.id == name)


def test_a_failing_check_holds_the_option_that_stands_on_it_and_no_other():
    told = finding("data.claims.checks.age.enum")
    held = option(findings=(told,))
    assert (held.held, held.rests_on) == (True, (told,))
    assert held.because == (
        "Data set `claims` fails the check that `age` is 1 (c.odcs.yaml:7): 9 of 99 rows (9.09 %); expected no row.",
    )
    (check,) = held.checks
    assert (check.data, check.id, check.owner, check.where) == ("claims", "age.enum", "ada", "c.odcs.yaml:7")
    assert not option("rule", findings=(told,)).held
    assert not option("keep", findings=(told,)).held


def test_a_check_that_costs_nothing_holds_nothing():
    assert not option(holds=()).held


def test_a_check_that_was_waived_holds_nothing():
    waiver = Exemption(date(2027, 1, 1), "as agreed", "ada", PLACE)
    assert not option(findings=(finding("data.claims.checks.age.enum", waived=waiver),)).held


def test_a_reference_that_its_own_rule_tells_is_told_once():
    ask = OrphansOf(CLAIMS, ("age",), DataId("people"), ("age",))
    told = finding("data.claims.references.age", "blocks", "DAT004")
    held = option(findings=(told,), results=(failing("age -> people", ask),))
    assert (held.because, held.rests_on) == ((told.problem,), (told,))
    assert [each.id for each in held.checks] == ["age -> people"]


def test_two_checks_that_ask_the_same_are_one():
    assert len(option(results=(failing("a"), failing("b"))).checks) == 1


def test_what_known_after_says_is_told_by_its_own_rule_only():
    early = failing("fit.timing.code", ColumnsOf(CLAIMS), columns=("code",))
    future = finding("options.model", "blocks", "OPT002")
    assert option(findings=(future,), results=(early,)).because == (future.problem,)
    assert len(option(results=(early,)).checks) == 1


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ((), "Failing check: `age.enum` of `claims` (ada); its repair lets it go on."),
        (
            (finding("options.model", "blocks", "OPT002"),),
            "Failing check: `age.enum` of `claims` (ada); its repair lets it go on once 1 other fault is mended too.",
        ),
    ],
)
def test_the_line_says_which_check_whose_it_is_and_what_its_repair_opens(findings, said):
    assert held_by_checks(option(findings=findings)) == said


def test_an_option_that_no_check_holds_says_nothing_of_checks():
    assert held_by_checks(option("rule")) == ""
