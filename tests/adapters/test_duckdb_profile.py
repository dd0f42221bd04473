"""Profiles of columns on DuckDB, held against plain Python on nasty values."""

# ruff: noqa: DTZ001 - timestamps without a zone are what is described

from __future__ import annotations

import math
from collections import Counter
from datetime import datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.profile_reference import facts_of, quantiles, shapes, std
from adapters.reference import T, answers, table, write_parquet
from trueup.adapters import duckdb_place, duckdb_profile_text
from trueup.adapters.answer_json import dump_answer, load_answer
from trueup.adapters.duckdb_engine import DuckDbEngine
from trueup.adapters.sources import find_source
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.profile import ColumnProfile, ProfileOf, ReadAs, TableProfile
from trueup.core.model.ask.together import RowsOf

NAN, INF = float("nan"), float("inf")
NUMBERS = st.one_of(
    st.none(),
    st.sampled_from([NAN, INF, -INF, -0.0, 0.0, -999.0, -9999.0, 99999999.0, 1e308, -1e308, 5e-324, 2.5, 2.5]),
    st.floats(-1e6, 1e6, width=32),
)
TEXTS = st.one_of(
    st.none(), st.sampled_from(["", "  ", "NA", " n/a ", "AB-123", "ab 12", "x" * 50, "Zoe", "0", "-999"])
)
TIMES = st.one_of(
    st.none(),
    st.sampled_from(
        [datetime(1700, 1, 1), datetime(9999, 12, 31), datetime(1970, 1, 1), datetime(2024, 2, 29, 23, 59)]
    ),
    st.datetimes(datetime(1700, 1, 1), datetime(9999, 1, 1)).map(lambda at: at.replace(microsecond=0)),
)


def profile_of(tmp_path, values, kind, **how) -> ColumnProfile:
    path = write_parquet(tmp_path / "t.parquet", {"c": kind}, [{"c": value} for value in values])
    [found] = answers(table(path), ProfileOf(T, **how))
    assert isinstance(found, TableProfile), found
    assert load_answer(dump_answer(found)) == found
    [column] = found.columns
    assert column.unread is None, column.unread
    return column


def of_csv(tmp_path, text) -> dict[str, ColumnProfile]:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    [found] = answers({T: find_source(T, "t.csv", tmp_path)}, ProfileOf(T))
    return {column.name: column for column in found.columns}


def texts_of(tmp_path, *values) -> ColumnProfile:
    return profile_of(tmp_path, values, "VARCHAR")


# ---- against plain Python --------------------------------------------------------------------------------------------


def missing(column):
    return (column.nulls, column.blanks, column.sentinels, column.nans, column.infinite)


def expected_missing(facts):
    return (facts.nulls, facts.blanks, facts.sentinels, facts.nans, facts.infinite)


