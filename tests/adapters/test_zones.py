"""A time zone is judged by its name, before any data is read."""

from __future__ import annotations

import pytest

from trueup.adapters.zones import zone_fault


@pytest.mark.parametrize("name", ["Europe/London", "America/Argentina/Buenos_Aires", "UTC", "GMT", "CET", "Japan"])
def test_a_zone_of_the_database_is_fine(name):
    assert zone_fault(name) is None


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("Europe/Londn", "Europe/London"),
        ("europe/london", "Europe/London"),
        ("berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("Amercia/New_York", "America/New_York"),
    ],
)
def test_a_slip_is_answered_with_the_nearest_zone(name, nearest):
    assert zone_fault(name) == (f"`{name}` is not a time zone", f"Write `zone: {nearest}`.")


@pytest.mark.parametrize(
    ("name", "place"), [("BST", "Europe/London"), ("est", "America/New_York"), ("IST", "Asia/Kol")]
)
def test_an_abbreviation_is_explained(name, place):
    problem, fix = zone_fault(name)
    assert problem.startswith(f"`{name}` is an abbreviation")
    assert place in fix


@pytest.mark.parametrize("name", ["+02:00", "GMT+2", "UTC-5"])
def test_an_offset_knows_no_summer_time(name):
    assert "offset" in zone_fault(name)[0]


@pytest.mark.parametrize(
    "name", ["", "Mars/Base", "../../etc/passwd", "/etc/localtime", "localtime", "x" * 500, "a\0b"]
)
def test_what_is_no_zone_is_refused_without_touching_files(name):
    problem, fix = zone_fault(name)
    assert "is not a time zone" in problem
    assert "region and city" in fix
