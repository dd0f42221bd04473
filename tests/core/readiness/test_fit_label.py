"""Whether a label is there, varied, balanced and at one with itself."""

from __future__ import annotations

import math

import pytest

from core.readiness.fits import T, by_id, failing, fit, sql, user
from trueup.core.model.ask.fitness import LabelErrors, LabelErrorsOf, LabelFacts, LabelOf, Together, TogetherOf
from trueup.core.model.ask.identity import NotRun
from trueup.core.readiness.fit_label import (
    contradiction_result,
    evenness,
    label_error_result,
    label_results,
    relevance_result,
)

ASK = LabelOf(T, sql("y"))
AGREE = TogetherOf(T, sql("y"), ("a", "b"))


def facts(*counts, rows=None, respelt=0, amount=False, **more):
    known = sum(counts)
    classes = tuple((f"c{at}", n) for at, n in enumerate(counts))
    ends = max(counts, default=0), min(counts, default=0)
    return LabelFacts(rows or known, known, len(counts), amount, () if amount else classes, *ends, respelt, **more)


def test_a_label_that_is_there_varied_balanced_and_clean_passes():
    assert failing(label_results(fit(), ASK, facts(400, 500))) == []


def test_rows_without_a_label_count_only_once_they_are_settled():
    late = facts(900, 50, rows=1100, settled=960, settled_known=940)
    found = by_id(label_results(fit(settles=14), ASK, late))["fit.label.present"]
    assert (found.outcome, found.failing, found.of) == ("pass", 20, 960)
    assert found.observed == "missing in 20 of 960 rows (2.08 %); rows are settled 14 days before the last"
    never = facts(900, 100, rows=1100)
    assert by_id(label_results(fit(), ASK, never))["fit.label.present"].outcome == "fail"


def test_no_label_at_all_is_an_error_and_says_nothing_more():
    found = list(label_results(fit(), ASK, facts(rows=10)))
    assert [(each.check.id, each.outcome, each.check.severity) for each in found] == [
        ("fit.label.present", "fail", "error")
    ]


@pytest.mark.parametrize(
    ("counts", "outcome", "severity"),
    [((1000,), "fail", "error"), ((9950, 50), "fail", "warning"), ((980, 70), "pass", "warning")],
)
def test_a_constant_label_is_an_error_and_a_nearly_constant_one_warns(counts, outcome, severity):
    found = by_id(label_results(fit(), ASK, facts(*counts)))["fit.label.varied"]
    assert (found.outcome, found.check.severity) == (outcome, severity)


@pytest.mark.parametrize(
    ("counts", "outcome"), [((500, 500), "pass"), ((951, 49), "fail"), ((9700, 300), "fail"), ((940, 60), "pass")]
)
def test_a_class_is_too_rare_by_its_rows_or_by_the_evenness_of_all(counts, outcome):
    assert by_id(label_results(fit(), ASK, facts(*counts)))["fit.label.balanced"].outcome == outcome


def test_where_nothing_learns_from_the_data_its_label_is_only_noted():
    found = list(label_results(fit(users=(user("a", kind="rules"),)), ASK, facts(rows=10)))
    assert [(each.outcome, each.check.severity) for each in found] == [("fail", "info")]


def test_evenness_is_entropy_over_the_largest_it_could_be():
    assert evenness([5, 5]) == pytest.approx(1)
    assert evenness([3, 1]) == pytest.approx(-(0.75 * math.log2(0.75) + 0.25 * math.log2(0.25)))
    assert evenness([7]) is None


def test_an_amount_is_not_asked_for_classes():
    assert set(by_id(label_results(fit(), ASK, facts(2, 2, 2, amount=True)))) == {
        "fit.label.present",
        "fit.label.varied",
    }


def test_labels_that_differ_only_in_case_and_blanks_are_counted():
    found = by_id(label_results(fit(), ASK, facts(400, 500, respelt=7)))["fit.label.spelling"]
    assert (found.outcome, found.failing, found.of) == ("fail", 7, 900)


def test_no_result_names_a_class():
    found = facts(400, 500)
    renamed = LabelFacts(900, 900, 2, amount=False, classes=(("Ann Smith", 500), ("x", 400)), largest=500, smallest=400,
                         respelt=0)  # fmt: skip
    assert "Smith" not in str(list(label_results(fit(), ASK, renamed)))
    assert found.classes


def test_labels_differ_without_fault_where_the_columns_hardly_tell_cases_apart():
    coarse = contradiction_result(fit(), AGREE, Together(known=100, right=60, alike=21, contradicted=6))
    finer = contradiction_result(fit(), AGREE, Together(known=100, right=60, alike=20, contradicted=6))
    assert (coarse.check.severity, finer.check.severity) == ("info", "warning")
    assert "21 of 100 rows (21 %) agree with another" in coarse.observed


def test_labels_that_rows_agreeing_in_all_contradict_fail_above_five_in_a_hundred():
    few = contradiction_result(fit(), AGREE, Together(known=100, right=90, alike=50, contradicted=5))
    many = contradiction_result(fit(), AGREE, Together(known=100, right=90, alike=50, contradicted=6))
    assert (few.outcome, many.outcome, many.failing, many.of) == ("pass", "fail", 6, 100)


def test_columns_that_tell_no_more_than_the_commonest_label_are_named():
    useless = relevance_result(fit(), "ml", AGREE, Together(100, 60, 90, 40), base=60)
    useful = relevance_result(fit(), "ml", AGREE, Together(100, 61, 90, 40), base=60)
    amount = relevance_result(fit(), "ml", AGREE, Together(100, 61, 90, 40), base=None)
    assert (useless.outcome, useful.outcome, amount.outcome) == ("fail", "pass", "not_run")
    assert useful.observed.startswith("guessing from other rows with the same values is right for 61 %")


def test_label_errors_need_the_extra_and_say_how_to_get_it():
    ask = LabelErrorsOf(T, sql("y"), ("a",))
    missing = label_error_result(fit(), ask, NotRun("extra_missing", "not installed", "Run `pip install x`."))
    assert (missing.outcome, missing.not_run.fix) == ("not_run", "Run `pip install x`.")
    assert label_error_result(fit(), ask, LabelErrors(1000, 51)).outcome == "fail"
    assert label_error_result(fit(), ask, LabelErrors(1000, 50)).outcome == "pass"
