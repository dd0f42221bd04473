from __future__ import annotations

import gzip
from datetime import UTC, date, datetime

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.reference import T, answers, key_facts, table, write_parquet
from trueup.adapters.sentinels import TEXTS
from trueup.adapters.sources import find_source
from trueup.adapters.sql_guard import guard
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.kpi import KpiSum, Unitised
from trueup.core.model.ask.table import Column, ColumnFacts, Columns, ColumnsOf, KeyOf, OrphansOf, Shape, ShapeOf, Slice

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXT = st.one_of(st.none(), st.sampled_from(["", "a", "ä", "日本", "NA", " ", "b"]))


def facts(tmp_path, columns, rows) -> dict[str, ColumnFacts]:
    [found] = answers(table(write_parquet(tmp_path / "t.parquet", columns, rows)), ColumnsOf(T))
    return {column.name: column for column in found.columns}


def of_csv(tmp_path, text, *asks, name="t.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    return answers({T: find_source(T, name, tmp_path)}, *asks)


def kinds(tmp_path, text, **how) -> list[str]:
    [shape] = of_csv(tmp_path, text, ShapeOf(T), **how)
    return [column.type for column in shape.columns] if isinstance(shape, Shape) else [shape]


# ---- columns ---------------------------------------------------------------------------------------------------------


def test_missing_values_of_each_kind_are_told_apart(tmp_path):
    nan, inf = float("nan"), float("inf")
    texts = [None, "", "  ", "NA", " n/a ", "unknown", "b", "a", "b"]
    floats = [None, nan, inf, -inf, 0.0, -0.0, 2.5, 2.5, -1.0]
    rows = [{"t": t, "f": f} for t, f in zip(texts, floats, strict=True)]
    found = facts(tmp_path, {"t": "VARCHAR", "f": "DOUBLE"}, rows)
    assert found["t"] == ColumnFacts("t", "VARCHAR", 1, 2, 3, 0, 2, None, None)
    assert found["f"] == ColumnFacts("f", "DOUBLE", 1, 0, 0, 3, 3, "-1.0", "2.5")
    assert found["t"].missing == 6


@pytest.mark.parametrize("text", TEXTS)
def test_every_listed_text_stands_for_missing(tmp_path, text):
    assert facts(tmp_path, {"t": "VARCHAR"}, [{"t": text}, {"t": "x"}])["t"].sentinels == 1


@pytest.mark.parametrize(
    ("values", "sentinels", "low", "high"),
    [
        ([-999, -999, 1, 5], 2, "1", "5"),
        ([-999, 1, 5], 0, "-999", "5"),
        ([-9999, -9999, -999, -999, 1], 4, "1", "1"),
        ([-2000, -999, -999, 1], 0, "-2000", "1"),
        ([99999999, 99999999, 3, -999], 2, "-999", "3"),
        ([-999, -999], 2, None, None),
        ([-1, -1, 0, 0, 999, 999], 0, "-1", "999"),
    ],
)
@pytest.mark.parametrize("kind", ["BIGINT", "DOUBLE"])
def test_a_listed_number_stands_for_missing_only_where_extreme_and_repeated(
    tmp_path, values, sentinels, low, high, kind
):
    found = facts(tmp_path, {"n": kind}, [{"n": value} for value in values])["n"]
    ends = tuple(None if end is None else float(end) for end in (found.low, found.high))
    wanted = tuple(None if end is None else float(end) for end in (low, high))
    assert (found.sentinels, *ends) == (sentinels, *wanted)
    assert found.distinct == len({v for v in values if found.low is not None and float(found.low) <= v <= ends[1]})


def test_listed_days_stand_for_missing(tmp_path):
    days = [date(1900, 1, 1), date(1970, 1, 1), date(9999, 12, 31), date(1700, 3, 1), date(2024, 2, 29)]
    rows = [{"d": day, "m": datetime(day.year, day.month, day.day, tzinfo=UTC)} for day in days]
    found = facts(tmp_path, {"d": "DATE", "m": "TIMESTAMPTZ"}, rows)
    assert found["d"] == ColumnFacts("d", "DATE", 0, 0, 3, 0, 2, "1700-03-01", "2024-02-29")
    assert (found["m"].sentinels, found["m"].low) == (3, "1700-03-01 00:00:00+00")


def test_ranges_of_floats_in_parquet_do_not_come_from_file_statistics(tmp_path):
    rows = [{"f": float("nan")}, {"f": 7.0}, {"f": 3.0}]
    found = facts(tmp_path, {"f": "DOUBLE"}, rows)["f"]
    assert (found.low, found.high, found.nans, found.distinct) == ("3.0", "7.0", 1, 2)


def test_nested_values_are_counted_without_a_range(tmp_path):
    rows = [{"l": [1, 2]}, {"l": [1, 2]}, {"l": None}]
    assert facts(tmp_path, {"l": "INTEGER[]"}, rows)["l"] == ColumnFacts("l", "INTEGER[]", 1, 0, 0, 0, 1, None, None)


def test_an_empty_table_has_columns_without_values(tmp_path):
    [found] = answers(table(write_parquet(tmp_path / "t.parquet", {"a": "BIGINT"}, [])), ColumnsOf(T))
    assert found == Columns(0, (ColumnFacts("a", "BIGINT", 0, 0, 0, 0, 0, None, None),))


HOSTILE = [
    'q"uote',
    "it's",
    "a b",
    "größe",
    "日本",
    "select",
    "a;drop table t",
    "_k",
    "c0",
    "r0",
    "d",
    "--",
    "[x]",
    "{y}",
]


def test_hostile_names_of_columns_are_only_names(tmp_path):
    rows = [{name: at for at, name in enumerate(HOSTILE)}] * 2
    path = write_parquet(tmp_path / "t.parquet", dict.fromkeys(HOSTILE, "INTEGER"), rows)
    names = tuple(HOSTILE)
    of = Unitised(T, ('q"uote',), None, guard("DATE '2024-01-01'"), None)
    found = answers(
        table(path),
        ShapeOf(T),
        ColumnsOf(T),
        KeyOf(T, names),
        OrphansOf(T, names, T, names, names),
        KpiSum(of, guard('sum("_k") + max("d")')),
    )
    shape, columns, key, orphans, days = found
    assert [column.name for column in shape.columns] == HOSTILE
    assert [column.low for column in columns.columns] == [str(at) for at in range(len(HOSTILE))]
    assert (key.distinct, key.repeated, orphans.orphans) == (1, 1, 0)
    assert days.days[0].y == 7 * 2 + 10


def test_a_thousand_columns_are_no_trouble(tmp_path):
    names = [f"c{at}" for at in range(1000)]
    [shape, columns] = of_csv(
        tmp_path, ",".join(names) + "\n" + ",".join(map(str, range(1000))) + "\n", ShapeOf(T), ColumnsOf(T)
    )
    assert (shape.rows, len(shape.columns), columns.columns[999].high) == (1, 1000, "999")


# ---- keys ------------------------------------------------------------------------------------------------------------


@SLOW
@given(rows=st.lists(st.fixed_dictionaries({"a": TEXT, "b": st.one_of(st.none(), st.integers(0, 2))}), max_size=15))
def test_keys_agree_with_plain_python(tmp_path_factory, rows):
    path = write_parquet(tmp_path_factory.getbasetemp() / "keys.parquet", {"a": "VARCHAR", "b": "INTEGER"}, rows)
    one, two = answers(table(path), KeyOf(T, ("a",)), KeyOf(T, ("a", "b")))
    assert (one, two) == (key_facts(rows, ("a",)), key_facts(rows, ("a", "b")))


def test_a_key_on_a_column_that_is_not_there_names_the_nearest(tmp_path):
    path = write_parquet(tmp_path / "t.parquet", {"tailnum": "VARCHAR"}, [])
    [found] = answers(table(path), KeyOf(T, ("tail_num",)))
    assert (found.reason, found.detail) == ("no_column", "column `tail_num` is not in `t`; nearest is `tailnum`")


# ---- references ------------------------------------------------------------------------------------------------------


def planes(tmp_path, numbers, kind="VARCHAR"):
    path = write_parquet(tmp_path / "planes.parquet", {"id": kind}, [{"id": number} for number in numbers])
    return table(path, "planes")


def flights(tmp_path, rows):
    columns = {"plane": "VARCHAR", "by": "VARCHAR"}
    return table(write_parquet(tmp_path / "t.parquet", columns, [dict(zip(columns, row, strict=True)) for row in rows]))


PLANES = DataId("planes")


def test_orphans_are_counted_and_broken_down(tmp_path):
    rows = [
        ("N1", "AA"),
        ("N2", "AA"),
        ("N9", "AA"),
        ("N9", "MQ"),
        ("N8", "AA"),
        (None, "AA"),
        ("", "MQ"),
        ("NA", "MQ"),
    ]
    sources = flights(tmp_path, rows) | planes(tmp_path, ["N1", "N2", "N2", None])
    [found] = answers(sources, OrphansOf(T, ("plane",), PLANES, ("id",), ("by",)))
    assert (found.rows, found.empty, found.orphans, found.values) == (8, 3, 3, 2)
    assert found.slices == (Slice("by", "AA", 2, 5), Slice("by", "MQ", 1, 3))


def test_a_text_for_missing_that_the_other_table_knows_is_a_reference(tmp_path):
    sources = flights(tmp_path, [("NA", "x"), ("-", "x")]) | planes(tmp_path, ["NA"])
    [found] = answers(sources, OrphansOf(T, ("plane",), PLANES, ("id",)))
    assert (found.empty, found.orphans) == (1, 0)


def test_columns_of_different_types_are_compared_as_texts(tmp_path):
    sources = flights(tmp_path, [("1", "x"), ("x7", "x")]) | planes(tmp_path, [1, 2], "INTEGER")
    [found] = answers(sources, OrphansOf(T, ("plane",), PLANES, ("id",)))
    assert (found.orphans, found.values) == (1, 1)


def test_at_most_twenty_values_of_a_slice_are_shown(tmp_path):
    rows = [("N9", f"c{at:02}") for at in range(30)] + [("N9", "c29")]
    sources = flights(tmp_path, rows) | planes(tmp_path, [])
    [found] = answers(sources, OrphansOf(T, ("plane",), PLANES, ("id",), ("by",)))
    assert (len(found.slices), found.slices[0]) == (20, Slice("by", "c29", 2, 2))


def test_a_reference_pairs_as_many_columns_on_both_sides(tmp_path):
    sources = flights(tmp_path, []) | planes(tmp_path, [])
    [found] = answers(sources, OrphansOf(T, ("plane", "by"), PLANES, ("id",)))
    assert found.detail == "the reference from `t` to `planes` pairs 2 columns with 1"


# ---- reading CSV -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", "-2", "+3"], "BIGINT"),
        (["1", "NA", "2"], "BIGINT"),
        (["1", "2.5"], "DOUBLE"),
        (["1", "1e3", "inf"], "DOUBLE"),
        (["007", "008"], "VARCHAR"),
        (["01", "12"], "BIGINT"),
        (["12345678901234567890", "1"], "VARCHAR"),
        (["true", "FALSE"], "BOOLEAN"),
        (["2024-02-29", "1700-01-01"], "DATE"),
        (["2024-02-29", "2023-02-29"], "VARCHAR"),
        (["2024-02-29 10:00", "2024-02-29T10:00:00.5"], "TIMESTAMP"),
        (["2024-02-29T10:00:00Z", "2024-02-29 10:00:00+01:00"], "TIMESTAMP WITH TIME ZONE"),
        (["31.12.2023", "1.2.2024"], "DATE"),
        (["31/12/2023", "1/2/2024"], "DATE"),
        (["12/31/2023", "1/2/2024"], "DATE"),
        (["1/2/2024", "3/4/2024"], "VARCHAR"),
        (["NA", "n/a"], "VARCHAR"),
        (["a", "1"], "VARCHAR"),
    ],
)
def test_a_column_of_a_csv_gets_a_type_only_if_every_value_fits(tmp_path, values, kind):
    assert kinds(tmp_path, "x;y\n" + "".join(f"{value};z\n" for value in values)) == [kind, "VARCHAR"]


