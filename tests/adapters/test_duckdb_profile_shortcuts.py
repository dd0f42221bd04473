"""Each shortcut of a profile answers as the long way does, on nasty tables."""

# ruff: noqa: S608 - statements of our own tables

from __future__ import annotations

import pytest

from adapters.reference import T, answers, table
from in_memory import in_memory
from trueup.adapters import (
    duckdb_profile_groups,
    duckdb_profile_parts,
    duckdb_profile_spread,
    duckdb_profile_text,
    duckdb_stacked_sql,
)
from trueup.core.model.ask.profile import ProfileOf
from trueup.core.model.ask.table import ColumnsOf
from trueup.core.model.ask.together import CoverageOf, DuplicatesOf, NearDuplicatesOf, PairKeysOf

NASTY = {
    "DOUBLE": "NULL|'nan'|'inf'|'-inf'|-0.0|0.0|1e308|-1e308|5e-324|-999|2.5|0.1|123456789.123",
    "FLOAT": "NULL|'nan'|0.1|-0.0|3.4e38",
    "BIGINT": "NULL|-999|99999999|0|9223372036854775807|-9223372036854775808|7|-9999",
    "HUGEINT": "NULL|170141183460469231731687303715884105727|-999|0|12345678901234567890123",
    "UTINYINT": "NULL|0|255|7",
    "DECIMAL(18,3)": "NULL|1.125|-0.001|-999|999999999999.999",
    "TIMESTAMP": "NULL|'1700-01-01'|'9999-12-31'|'1970-01-01'|'2024-02-29 23:59:59.123456'|'infinity'|'2023-01-01'",
    "TIMESTAMP_NS": "NULL|'2024-02-29 23:59:59.123456789'|'1970-01-01'",
    "TIMESTAMPTZ": "NULL|'1700-01-01 00:00:00+00'|'2024-03-31 02:30:00+01'",
    "DATE": "NULL|'1700-01-01'|'9999-12-31'|'2024-02-29'|'-infinity'|'1900-01-01'",
    "VARCHAR": "NULL|''|'  '|'NA'|' n/a '|'a'||chr(0)||'b'|'x'||chr(31)||'Y'|'-999'|'ÄÖü 12'|'1.234,5'|' 12/13/2024 '|"
    "'true '|repeat('Ab1',30)|'日本 Ⅷ ٣'|'X.'|'user@mail.example'",
    "BOOLEAN": "NULL|TRUE|FALSE",
    "UUID": "NULL|'a1b2c3d4-0000-4000-8000-00000000000f'",
    "INTEGER[]": "NULL|[1, NULL]|[]",
}
"""Values of each type, as SQL, parted by a bar."""
CHOSEN = {
    "empty": (0, "0"),
    "one row": (1, "1"),
    "NULL only": (30, "0"),
    "all equal": (30, "2"),
    "mixed": (300, "hash(i, {seed})"),
}
"""Rows, and which of its values a row has."""


def nasty(path, rows, which, turns=1, more=None):
    """Write a table with each type, as often as asked, and return its source."""
    columns = [more] if more else []
    for turn in range(turns):
        for seed, (kind, values) in enumerate(NASTY.items()):
            texts = [f"CAST({value} AS {kind})" for value in values.replace("||", "§").split("|")]
            listed = ", ".join(text.replace("§", "||") for text in texts)
            chosen = which.format(seed=seed + 100 * turn)
            columns.append(f"[{listed}][(1 + ({chosen}) % {len(texts)})::INTEGER] AS c{turn}_{seed}")
    with in_memory() as base:
        base.execute(f"COPY (SELECT {', '.join(columns)} FROM range({rows}) t(i)) TO '{path}' (FORMAT parquet)")
    return table(path)


def close(left, right):
    """Whether two answers are equal but for the last digits of their floats, held against the largest beside them."""
    if isinstance(left, float) and isinstance(right, float):
        return left == pytest.approx(right, rel=1e-9)
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(close, left, right))
    names = getattr(left, "__dataclass_fields__", None)
    if names and type(left) is type(right):
        return all(close(getattr(left, name), getattr(right, name)) for name in names)
    return left == right


