"""From daily sums to a KPI's reading: window, months, arms, quantiles, formulas, and why a level is not there."""

from datetime import date, timedelta

import numpy as np
import pytest

from core.measure.days import START, answer, day, days_of, kpi, units
from trueup.core.base.quantity import interval, point
from trueup.core.measure.estimate import ratio
from trueup.core.measure.formulas import read_formula
from trueup.core.measure.questions import is_quantile, misplaced
from trueup.core.measure.reading import LONGEST_SERIES, countable, quantile_windows, read_quantiles, read_sums
from trueup.core.model.ask.identity import NotRun, Sql
from trueup.core.model.ask.kpi import KpiDays, QuantileDay, QuantileWindow, QuantileWindows
from trueup.core.model.kpi import Kpi

ALL = date(2026, 1, 1)
YEAR = {"from": "2025-01-01", "to": "2025-12-31"}


def read(found, *days, as_of=ALL):
    return read_sums("late", found, answer(*days), as_of)


# ---- levels ----------------------------------------------------------------------------------------------------------


def test_the_level_is_that_of_the_baseline_window_and_overall_that_of_all_days():
    january = {"from": "2025-01-01", "to": "2025-01-31"}
    found = read(kpi(baseline=january), day(0, 1), day(30, 3), day(40, 8))
    assert (found.level.value, found.overall.value) == (2.0, 4.0)
    assert (found.window, found.span) == ((START, date(2025, 1, 31)), (START, START + timedelta(40)))
    assert (found.clusters, found.funnel.counted, found.funnel.outside) == (2, 2, 1)
    assert found.level.as_of == date(2025, 1, 31)


def test_without_a_window_the_level_is_that_of_all_days():
    found = read(kpi(), day(0, 1), day(30, 3))
    assert found.level == found.overall
    assert found.window == found.span


def test_a_window_outside_the_data_has_no_level_but_there_is_one_overall():
    found = read(kpi(baseline={"from": "2020-01-01", "to": "2020-12-31"}), day(0, 1), day(30, 3))
    assert found.level.detail == (
        "the baseline window 2020-01-01 to 2020-12-31 lies outside the data, which counts from 2025-01-01 to 2025-01-31"
    )
    assert found.overall.value == 2.0


def test_a_share_never_leaves_0_to_1():
    found = read(kpi("share"), day(0, 0, 0), day(1, 0, 0), day(2, 0, 1))
    assert found.level.spread.low == 0.0
    assert read(kpi("mean"), day(0, 0, 0), day(1, 0, 0), day(2, 0, 1)).level.spread.low < 0
    none = read(kpi("share"), *(day(n, 0, 0) for n in range(30)))
    assert none.level.spread == interval(0.0, 0.0, pytest.approx(0.1157, abs=1e-4))


def test_each_month_has_its_level_and_says_whether_it_is_whole():
    found = read(kpi(), day(5, 1), day(20, 3), day(31, 5), day(58, 7))
    assert [(m.first, m.level.value, m.counted, m.whole) for m in found.series] == [
        (date(2025, 1, 1), 2.0, 2, False),
        (date(2025, 2, 1), 6.0, 2, True),
    ]


def test_a_single_row_of_long_ago_does_not_draw_thousands_of_months():
    found = read(kpi("sum"), day(date(1700, 1, 1), 1), day(0, 1))
    assert len(found.series) == LONGEST_SERIES
    assert found.span[0] == date(1700, 1, 1)


def test_a_sum_counts_a_month_without_rows_as_zero():
    found = read(kpi("sum"), day(0, 4), day(89, 2))
    assert [m.level.value for m in found.series] == [4.0, 0.0, 2.0]
    assert found.level.value == pytest.approx(2.0)


def test_a_sum_begins_and_ends_with_the_data_not_with_the_window():
    found = read(kpi("sum", baseline=YEAR), day(31, 28), day(58, 0))
    assert found.level.value == pytest.approx(28)


