"""The profile of a data set as text and as a page."""

from __future__ import annotations

from datetime import date

import pytest

from trueup.core.model.ask.checks import RowSample
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.profile import ColumnProfile, Histogram, Spread, ValueCount
from trueup.core.model.ask.together import Correlation, Correlations, Coverage, Period
from trueup.core.model.results.profile import DataProfile
from trueup.render.html.profile import profile_page
from trueup.render.profile_text import bars, profile_text

NO = NotRun("not_due", "not asked")
BINS = Histogram(0, 1, tuple(range(12)), 0, 3)
SPREAD = Spread((0.0, 0.0, 1.0, 3.0, 6.0, 8.0, 10.0, 11.0, 12.0), 6.0, 2.0, 1, 0, BINS, None)


@pytest.fixture
def profile():
    columns = (
        ColumnProfile("n", "BIGINT", "integer", 100, nulls=3, distinct=12, low="0", high="12", spread=SPREAD),
        ColumnProfile("m", "BIGINT", "integer", 100, distinct=12, low="0", high="12", spread=SPREAD),
        ColumnProfile("<kind>", "VARCHAR", "text", 100, distinct=2, low="a", high="b",
                      top=(ValueCount("<b>a</b>", 70), ValueCount("b", 30))),
    )  # fmt: skip
    course = Coverage("at", "day", ("n",), 0, (Period("2024-01-01", 60, (0,)), Period("2024-01-04", 40, (3,))))
    tied = Correlations(100, 100, ("n", "m"), (Correlation(("n", "m"), -0.5, -0.75),))
    sample = RowSample(("n", "<kind>"), (("1", None),))
    return DataProfile(DataId("t"), "A <table>", 100, columns, NO, (), NO, NO, NO, course, tied, (), sample, ("m",))


def test_the_text_holds_a_line_a_column_and_what_is_odd(profile):
    text = profile_text(profile, profile.data, 100)
    assert text.startswith("t: 100 rows, 3 columns\n")
    assert "n: 3 of 100 missing (3 %): 3 NULL" in text
    assert "2 days in between without a row, the longest gap from 2024-01-02 to 2024-01-03" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 100


def test_a_data_set_that_cannot_be_read_says_why():
    assert (
        profile_text(NotRun("no_data", "no file", "Bring it."), DataId("t")) == "t: not described: no file Bring it.\n"
    )


def test_bars_rise_with_the_rows(profile):
    assert bars(profile.columns[0]) == " ▁▂▃▃▄▅▆▆▇██"[: len(bars(profile.columns[0]))]
    assert bars(profile.columns[2]) == "█▄"


def test_the_page_escapes_what_the_data_holds_and_shows_every_part(profile):
    page = profile_page(profile, as_of=date(2026, 1, 2), source="data/t.csv")
    assert "<b>a</b>" not in page
    assert "&lt;b&gt;a&lt;/b&gt;" in page
    for words in (
        "Distribution of n",
        "Rows and missing values in time",
        "\N{MINUS SIGN}0.75",
        "personal columns are masked",
        "data/t.csv",
    ):
        assert words in page
    assert "http" not in page.split("</style>")[1]


def test_the_page_of_a_table_without_rows_is_whole(profile):
    empty = DataProfile(DataId("t"), "t", 0, (), NO, (), NO, NO, NO, NO, NO, (), RowSample((), ()))
    assert "The table has no rows." in profile_page(empty, as_of=date(2026, 1, 2))