@pytest.mark.parametrize(
    ("early", "late", "kind"),
    [
        ("1", "1.5", "DOUBLE"),
        ("1", "1e-3", "DOUBLE"),
        ("1", "007", "VARCHAR"),
        ("1", "x", "VARCHAR"),
        ("", "1", "BIGINT"),
        ("2024-01-01", "2023-02-29", "VARCHAR"),
        ("1/2/2024", "31/1/2024", "DATE"),
        ("1", "NA", "BIGINT"),
    ],
)
@pytest.mark.parametrize("most", [0, 10**9], ids=["each time from the file", "from memory"])
def test_a_late_row_counts_as_much_as_an_early_one(tmp_path, monkeypatch, most, early, late, kind):
    monkeypatch.setattr("trueup.adapters.duckdb_place.MOST_IN_MEMORY", most)
    assert kinds(tmp_path, "x,y\n" + f"{early},z\n" * 3000 + f"{late},z\n") == [kind, "VARCHAR"]


@pytest.mark.parametrize("most", [0, 10**9], ids=["each time from the file", "from memory"])
def test_texts_for_missing_in_a_numeric_column_of_a_csv_are_counted_and_are_null(tmp_path, monkeypatch, most):
    monkeypatch.setattr("trueup.adapters.duckdb_place.MOST_IN_MEMORY", most)
    text = "day,x\n2024-01-01,5\n2024-01-01,NA\n2024-01-01,\n2024-01-01, \n"
    kpi = KpiSum(Unitised(T, (), None, guard("day"), None), guard("x"))
    columns, days = of_csv(tmp_path, text, ColumnsOf(T), kpi)
    assert columns.columns[1] == ColumnFacts("x", "BIGINT", 1, 1, 1, 0, 1, "5", "5")
    assert (days.days[0].null, days.days[0].n, days.days[0].y) == (3, 1, 5.0)


