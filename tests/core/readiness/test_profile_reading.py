"""From figures to meaning, in words."""

from __future__ import annotations

import pytest

from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.profile import (
    ColumnProfile,
    DayOrder,
    Lengths,
    Outliers,
    Patterns,
    ReadAs,
    Spread,
    ValueCount,
)
from trueup.core.model.ask.together import Coverage, Dependencies, Dependency, Period
from trueup.core.model.results.profile import DataProfile
from trueup.core.readiness import profile_questions as questions
from trueup.core.readiness.profile_reading import meaning, percent, remarks, time_unit
from trueup.core.readiness.profile_table_reading import Gap, gaps, table_remarks, told_dependencies

NO = NotRun("not_due", "not asked")


def text(*reads, rows=100, **more):
    return ColumnProfile("c", "VARCHAR", "text", rows, distinct=more.pop("distinct", rows), reads=reads, **more)


def whole(name="c", quantiles=(1.0,) * 9, rows=100, **more):
    spread = Spread(tuple(quantiles), None, None, 0, 0, None, more.pop("outliers", None))
    return ColumnProfile(name, "BIGINT", "integer", rows, distinct=more.pop("distinct", 50), spread=spread, **more)


def data(columns, **more):
    parts = {"duplicates": NO, "near": (), "pair_keys": NO, "dependencies": NO, "order": NO, "coverage": NO}
    parts |= {"correlations": NO, "references": (), "sample": NO}
    return DataProfile(DataId("t"), "t", 100, tuple(columns), **(parts | more))


def test_dates_stored_as_text_are_told_with_what_does_not_read():
    column = text(
        ReadAs("date", "YYYY-MM-DD", 41_020, "2024-01-01"),
        ReadAs(None, "a day that does not exist", 30, "31.02.2024"),
        rows=41_050,
    )
    assert meaning(column).kind == "date"
    assert meaning(column).sentence == (
        "stored as text, meant as a date: 41,020 of 41,050 read as YYYY-MM-DD; 30 do not, such as `31.02.2024`"
    )


def test_several_forms_of_one_kind_are_told_together():
    column = text(ReadAs("date", "YYYY-MM-DD", 60, "x"), ReadAs("date", "DD.MM.YYYY", 40, "y"))
    assert meaning(column).sentence.endswith("60 of 100 read as YYYY-MM-DD (40 as DD.MM.YYYY)")


def test_text_that_mostly_reads_as_nothing_stays_text():
    assert meaning(text(ReadAs("integer", "digits", 50, "1"), ReadAs(None, "", 50, "a"))).kind == "text"


@pytest.mark.parametrize("values", [("yes", "no"), ("Ja", "Nein"), ("0", "1")])
def test_two_words_for_yes_and_no_are_a_flag(values):
    column = text(ReadAs(None, "", 100, "x"), distinct=2, top=tuple(ValueCount(value, 50) for value in values))
    assert meaning(column).kind == "yes or no"


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (
            DayOrder(5, 3, 2, 0),
            "days and months are mixed: 5 read only with the day first, 3 only with the month first",
        ),
        (DayOrder(0, 0, 9, 0), "nobody can tell day from month: all 9 read both ways"),
        (DayOrder(5, 0, 2, 0), "2 dates read both ways; that the day comes first is told by 5 others"),
    ],
)
def test_dates_that_read_both_ways_are_told(order, words):
    assert any(each.startswith(words) for each in remarks(text(day_order=order)))


@pytest.mark.parametrize(
    ("name", "values", "unit"),
    [
        ("d", (20240101, 20240215, 20240301, 20240401, 20240501, 20240601, 20240701, 20240801, 20241231), "YYYYMMDD"),
        ("created", tuple(1_600_000_000 + at for at in range(9)), "seconds since 1970"),
        ("event_time", tuple(1_600_000_000_000 + at for at in range(9)), "milliseconds since 1970"),
        ("event_date", tuple(19_000 + at for at in range(9)), "days since 1970"),
        ("order_no", tuple(1_600_000_000 + at for at in range(9)), ""),
        ("d", (20240101, 20240230, 20240301, 20240401, 20240501, 20240601, 20240701, 20240801, 20241231), ""),
    ],
)
def test_the_unit_of_time_of_a_number_is_told_where_values_and_name_agree(name, values, unit):
    assert time_unit(whole(name, map(float, values))) == unit


def test_one_value_in_nearly_every_row_is_told():
    assert remarks(whole(top=(ValueCount("7", 100),), distinct=1)) == ("constant: `7` in every row that has a value",)
    assert remarks(whole(top=(ValueCount("7", 99),), distinct=2)) == ("nearly constant: `7` in 99 % of the values",)


