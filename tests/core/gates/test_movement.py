"""How a KPI moved since a day: only between whole measured months, and only beyond their intervals."""

from __future__ import annotations

from datetime import date

import pytest

from trueup.core.base.digest import Digest
from trueup.core.base.finding import Id
from trueup.core.base.quantity import Basis, Quantity, Unit, interval, point
from trueup.core.gates.movement import Movement, movements
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.evidence import Evidence, Known, Stamp
from trueup.core.model.initiative import Initiative
from trueup.core.model.results.measure import Funnel, KpiReading, Month

FUNNEL = Funnel(1, 1, 1, 0, 0, 0, 0, 0, 0, 1)


def quantity(value, spread=None):
    found = interval(value, value - spread, value + spread) if spread is not None else point(value)
    return Quantity(found, Unit("1"), Basis.MEASURED, "x", date(2026, 1, 1))


def moved(levels, since, *, direction="decrease", spread=0.1, part=()):
    """The movement of a KPI with a level in each month of 2025 from January on; months in `part` are not whole."""
    series = tuple(
        Month(date(2025, number, 1), quantity(value, spread), 100, number not in part)
        for number, value in enumerate(levels, 1)
    )
    span = (date(2025, 1, 1), date(2025, 12, 31))
    reading = KpiReading(quantity(1), span, quantity(1), span, 9, FUNNEL, series)
    kpi = {"title": "Late", **({"direction": direction} if direction else {})}
    initiative = Initiative.model_validate({"title": "x", "kpis": {"late": kpi}})
    stamp = Stamp(Digest("d"), (), "m", date(2026, 1, 1))
    return movements(initiative, Evidence(kpis={"late": Known(Id("kpis.late"), reading, stamp)}), since)["late"]


def test_the_last_whole_month_before_the_day_stands_against_the_last_whole_month():
    found = moved([5, 4, 3, 2, 1], date(2025, 2, 28), part={5})
    assert (found.then.first, found.now.first) == (date(2025, 2, 1), date(2025, 4, 1))


def test_a_month_that_the_day_falls_into_is_not_before_it():
    assert moved([5, 4, 3], date(2025, 2, 27)).then.first == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("direction", "levels", "course"),
    [
        ("decrease", [5, 1], "better"),
        ("decrease", [1, 5], "worse"),
        ("at_most", [1, 5], "worse"),
        ("increase", [1, 5], "better"),
        ("at_least", [5, 1], "worse"),
        ("decrease", [5, 4.9], "not clear"),
        (None, [5, 1], "not clear"),
    ],
)
def test_a_course_is_said_only_where_the_intervals_do_not_meet(direction, levels, course):
    assert moved(levels, date(2025, 1, 31), direction=direction).course == course


def test_without_intervals_no_course_is_said():
    assert moved([5, 1], date(2025, 1, 31), spread=None).course == "not clear"


@pytest.mark.parametrize(
    ("levels", "since", "why"),
    [
        ([5, 4], date(2025, 2, 28), "after 2025-02-28"),
        ([5, 4], date(2025, 1, 5), "before 2025-01-05"),
        ([], date(2025, 1, 5), "after 2025-01-05"),
    ],
)
def test_what_was_not_measured_is_said(levels, since, why):
    found = moved(levels, since)
    assert isinstance(found, NotRun)
    assert why in found.detail


def test_a_kpi_that_was_not_measured_says_why_and_rivals_are_left_out():
    kpis = {"late": {"title": "Late"}, "calm": {"title": "Calm"}, "other": {"title": "Other", "instead_of": "late"}}
    initiative = Initiative.model_validate({"title": "x", "objective": {"statement": "s", "kpi": "calm"}, "kpis": kpis})
    found = movements(initiative, Evidence(), date(2025, 1, 1))
    assert list(found) == ["calm", "late"]
    assert not any(isinstance(each, Movement) for each in found.values())
