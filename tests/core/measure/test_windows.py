"""Which days count: up to the as-of date, settled, in a window or a month; and the funnel that holds the rest."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.measure.days import START, answer, day
from trueup.core.measure.windows import funnel, months, settled, within

ALL = date(2026, 1, 1)


def test_days_after_the_as_of_date_do_not_count():
    base = settled(answer(day(0, 1), day(5, 1, 1), day(9, 1, 1, 1)), 0, START + timedelta(5))
    assert [d.day for d in base.days] == [START, START + timedelta(5)]
    assert (base.first, base.last, base.later, base.unsettled) == (START, START + timedelta(5), 3, 0)


def test_days_that_have_not_settled_at_the_end_of_the_data_do_not_count():
    base = settled(answer(day(0, 1), day(5, 1, 1), day(9, 1, 1, 1)), 4, ALL)
    assert (base.first, base.last, base.later, base.unsettled) == (START, START + timedelta(5), 0, 3)


def test_what_settles_is_counted_from_the_newest_day_known_at_the_as_of_date():
    base = settled(answer(day(0, 1), day(5, 1, 1), day(9, 1, 1, 1)), 4, START + timedelta(8))
    assert (base.last, base.later, base.unsettled) == (START + timedelta(1), 3, 2)


@pytest.mark.parametrize(
    ("days", "settles"),
    [
        ([], 0),
        ([day(400, 1)], 0),
        ([day(0, 1), day(3, 1)], 4),
        ([day(date.min, 1)], 99_999),
        ([day(date(5, 1, 1), 1)], 99_999),
    ],
)
def test_where_no_day_is_left_there_is_nothing_to_count(days, settles):
    assert settled(answer(*days), settles, ALL) is None


def test_the_last_day_of_the_calendar_counts():
    base = settled(answer(day(date.min, 1), day(date.max, 1)), 0, date.max)
    assert (base.first, base.last) == (date.min, date.max)


def test_a_window_includes_both_its_ends():
    days = [day(n, 1) for n in range(5)]
    assert within(days, START + timedelta(1), START + timedelta(3)) == days[1:4]


def test_months_of_a_span_are_whole_only_where_all_their_days_are_covered():
    assert months(date(2025, 1, 15), date(2025, 3, 31)) == [
        (date(2025, 1, 15), date(2025, 1, 31), False),
        (date(2025, 2, 1), date(2025, 2, 28), True),
        (date(2025, 3, 1), date(2025, 3, 31), True),
    ]
    assert months(date(2025, 2, 1), date(2025, 2, 27)) == [(date(2025, 2, 1), date(2025, 2, 27), False)]


def test_months_at_both_ends_of_the_calendar():
    assert months(date(9999, 11, 2), date.max) == [
        (date(9999, 11, 2), date(9999, 11, 30), False),
        (date(9999, 12, 1), date.max, True),
    ]
    assert months(date.min, date(1, 1, 31)) == [(date.min, date(1, 1, 31), True)]


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)), min_size=1),
    st.integers(0, 10),
    st.integers(0, 40),
    st.integers(0, 40),
    st.integers(0, 5),
)
def test_every_unit_is_somewhere_in_the_funnel(made, settles, as_of, start, undated):
    days = [day(at, *[1] * n, excluded=out, null=null) for at, n, out, null in made]
    found = answer(*days, undated=undated)
    base = settled(found, settles, START + timedelta(as_of))
    if base is None:
        return
    seen = funnel(found, base, START + timedelta(start), START + timedelta(start + 9))
    parts = (seen.undated, seen.later, seen.unsettled, seen.outside, seen.excluded, seen.null, seen.counted)
    assert sum(parts) == seen.units
    assert min(parts) >= 0