def test_arms_have_levels_of_their_own():
    found = read(kpi(), day(0, 1, 1, arm="pilot"), day(0, 5, arm="control"), day(1, 2, 2, arm="pilot"), day(1, 9))
    assert [(a.name, a.level.value, a.counted) for a in found.arms] == [("control", 5.0, 1), ("pilot", 1.5, 4)]


def test_one_day_has_a_level_without_an_interval():
    found = read(kpi(), day(0, 1, 3))
    assert (found.level.spread, found.clusters) == (point(2.0), 1)


# ---- why there is none -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "as_of", "settles", "says"),
    [
        (KpiDays(0, 0, 0, ()), ALL, 0, "the data of KPI `late` has 0 rows"),
        (KpiDays(9, 0, 0, ()), ALL, 0, "no row of the data passes `rows:` of KPI `late`"),
        (KpiDays(9, 9, 9, ()), ALL, 0, "no unit of KPI `late` has a date in `at:`"),
        (
            answer(day(9, 1), day(3, 1)),
            START,
            0,
            "all units of KPI `late` (2025-01-04 and later) lie after the as-of date 2025-01-01",
        ),
        (
            answer(day(0, 1), day(3, 1)),
            ALL,
            9,
            "no unit of KPI `late` has settled: the data ends 2025-01-04, `settles:` is 9 days",
        ),
    ],
)
def test_data_that_cannot_be_counted_says_why(given, as_of, settles, says):
    assert countable("late", kpi(settles=f"{settles} days"), given, as_of).detail == says


def test_a_window_whose_units_all_were_excluded_has_no_level():
    found = read(
        kpi(baseline={"from": "2025-01-01", "to": "2025-01-31"}), day(0, excluded=3), day(1, null=2), day(40, 1)
    )
    assert found.level.detail == "no unit with a value lies in the window"
    assert (found.funnel.excluded, found.funnel.null, found.clusters) == (3, 2, 0)


# ---- quantiles -------------------------------------------------------------------------------------------------------


def quantiles(found, base, levels):
    """An answer for all windows that a reading needs, each with two days and the same ladder."""
    ladder = tuple(float(rung) for rung in range(401))
    return QuantileWindows(
        tuple(
            QuantileWindow(
                since,
                until,
                8,
                level,
                (QuantileDay(since, 4, 2), QuantileDay(until, 4, 3)),
                () if level is None else ladder,
            )
            for (since, until), level in zip(quantile_windows(found, base), levels, strict=True)
        )
    )


def test_a_quantile_is_asked_for_its_window_the_span_and_each_month_and_read_from_there():
    found = kpi(0.9, baseline={"from": "2025-01-10", "to": "2025-02-10"})
    given = answer(day(0, 1), day(58, 1))
    base = countable("late", found, given, ALL)
    assert quantile_windows(found, base) == (
        (date(2025, 1, 10), date(2025, 2, 10)),
        (START, date(2025, 2, 28)),
        (START, date(2025, 1, 31)),
        (date(2025, 2, 1), date(2025, 2, 28)),
    )
    reading = read_quantiles(found, given, quantiles(found, base, [360.0, 350.0, 340.0, None]), base)
    assert (reading.level.value, reading.overall.value, reading.clusters) == (360.0, 350.0, 2)
    assert [(m.first, m.level.value, m.counted, m.whole) for m in reading.series] == [(START, 340.0, 8, True)]
    assert is_quantile(found)
    assert not is_quantile(kpi())


def test_the_clusters_of_a_quantile_are_what_it_clusters_by():
    found = kpi("median", cluster="month")
    given = answer(day(0, 1), day(30, 1))
    base = countable("late", found, given, ALL)
    reading = read_quantiles(found, given, quantiles(found, base, [200.0]), base)
    assert (reading.clusters, reading.level.spread) == (1, point(200.0))


def test_a_quantile_whose_interval_has_no_end_is_no_level():
    found = kpi("median")
    given = answer(day(0, 1), day(20, 1))
    base = countable("late", found, given, ALL)
    days = (QuantileDay(START, 4, 0), QuantileDay(START + timedelta(20), 4, 4))
    ladder = (*[1.0] * 201, *[float("inf")] * 200)
    asked = quantile_windows(found, base)
    answers = QuantileWindows(tuple(QuantileWindow(*w, 8, 1.0, days, ladder) for w in asked))
    assert read_quantiles(found, given, answers, base).level.reason == "error"


