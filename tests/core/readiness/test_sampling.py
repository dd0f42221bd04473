"""What a random sample says of all rows: intervals that agree with scipy's, and what they decide."""

from __future__ import annotations

from datetime import date

import pytest
import scipy

from trueup.core.base.student import beta_probability
from trueup.core.model.ask.checks import Figured, Missing, Tallied, Tally
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.table import ColumnFacts, Columns, ColumnsOf, KeyFacts, KeyOf, OrphanFacts, Shape, ShapeOf
from trueup.core.model.data_limits import values
from trueup.core.model.results.checks import NONE_FAIL, CheckRun, DataCheck, Drawn, Expectation, Need
from trueup.core.readiness.outcomes import readiness, result, with_history
from trueup.core.readiness.sampling import decided, estimate_of, share_interval

T = DataId("t")
AS_OF = date(2026, 1, 31)
DRAWN = Drawn(1_000, 50_000)
LIMITS = values(None)


def came(answer, expects=NONE_FAIL, drawn=DRAWN, name="x.missing", **more):
    ask = more.pop("ask", Tally(T, "x", Missing()))
    check = DataCheck(name, T, more.pop("columns", ("x",)), "it holds", "completeness", ask, expects, **more)
    return result(check, answer, (Need(T, "x", "kpis.late", blocks=True),), LIMITS, AS_OF, drawn=drawn)


def failing(count, of=1_000, expects=NONE_FAIL, **more):
    return came(Tallied(1_000, of, count), expects, **more)


# ---- intervals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failing", "of"),
    [(0, 1), (1, 1), (0, 10), (10, 10), (3, 10), (7, 350), (50, 100), (0, 10_000), (81, 10_000), (9_999, 10_000),
     (500_000, 1_000_000), (3, 1_000_000)],
)  # fmt: skip
def test_the_interval_of_a_share_is_that_of_clopper_and_pearson_in_scipy(failing, of):
    peer = scipy.stats.binomtest(failing, of).proportion_ci(method="exact")
    assert share_interval(failing, of) == pytest.approx((peer.low, peer.high), rel=1e-7, abs=1e-12)


@pytest.mark.parametrize(("x", "a", "b"), [(0.5, 1, 1), (0.01, 3, 400), (0.9, 40, 2), (0.5, 1e6, 1e6), (1e-6, 2, 1e6)])
def test_the_beta_distribution_agrees_with_scipy(x, a, b):
    assert beta_probability(x, a, b) == pytest.approx(scipy.stats.beta.cdf(x, a, b), rel=1e-8)


def test_of_a_sample_of_none_any_share_may_be_true():
    assert share_interval(0, 0) == (0, 1)
    with pytest.raises(ValueError, match="11 of 10"):
        share_interval(11, 10)


@pytest.mark.parametrize(("rows", "faulty", "drawn"), [(50, 1, 10), (200, 7, 60), (200, 100, 60), (1_000, 990, 100)])
def test_at_least_95_of_100_intervals_hold_the_truth_of_a_table_that_ends(rows, faulty, drawn):
    seen = scipy.stats.hypergeom(rows, faulty, drawn)
    held = {count: estimate_of(count, drawn, Drawn(drawn, rows)) for count in range(min(faulty, drawn) + 1)}
    possible = {count: each for count, each in held.items() if seen.pmf(count) > 0}
    assert sum(seen.pmf(count) for count, each in possible.items() if each.low <= faulty / rows <= each.high) >= 0.95
    assert sum(seen.pmf(count) for count, each in possible.items() if each.least <= faulty <= each.most) >= 0.95


def test_rows_that_were_seen_are_counted_for_sure():
    few = estimate_of(3, 100, Drawn(100, 102))
    assert (few.least, few.most) == (3, 5)
    assert estimate_of(0, 100, Drawn(100, 10_000)).least == 0
    assert estimate_of(1, 100, Drawn(100, 10_000)).least >= 1


# ---- what an interval decides ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operator", "values", "met", "broken", "open_"),
    [
        ("=", (5,), (5, 5), (6, 9), (5, 6)),
        ("!=", (5,), (6, 9), (5, 5), (4, 6)),
        ("<", (5,), (0, 4), (5, 9), (4, 5)),
        ("<=", (5,), (0, 5), (6, 9), (5, 6)),
        (">", (5,), (6, 9), (0, 5), (5, 6)),
        (">=", (5,), (5, 9), (0, 4), (4, 5)),
        ("between", (2, 5), (2, 5), (6, 9), (1, 3)),
        ("not_between", (2, 5), (6, 9), (2, 5), (5, 6)),
    ],
)
def test_an_expectation_is_decided_only_where_the_whole_interval_lies_on_one_side(operator, values, met, broken, open_):
    expects = Expectation(operator, values)
    assert [decided(expects, *ends) for ends in (met, broken, open_)] == [True, False, None]


def test_a_fault_that_was_not_seen_is_no_pass():
    found = failing(0)
    assert (found.outcome, found.not_run.reason) == ("not_run", "sampled")
    assert found.not_run.detail == (
        "estimated at most 0.37 % (95 %): none of 1,000 sampled rows, of 50,000; expected: no row, which the sample "
        "cannot tell"
    )
    assert "--rows" in found.not_run.fix
    assert (found.failing, found.of, found.estimate.failing, found.estimate.most) == (None, None, 0, 184)


