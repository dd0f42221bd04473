"""Whether a part of the rows stands for a whole."""

from __future__ import annotations

import math

import pytest

from core.readiness.fits import T, by_id, failing, fit, user
from trueup.core.model.ask.fitness import Compared, ComparedColumn, ComparedOf, Population
from trueup.core.readiness.fit_reference import by_chance, jensen_shannon, reference_results, stability_index

ASK = ComparedOf(T, Population(T, filled="arm"), Population(T), ("a", "b"))


def results(*columns, sizes=(10_000, 20_000), **more):
    return reference_results(fit(("a", "b"), **more), ASK, Compared(*sizes, columns), "pilot", "As the whole")


def test_the_index_is_the_sum_of_differences_times_log_ratios():
    wanted = (0.7 - 0.5) * math.log(0.7 / 0.5) + (0.3 - 0.5) * math.log(0.3 / 0.5)
    assert stability_index((70_000, 30_000), (50_000, 50_000)) == pytest.approx(wanted, abs=1e-4)
    assert stability_index((10, 20), (10, 20)) == 0
    assert math.isfinite(stability_index((0, 100), (100, 0)))


def test_the_distance_is_0_for_equal_and_1_for_disjoint_spreads():
    assert jensen_shannon((1, 3), (10, 30)) == pytest.approx(0)
    assert jensen_shannon((5, 0), (0, 7)) == pytest.approx(1)
    assert jensen_shannon((0, 0), (1, 1)) == 0


def test_what_chance_allows_is_chi_squared_over_the_sizes():
    found = Compared(200, 400, (ComparedColumn("a", (1,) * 10, (1,) * 10),))
    assert by_chance(found.columns[0], found) == pytest.approx((1 / 200 + 1 / 400) * 16.919, rel=0.002)


@pytest.mark.parametrize(
    ("part", "outcome", "severity"),
    [((5100, 4900), [], None), ((6700, 3300), ["fit.pilot.a"], "info"), ((8000, 2000), ["fit.pilot.a"], "warning")],
)
def test_a_shift_is_told_from_a_tenth_on_and_warns_from_a_quarter_where_the_column_is_used(part, outcome, severity):
    found = list(results(ComparedColumn("a", part, (10_000, 10_000)), users=(user("a"),)))
    assert failing(found) == outcome
    if severity:
        assert by_id(found)["fit.pilot.a"].check.severity == severity


def test_small_parts_are_not_judged_and_larger_ones_are_given_what_chance_does():
    [few] = results(ComparedColumn("a", (30, 60), (10_000, 10_000)), sizes=(90, 20_000))
    assert (few.outcome, few.not_run.reason) == ("not_run", "no_data")
    many_classes = ComparedColumn("a", (3, 8, 5, 9, 4, 6, 2, 7, 8, 5) * 2, (50,) * 20)
    assert failing(results(many_classes, sizes=(114, 1000))) == []


def test_a_pilot_that_did_not_begin_is_not_due():
    (found,) = results(sizes=(0, 20_000))
    assert (found.outcome, found.not_run.reason) == ("not_run", "not_due")


def test_without_a_column_in_common_nothing_is_compared():
    [found] = results()
    assert (found.outcome, found.not_run.reason) == ("not_run", "no_column")
