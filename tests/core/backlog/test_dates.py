"""Days as backlogs write them: twelve ways and more, never a guess between day and month."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueup.core.backlog.dates import month_first, read_day

DAY = date(2026, 5, 31)
WAYS = [
    "2026-05-31",
    "2026-05-31T10:00:00.000+0200",
    "2026-05-31 10:00",
    "2026/05/31",
    "20260531",
    "31.05.2026",
    "31.5.26 14:30",
    "31/05/2026",
    "05/31/2026",
    "31/May/26 12:00 AM",
    "31/Mai/26",
    "31-May-2026",
    "31 May 2026",
    "Sun, 31 May 2026 10:00:00 +0000",
    "May 31, 2026",
    "31. Mai 2026",
    "31 de mayo de 2026",
    "46173",
    "1780185600",
    "1780185600000",
]


@pytest.mark.parametrize("text", WAYS)
def test_a_day_is_read_however_it_is_written(text):
    assert read_day(text, month_before=None) == DAY


@pytest.mark.parametrize(("months", "day"), [(False, date(2026, 6, 5)), (True, date(2026, 5, 6)), (None, None)])
def test_day_and_month_are_never_guessed(months, day):
    assert read_day("05/06/2026", month_before=months) == day


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "31.02.2026", "2026-13-01", "31/Foo/26", "1/2/3/4", "9" * 80, "99999"]
)
def test_what_is_no_day_is_none(text):
    assert read_day(text, month_before=True) is None


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["05/06/2026", "05/31/2026"], True),
        (["05/06/2026", "31/05/2026"], False),
        (["05/06/2026", "01/02/2026"], None),
        (["31/05/2026", "05/31/2026"], None),
        (["2026-05-31"], None),
    ],
)
def test_one_day_above_twelve_tells_the_order_of_a_file(texts, order):
    assert month_first(texts) is order


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d/%b/%y", "%Y%m%d"]))
def test_every_day_of_the_century_comes_back(day, form):
    assert read_day(day.strftime(form), month_before=None) == day


@given(st.text(max_size=80))
def test_no_text_breaks_it(text):
    assert read_day(text, month_before=None) is None or text.strip()


@pytest.mark.parametrize(("text", "months"), [("05/31/2026", False), ("31/05/2026", True)])
def test_a_day_in_the_other_order_than_the_one_said_is_no_day(text, months):
    assert read_day(text, month_before=months) is None
