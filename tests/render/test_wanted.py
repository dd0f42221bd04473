"""A first draft proposes what the answers say: direction, unit, target and day."""

from __future__ import annotations

from datetime import date

import pytest

from trueup.render.wanted import Wanted, wanted

END = date(2027, 12, 31)


@pytest.mark.parametrize(
    ("objective", "measure", "found"),
    [
        (
            "Settle nine of ten claims within ten days by the end of 2027",
            "Share of claims settled within ten days",
            Wanted("share", "1", "increase", "90 %", END),
        ),
        (
            "Late deliveries below 10 % by the end of 2027",
            "Share of late deliveries",
            Wanted("share", "1", "decrease", "10 %", END),
        ),
        (
            "Cut the handling time of an inquiry to 5 days by June 2026",
            "Days from receipt to answer",
            Wanted("time", "day", "decrease", "5", date(2026, 6, 30)),
        ),
        (
            "Answer within 30 minutes from Q2 2026",
            "Time to the first answer",
            Wanted("time", "minute", "decrease", "30", date(2026, 6, 30)),
        ),
        ("Handle an inquiry at EUR 4.50", "Cost per inquiry", Wanted("money", "EUR/case", "decrease", "4.5", None)),
        ("Raise first-time fixes to 80 percent", "Rate of first fixes", Wanted("share", "1", "increase", "80 %", None)),
        ("Fewer complaints", "Number of complaints", Wanted("count", "case", "decrease", None, None)),
        (
            "Reduce cost by 20 % by 2027-03-31",
            "Cost of a case",
            Wanted("money", "EUR/case", "decrease", None, date(2027, 3, 31)),
        ),
        ("Make customers happy", "Ask them", Wanted(None, None, None, None, None)),
        ("", "", Wanted(None, None, None, None, None)),
    ],
)  # fmt: skip
def test_what_the_answers_say_is_read_and_nothing_else(objective, measure, found):
    assert wanted(objective, measure) == found


def test_a_change_is_not_taken_for_a_level():
    assert wanted("Cut late deliveries by 20 % in 2027", "Share of late deliveries").level is None


@pytest.mark.parametrize("odd", ["0 of 0 cases", "twelve of ten", "2027-02-31", "%" * 50, "by by by 3 %", "€"])
def test_odd_words_propose_nothing_wrong(odd):
    found = wanted(odd, "Share of it")
    assert found.by is None
    assert found.level in (None, "3 %")
