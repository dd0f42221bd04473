"""What came of a check: held against what is expected, in words with units, and what it holds up."""

from datetime import date

import pytest

from trueup.core.model.ask.checks import Among, FailingRows, Figure, Figured, Missing, SqlFigure, Tallied, Tally
from trueup.core.model.ask.identity import DataId, NotRun, Sql
from trueup.core.model.ask.table import ColumnFacts, Columns, ColumnsOf, KeyFacts, KeyOf, OrphanFacts, OrphansOf
from trueup.core.model.data_limits import values
from trueup.core.model.results.checks import CheckRun, DataCheck, Expectation, Need
from trueup.core.readiness.outcomes import result, results, sample_question, with_history

DATA = DataId("claims")
DAY = date(2026, 1, 15)
TALLY = Tally(DATA, "kind", Among(("car",)))
LIMITS = values()


def check(ask=TALLY, expects=None, name="kind.enum", columns=("kind",), **more):
    return DataCheck(name, DATA, columns, "it holds", "conformity", ask, expects or Expectation("=", (0,)), **more)


def came(answer, needed=(), rows=None, **more):
    return result(check(**more), answer, tuple(needed), LIMITS, DAY, rows)


def need(blocks, column="kind"):
    return Need(DATA, column, "kpis.days", blocks)


def facts(*columns, rows=100):
    return Columns(rows, columns)


def column(name="kind", missing=0, sentinels=0, high=None, kind="VARCHAR"):
    return ColumnFacts(name, kind, missing, 0, sentinels, 0, 5, None, high)


def test_no_row_may_fail_where_nothing_else_is_agreed():
    assert (came(Tallied(10, 8, 0)).outcome, came(Tallied(10, 8, 1)).outcome) == ("pass", "fail")
    assert came(Tallied(10, 8, 1)).observed == "1 of 8 rows (12.50 %)"
    assert came(Tallied(10, 8, 1)).expected == "no row"


@pytest.mark.parametrize(("failing", "outcome"), [(2, "pass"), (3, "fail")])
def test_a_share_is_held_against_percent(failing, outcome):
    found = came(Tallied(100, 100, failing), expects=Expectation("<", (3,), "percent"))
    assert (found.outcome, found.expected) == (outcome, "under 3 % of the rows")


def test_the_share_of_no_rows_is_nothing():
    found = came(Tallied(0, 0, 0), expects=Expectation("<=", (1,), "percent"))
    assert (found.outcome, found.observed) == ("pass", "0 of 0 rows (0 %)")


def test_few_rows_are_never_shown_as_none():
    assert came(Tallied(10**6, 10**6, 1)).observed == "1 of 1,000,000 rows (under 0.01 %)"


@pytest.mark.parametrize(
    ("operator", "values", "value", "outcome"),
    [
        ("between", (1, 5), 5, "pass"),
        ("not_between", (1, 5), 5, "fail"),
        ("!=", (3,), 3, "fail"),
        (">", (3,), 3, "fail"),
        (">=", (3,), 3, "pass"),
    ],
)
def test_a_figure_is_held_against_its_limits(operator, values, value, outcome):
    found = came(Figured(9, value), ask=Figure(DATA, "kind", "mean"), expects=Expectation(operator, values, "value"))
    assert found.outcome == outcome


def test_a_date_is_held_against_its_age():
    ask = Figure(DATA, "received", "max")
    found = came(Figured(9, "2026-01-13"), ask=ask, expects=Expectation("<=", (1,), "days"))
    assert (found.outcome, found.observed, found.expected) == ("fail", "2026-01-13, 2 days old", "at most 1 day old")


def test_a_figure_without_a_value_did_not_run():
    found = came(Figured(0, None), ask=Figure(DATA, "kind", "mean"), expects=Expectation(">", (1,), "value"))
    assert (found.outcome, found.not_run.reason) == ("not_run", "no_data")


def test_a_guarded_count_that_shall_be_0_counts_rows_of_the_table():
    ask = SqlFigure(DATA, Sql("count(*)", (), aggregate=True), Sql('("a" < "b")', ("a", "b"), aggregate=False))
    found = came(Figured(75, 75), ask=ask, rows=1000)
    assert (found.failing, found.of, found.observed) == (75, 1000, "75 of 1,000 rows (7.50 %)")


def test_what_was_not_answered_did_not_run_and_says_why():
    late = NotRun("timeout", "not answered within the time given for its data set")
    assert came(late).not_run == late
    (found,) = results([check()], {}, (), LIMITS, DAY)
    assert (found.outcome, found.not_run.detail) == ("not_run", "the engine gave no answer")


def test_one_check_never_stops_the_others():
    asks = [check(), check(ask=NotRun("refused", "custom")), check(ask=KeyOf(DATA, ("kind",)), name="key")]
    found = results(asks, {TALLY: Tallied(9, 9, 0)}, (), LIMITS, DAY)
    assert [each.outcome for each in found] == ["pass", "not_run", "not_run"]


# ---- what it holds up ------------------------------------------------------------------------------------------------


def test_a_failure_holds_up_what_must_not_fail_only_if_it_is_an_error():
    broken = Tallied(100, 100, 50)
    assert came(broken, [need(blocks=True)]).blocks
    assert not came(broken, [need(blocks=False)]).blocks
    assert not came(broken, [need(blocks=True)], severity="warning").blocks
    assert not came(Tallied(100, 100, 0), [need(blocks=True)]).blocks