def test_texts_for_missing_in_a_text_column_of_a_csv_stay_texts(tmp_path):
    [columns] = of_csv(tmp_path, "x,y\nNA,1\nDE,2\n,3\n", ColumnsOf(T))
    assert columns.columns[0] == ColumnFacts("x", "VARCHAR", 1, 0, 1, 0, 1, None, None)


def test_a_day_in_european_order_is_that_day(tmp_path):
    [columns] = of_csv(tmp_path, "d;x\n02.01.2024;1\n03.01.2024;1\n", ColumnsOf(T))
    assert (columns.columns[0].low, columns.columns[0].high) == ("2024-01-02", "2024-01-03")


@pytest.mark.parametrize(
    ("text", "line"),
    [("a,b\n1,2\n3,4,5\n", ":3`"), ('a,b\n1,2\n3,"x\n', ":3`"), ("a,b\n1,2\n3\n", ":3`")],
)
def test_a_broken_line_of_a_csv_is_named_and_nothing_is_left_out(tmp_path, text, line):
    [found] = of_csv(tmp_path, text, ShapeOf(T))
    assert found.reason == "error"
    assert found.detail.startswith(f"data set `t`: `t.csv{line}")


def test_a_csv_that_is_not_utf_8_is_refused(tmp_path):
    [found] = of_csv(tmp_path, "a,b\nZürich,1\n" * 3, ShapeOf(T), encoding="latin-1")
    assert "UTF-8" in found.fix


