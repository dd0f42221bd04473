"""What is told of whole tables: copies, keys, dependencies, order, course in time, correlations, references."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from adapters.reference import T, answers, table, write_parquet
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.profile import ProfileOf
from trueup.core.model.ask.together import (
    CorrelationsOf,
    CoverageOf,
    DependenciesOf,
    Dependency,
    DuplicatesOf,
    NearDuplicatesOf,
    OrderOf,
    PairKey,
    PairKeysOf,
    ReferenceOf,
    RowsOf,
    SortedBy,
)


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    """Forty rows: shop and ticket name a row, city follows from shop but once, one message is sent twice."""
    start = datetime(2024, 1, 1, tzinfo=UTC)
    rows = [
        {
            "shop": at // 4, "ticket": at % 4, "city": "Ulm" if at < 20 else "Bonn", "text": f"Order {at} please",
            "at": start + timedelta(days=at if at < 30 else at + 20), "n": float(at),
            "square": float(at * at), "back": -at,
            "gap": None if at % 10 == 0 else 1,
        }
        for at in range(40)
    ]  # fmt: skip
    rows[1]["city"] = "Kiel"
    rows[7]["text"] = "ORDER 6, please!"
    kinds = {"shop": "INTEGER", "ticket": "INTEGER", "city": "VARCHAR", "text": "VARCHAR", "at": "TIMESTAMPTZ",
             "n": "DOUBLE", "square": "DOUBLE", "back": "INTEGER", "gap": "INTEGER"}  # fmt: skip
    return table(write_parquet(tmp_path_factory.mktemp("o") / "t.parquet", kinds, rows))


def test_copies_are_counted_once_each_and_null_equals_null(tmp_path):
    rows = [{"a": 1, "b": None}, {"a": 1, "b": None}, {"a": 1, "b": None}, {"a": 1, "b": "x"}, {"a": None, "b": None}]
    [found] = answers(
        table(write_parquet(tmp_path / "t.parquet", {"a": "INTEGER", "b": "VARCHAR"}, rows)), DuplicatesOf(T)
    )
    assert (found.rows, found.repeated, found.groups, found.largest) == (5, 2, 1, 3)


def test_rows_alike_but_for_case_and_punctuation_are_found(orders):
    near, with_key = answers(orders, NearDuplicatesOf(T, ("text",)), NearDuplicatesOf(T, ("text", "shop")))
    assert (near.alike, near.exact, near.groups) == (1, 0, 1)
    assert with_key.alike == 1


def test_a_pair_that_names_every_row_is_found_and_others_are_ruled_out(orders):
    [found] = answers(orders, PairKeysOf(T, (("shop", "ticket"), ("city", "ticket"))))
    assert found.pairs == (PairKey(("shop", "ticket"), 0, 0),)


def test_a_dependency_tells_its_exceptions(orders):
    [found] = answers(orders, DependenciesOf(T, (("shop", "city"), ("ticket", "city"))))
    assert found.found == (Dependency("shop", "city", 1, 40),)


def test_the_order_of_the_rows_is_found_both_ways(orders):
    [found] = answers(orders, OrderOf(T, ("ticket", "n", "back", "city")))
    assert found.sorted == (SortedBy("n", "up", 0), SortedBy("back", "down", 0))


def test_the_course_in_time_counts_rows_and_missing_values_by_period(orders):
    [found] = answers(orders, CoverageOf(T, "at", "month", ("gap",)))
    assert [(period.start, period.rows, period.missing) for period in found.periods] == [
        ("2024-01-01", 30, (3,)),
        ("2024-02-01", 10, (1,)),
    ]


def test_the_course_by_a_column_that_is_no_time_is_refused(orders):
    [found] = answers(orders, CoverageOf(T, "city", "day", ()))
    assert isinstance(found, NotRun)
    assert "`city`" in found.detail


def test_correlations_are_pearson_and_by_rank(orders):
    [found] = answers(orders, CorrelationsOf(T, ("n", "square", "back")))
    first, second, _ = found.pairs
    assert (first.columns, first.spearman, round(first.pearson, 3)) == (("n", "square"), 1.0, 0.967)
    assert (second.pearson, second.spearman) == (-1.0, -1.0)
    assert found.looked_at == found.rows == 40


def test_references_count_orphans_and_rows_a_value(tmp_path):
    mine = table(
        write_parquet(
            tmp_path / "a.parquet", {"c": "VARCHAR"}, [{"c": c} for c in ("x", "x", "y", "z", "", "NA", None)]
        )
    )
    theirs = table(write_parquet(tmp_path / "b.parquet", {"k": "VARCHAR"}, [{"k": k} for k in ("x", "y", "w")]), "b")
    [found] = answers(mine | theirs, ReferenceOf(T, "c", DataId("b"), "k"))
    assert (found.rows, found.filled, found.orphans, found.values) == (7, 4, 1, 1)
    assert (found.targets, found.used, found.least, found.mean, found.most) == (3, 2, 0, 1.0, 2)


def test_the_first_rows_are_told_and_hidden_columns_masked(orders):
    [found] = answers(orders, RowsOf(T, ("shop", "text"), ("TEXT",), 2))
    assert found.rows == (("0", "****************"), ("0", "****************"))


def test_every_question_of_a_table_without_rows_has_an_answer(tmp_path):
    kinds = {"a": "INTEGER", "b": "VARCHAR", "at": "TIMESTAMP"}
    sources = table(write_parquet(tmp_path / "t.parquet", kinds, []))
    asks = (
        ProfileOf(T), DuplicatesOf(T), NearDuplicatesOf(T, ("a", "b")), PairKeysOf(T, (("a", "b"),)),
        DependenciesOf(T, (("a", "b"),)), OrderOf(T, ("a", "b")), CoverageOf(T, "at", "day", ("a",)),
        CorrelationsOf(T, ("a",)), ReferenceOf(T, "a", T, "a"), RowsOf(T, ("a", "b")),
    )  # fmt: skip
    assert [found for found in answers(sources, *asks) if isinstance(found, NotRun)] == []