def test_a_warning_becomes_an_error_from_a_share_on():
    few = came(Tallied(100, 100, 19), [need(blocks=True)], severity="warning", error_above=20)
    many = came(Tallied(100, 100, 20), [need(blocks=True)], severity="warning", error_above=20)
    assert (few.check.severity, few.blocks) == ("warning", False)
    assert (many.check.severity, many.blocks) == ("error", True)


def test_data_that_is_late_holds_nothing_up():
    late = DataCheck(
        "x", DATA, ("day",), "new", "currentness", Figure(DATA, "day", "max"), Expectation("<=", (1,), "days")
    )
    assert not result(late, Figured(9, "2025-01-01"), (need(blocks=True),), LIMITS, DAY).blocks


# ---- what trueup asks by itself --------------------------------------------------------------------------------------


def own(name, found, columns=("kind",), expects=None):
    asked = check(ask=ColumnsOf(DATA), name=name, columns=columns, expects=expects or Expectation("=", (0,), "value"))
    return result(asked, found, (), LIMITS, DAY)


def test_a_table_has_rows():
    rows = Expectation(">=", (1,), "value")
    assert own("rows", facts(rows=0), (), rows).outcome == "fail"
    assert own("rows", facts(rows=1), (), rows).observed == "1 row"


def test_a_column_is_there_whatever_its_case():
    one = Expectation(">=", (1,), "value")
    assert own("kind.present", facts(column("KIND")), expects=one).outcome == "pass"
    assert own("kind.present", facts(column("other")), expects=one).outcome == "fail"


def test_blanks_and_placeholders_are_missing_too():
    found = own("kind.given", facts(column(missing=2, sentinels=3)), expects=Expectation("<=", (1,), "percent"))
    assert (found.outcome, found.observed) == ("fail", "5 of 100 rows (5.00 %): 3 stand for missing")


def test_columns_with_placeholders_are_listed_the_worst_first():
    found = own("columns.placeholders", facts(column("a", sentinels=1), column("b"), column("c", sentinels=9)), ())
    assert found.observed == "2 columns: `c` 9 of 100 (9.00 %); `a` 1 of 100 (1.00 %)"


def test_a_column_is_nearly_empty_from_95_percent_on():
    found = own("columns.empty", facts(column("a", missing=94), column("b", missing=95)), ())
    assert found.observed == "1 column: `b` 95 of 100 (95.00 %)"
    assert own("columns.empty", facts(column(), rows=0), ()).outcome == "pass"


@pytest.mark.parametrize(
    ("newest", "outcome"),
    [("2026-01-14", "pass"), ("2026-01-10", "fail"), ("2027-01-01", "not_run"), (None, "not_run")],
)
def test_data_is_as_new_as_its_newest_date_that_is_not_ahead(newest, outcome):
    found = facts(column("day", high=newest, kind="DATE"), column("made", high="2026-01-15", kind="DATE"))
    assert own("current", found, ("day",), Expectation("<=", (2,), "days")).outcome == outcome


def test_orphans_say_how_many_values_and_how_many_are_empty():
    ask = OrphansOf(DATA, ("kind",), DataId("kinds"), ("kind",))
    found = came(OrphanFacts(("kind",), DataId("kinds"), 100, 3, 7, 2), ask=ask)
    assert found.observed == "7 of 100 rows (7.00 %): 2 values; 3 more are empty"


def test_a_key_fails_in_rows_that_repeat_it_and_in_those_without():
    found = came(KeyFacts(("kind",), 100, 90, 4, 6, 3), ask=KeyOf(DATA, ("kind",)), name="primaryKey")
    assert (found.failing, found.observed) == (10, "10 of 100 rows (10.00 %): 4 of them without a key")


def test_what_is_only_unique_may_be_empty():
    found = came(KeyFacts(("kind",), 100, 90, 4, 6, 3), ask=KeyOf(DATA, ("kind",)), name="kind.unique")
    assert (found.failing, found.observed) == (6, "6 of 100 rows (6.00 %)")


# ---- history and samples ---------------------------------------------------------------------------------------------


def test_a_failure_is_as_old_as_the_row_of_failures_before_it():
    runs = [
        CheckRun("2025-01-01", "fail", 1, 9),
        CheckRun("2025-02-01", "pass", 0, 9),
        CheckRun("2025-03-01", "fail", 1, 9),
    ]
    assert with_history(came(Tallied(9, 9, 2)), runs, DAY).first_seen == "2025-03-01"
    assert with_history(came(Tallied(9, 9, 2)), runs[:2], DAY).first_seen == "2026-01-15"
    assert with_history(came(Tallied(9, 9, 0)), runs, DAY).first_seen is None


def test_rows_are_asked_for_only_where_some_fail_and_personal_columns_are_masked():
    failing, found = came(Tallied(9, 9, 2)), facts(column())
    assert sample_question(failing, found, ("id",), {"kind"}, 5) == FailingRows(TALLY, ("id", "kind"), ("kind",), 5)
    assert sample_question(failing, found, ("id",), (), 1000).most == 100
    assert sample_question(came(Tallied(9, 9, 0)), found, ("id",), (), 5) is None
    assert sample_question(failing, found, ("id",), (), 0) is None


def test_missing_values_are_looked_for_as_the_column_is_stored():
    found = own("kind.given", facts(column(missing=9)), expects=Expectation("<=", (1,), "percent"))
    asked = sample_question(found, facts(column()), (), (), 5)
    assert asked.of == Tally(DATA, "kind", Missing(blank=True))