def test_quotes_tabs_gzip_and_a_byte_order_mark_are_read(tmp_path):
    assert of_csv(tmp_path, '"a, b","c"\n"x ""y""",1\n', ShapeOf(T))[0].columns[0].name == "a, b"
    assert kinds(tmp_path, "a\tb\n1\tx\n", name="t.tsv") == ["BIGINT", "VARCHAR"]
    assert kinds(tmp_path, gzip.compress(b"a,b\n1,x\n"), name="t.csv.gz") == ["BIGINT", "VARCHAR"]
    [shape] = of_csv(tmp_path, b"\xef\xbb\xbfa,b\r\n1,x\r\n", ShapeOf(T))
    assert shape.columns[0] == Column("a", "BIGINT")


def test_a_header_alone_is_a_table_without_rows(tmp_path):
    [shape] = of_csv(tmp_path, "a,b\n", ShapeOf(T))
    assert shape == Shape(0, (Column("a", "VARCHAR"), Column("b", "VARCHAR")))


def test_repeated_names_in_a_header_are_numbered(tmp_path):
    [shape] = of_csv(tmp_path, "a,a,A\n1,2,3\n", ShapeOf(T))
    assert len({column.name.lower() for column in shape.columns}) == 3


def test_files_with_different_headers_are_not_put_together(tmp_path):
    (tmp_path / "t1.csv").write_text("a,b\n1,2\n")
    (tmp_path / "t2.csv").write_text("b,c,d\n1,2,3\n")
    [found] = answers({T: find_source(T, "*.csv", tmp_path)}, ShapeOf(T))
    assert found.detail == (
        "data set `t`: `t2.csv` has other columns than `t1.csv`: only `t1.csv` has `a`; only `t2.csv` has `c`, `d`"
    )


