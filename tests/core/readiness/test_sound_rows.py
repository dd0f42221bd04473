"""The test of a check as a condition over a row: what the guard lets through, and what cannot be written."""

import pytest

from trueup.adapters.sql_guard import guard
from trueup.core.model.ask.checks import Among, Between, Breaks, Length, Like, Missing, MultipleOf, Reads, Tally
from trueup.core.model.ask.identity import DataId, Sql
from trueup.core.model.ask.table import ColumnFacts, Columns, ColumnsOf, KeyOf
from trueup.core.model.results.checks import DataCheck
from trueup.core.readiness.sound_rows import sound_units

DATA = DataId("claims")


def facts(kind="VARCHAR", sentinels=0):
    return Columns(9, (ColumnFacts("Kind", kind, 0, 0, sentinels, 0, 3, "a", "c"),))


def check(ask, name="kind.rule"):
    return DataCheck(name, DATA, ("kind",), "it holds", "conformity", ask)


def sound(test, kind="VARCHAR", per=()):
    return sound_units(check(Tally(DATA, "kind", test)), facts(kind), per)


@pytest.mark.parametrize(
    ("test", "kind", "written"),
    [
        (Among(("a", "it's")), "VARCHAR", """coalesce("Kind" IN ('a', 'it''s'), TRUE)"""),
        (Among(("1", "2")), "INTEGER", 'coalesce("Kind" IN (1, 2), TRUE)'),
        (Between("0", None), "DOUBLE", 'coalesce("Kind" >= 0, TRUE)'),
        (Between("0", "9", high_open=True), "DECIMAL(9,2)", 'coalesce("Kind" >= 0 AND "Kind" < 9, TRUE)'),
        (Between("2020-01-01", None), "DATE", """coalesce("Kind" >= CAST('2020-01-01' AS DATE), TRUE)"""),
        (Like("^Q"), "VARCHAR", """coalesce(regexp_matches("Kind", '^Q'), TRUE)"""),
        (Length(1, 3), "VARCHAR", 'coalesce(length("Kind") >= 1 AND length("Kind") <= 3, TRUE)'),
        (Missing(blank=True), "VARCHAR", """coalesce("Kind" IS NOT NULL AND trim("Kind") <> '', FALSE)"""),
        (Missing(nan=True), "DOUBLE", 'coalesce("Kind" IS NOT NULL AND isfinite("Kind"), FALSE)'),
        (Missing(("n/a",)), "VARCHAR", """coalesce("Kind" IS NOT NULL AND "Kind" NOT IN ('n/a'), FALSE)"""),
    ],
)
def test_a_test_becomes_a_condition_that_the_guard_lets_through(test, kind, written):
    found = sound(test, kind)
    assert found == written
    assert guard(found).columns == ("Kind",)


def test_a_unit_of_several_rows_is_sound_where_all_its_rows_are():
    assert sound(Among(("a",)), per=("claim_id",)) == """bool_and(coalesce("Kind" IN ('a'), TRUE))"""


def test_a_guarded_condition_is_taken_as_it_is():
    condition = Sql('("a" <= "b")', ("a", "b"), aggregate=False)
    assert sound(Breaks(condition)) == 'coalesce(("a" <= "b"), TRUE)'


@pytest.mark.parametrize(
    ("test", "kind"),
    [
        (Reads("date"), "VARCHAR"),
        (MultipleOf("0.5"), "DOUBLE"),
        (Between("a", "c"), "VARCHAR"),
        (Between("one", None), "INTEGER"),
        (Among(("one",)), "INTEGER"),
        (Like("1"), "INTEGER"),
    ],
)
def test_what_cannot_be_written_as_a_condition_is_none(test, kind):
    assert sound(test, kind) is None


def test_a_given_column_is_neither_null_nor_blank():
    given = check(ColumnsOf(DATA), "kind.given")
    assert sound_units(given, facts(), ()) == """coalesce("Kind" IS NOT NULL AND trim("Kind") <> '', FALSE)"""


def test_texts_that_stand_for_missing_are_counted_only():
    assert sound_units(check(ColumnsOf(DATA), "kind.given"), facts(sentinels=3), ()) is None


def test_keys_and_columns_that_are_not_there_are_counted_only():
    assert sound_units(check(KeyOf(DATA, ("kind",))), facts(), ()) is None
    assert sound_units(check(Tally(DATA, "kind", Among(("a",)))), None, ()) is None
