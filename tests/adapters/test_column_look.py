"""What a column of texts looks like, and that the expression proposed is allowed and reads every such text."""

from __future__ import annotations

from datetime import date

import pytest

from in_memory import in_memory
from trueup.adapters.column_look import look_at
from trueup.adapters.sql_guard import guard

DAY = date(2026, 5, 17)


def read(values):
    """Return what the first proposed expression makes of texts."""
    look = look_at(values)
    sql = guard(look.reads[0][0].format("x")).text
    with in_memory() as base:
        return [row[0] for row in base.execute(f"SELECT {sql} FROM (SELECT unnest(?) AS x)", [values]).fetchall()]  # noqa: S608


@pytest.mark.parametrize(
    ("values", "what", "wanted"),
    [
        (["1,5", "2", "-0,25"], "numbers with a decimal comma", [1.5, 2, -0.25]),
        (["1.234,50", "2,5"], "numbers with a decimal comma", [1234.5, 2.5]),
        (["1,234.50", "2.5"], "numbers with commas for thousands", [1234.5, 2.5]),
        (["3 €", "4.5 €"], "numbers with a currency sign", [3, 4.5]),
        (["1.234,50 EUR", "2,00 EUR"], "numbers with a currency sign with a decimal comma", [1234.5, 2]),
        (["$1,234.50", "$2"], "numbers with a currency sign with commas for thousands", [1234.5, 2]),
        (["12.5 %", "3%"], "numbers in percent", [0.125, 0.03]),
        (["1 234,5", "12,0"], "numbers with a decimal comma", [1234.5, 12]),
        (["17.05.2026 14:05", "17.05.2026 00:00"], "dates with a time of day", [DAY, DAY]),
        (["17.05.2026 14:05:09"], "dates with a time of day", [DAY]),
        (["17.05.26"], "dates", [DAY]),
        (["17/05/2026", "17/05/2026"], "dates", [DAY, DAY]),
        (["05/17/2026 2:05 PM"], "dates with a time of day", [DAY]),
        (["2026/05/17"], "dates", [DAY]),
        (["17-May-2026"], "dates", [DAY]),
        (["17 May 2026"], "dates", [DAY]),
        (["May 17, 2026"], "dates", [DAY]),
        (["2026-05", "2026-06"], "months", [date(2026, 5, 1), date(2026, 6, 1)]),
        (["no", "yes", "yes"], "yes or no", [False, True, True]),
        (["nein", "ja"], "yes or no", [False, True]),
    ],
)
def test_texts_are_named_and_read_by_what_is_proposed(values, what, wanted):
    assert look_at(values).what == what
    assert read(values) == wanted


@pytest.mark.parametrize(
    ("values", "whens"),
    [
        (["03/04/2026", "05/06/2026"], ["if the day comes first", "if the month comes first"]),
        (["1,234", "5,678"], ["if the comma marks decimals", "if it marks thousands"]),
    ],
)
def test_what_can_be_read_in_two_ways_is_left_to_people(values, whens):
    assert [when for _, when in look_at(values).reads] == whens


@pytest.mark.parametrize("values", [[], ["A1", "B2"], ["1.5", "2"], ["3 €", "4 %"], ["red", "17.05.2026"], ["x1", "1"]])
def test_of_other_texts_nothing_is_said(values):
    assert look_at(values) is None


def test_a_few_slips_among_many_do_not_hide_the_form():
    assert look_at(["1,5"] * 19 + ["n.n."]).what == "numbers with a decimal comma"