def test_a_value_in_several_spellings_is_told():
    top = (ValueCount("billing", 50), ValueCount("Billing", 30), ValueCount("billing ", 20))
    [said] = remarks(text(ReadAs(None, "", 100, "x"), distinct=3, top=top))
    assert said == (
        "the same value in several spellings: "
        "`Billing` (30 rows) beside `billing`, `billing ` (20 rows) beside `billing`"
    )


def test_shapes_few_rows_have_are_told():
    shapes = Patterns(100, 100, 1000, 2, (ValueCount("AA-999", 995), ValueCount("999", 5)))
    said = remarks(text(ReadAs(None, "", 1000, "x"), rows=1000, patterns=shapes, lengths=Lengths(3, 6.0, 6)))
    assert said == ("995 look like `AA-999`, 5 do not, such as `999`",)


def test_outliers_are_told_with_the_fences():
    outliers = Outliers(-5.0, 15.0, 0, 1, (ValueCount("99", 1),))
    assert remarks(whole(outliers=outliers)) == ("1 outlier beyond -5 to 15 (Tukey's fences), such as `99`",)


def test_missing_values_are_told_by_kind():
    assert remarks(whole(nulls=3, sentinels=2)) == ("5 of 100 missing (5 %): 3 NULL, 2 standing for missing",)


@pytest.mark.parametrize(
    ("part", "said"), [(0, "0 %"), (1, "<0.1 %"), (5_000, "50 %"), (9_999, ">99.9 %"), (10_000, "100 %")]
)
def test_a_share_is_never_rounded_to_none_or_all(part, said):
    assert percent(part, 10_000) == said


def test_a_column_that_was_not_read_says_why():
    column = ColumnProfile("c", "INTEGER", "integer", 9, unread=NotRun("error", "needs more memory"))
    assert remarks(column) == ("not read: needs more memory",)


# ---- tables ----------------------------------------------------------------------------------------------------------


def test_periods_without_a_row_are_gaps():
    starts = ("2024-01-01", "2024-02-01", "2024-06-01")
    course = Coverage("at", "month", (), 0, tuple(Period(start, 1, ()) for start in starts))
    assert gaps(course) == (Gap("2024-03-01", "2024-05-01", 3),)
    assert "3 months in between without a row, the longest gap from 2024-03-01 to 2024-05-01" in table_remarks(
        data([whole()], coverage=course)
    )


def test_only_dependencies_that_beat_a_guess_are_told():
    even = whole("even", top=(ValueCount("1", 50),))
    skewed = whole("skewed", top=(ValueCount("1", 99),))
    found = Dependencies(100, 100, (Dependency("a", "even", 1, 100), Dependency("a", "skewed", 1, 100)))
    assert [each.other for each in told_dependencies(data([even, skewed], dependencies=found))] == ["even"]


def test_a_key_is_told():
    key = ColumnProfile("id", "BIGINT", "integer", 100, distinct=100)
    assert table_remarks(data([key])) == ("key: `id` names every row",)
    assert table_remarks(data([whole()])) == ("no single column names every row",)


# ---- what to ask -----------------------------------------------------------------------------------------------------


def test_copies_are_not_asked_of_a_table_with_a_key():
    key = ColumnProfile("id", "BIGINT", "integer", 100, distinct=100)
    assert isinstance(questions.duplicates_question(DataId("t"), [key]), NotRun)


def test_a_thousand_columns_lead_to_a_bounded_number_of_pairs():
    columns = [ColumnProfile(f"c{at}", "BIGINT", "integer", 1_000, distinct=50 + at % 7) for at in range(1_000)]
    assert len(questions.pair_key_question(DataId("t"), columns).pairs) == 120
    assert len(questions.dependency_question(DataId("t"), columns).pairs) == 200
    assert len(questions.correlation_question(DataId("t"), columns).columns) == 40


def test_whole_numbers_refer_to_a_key_only_where_the_names_say_so():
    key = ColumnProfile("customer_id", "BIGINT", "integer", 100, distinct=100)
    mine = [ColumnProfile(name, "BIGINT", "integer", 500, distinct=50) for name in ("customer", "quantity")]
    asks = questions.reference_questions({DataId("orders"): mine, DataId("customers"): [key]})
    assert [ask.column for ask in asks] == ["customer"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("email", True),
        ("customerName", True),
        ("birth_date", True),
        ("zip", True),
        ("dest", False),
        ("team_name", False),
    ],
)
def test_names_of_personal_columns_are_known(name, says):
    assert questions.looks_personal(name) is says


def test_monthly_data_is_shown_by_month():
    spread = Spread(
        ("2024-01-01",) * 2 + ("2024-06-01",) * 5 + ("2025-05-01", "2025-06-01"), None, None, 0, 0, None, None
    )
    month = ColumnProfile("month", "DATE", "date", 18, distinct=18, spread=spread)
    assert questions.coverage_question(DataId("t"), [month]).unit == "month"
