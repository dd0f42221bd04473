"""Estimates keep the unit of the backlog; time becomes days of a stated length."""

import pytest

from trueup.core.backlog.effort import Piece, efforts, total
from trueup.core.backlog.estimates import amount_of, read_points, read_time, unit_of


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("5", "5 points"),
        ("1", "1 point"),
        ("2,5", "2.5 points"),
        ("8.0", "8 points"),
        ("0", "0 points"),
        ("3 SP", "3 points"),
        ("5..8", "5..8 points"),
        ("XL", None),
        ("-3", None),
        ("1e9", None),
    ],
)
def test_points_stay_points(text, read):
    assert read_points(text) == read


@pytest.mark.parametrize(
    ("text", "tool", "read"),
    [
        ("28800", "jira", "1 day"),
        ("7200", "jira", "0.25 days"),
        ("38h", "jira", "4.75 days"),
        ("1w 2d 4h 30m", "jira", "7.5625 days"),
        ("3", "csv", "3 days"),
        ("2.5 days", "csv", "2.5 days"),
        ("2 Tage", "csv", "2 days"),
        ("5 points", "csv", "5 points"),
        ("8..15", "csv", "8..15 days"),
        ("8/12/20 days", "csv", "8/12/20 days"),
        ("soon", "csv", None),
        ("3d soon", "csv", None),
    ],
)
def test_time_becomes_days(text, tool, read):
    assert read_time(text, tool, 8.0) == read


def test_a_day_is_as_long_as_the_user_says():
    assert read_time("21600", "jira", 6.0) == "1 day"


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("5 points", 5, "point"),
        ("1 day", 1, "day"),
        ("12", 12, "day"),
        ("8..15", 11.5, "day"),
        ("8/12/20 points", 12, "point"),
        ("1_000 days", 1000, "day"),
        ("lots", None, "day"),
    ],
)
def test_an_estimate_of_the_document_has_its_middle_and_its_unit(text, amount, unit):
    assert (amount_of(text), unit_of(text)) == (amount, unit)


def test_days_and_points_are_summed_side_by_side_and_finished_work_counts_nothing():
    found = efforts(
        [
            Piece("E", None, "todo", None),
            Piece("a", "E", "doing", 5, "point"),
            Piece("b", "E", "todo", 2, "day"),
            Piece("c", "E", "done", 8, "point"),
            Piece("d", "E", "cancelled", 8, "point"),
            Piece("e", "E", "todo", None),
        ]
    )
    effort = found["E"]
    assert (effort.point, effort.day, effort.leaves, effort.missing) == (5, 2, 3, 1)


def test_a_parent_counts_of_its_own_estimate_what_its_children_do_not_explain():
    pieces = [
        Piece("E", None, "todo", 10, "point"),
        Piece("a", "E", "todo", 4, "point"),
        Piece("b", "E", "done", 3, "point"),
    ]
    assert efforts(pieces)["E"].point == pytest.approx(7)


def test_a_parent_estimated_below_its_children_counts_as_they_do():
    pieces = [Piece("E", None, "todo", 3, "point"), Piece("a", "E", "todo", 4, "point")]
    assert efforts(pieces)["E"].point == pytest.approx(4)
    assert total(efforts(pieces).values()).point == pytest.approx(8)