ROWS = st.lists(st.tuples(NUMBERS, st.one_of(st.none(), st.integers(-99, 10**6)), TEXTS, TIMES), max_size=40)
KINDS = {"n": "DOUBLE", "i": "BIGINT", "t": "VARCHAR", "d": "TIMESTAMP"}


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS)
@example([(1e308, None, None, None), (-1e308, None, None, None)])
@example([(1e308, None, None, None), (1e308, None, None, None)])
def test_columns_are_described_as_plain_python_does(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("p") / "t.parquet"
    write_parquet(path, KINDS, [dict(zip(KINDS, row, strict=True)) for row in rows])
    [found] = answers(table(path), ProfileOf(T))
    assert load_answer(dump_answer(found)) == found
    for at, (column, check) in enumerate(zip(found.columns, (floats, wholes, texts, times), strict=True)):
        facts = facts_of([row[at] for row in rows])
        assert missing(column) == expected_missing(facts)
        assert column.distinct == len(set(facts.left))
        if facts.left:
            check(column, facts.left)


def floats(column, left):
    assert (float(column.low), float(column.high)) == (min(left), max(left))
    assert column.spread.quantiles == pytest.approx(quantiles(left), rel=1e-9, abs=1e-300)
    lost = 1e-300 + 1e-12 * max(map(abs, left))  # what is left of small values beside the largest is noise
    assert column.spread.mean == pytest.approx(math.fsum(value / len(left) for value in left), rel=1e-6, abs=lost)
    assert column.spread.zeros == sum(value == 0 for value in left)
    assert column.spread.negatives == sum(value < 0 for value in left)
    bins = column.spread.histogram
    assert sum(bins.counts) + bins.below + bins.above == len(left)


def wholes(column, left):
    floats(column, left)
    assert column.spread.std == (pytest.approx(std(left), rel=1e-9, abs=1e-9) if len(left) > 1 else None)
    _, _, _, first, _, third, *_ = quantiles(left)
    fence = 1.5 * (third - first)
    if not fence:
        assert column.spread.outliers is None
        return
    assert column.spread.outliers.below == sum(value < first - fence for value in left)
    assert column.spread.outliers.above == sum(value > third + fence for value in left)
    bins = column.spread.histogram
    for at, rows in enumerate(bins.counts):
        low = bins.low + at * bins.width
        assert rows == sum(low <= value < low + bins.width for value in left)


def texts(column, left):
    counts = Counter(left)
    assert {each.value: each.rows for each in column.top} == dict(counts.most_common(10))
    assert (column.low, column.high) == (min(counts), max(counts))
    assert column.lengths.mean == pytest.approx(sum(map(len, left)) / len(left))
    assert (column.lengths.low, column.lengths.high) == (min(map(len, counts)), max(map(len, counts)))
    assert {each.value: each.rows for each in column.patterns.top} == shapes(left)
    assert sum(read.rows for read in column.reads) == len(left)


def times(column, left):
    ordered = sorted(left)
    told = [
        str(ordered[max(0, math.ceil(len(ordered) * level) - 1)]).removesuffix(" 00:00:00") for level in (0, 0.5, 1)
    ]
    assert [column.spread.quantiles[at] for at in (0, 4, 8)] == told
    bins = column.spread.histogram
    assert sum(bins.counts) + bins.below + bins.above == len(left)


# ---- one case each ---------------------------------------------------------------------------------------------------


TYPES = {
    "VARCHAR": "x", "BIGINT": 1, "DOUBLE": 0.5, "TIMESTAMPTZ": "2024-01-01 05:00:00+00", "DATE": "2024-01-01",
    "BOOLEAN": True, "UUID": "a1b2c3d4-0000-4000-8000-00000000000f", "DECIMAL(18,3)": 1.5, "HUGEINT": 2**100,
    "TIME": "12:30:00", "INTERVAL": "1 day", "BLOB": b"a", "INTEGER[]": [1, 2], "STRUCT(a INTEGER)": {"a": 1},
    "UBIGINT": 2**63, "FLOAT": 0.5, "TIMESTAMP_NS": "2024-01-01 05:00:00",
}  # fmt: skip


@pytest.mark.parametrize("rows", [0, 2])
def test_every_type_has_a_profile_with_and_without_rows(tmp_path, rows):
    kinds = {f"c{at}": kind for at, kind in enumerate(TYPES)}
    values = [dict(zip(kinds, TYPES.values(), strict=True))] * rows + [dict.fromkeys(kinds)] * (rows // 2)
    [found] = answers(table(write_parquet(tmp_path / "t.parquet", kinds, values)), ProfileOf(T))
    assert [column for column in found.columns if column.unread] == []
    assert {(column.nulls, column.distinct, column.values) for column in found.columns} == {
        (rows // 2, rows // 2, rows)
    }


def test_what_stands_for_missing_does_not_move_the_figures(tmp_path):
    column = profile_of(tmp_path, [-999, -999, 1, 2, 3], "INTEGER")
    assert (column.sentinels, column.low, column.spread.mean) == (2, "1", 2.0)


def test_the_forms_of_texts_are_counted_apart(tmp_path):
    forms = {
        "12": "digits", "-7": "digits", "20240131": "YYYYMMDD", "3.0": "digits, no fraction", "1e3": "decimal point",
        "1.234,5": "decimal comma", "1,234,567.8": "commas for thousands", "1,234": "comma for decimals or thousands",
        "12 %": "percent", "€ 12": "with a currency", "2024-01-31": "YYYY-MM-DD",
        "2024-02-30": "a day that does not exist",
        "31.02.2024": "a day that does not exist", "29.02.2024": "DD.MM.YYYY", "13/01/2024": "DD/MM/YYYY",
        "01/13/2024": "MM/DD/YYYY", "01/02/2024": "day or month first", "3-Feb-2024": "DD-Mon-YYYY",
        "2024-01-31T10:00:00Z": "YYYY-MM-DD HH:MM", "31.01.2024 10:00": "DD.MM.YYYY HH:MM", "10:30": "HH:MM",
        "TRUE": "true or false", " 12 ": "digits", "a1b2c3d4-0000-4000-8000-00000000000f": "UUID", "hello": "",
        "+49 1 23": "",
    }  # fmt: skip
    path = write_parquet(
        tmp_path / "t.parquet",
        {f"c{at}": "VARCHAR" for at in range(len(forms))},
        [{f"c{at}": text for at, text in enumerate(forms)}],
    )
    [found] = answers(table(path), ProfileOf(T))
    assert {text: column.reads[0].form for text, column in zip(forms, found.columns, strict=True)} == forms


def test_dates_of_mixed_order_are_counted_by_how_they_read(tmp_path):
    order = texts_of(tmp_path, "13/01/2024", "01/13/2024", "01/02/2024", "05/06/2024", "40/50/2024").day_order
    assert (order.day_first, order.month_first, order.both, order.neither) == (1, 1, 2, 1)


def test_a_csv_typed_as_dates_says_how_many_read_both_ways_and_what_stood_for_missing(tmp_path):
    found = of_csv(tmp_path, "d,n\n13/01/2024,1\n01/02/2024,\n05/06/2024,NA\n,4\n")
    assert (found["d"].day_order.day_first, found["d"].day_order.both) == (1, 2)
    assert (found["n"].nulls, found["n"].blanks, found["n"].sentinels) == (1, 0, 1)


def test_values_of_a_hidden_column_are_not_told(tmp_path):
    column = profile_of(tmp_path, ["Ann Lee", "Bob Ray", "Bob Ray"], "VARCHAR", hide=("c",))
    assert (column.hidden, column.distinct) == (True, 2)
    assert "Ann" not in dump_answer(TableProfile(3, (column,)))
    assert "Bob" not in str(column)
    ages = profile_of(tmp_path, list(range(20, 60)), "INTEGER", hide=("C",))
    assert (ages.low, ages.high, ages.top) == (None, None, ())
    assert (ages.spread.quantiles[0], ages.spread.quantiles[4]) == (None, 39.5)


def test_what_looks_personal_is_masked_wherever_it_stands(tmp_path):
    values = ["ann@mail.example", "DE44 5001 0517 5407 3249 31", "+49 170 1234567", "plain"]
    column = texts_of(tmp_path, *values)
    assert all(value not in str(column) for value in values[:3])
    assert "plain" in {each.value for each in column.top}
    path = write_parquet(tmp_path / "r.parquet", {"c": "VARCHAR"}, [{"c": value} for value in values])
    [sample] = answers(table(path), RowsOf(T, ("c",)))
    assert [row[0] for row in sample.rows][-1] == "plain"
    assert not set(values[:3]) & {row[0] for row in sample.rows}


def test_shapes_of_many_values_say_how_many_were_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr(duckdb_profile_text, "SHAPED", 20)
    rows = [{"c": f"A{at:06d}"} for at in range(200)]
    [found] = answers(table(write_parquet(tmp_path / "t.parquet", {"c": "VARCHAR"}, rows)), ProfileOf(T))
    shapes_found = found.columns[0].patterns
    assert not shapes_found.exact
    assert 0 < shapes_found.looked_at < shapes_found.of == found.columns[0].distinct == 200
    assert shapes_found.top[0].value == "A999999"


def test_an_unknown_column_is_refused_by_name(tmp_path):
    path = write_parquet(tmp_path / "t.parquet", {"price": "INTEGER"}, [])
    [found] = answers(table(path), ProfileOf(T, ("prise",)))
    assert isinstance(found, NotRun)
    assert "`prise`" in found.detail
    assert "`price`" in found.detail


def test_a_text_file_too_large_to_keep_is_read_once_for_all_columns(tmp_path, monkeypatch):
    monkeypatch.setattr(duckdb_place, "MOST_IN_MEMORY", 0)
    (tmp_path / "t.csv").write_text("a,b,c\n" + "1,x,2024-01-01\n" * 50, encoding="utf-8")
    engine = DuckDbEngine({T: find_source(T, "t.csv", tmp_path)})
    [one] = list(engine.answer([ProfileOf(T)], 60))
    assert [column.distinct for column in one.value.columns] == [1, 1, 1]
    assert one.value.rows == 50


def test_a_read_form_survives_the_way_to_the_cache():
    profile = TableProfile(
        1, (ColumnProfile("c", "VARCHAR", "text", 1, reads=(ReadAs("date", "YYYY-MM-DD", 1, "2024-01-01"),)),)
    )
    assert load_answer(dump_answer(profile)) == profile
