"""A column that knows the outcome is found, an honest one is left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.readiness.fits import T, by_id, failing, fit, sql, user
from trueup.core.model.ask.fitness import Predictions, Predictor, PredictsOf
from trueup.core.model.ask.identity import NotRun, Sql
from trueup.core.readiness.fit_leak import flips, leak_results, stated_results, strength
from trueup.core.readiness.fit_subject import Stated

ASK = PredictsOf(T, sql("y"), ("a", "b"))


def predictor(name, right=0, *, missing=0, auc=None, explained=None, filled=(1000, 200)):
    return Predictor(name, 9, right, missing, auc, explained, *filled)


def found(*columns, base=600, known=1000, rows=1200):
    return Predictions(rows, known, base, columns)


def test_strength_is_the_share_of_the_commonest_labels_errors_that_are_gone():
    assert strength(found(), predictor("a", 900)) == pytest.approx(0.75)
    assert strength(found(), predictor("a", 100)) == 0
    assert strength(found(), predictor("a", 100, missing=1000)) == 1
    assert strength(found(base=None), Predictor("a", 9, None, None, None, 0.4, 1, 1)) == 0.4


@pytest.mark.parametrize(("right", "leaks"), [(959, False), (960, True)])
def test_a_column_leaks_from_nine_tenths_of_the_errors(right, leaks):
    assert failing(leak_results(fit(), ASK, found(predictor("a", right)))) == (["fit.leak.a"] if leaks else [])


def test_for_a_rare_class_the_area_under_the_curve_tells():
    rare = found(predictor("a", 980, auc=0.98), predictor("b", 980, auc=0.97), base=970)
    assert failing(leak_results(fit(), ASK, rare)) == ["fit.leak.a"]


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        ({"users": (user("a"),)}, "error"),
        ({"users": (user(whole=True),), "late": frozenset({"a"})}, "error"),
        ({"late": frozenset({"a"})}, "info"),
        ({"forbidden": frozenset({"a"})}, "info"),
        ({}, "warning"),
    ],
)
def test_a_leak_is_an_error_where_an_option_uses_it_and_news_where_nobody_declared_it(more, severity):
    result = by_id(leak_results(fit(**more), ASK, found(predictor("a", 1000))))["fit.leak.a"]
    assert (result.outcome, result.check.severity, result.check.columns) == ("fail", severity, ("a",))
    assert "predicts 100 % of 1,000 labels (base 60 %)" in result.observed


RULE = user("b", kind="rules", name="rule")


@pytest.mark.parametrize(
    ("column", "severity", "learning"),
    [("y", "info", True), ("a", "info", True), ("b", "error", False)],
)
def test_where_nothing_learns_a_leak_is_noted_unless_another_option_names_the_column(column, severity, learning):
    beside = fit(label=None, users=(RULE,))
    made = replace(beside, label=Stated(Sql('("y" > 1)', ("y",), aggregate=False), "kpis.late.value"))
    check = by_id(leak_results(made, ASK, found(predictor(column, 1000))))[f"fit.leak.{column}"].check
    assert (check.severity, check.learning) == (severity, learning)


def test_who_uses_a_column_too_early_is_who_mends_it():
    used = fit(users=(user("a", owner="bob"),))
    assert by_id(leak_results(used, ASK, found(predictor("a", 1000))))["fit.leak.a"].check.owner == "bob"
    assert by_id(leak_results(fit(), ASK, found(predictor("a", 1000))))["fit.leak.a"].check.owner == "ann"


def test_the_others_are_one_result_that_names_the_best():
    result = by_id(leak_results(fit(), ASK, found(predictor("a", 700), predictor("b", 900))))["fit.leak"]
    assert result.outcome == "pass"
    assert result.observed.startswith("2 columns: the best, `b`, predicts 90 % of 1,000 labels")


def test_too_few_errors_of_the_commonest_label_are_no_ground_for_a_verdict():
    result = by_id(leak_results(fit(), ASK, found(predictor("a", 1000), base=980)))["fit.leak"]
    assert (result.outcome, result.not_run.reason) == ("not_run", "no_data")


# ---- when it is filled -----------------------------------------------------------------------------------------------


def test_a_column_filled_only_with_the_outcome_is_found_by_its_gaps():
    late, honest = predictor("a", 700, filled=(990, 10)), predictor("b", 700, filled=(500, 100))
    assert flips(found(), late) == pytest.approx(0.94)
    assert flips(found(), honest) == 0
    results = by_id(leak_results(fit(), ASK, found(late, honest)))
    assert failing(results.values()) == ["fit.timing.a"]
    assert results["fit.timing.a"].check.severity == "warning"
    assert results["fit.timing.a"].observed == (
        "filled in 990 of 1,000 rows (99 %) with an outcome and 10 of 200 rows (5 %) without; "
        "no option uses it; not declared in known_after"
    )


def test_what_is_declared_as_known_later_and_used_by_nobody_is_in_order():
    declared = fit(late=frozenset({"a"}))
    assert failing(leak_results(declared, ASK, found(predictor("a", 700, filled=(990, 10))))) == []


def test_without_rows_that_wait_for_their_outcome_the_timing_is_not_judged():
    result = by_id(leak_results(fit(), ASK, found(predictor("a", 700), rows=1029)))["fit.timing"]
    assert (result.outcome, result.not_run.reason) == ("not_run", "no_data")


def test_without_an_answer_both_say_so():
    results = list(leak_results(fit(), ASK, NotRun("timeout", "too late")))
    assert [(each.check.id, each.outcome) for each in results] == [("fit.leak", "not_run"), ("fit.timing", "not_run")]


# ---- what the document says ------------------------------------------------------------------------------------------


def stated(*users, **more):
    return by_id(stated_results(fit(users=users, **more)))


def test_what_is_declared_as_known_later_and_named_is_an_error_whatever_the_rows_say():
    vendor = user("a", name="vendor", owner="bob")
    found = stated(vendor, late=frozenset({"a"}), label=None)["fit.timing.a"]
    assert (found.outcome, found.check.severity, found.check.owner) == ("fail", "error", "bob")
    assert found.observed == "`known_after:` names it, and option `vendor` uses it"


def test_it_is_one_for_a_rule_as_well_although_nothing_learns():
    found = stated(user("a", kind="rules", name="rule"), late=frozenset({"a"}))["fit.timing.a"]
    assert (found.check.severity, found.check.learning) == ("error", False)


@pytest.mark.parametrize(("late", "severity"), [({"a"}, "warning"), ({"a", "b", "y"}, "error")])
def test_a_data_set_taken_as_a_whole_is_told_once(late, severity):
    found = stated(user(whole=True), late=frozenset(late))
    assert list(found) == ["fit.timing.all"]
    assert found["fit.timing.all"].check.severity == severity
    assert f"`known_after:` names {len(late)} of its 3 columns" in found["fit.timing.all"].observed


def test_the_label_is_no_input_of_what_learns_it():
    assert stated(user("y"))["fit.timing.y"].check.severity == "error"
    assert stated(user("y", kind="rules")) == {}


def test_what_comes_after_the_time_of_a_case_warns_until_known_after_names_it():
    found = stated(user("a"), after=frozenset({"a", "b"}))
    assert (list(found), found["fit.timing.a"].check.severity) == (["fit.timing.a"], "warning")
    assert "by `time_order:` it comes after the time of a case" in found["fit.timing.a"].observed


def test_a_declared_column_that_is_not_there_is_said_with_the_nearest():
    found = stated(late=frozenset({"closing"}), columns=("closing_", "y"))["fit.timing.closing"]
    assert (found.outcome, found.not_run.fix) == ("not_run", "Write `closing_`.")


def test_what_is_stated_is_not_measured_again():
    late = predictor("a", 700, filled=(990, 10))
    assert failing(leak_results(fit(users=(user("a"),), after=frozenset({"a"})), ASK, found(late))) == []