def test_one_row_that_fails_where_none_may_is_a_failure_told_as_an_estimate():
    found = failing(10)
    assert (found.outcome, found.failing, found.of) == ("fail", None, None)
    assert (
        found.observed == "estimated 1.00 % (95 %: 0.48 % to 1.84 %): 10 of 1,000 sampled rows, about 500 of all 50,000"
    )


@pytest.mark.parametrize(
    ("count", "limit", "outcome"), [(10, 2, "pass"), (10, 1, "not_run"), (10, 0.4, "fail"), (0, 1, "pass")]
)
def test_a_share_passes_or_fails_where_its_interval_does(count, limit, outcome):
    assert failing(count, expects=Expectation("<=", (limit,), "percent")).outcome == outcome


def test_a_share_is_of_the_rows_asked_and_a_count_of_all():
    found = failing(10, of=100).estimate
    assert found.share == 0.1
    assert found.low < 0.1 < found.high
    assert found.least < 500 < found.most < 1_000


def test_a_warning_becomes_an_error_only_where_all_the_interval_is_above():
    assert failing(300, severity="warning", error_above=20.0).check.severity == "error"
    assert failing(210, severity="warning", error_above=20.0).check.severity == "warning"


def test_a_sample_holds_nothing_up():
    assert failing(300).blocks is False
    assert came(Tallied(1_000, 1_000, 300), drawn=None).blocks is True


def test_repeated_keys_are_found_in_a_sample_and_never_ruled_out():
    key = {"ask": KeyOf(T, ("x",)), "name": "key"}
    none = came(KeyFacts(("x",), 1_000, 1_000, 0, 0, 1), **key)
    assert (none.outcome, none.not_run.reason) == ("not_run", "sampled")
    assert "what repeats shows only among all 50,000" in none.not_run.detail
    two = came(KeyFacts(("x",), 1_000, 998, 0, 2, 2), **key)
    assert (two.outcome, two.estimate.least, two.estimate.most) == ("fail", 2, 50_000)
    assert two.observed == "at least 2 of 50,000 rows: 2 of 1,000 sampled rows"
    share = came(KeyFacts(("x",), 1_000, 998, 0, 2, 2), Expectation("<=", (5,), "percent"), **key)
    assert share.outcome == "not_run"


def test_references_without_a_row_are_a_share():
    found = came(OrphanFacts(("x",), DataId("u"), 1_000, 4, 20, 3))
    assert found.outcome == "fail"
    assert found.observed.endswith("about 1,000 of all 50,000; in the sample: 3 values; 4 more are empty")


def column(name, missing=0, sentinels=0, kind="VARCHAR", high=None):
    return ColumnFacts(name, kind, missing, 0, sentinels, 0, 5, None, high)


def of_columns(name, *columns, expects=NONE_FAIL, named=("x",)):
    return came(Columns(1_000, columns), expects, ask=ColumnsOf(T), name=name, columns=named)


def test_the_columns_and_the_number_of_rows_are_exact_in_a_sample():
    one = Expectation(">=", (50_000,), "value")
    rows, shape = of_columns("rows", column("x"), expects=one), came(Shape(50_000, ()), one, ask=ShapeOf(T))
    there = of_columns("x.present", column("x"), expects=Expectation(">=", (1,), "value"))
    assert [(each.outcome, each.estimate) for each in (rows, shape, there)] == [("pass", None)] * 3
    assert rows.observed == "50,000 rows"


def test_values_that_stand_for_missing_are_found_and_never_ruled_out():
    none = Expectation("=", (0,), "value")
    assert of_columns("columns.placeholders", column("x"), expects=none).outcome == "not_run"
    found = of_columns("columns.placeholders", column("x", sentinels=1), expects=none)
    assert (found.outcome, found.observed[:31]) == ("fail", "1 column in 1,000 sampled rows,")


@pytest.mark.parametrize(("missing", "outcome"), [(0, "pass"), (950, "not_run"), (1_000, "fail")])
def test_a_column_is_nearly_empty_where_all_the_interval_says_so(missing, outcome):
    found = of_columns("columns.empty", column("x", missing), column("y"), expects=Expectation("=", (0,), "value"))
    assert found.outcome == outcome


@pytest.mark.parametrize(("days", "outcome"), [(30, "pass"), (3, "not_run")])
def test_a_day_in_the_sample_shows_that_data_is_new_and_never_that_it_is_old(days, outcome):
    expects = Expectation("<=", (days,), "days")
    found = of_columns("current", column("x", kind="DATE", high="2026-01-21"), expects=expects)
    assert found.outcome == outcome
    assert "2026-01-21 or newer" in found.observed + (found.not_run.detail if found.not_run else "")


def test_a_figure_of_values_needs_all_rows():
    assert came(Figured(1_000, 3.5), Expectation("<=", (9,), "value")).not_run.reason == "sampled"


def test_where_it_is_not_known_how_many_rows_there_are_nothing_is_decided():
    late = NotRun("timeout", "not answered in time")
    assert failing(0, drawn=late).not_run == late
    assert readiness(T, Columns(1_000, ()), (), late).rows is None
    assert readiness(T, Columns(1_000, ()), (), DRAWN).rows == 50_000


def test_a_sample_is_not_held_against_what_was_measured_before():
    runs = (CheckRun("2026-01-01", "fail", 7, 50_000),)
    for found in (failing(10), failing(0), came(Figured(1, 1))):
        assert with_history(found, runs, AS_OF) == found
