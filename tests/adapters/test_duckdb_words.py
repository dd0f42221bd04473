"""What DuckDB says about types reaches the user in words of ours, without its type names and its hints."""

from __future__ import annotations

import re

import duckdb
import pytest

from in_memory import in_memory
from trueup.adapters.duckdb_words import kind_words, type_error, value_in

TABLE = "SELECT '1,5' AS p, DATE '2026-01-01' AS d, 1.5 AS x, 7 AS n, TIMESTAMP '2026-01-01 10:00' AS t, true AS b"


def said(expression):
    with in_memory() as base, pytest.raises(duckdb.Error) as caught:
        base.execute(f"SELECT {expression} FROM ({TABLE})").fetchall()  # noqa: S608
    return type_error(caught.value)


@pytest.mark.parametrize(
    ("expression", "detail"),
    [
        ("p > 3", "it compares text with a whole number"),
        ("d > 3", "it compares a date with a whole number"),
        ("p * 2", "`*` does not work on text and a whole number"),
        ("d - p", "`-` does not work on a date and text"),
        ("x + d", "`+` does not work on a number and a date"),
        ("avg(p)", "`avg` does not take text"),
        ("date_diff('day', p, d)", "`date_diff` does not take text and a date"),
        ("date_part('month', p)", "`date_part` does not take text"),
        ("quantile_cont(p, 0.5)", "`quantile_cont` does not take text and a number"),
        ("lower(d)", "`lower` does not take a date"),
        ("coalesce(p, 1)", "it mixes text and a whole number in `coalesce`"),
        ("CASE WHEN b THEN p ELSE 1 END", "it mixes a whole number and text in `case`"),
        ("greatest(p, 1)", "it mixes text and a whole number"),
        ("cast(p AS double)", "the text `1,5` is not a number"),
        ("cast(p AS integer)", "the text `1,5` is not a whole number"),
        ("x > 'abc'", "the text `abc` is not a number"),
        ("p AND b", "the text `1,5` is not true or false"),
        ("d > '17.05.2026'", "the text `17.05.2026` is not a date"),
        ("cast(p AS timestamp)", "the text `1,5` is not a timestamp"),
        ("strptime(p, '%d.%m.%Y')", "the text `1,5` is not of the form `%d.%m.%Y`"),
        ("cast(d AS integer)", "a date cannot be read as a whole number"),
        ("make_date(2024, 2, 30)", "Date out of range: 2024-2-30"),
        ("cast(1e300 AS integer)", "the value 1e+300 is too large for a whole number"),
    ],
)
def test_an_error_about_types_is_told_in_plain_words(expression, detail):
    found = said(expression)
    assert found.detail == detail
    assert not re.search(r"[A-Z]{4,}", found.detail + found.fix.replace("NULL", ""))


def test_other_errors_are_not_taken_for_errors_about_types():
    assert said("n * 9223372036854775807") is None


def test_the_value_that_an_error_is_about_is_found_again_in_its_words():
    assert value_in(said("cast(p AS double)").detail) == "1,5"
    assert value_in(said("p * 2").detail) is None


@pytest.mark.parametrize("kind", ["BIGINT", "DECIMAL(18,3)", "TIMESTAMP WITH TIME ZONE", "STRUCT(a INTEGER)", "DATE[]"])
def test_every_kind_of_type_has_words(kind):
    assert kind_words(kind).islower()
