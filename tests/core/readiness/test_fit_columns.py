"""Nearly empty columns, free text, repeated cases and the depth of history."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.readiness.fits import T, by_id, failing, fit, sql, user
from trueup.core.model.ask.fitness import Repeats, RepeatsOf, Series, SeriesOf, TextFacts, Texts, TextsOf
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import ColumnFacts, Columns, ColumnsOf
from trueup.core.readiness.fit_empty import empty_results, text_results
from trueup.core.readiness.fit_history import history_result
from trueup.core.readiness.fit_repeats import repeat_results

# ---- empty columns ---------------------------------------------------------------------------------------------------


def columns(**missing):
    return Columns(1000, tuple(ColumnFacts(name, "VARCHAR", n, 0, 0, 0, 5, "a", "z") for name, n in missing.items()))


def test_a_column_is_nearly_empty_from_95_percent_on_and_from_half_where_an_option_uses_it():
    table = fit(users=(user("used", "late"),), late=frozenset({"late"}))
    found = by_id(empty_results(table, ColumnsOf(T), columns(gone=950, there=949, used=500, late=500)))
    assert failing(found.values()) == ["fit.filled.gone", "fit.filled.used"]
    assert (found["fit.filled.gone"].check.severity, found["fit.filled.used"].check.severity) == ("info", "warning")
    assert (found["fit.filled.used"].failing, found["fit.filled.used"].of) == (500, 1000)
    assert found["fit.filled"].observed == "2 of 4 columns are"


def test_blanks_and_placeholders_count_as_missing():
    facts = Columns(100, (ColumnFacts("a", "VARCHAR", 40, 30, 25, 0, 5, "a", "z"),))
    assert failing(empty_results(fit(), ColumnsOf(T), facts)) == ["fit.filled.a"]


def test_a_table_without_rows_has_no_empty_column():
    assert failing(empty_results(fit(), ColumnsOf(T), Columns(0, columns(a=0).columns))) == []


# ---- free text -------------------------------------------------------------------------------------------------------


def texts(words, filled):
    return Texts(1000, (TextFacts("said", filled, words, ()), TextFacts("kind", 1000, 1.0, ())))


@pytest.mark.parametrize(
    ("uses", "found", "outcome"),
    [
        (("said",), texts(12.0, 900), "pass"),
        (("said",), texts(12.0, 899), "fail"),
        (("said",), texts(3.9, 1000), "fail"),
        (("kind",), texts(12.0, 1000), "fail"),
    ],
)
def test_a_language_model_needs_free_text_in_nine_of_ten_rows(uses, found, outcome):
    [result] = text_results(fit(users=(user(*uses, kind="llm", name="writer"),)), TextsOf(T), found)
    assert (result.check.id, result.outcome, result.check.severity) == ("fit.text.writer", outcome, "warning")


def test_other_options_need_none():
    assert list(text_results(fit(users=(user("kind", kind="ml"),)), TextsOf(T), texts(1.0, 10))) == []


# ---- repeats ---------------------------------------------------------------------------------------------------------

REPEATS = RepeatsOf(T, ("said",), ("id",), sql("at"), date(2026, 1, 1))


def test_cases_that_repeat_warn_and_the_split_warns_above_one_in_a_hundred():
    found = by_id(repeat_results(fit(), REPEATS, Repeats(1000, ("said",), 240, 10)))
    assert failing(found.values()) == ["fit.repeats"]
    assert found["fit.repeats"].observed == "240 of 1,000 rows (24 %) repeat an earlier one in `said`"
    assert failing(repeat_results(fit(), REPEATS, Repeats(1000, ("said",), 240, 11))) == [
        "fit.repeats",
        "fit.repeats.split",
    ]
    assert failing(repeat_results(fit(), REPEATS, Repeats(1000, ("said",), 0, 0))) == []


def test_without_a_split_the_document_is_asked_for_one():
    found = by_id(repeat_results(fit(), REPEATS, Repeats(1000, ("said",), 0, None)))["fit.repeats.split"]
    assert (found.outcome, found.not_run.fix) == ("not_run", "Add `split:` with a day to the probe.")


def test_many_that_agree_in_a_few_columns_without_a_text_are_no_copies():
    coarse = by_id(repeat_results(fit(), REPEATS, Repeats(1000, ("said",), 201, 90), texts=False))
    assert {each.not_run.reason for each in coarse.values()} == {"not_due"}
    assert "201 of 1,000 rows (20.1 %) agree with an earlier one" in coarse["fit.repeats"].not_run.detail
    assert failing(repeat_results(fit(), REPEATS, Repeats(1000, ("said",), 200, 0), texts=False)) == ["fit.repeats"]


# ---- history ---------------------------------------------------------------------------------------------------------


def history(days, **more):
    first = date(2025, 1, 1)
    series = Series("month", first, first + timedelta(days=days - 1), 0, (first,), (9,), ())
    return history_result(fit(**more), SeriesOf(T, sql("at"), ()), series, date(2030, 1, 1))


@pytest.mark.parametrize(
    ("days", "more", "outcome"),
    [
        (425, {}, "pass"),
        (424, {}, "fail"),
        (425, {"settles": 1}, "fail"),
        (395, {"pilot_days": 30}, "pass"),
        (900, {"pilot_starts": date(2025, 6, 1), "pilot_days": 30}, "fail"),
    ],
)
def test_a_whole_year_and_the_length_of_the_pilot_must_lie_before_the_decision(days, more, outcome):
    assert history(days, **more).outcome == outcome


def test_history_says_from_when_to_when():
    assert history(425, settles=14).observed == "411 days from 2025-01-01 to 2026-03-01, less 14 days to settle"


def test_a_short_history_warns_what_learns_and_is_noted_elsewhere():
    assert history(300).check.severity == "warning"
    noted = history(300, users=(user("a", kind="rules"),))
    assert (noted.outcome, noted.check.severity, noted.check.learning) == ("fail", "info", True)


def test_undated_rows_are_no_history():
    empty = Series("day", None, None, 9, (), (), ())
    found = history_result(fit(), SeriesOf(T, sql("at"), ()), empty, date(2030, 1, 1))
    assert (found.outcome, found.not_run.reason) == ("not_run", "no_data")
    late = history_result(fit(), SeriesOf(T, sql("at"), ()), NotRun("timeout", "late"), date(2030, 1, 1))
    assert late.not_run.reason == "timeout"
