"""Ranges read as people state them, and never become a number that cannot be computed with."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueup.core.base.quantity import Spread, interval, point
from trueup.core.base.ranges import RangeFault, parse_range, show_range

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
SPREADS = st.one_of(
    FLOATS.map(point),
    st.lists(FLOATS, min_size=2, max_size=2).map(lambda ends: Spread("p5_p95", tuple(sorted(ends)))),
    st.lists(FLOATS, min_size=3, max_size=3).map(lambda ends: Spread("p10_p50_p90", tuple(sorted(ends)))),
)


@pytest.mark.parametrize(
    ("text", "spread"),
    [
        ("5", point(5)),
        ("-5", point(-5)),
        ("+0.5", point(0.5)),
        ("1_000_000", point(1e6)),
        ("1e6", point(1e6)),
        ("22.5 %", point(0.225)),
        ("24.47%", point(0.2447)),
        ("5..10", Spread("p5_p95", (5, 10))),
        ("3.00..4.50", Spread("p5_p95", (3, 4.5))),
        ("-10 .. -5", Spread("p5_p95", (-10, -5))),
        ("5..5", Spread("p5_p95", (5, 5))),
        ("20..25 %", Spread("p5_p95", (0.2, 0.25))),
        ("20 %..25 %", Spread("p5_p95", (0.2, 0.25))),
        ("60/100/150", Spread("p10_p50_p90", (60, 100, 150))),
        ("40_000 / 44_000 / 48_000", Spread("p10_p50_p90", (40_000, 44_000, 48_000))),
    ],
)
def test_a_range_reads(text, spread):
    assert parse_range(text) == spread


@pytest.mark.parametrize(
    ("text", "problem", "fix"),
    [
        ("10..5", "reversed", "`5..10`"),
        ("25..20 %", "reversed", "`20..25 %`"),
        ("100/60/150", "60 is not between 100 and 150", "rising"),
        ("60/100", "has 2 numbers", "`60/100/150`"),
        ("1/2/3/4", "has 4 numbers", "`60/100/150`"),
        ("1..2..3", "has 3 numbers", "`5..10`"),
        ("1..2/3", "mixes", "`5..10`"),
        ("20%..25", "some numbers only", "once at the end"),
        (".nan", "not a finite number", "`5..10`"),
        ("NaN..5", "not a finite number", "`5..10`"),
        ("5..inf", "not a finite number", "`5..10`"),
        ("-Infinity", "not a finite number", "`5..10`"),
        ("1e400", "too large", "unit"),
        ("1e-400", "too small", "unit"),
        ("1e999999999", "not a number", "`5`"),
        ("9" * 31, "more than 30 digits", "Round"),
        ("9" * 20_000, "longer than", "`5`"),
        ("1,000", "misread", "`1_000`"),
        ("1'000..2'000", "misread", "`1_000`"),
        ("1,5", "comma", "decimal point"),
        ("1_00", "not a number", "`5`"),
        ("EUR 5000", "not a number", "`unit:`"),
        ("5k", "not a number", "`5`"),
        ("5-10", "not a number", "`5..10`"),
        ("5...10", "not a number", "`5..10`"),
        ("5..", "missing", "`5..10`"),
        ("", "empty", "`5`"),
        ("٥", "not a number", "`5`"),  # noqa: RUF001 - a digit of another script
        ("0x10", "not a number", "`5`"),
    ],
)
def test_a_faulty_range_says_why_and_what_to_write(text, problem, fix):
    with pytest.raises(RangeFault) as caught:
        parse_range(text)
    assert problem in caught.value.problem
    assert fix in caught.value.fix


def test_a_percentage_is_divided_exactly():
    assert parse_range("0.07 %").mid == 0.0007
    assert parse_range("57.99999 %").mid == 0.5799999


def test_ranges_show_as_they_are_written():
    assert show_range(parse_range("60/100/150")) == "60/100/150"
    assert show_range(parse_range("20..25 %")) == "0.2..0.25"
    assert show_range(interval(24.5, 23, 26)) == "24.5 (95 %: 23..26)"


@given(SPREADS)
def test_what_is_shown_reads_back(spread):
    assert parse_range(show_range(spread)) == spread


@given(st.text("0123456789.,/_%eE+- naif", max_size=20))
def test_any_text_is_an_ordered_finite_range_or_a_fault(text):
    try:
        spread = parse_range(text)
    except RangeFault:
        return
    assert all(math.isfinite(end) for end in spread.at)
    assert spread.low <= spread.mid <= spread.high
