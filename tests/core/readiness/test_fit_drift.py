"""Changes of level are dated and told, stable columns and calendars are left alone."""

from __future__ import annotations

import random
from datetime import date

import pytest

from core.readiness.fits import T, by_id, failing, fit, sql, user
from trueup.core.model.ask.fitness import ColumnSeries, Series, SeriesOf, ValueSeries
from trueup.core.model.ask.identity import NotRun
from trueup.core.readiness.fit_drift import drift_results

ASK = SeriesOf(T, sql("at"), ("a",))
STARTS = tuple(date(2025 + k // 12, k % 12 + 1, 1) for k in range(18))
ROWS = (1000,) * 18


def series(*columns, rows=ROWS, starts=STARTS):
    return Series("month", starts[0], date(2026, 6, 30), 0, starts, rows, columns)


def drift(*columns, hidden=(), rows=ROWS, **more):
    return by_id(drift_results(fit(("a", "b"), **more), ASK, series(*columns, rows=rows), hidden))


def category(name, old, new, at=10):
    first = tuple(old if k < at else new for k in range(18))
    return ColumnSeries(
        name, ROWS, values=(ValueSeries("tariff", first), ValueSeries("x", tuple(1000 - n for n in first)))
    )


def number(name, old, new, at=3, spread=300.0):
    draw = random.Random(1)  # noqa: S311 - drawn numbers, no secrets
    means = tuple((old if k < at else new) + draw.gauss(0, 9) for k in range(18))
    return ColumnSeries(name, ROWS, means, (spread,) * 18)


def test_a_renamed_category_is_dated_to_its_month():
    found = drift(category("a", 190, 0))["fit.drift.a"]
    assert (found.outcome, found.check.severity, found.check.columns) == ("fail", "info", ("a",))
    assert found.observed.startswith("2025-11-01: `tariff` 19 % -> 0 %")


def test_a_mean_that_steps_up_is_dated_and_a_small_step_is_left_alone():
    assert drift(number("a", 725, 805))["fit.drift.a"].observed.startswith("2025-04-01: mean 7")
    assert "fit.drift.a" not in drift(number("a", 725, 755))


def test_a_column_that_stops_being_filled_is_found():
    stopped = ColumnSeries("a", tuple(1000 if k < 12 else 0 for k in range(18)))
    assert drift(stopped)["fit.drift.a"].observed == "2026-01-01: missing 0 % -> 100 %"


def test_it_warns_where_an_option_uses_the_column():
    assert drift(category("a", 190, 0), users=(user("a"),))["fit.drift.a"].check.severity == "warning"


def test_values_of_a_column_with_personal_data_are_not_named():
    found = drift(category("a", 190, 0), hidden={"a"})["fit.drift.a"]
    assert "tariff" not in str(found)
    assert "one value 19 % -> 0 %" in found.observed


@pytest.mark.parametrize("seed", range(20))
def test_stable_columns_show_no_change(seed):
    draw = random.Random(seed)  # noqa: S311 - drawn numbers, no secrets
    shares = tuple(sum(draw.random() < 0.3 for _ in range(400)) for _ in range(18))
    means = tuple(draw.gauss(50, 20 / 20) for _ in range(18))
    columns = (
        ColumnSeries("a", (400,) * 18, values=(ValueSeries("v", shares),)),
        ColumnSeries("b", (400,) * 18, means, (20.0,) * 18),
    )
    assert failing(drift(*columns, rows=(400,) * 18).values()) == []


def test_a_column_that_is_itself_a_calendar_or_a_counter_may_move():
    month = ColumnSeries("a", ROWS, tuple(float(k) for k in range(18)), (0.0,) * 18)
    counter = ColumnSeries("b", ROWS, tuple(1000.0 * k for k in range(18)), (288.0,) * 18)
    assert failing(drift(month, counter).values()) == []


def test_a_jump_in_the_number_of_rows_is_dated_in_rows_a_day():
    found = drift(rows=tuple(1800 if k < 3 else 2350 for k in range(18)))["fit.drift.rows"]
    assert (found.outcome, found.check.severity) == ("fail", "warning")
    assert found.observed.startswith("2025-04-01: rows a day ")


def test_the_unfinished_last_month_is_no_drop_in_rows():
    assert drift(rows=(*ROWS[:17], 30))["fit.drift.rows"].outcome == "pass"


def test_too_short_a_history_says_so():
    [found] = drift_results(fit(), ASK, series(rows=ROWS[:5], starts=STARTS[:5]), ())
    assert (found.outcome, found.not_run.detail) == ("not_run", "5 months: a change needs 6 to show")
    [late] = drift_results(fit(), ASK, NotRun("timeout", "too late"), ())
    assert late.not_run.reason == "timeout"