# ---- columns ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CHOSEN)
def test_quantiles_of_groups_are_those_of_the_rows(tmp_path, monkeypatch, name):
    source = nasty(tmp_path / "t.parquet", *CHOSEN[name])
    monkeypatch.setattr(duckdb_profile_spread, "_DEARER", 0)
    [added_up] = answers(source, ProfileOf(T))
    monkeypatch.setattr(duckdb_profile_spread, "_DEARER", 10**9)
    [sorted_rows] = answers(source, ProfileOf(T))
    assert [column for column in added_up.columns if column.unread] == []
    for one, other in zip(added_up.columns, sorted_rows.columns, strict=True):
        assert close(one, other), (one, other)


@pytest.mark.parametrize("name", CHOSEN)
def test_a_wide_table_copied_in_parts_is_described_as_it_stands(tmp_path, monkeypatch, name):
    source = nasty(tmp_path / "t.parquet", *CHOSEN[name])
    [whole] = answers(source, ProfileOf(T))
    monkeypatch.setattr(duckdb_profile_parts, "WIDE", 3)
    monkeypatch.setattr(duckdb_profile_parts, "_AT_ONCE", 4)
    [parts] = answers(source, ProfileOf(T))
    assert parts == whole
    singly = answers(source, *(ProfileOf(T, (column.name,)) for column in whole.columns))
    assert tuple(column for found in singly for column in found.columns) == whole.columns


@pytest.mark.parametrize(
    "value",
    [
        "i * 3 - 200",
        "CASE WHEN i % 4 > 0 THEN i END",
        "i % 299",
        "CASE WHEN i < 3 THEN -999 ELSE i END",
        "i * i * i * i",
    ],
    ids=["each once", "once or NULL", "one twice", "a number for missing", "far apart"],
)
def test_whole_numbers_that_stand_once_need_no_groups(tmp_path, monkeypatch, value):
    path = tmp_path / "t.parquet"
    with in_memory() as base:
        base.execute(f"COPY (SELECT {value} AS c FROM range(300) t(i)) TO '{path}' (FORMAT parquet)")
    [by_groups] = answers(table(path), ProfileOf(T))
    monkeypatch.setattr(duckdb_profile_groups, "_FEW", 0)
    [by_bitmap] = answers(table(path), ProfileOf(T))
    assert close(by_bitmap, by_groups), (by_bitmap, by_groups)


def test_the_median_of_huge_numbers_does_not_cost_the_deviation_its_digits(tmp_path):
    path = tmp_path / "t.parquet"
    with in_memory() as base:
        base.execute(f"COPY (SELECT 4000000000000000000 + 1024 * i AS c FROM range(101) t(i)) TO '{path}'")
    [found] = answers(table(path), ProfileOf(T))
    assert found.columns[0].spread.std == pytest.approx(1024 * (101 * 102 / 12) ** 0.5, rel=1e-9)


def test_one_value_in_every_row_has_one_bin_and_no_outliers(tmp_path):
    path = tmp_path / "t.parquet"
    with in_memory() as base:
        base.execute(f"COPY (SELECT 255 AS whole, 0.1 AS broken FROM range(30) t(i)) TO '{path}' (FORMAT parquet)")
    [found] = answers(table(path), ProfileOf(T))
    for column, value in zip(found.columns, (255.0, 0.1), strict=True):
        assert column.spread.quantiles == (value,) * 9
        assert (column.spread.histogram.low, column.spread.histogram.counts) == (value, (30,))
        assert (column.spread.mean, column.spread.std, column.spread.outliers) == (value, 0.0, None)


def test_shapes_made_together_are_those_made_one_by_one(tmp_path, monkeypatch):
    source = nasty(tmp_path / "t.parquet", 300, "i")
    [together] = answers(source, ProfileOf(T))
    monkeypatch.setattr(duckdb_profile_text, "_BETWEEN", "b")
    [singly] = answers(source, ProfileOf(T))
    assert together == singly
    shapes = {each.value for column in together.columns if column.patterns for each in column.patterns.top}
    assert {"a\x00a", "a\x1fA", "AAa 99", "aa a 9"} <= shapes | {"aa Ⅷ 9", "aa a 9"}