def test_files_with_one_header_are_one_table(tmp_path):
    (tmp_path / "t1.csv").write_text("a,b\n1,2\n")
    (tmp_path / "t2.csv").write_text("a,b\n1.5,2\n")
    [found] = answers({T: find_source(T, "*.csv", tmp_path)}, ShapeOf(T))
    assert found == Shape(2, (Column("a", "DOUBLE"), Column("b", "BIGINT")))


# ---- other formats ---------------------------------------------------------------------------------------------------


def test_json_lines_are_read(tmp_path):
    (tmp_path / "t.jsonl").write_text('{"a": 1, "day": "2024-02-29"}\n{"a": 1.5, "day": null}\n')
    [found] = answers({T: find_source(T, "t.jsonl", tmp_path)}, ShapeOf(T))
    assert found == Shape(2, (Column("a", "DOUBLE"), Column("day", "DATE")))


def test_broken_json_lines_are_refused(tmp_path):
    (tmp_path / "t.jsonl").write_text('{"a": 1}\n{"a": \n')
    [found] = answers({T: find_source(T, "t.jsonl", tmp_path)}, ShapeOf(T))
    assert (found.reason, found.fix) == ("error", "Write one JSON object a line; trueup leaves no row out.")
    assert found.detail == 'data set `t`: `t.jsonl:2` is no JSON object: `{"a":`'


def test_a_table_of_a_duckdb_file_is_read_and_the_file_stays_as_it_is(tmp_path):
    with duckdb.connect(str(tmp_path / "t.duckdb")) as base:
        base.execute('CREATE SCHEMA s; CREATE TABLE s."odd name" AS SELECT 1 AS a; CREATE TABLE u AS SELECT 2 AS b')
    before = (tmp_path / "t.duckdb").read_bytes()
    sources = {
        DataId(name): find_source(DataId(name), f"t.duckdb#{name}", tmp_path) for name in ("s.odd name", "u", "v")
    }
    named, plain, absent = answers(sources, *(ShapeOf(data) for data in sources))
    assert (named.columns[0].name, plain.columns[0].name) == ("a", "b")
    assert isinstance(absent, NotRun)
    assert absent.fix == "Name a table of the file: `file.duckdb#table`."
    assert (tmp_path / "t.duckdb").read_bytes() == before


def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path):
    for name in ("t.parquet", "t.duckdb"):
        (tmp_path / name).write_bytes(b"not really\n" * 2000)
    sources = {
        T: find_source(T, "t.parquet", tmp_path),
        DataId("d"): find_source(DataId("d"), "t.duckdb#x", tmp_path),
    }
    assert {found.reason for found in answers(sources, ShapeOf(T), ShapeOf(DataId("d")))} == {"error"}
