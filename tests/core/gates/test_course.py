"""The course of a KPI: today's level against the straight line from what was agreed to the target, beyond intervals."""

from __future__ import annotations

from datetime import date

import pytest

from trueup.core.base.digest import Digest
from trueup.core.base.finding import Id
from trueup.core.base.quantity import Basis, Quantity, Unit, interval, point
from trueup.core.gates.course import Agreed, courses
from trueup.core.model.evidence import Evidence, Known, Stamp
from trueup.core.model.initiative import Initiative
from trueup.core.model.kpi import Target
from trueup.core.model.results.measure import Funnel, KpiReading, Month

FUNNEL = Funnel(1, 1, 1, 0, 0, 0, 0, 0, 0, 1)
AS_OF = date(2025, 8, 15)
SEEN = Agreed({"late": 20.0}, {}, date(2025, 1, 10))
KPI = {
    "unit": "day",
    "direction": "decrease",
    "baseline": {"from": "2024-01-01", "to": "2024-12-31"},
    "target": {"value": "10", "by": "2025-12-31"},
}


def quantity(value, spread=None):
    found = interval(value, value - spread, value + spread) if spread is not None else point(value)
    return Quantity(found, Unit("day"), Basis.MEASURED, "x", AS_OF)


def course(level, spread=0.5, *, agreed=SEEN, month=7, whole=True, as_of=AS_OF, **kpi):
    """The course of a KPI that was `level` in a month of 2025; by the middle of July the line is at 14.6 days."""
    months = (Month(date(2025, month, 1), quantity(level, spread), 100, whole),)
    span = (date(2024, 1, 1), date(2025, month, 28))
    reading = KpiReading(quantity(20), span, quantity(20), span, 9, FUNNEL, months)
    initiative = Initiative.model_validate({"title": "x", "kpis": {"late": KPI | kpi}})
    known = Known(Id("kpis.late"), reading, Stamp(Digest("d"), (), "m", AS_OF))
    return courses(initiative, Evidence(kpis={"late": known}), agreed, as_of)[0]


@pytest.mark.parametrize(
    ("level", "said"),
    [
        (9, "on course"),
        (14.5, "on course"),
        (15, "not clear"),
        (15.2, "behind"),
        (19, "behind"),
        (20.4, "behind"),
        (20.6, "moving the wrong way"),
    ],
)
def test_the_level_stands_against_the_line_and_only_its_whole_interval_against_it(level, said):
    assert course(level).course == said


def test_the_line_begins_at_a_typed_baseline_whatever_was_measured_when_it_was_agreed():
    typed = {"value": "30", "because": "the workshop"}
    found = course(19, baseline=typed)
    # measured are 20 days, typed are 30; of the 355 days to the end of the year 187 are over in mid July
    assert found.agreed == 30
    assert found.expected == pytest.approx(30 - 20 * 187 / 355)
    assert found.course == "on course"


def test_the_line_is_taken_in_the_middle_of_the_month_that_was_measured():
    found = course(15)
    assert found.expected == pytest.approx(20 - 10 * 197 / 365)
    assert found.month == date(2025, 7, 1)


def test_without_an_interval_the_level_itself_decides():
    assert course(14.7, None).course == "behind"


def test_a_kpi_that_shall_rise_is_read_the_other_way_round():
    rising = {"direction": "increase", "target": {"value": "30", "by": "2025-12-31"}}
    assert [course(level, **rising).course for level in (30, 25.5, 25.2, 22, 19)] == [
        *("on course", "on course", "not clear", "behind", "moving the wrong way")
    ]


@pytest.mark.parametrize(
    ("direction", "level", "said"),
    [
        ("at_most", 10, "kept"),
        ("at_most", 10.4, "not clear"),
        ("at_most", 10.6, "broken"),
        ("at_least", 9.4, "broken"),
        ("at_least", 9.6, "not clear"),
        ("at_least", 11, "kept"),
    ],
)
def test_a_limit_has_no_line_and_is_broken_where_the_whole_interval_lies_beyond_it(direction, level, said):
    found = course(level, direction=direction)
    assert (found.course, found.expected) == (said, None)


def test_what_was_agreed_counts_and_not_what_the_document_says_now():
    signed = Agreed({"late": 30.0}, {"late": Target(value="5", by="2025-12-31")}, date(2025, 1, 10))
    found = course(15, agreed=signed)
    assert (found.agreed, found.target) == (30.0, 5.0)
    assert found.expected == pytest.approx(30 - 25 * 197 / 365)


def test_without_a_signature_the_baseline_and_the_target_of_today_count():
    found = course(15, agreed=Agreed({}, {}, None))
    assert (found.agreed, found.target, found.course) == (20.0, 10.0, "not clear")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"whole": False}, "no whole month was measured"),
        ({"month": 1, "agreed": Agreed({}, {}, date(2025, 2, 1))}, "since 2025-01-31; it was agreed on 2025-02-01"),
        ({"baseline": {"from": "2025-06-01", "to": "2025-07-31"}}, "since 2025-07-31, the end of its baseline"),
        ({"month": 5, "as_of": date(2025, 8, 2)}, "not measured since 2025-05-31"),
        ({"target": {"value": "10"}}, "its target has no day"),
        ({"direction": None}, "nothing says which way is better"),
    ],
)
def test_what_is_not_measured_since_or_has_no_line_is_not_known(more, why):
    found = course(15, **more)
    assert found.course == "not known"
    assert why in found.why
    assert found.now is None


def test_units_that_settle_late_are_waited_for():
    assert course(15, month=5, as_of=date(2025, 8, 2), settles="30 days").course != "not known"


def test_a_target_date_that_has_passed_asks_for_the_whole_way():
    found = course(12, target={"value": "10", "by": "2025-06-30"})
    assert (found.expected, found.course) == (10.0, "behind")


def test_a_kpi_nobody_reads_is_not_known():
    initiative = Initiative.model_validate({"title": "x", "kpis": {"late": KPI}})
    (found,) = courses(initiative, Evidence(), SEEN, AS_OF)
    assert found.course == "not known"
    assert "not measured" in found.why