# ---- rows ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tickets(tmp_path_factory):
    """Seventy thousand rows, named by two columns of small whole numbers; the texts are alike."""
    path = tmp_path_factory.mktemp("tickets") / "t.parquet"
    columns = """(i // 300)::INTEGER AS shop, (i % 300)::INTEGER AS ticket, CASE WHEN i > 9 THEN i % 300 END AS gaps,
        least(i, 69998) // 300 AS shop2, least(i, 69998) % 300 AS ticket2, ['A.', 'a'][1 + i % 2] AS word"""
    with in_memory() as base:
        base.execute(f"COPY (SELECT {columns} FROM range(70000) t(i)) TO '{path}' (FORMAT parquet)")
    return table(path)


PAIRS = PairKeysOf(T, (("shop", "ticket"), ("shop", "gaps"), ("shop2", "ticket2")))


def test_pairs_of_whole_numbers_are_counted_exactly_by_a_bitmap(tickets):
    [found] = answers(tickets, PAIRS)
    assert {each.columns: (each.repeated, each.with_null) for each in found.pairs} == {
        ("shop", "ticket"): (0, 0),
        ("shop", "gaps"): (0, 10),
    } | ({("shop2", "ticket2"): (1, 0)} if len(found.pairs) > 2 else {})


def test_a_pair_that_names_each_row_says_that_no_rows_are_alike(tickets):
    alike = NearDuplicatesOf(T, ("shop", "ticket", "word"))
    copies = DuplicatesOf(T)
    assert answers(tickets, copies, alike, PAIRS)[:2] == answers(tickets, copies)[:1] + answers(tickets, alike)[:1]


def test_what_is_alike_without_such_a_pair_is_still_found(tickets):
    asks = (NearDuplicatesOf(T, ("shop2", "ticket2", "word")), NearDuplicatesOf(T, ("shop", "gaps")))
    found = answers(tickets, PAIRS, *asks)[1:]
    assert found == answers(tickets, *asks)
    assert [each.alike for each in found] == [1, 9]


@pytest.mark.parametrize("name", ["NULL only", "all equal", "mixed"])
def test_missing_values_in_time_are_those_of_the_columns(tmp_path, name):
    source = nasty(tmp_path / "t.parquet", *CHOSEN[name], more="DATE '2024-01-01' + (i % 60)::INTEGER AS day")
    [profile] = answers(source, ProfileOf(T))
    [found] = answers(source, CoverageOf(T, "day", "month", tuple(column.name for column in profile.columns)))
    totals = [sum(counts) for counts in zip(*(each.missing for each in found.periods), strict=True)]
    # whether a number stands for missing depends on all of its column
    numbers = {"integer", "number"}
    assert totals == [each.missing - (each.sentinels if each.group in numbers else 0) for each in profile.columns]


# ---- the first facts of many columns ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CHOSEN)
def test_columns_on_top_of_each_other_have_the_same_facts(tmp_path, monkeypatch, name):
    source = nasty(tmp_path / "t.parquet", *CHOSEN[name], turns=4)
    [stacked] = answers(source, ColumnsOf(T))
    monkeypatch.setattr(duckdb_stacked_sql, "MOST_ROWS", -1)
    [beside] = answers(source, ColumnsOf(T))
    assert len(stacked.columns) > duckdb_stacked_sql.FEWEST_COLUMNS
    assert stacked == beside


def test_what_a_csv_of_many_columns_writes_for_missing_is_counted_the_same(tmp_path, monkeypatch):
    rows = [["1", "2024-01-01", "x", "1.5"], ["", "NA", "", "n/a"], ["NA", "  ", "NA", ""], ["2", "", "y", "2.5"]]
    lines = [",".join(f"c{at}" for at in range(80)), *(",".join(row * 20) for row in rows)]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    [stacked] = answers(table(path, kind="csv"), ColumnsOf(T))
    monkeypatch.setattr(duckdb_stacked_sql, "MOST_ROWS", -1)
    [beside] = answers(table(path, kind="csv"), ColumnsOf(T))
    assert stacked == beside
    assert {(each.blanks, each.sentinels) for each in stacked.columns} == {(1, 1), (0, 1)}