# ---- formulas over KPIs ----------------------------------------------------------------------------------------------


def formula(text, **fields):
    return Kpi.model_validate({"unit": "1", "formula": text, **fields})


def part(found, *days):
    return found, countable("part", found, answer(*days), ALL)


def test_a_formula_is_read_over_the_days_that_all_its_parts_cover():
    parts = {"a": part(kpi(), day(0, 4), day(20, 8)), "b": part(kpi(), day(10, 1), day(20, 1), day(30, 5))}
    found = read_formula("r", formula("a / b"), parts)
    assert found.span == (START + timedelta(10), START + timedelta(20))
    assert found.level.value == 8.0


def test_a_window_beyond_the_common_days_is_cut_to_them():
    parts = {"a": part(kpi(), day(0, 4), day(20, 8)), "b": part(kpi(), day(10, 1), day(20, 1), day(30, 5))}
    assert read_formula("r", formula("a / b", baseline=YEAR), parts).level.value == 8.0
    outside = read_formula("r", formula("a / b", baseline={"from": "2020-01-01", "to": "2020-12-31"}), parts)
    assert outside.level.detail.startswith("the window 2020-01-01 to 2020-12-31 of KPI `r` lies outside")


def test_the_interval_of_a_formula_is_that_of_the_ratio_it_stands_for():
    which, values, over = units(np.random.default_rng(4), days=90)
    parts = {"a": part(kpi(), *days_of(which, values)), "b": part(kpi(), *days_of(which, over))}
    found = read_formula("r", formula("a / b"), parts)
    direct = ratio(days_of(which, values, over), "day", over=True)
    assert found.level.spread.at == pytest.approx(direct.spread().at, rel=1e-6)
    assert [m.first for m in found.series] == [date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)]
    assert sum(m.counted for m in found.series) == len(values)


def test_parts_of_unlike_clusters_are_joined_by_the_coarsest():
    which, values, over = units(np.random.default_rng(4), days=90)
    parts = {"a": part(kpi(), *days_of(which, values)), "b": part(kpi(cluster="month"), *days_of(which, over))}
    assert read_formula("r", formula("a / b"), parts).clusters == 3


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({}, "KPI `r` needs `a`: KPI `a` is not measured"),
        ({"a": NotRun("no_column", "no column `x`")}, "KPI `r` needs `a`: no column `x`"),
        ({"a": (kpi("median"), None)}, "KPI `r` is a formula over `a`, a quantile, which cannot be combined"),
    ],
)
def test_a_part_that_is_not_there_is_named(parts, says):
    assert read_formula("r", formula("a * 2"), parts).detail == says


def test_parts_without_a_common_day_have_no_formula():
    parts = {"a": part(kpi(), day(0, 4)), "b": part(kpi(), day(9, 4))}
    assert read_formula("r", formula("a / b"), parts).detail == "the KPIs that `r` is computed from share no day"


def test_a_formula_without_a_value_says_why():
    parts = {"a": part(kpi(), day(0, 4)), "b": part(kpi(), day(0, 0))}
    assert read_formula("r", formula("a / b"), parts).level.detail == "KPI `r`: `b` is 0 in `a / b`"


# ---- where an expression may stand -----------------------------------------------------------------------------------


def test_row_level_and_aggregate_expressions_are_not_mixed_up():
    row, aggregate, constant = Sql("x", ("x",), False), Sql("sum(x)", ("x",), True), Sql("1", (), False)
    assert misplaced(kpi(), {"value": row, "rows": row, "over": constant}) == []
    assert [field for field, _ in misplaced(kpi(), {"value": aggregate, "rows": aggregate})] == ["value", "rows"]
    keyed = kpi(per="claim")
    assert misplaced(keyed, {"value": aggregate, "at": constant, "rows": row}) == []
    assert [field for field, _ in misplaced(keyed, {"value": row, "rows": aggregate})] == ["value", "rows"]
