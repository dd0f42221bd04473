"""Samples of rows: drawn at random, the same each time, told apart from all rows, and asked only what they can tell."""

from __future__ import annotations

from itertools import pairwise

import duckdb
import pytest

from adapters.reference import T, answers, table, write_parquet
from in_memory import in_memory
from trueup.adapters.duckdb_engine import DuckDbEngine
from trueup.adapters.duckdb_session import Limits
from trueup.adapters.sources import Source, data_state
from trueup.adapters.sql_guard import guard
from trueup.core.model.ask.checks import Between, FailingRows, Figure, Missing, SqlFigure, Tallied, Tally
from trueup.core.model.ask.identity import DataId
from trueup.core.model.ask.kpi import KpiSum, Unitised
from trueup.core.model.ask.source import SourceFacts, SourceOf
from trueup.core.model.ask.table import ColumnsOf, KeyOf, OrphansOf, Shape, ShapeOf

U = DataId("u")
ROWS, MOST = 20_000, 2_000
SAMPLED = Limits(sample=MOST)
WRONG = Tally(T, "n", Between("0", "3999"))
"""Wrong in four of five rows."""


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Twenty thousand rows, each value of `k` twice, beside a table of ten rows."""
    folder = tmp_path_factory.mktemp("sample")
    with in_memory() as base:
        rows = f"SELECT i AS n, i // 2 AS k, i % 20 AS ref, DATE '2026-01-01' AS day FROM range({ROWS}) AS r(i)"  # noqa: S608
        base.execute(f"COPY ({rows}) TO '{folder / 't.parquet'}' (ROW_GROUP_SIZE 2048)")
    small = write_parquet(folder / "u.parquet", {"ref": "INTEGER"}, [{"ref": each} for each in range(10)])
    return table(folder / "t.parquet") | table(small, "u")


def drawn_rows(sources, most):
    [found] = answers(
        sources, FailingRows(Tally(T, "n", Between("-2", "-1")), ("n",), most=most), limits=Limits(sample=most)
    )
    return [int(row[0]) for row in found.rows]


def test_all_rows_are_read_unless_a_sample_is_asked_for(large):
    [whole] = DuckDbEngine(large).answer([WRONG], 60)
    [part] = DuckDbEngine(large, SAMPLED).answer([WRONG], 60)
    assert whole.value == Tallied(ROWS, ROWS, 16_000)
    assert part.value.rows == MOST
    assert abs(part.value.failing - 0.8 * MOST) < 5 * (MOST * 0.8 * 0.2) ** 0.5
    assert part.engine.endswith(", at most 2000 rows")
    assert whole.data == data_state(WRONG, large, {}) != part.data


def test_the_same_rows_are_drawn_each_time_in_the_order_of_the_table(large):
    first = drawn_rows(large, 100)
    assert first == drawn_rows(large, 100) == sorted(set(first))
    assert len(first) == 100
    assert len(set(first) & set(drawn_rows(large, 50))) == 50


def test_rows_are_drawn_evenly_and_not_in_steps(large):
    drawn = drawn_rows(large, 1_000)
    tenths = [sum(row // 2_000 == tenth for row in drawn) for tenth in range(10)]
    assert sum((count - 100) ** 2 / 100 for count in tenths) < 27.9  # chi-square with 9 degrees, 1 in 1,000
    assert len({later - row for row, later in pairwise(drawn)}) > 20


def test_a_table_with_no_more_rows_is_read_whole(large):
    limits = Limits(sample=ROWS)
    asks = [WRONG, KeyOf(T, ("n",)), Figure(T, "n", "distinct"), OrphansOf(U, ("ref",), T, ("n",))]
    assert answers(large, *asks, limits=limits) == answers(large, *asks)


def test_how_many_rows_there_are_and_how_they_were_read_is_told_of_all(large):
    shape, source, columns = answers(large, ShapeOf(T), SourceOf(T), ColumnsOf(T), limits=SAMPLED)
    assert isinstance(shape, Shape)
    assert (shape.rows, columns.rows) == (ROWS, MOST)
    assert isinstance(source, SourceFacts)


def test_what_needs_all_rows_says_so(large):
    kpi = KpiSum(Unitised(T, (), None, guard("day"), None), guard("n"))
    asks = [Figure(T, "n", "distinct"), Figure(T, "n", "max"), SqlFigure(T, guard("count(*)"), None), kpi]
    asks += [OrphansOf(U, ("ref",), T, ("n",)), OrphansOf(T, ("n",), T, ("k",))]
    found = answers(large, *asks, limits=SAMPLED)
    assert {(each.reason, each.detail) for each in found} == {
        ("sampled", "it needs all 20,000 rows of `t`, not a sample of them")
    }


def test_a_reference_into_a_table_that_is_read_whole_is_followed(large):
    [found] = answers(large, OrphansOf(T, ("ref",), U, ("ref",)), limits=SAMPLED)
    assert (found.rows, found.values) == (MOST, 10)
    assert abs(found.orphans - MOST / 2) < 5 * (MOST / 4) ** 0.5


def test_rows_that_repeat_in_the_sample_are_counted(large):
    [key] = answers(large, KeyOf(T, ("k",)), limits=SAMPLED)
    assert (key.rows, key.largest) == (MOST, 2)
    assert 0 < key.repeated < MOST / 2


def test_a_table_is_sampled_once_and_not_read_again(large, tmp_path):
    moved = tmp_path / "t.parquet"
    moved.write_bytes(large[T].files[0].read_bytes())
    engine = DuckDbEngine(table(moved), SAMPLED)
    [first] = engine.answer([WRONG], 60)
    counted = engine.statements
    [again] = engine.answer([WRONG], 60)
    assert again == first
    assert engine.statements - counted < counted
    moved.write_bytes(write_parquet(tmp_path / "u.parquet", {"n": "INTEGER"}, [{"n": 1}]).read_bytes())
    [changed] = engine.answer([WRONG], 60)
    assert changed.value == Tallied(1, 1, 0)


def test_a_type_that_a_file_would_change_is_kept_as_it_is(tmp_path):
    path = tmp_path / "t.duckdb"
    with duckdb.connect(str(path)) as base:
        base.execute("CREATE TABLE t AS SELECT i::HUGEINT * 10000000000000000000 AS n FROM range(50) AS r(i)")
    engine = DuckDbEngine({T: Source(T, (path,), "duckdb", "t")}, Limits(sample=10))
    kinds = [answer.value.columns[0].type for _ in range(2) for answer in engine.answer([ShapeOf(T)], 60)]
    assert kinds == ["HUGEINT", "HUGEINT"]


def test_missing_values_of_a_csv_are_sampled_too(tmp_path):
    lines = "\n".join(f"{n},{'' if n % 4 else 'a'}" for n in range(400))
    (tmp_path / "t.csv").write_text(f"n,x\n{lines}\n", "utf-8")
    found = answers(table(tmp_path / "t.csv", kind="csv"), Tally(T, "x", Missing()), limits=Limits(sample=100))
    assert found[0].rows == 100
    assert 50 < found[0].failing < 95
