"""A draft promises what holds in every row; what a profile adds is promised only where every value agrees."""

from __future__ import annotations

import pytest

from trueup.adapters.odcs import read_contract
from trueup.core.model.ask.profile import ColumnProfile, Lengths, Patterns, ReadAs, TableProfile, ValueCount
from trueup.core.model.ask.table import ColumnFacts, Columns
from trueup.core.readiness.contract_draft import Draft, Meant, draft_columns, key_of
from trueup.core.readiness.contract_meant import meant_of
from trueup.render.contract_draft import contract_draft, scalar


def facts(name="c", type_="VARCHAR", *, nulls=0, sentinels=0, distinct=5, low=None, high=None):
    return ColumnFacts(name, type_, nulls, 0, sentinels, 0, distinct, low, high)


def text(**changes):
    whole = {"name": "c", "type": "VARCHAR", "group": "text", "rows": 100, "distinct": 2}
    return meant_of(TableProfile(100, (ColumnProfile(**(whole | changes)),))).get("c", Meant())


def shaped(shape, **changes):
    patterns = Patterns(100, 100, 100, 1, (ValueCount(shape, 100),))
    return text(distinct=100, patterns=patterns, lengths=Lengths(4, 4.0, 4), **changes)


def test_a_column_is_required_or_unique_only_where_no_row_says_otherwise():
    table = Columns(
        100, (facts("a", distinct=100), facts("b", nulls=1), facts("c", distinct=100), facts("d", sentinels=3))
    )
    a, b, c, d = draft_columns(table, ("a",), {}, {})
    assert (a.position, a.required, a.unique) == (1, True, False)
    assert (b.required, b.notes) == (False, ("missing in 1 of 100 rows (1.00 %): may it be?",))
    assert (c.unique, d.required) == (True, True)
    assert "stands for missing" in d.notes[0]


def test_the_ends_of_texts_are_not_told_since_they_may_be_names():
    table = Columns(9, (facts("a", low="Ann", high="Zoe"), facts("b", "INTEGER", low="1", high="7")))
    assert [column.options for column in draft_columns(table, (), {}, {})] == [
        (),
        (("minimum", "1"), ("maximum", "7")),
    ]


@pytest.mark.parametrize(
    ("names", "stated", "holds", "key"),
    [
        (["day", "shop"], ("day", "shop"), True, ("day", "shop")),
        (["note", "order_id"], (), False, ("order_id",)),
        (["note", "text"], (), False, ()),
        (["note"], ("x",), False, ("note",)),
    ],
)
def test_the_key_is_the_stated_one_or_the_only_one_that_names_each_row(names, stated, holds, key):
    table = Columns(100, tuple(facts(name, distinct=100) for name in names))
    assert key_of(table, stated, stated_holds=holds) == key


def test_a_few_values_that_come_often_are_a_list():
    top = (ValueCount("open", 60), ValueCount("done", 40))
    assert text(top=top).values == ("done", "open")
    assert text(top=top, distinct=3).values == ()
    assert text(top=top, distinct=2, rows=100, nulls=1).values == ()
    assert text(top=top, hidden=True) == Meant()


def test_texts_of_one_shape_have_a_pattern():
    assert shaped("A999").pattern == "^[A-Z][0-9]{3}$"
    assert shaped("99.9").pattern == r"^[0-9]{2}\.[0-9]$"
    assert shaped("aaaa").pattern is None


def test_texts_that_all_read_as_a_date_are_dates():
    assert text(reads=(ReadAs("date", "YYYY-MM-DD", 100, "2026-01-01"),)).logical_type == "date"
    assert text(reads=(ReadAs("date", "YYYY-MM-DD", 99, "2026-01-01"),)).logical_type is None


def test_a_draft_with_everything_is_a_sound_contract():
    table = Columns(100, (facts("a b", distinct=100), facts("no", "DATE", low="2026-01-01", high="2026-02-01")))
    meant = {"a b": Meant(pattern='^"x\\d"$', values=("null", "1", "ä: b"))}
    columns = draft_columns(table, ("a b",), {"no": "days.day"}, meant)
    draft = Draft("my-table", "my-table", "data file.csv", 100, columns, (("Ann B", "owner"),), "A #1 table")
    reading = read_contract(contract_draft(draft).encode(), "d")
    assert reading.faults == ()
    first, second = reading.contract.schemas[0].properties
    assert (first.name, second.name) == ("a b", "no")
    assert first.option("pattern").value == '^"x\\d"$'
    assert first.quality[0].valid == ("null", "1", "ä: b")
    assert (reading.contract.name, reading.contract.team[0].username) == ("A #1 table", "Ann B")


@pytest.mark.parametrize(
    "value", ["yes", "null", "12", "a: b", "- x", "#1", "a\nb", "é", "'", '"', "\\", " x", "~", "x" * 150]
)
def test_any_text_is_read_back_as_it_was_written(value):
    reading = read_contract(f"version: {scalar(value)}\n".encode(), "d")
    assert reading.contract.version == (value.strip() or None)
