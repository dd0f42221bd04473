"""Files of every kind become tables with the types their cells have, and nothing of them is left out in silence."""

from __future__ import annotations

import gzip
import json
import sys
import zipfile
from datetime import date, datetime

import pytest

from adapters.reference import T
from adapters.source_files import ask, facts, kinds, odd, rows, rows_of, shape, write_excel, write_parquet, write_sqlite
from trueup.adapters.row_text import BATCH
from trueup.adapters.source_forms import ENDINGS, FORMATS, NAMES, READABLE, split_part
from trueup.adapters.sources import find_source, fingerprint
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import ColumnsOf, Shape

# ---- every form ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 29, 30, 31, 100, BATCH - 1, BATCH, 2 * BATCH + 1])
def test_every_row_of_every_form_arrives_in_order_and_once(tmp_path, count):
    values = [(number, f"name {number}") for number in range(count)]
    listed = [{"a": a, "b": b} for a, b in values]
    lines = "a,b\n" + "".join(f"{a},{b}\n" for a, b in values)
    (tmp_path / "t.csv").write_text(lines)
    (tmp_path / "t.json").write_text(json.dumps(listed))
    (tmp_path / "t.jsonl").write_text("".join(json.dumps(each) + "\n" for each in listed))
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("t.csv", lines)
    write_excel(tmp_path / "t.xlsx", [("a", "b"), *values])
    write_sqlite(tmp_path / "t.db", "a INTEGER, b TEXT", values)
    for name, found in rows_of(tmp_path, "t.csv", "t.json", "t.jsonl", "t.zip", "t.xlsx", "t.db#t").items():
        assert found == values, name


# ---- JSON ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["t.json", "t.json.gz"])
@pytest.mark.parametrize("text", ['[{"a": 1, "b": "007"},\n {"a": 2.5}]', '{"a": 1, "b": "007"}\n{"a": 2.5}\n'])
def test_json_is_read_as_a_list_and_as_lines(tmp_path, name, text):
    (tmp_path / name).write_bytes(gzip.compress(text.encode(), mtime=0) if name.endswith("gz") else text.encode())
    assert rows(tmp_path, name) == [(1.0, "007"), (2.5, None)]


def test_a_column_of_json_with_two_types_is_text_without_quotes_and_that_is_told(tmp_path):
    (tmp_path / "t.json").write_text(json.dumps([{"a": 1}, {"a": "x"}, {"a": 2}]))
    assert rows(tmp_path, "t.json") == [("1",), ("x",), ("2",)]
    told = odd(tmp_path, "t.json")["mixed_values", "a"]
    assert (told.count, told.detail) == (1, "2 whole numbers, 1 text")


# ---- SQLite ----------------------------------------------------------------------------------------------------------


def test_a_table_of_sqlite_has_the_types_of_its_cells_and_the_dates_that_it_declares(tmp_path):
    columns = "i INTEGER, r REAL, t TEXT, d DATE, at TIMESTAMP, ok BOOLEAN, b BLOB, n NUMERIC"
    write_sqlite(
        tmp_path / "t.db",
        columns,
        [
            (1, 1.5, "01", "2024-01-31", "2024-01-31 10:00:00", 1, b"\x01\xff", 1),
            (2**62, float("inf"), "", None, None, 0, None, 2.5),
            (None, -0.0, 'q"\n\\N', "1700-01-01", "9999-12-31 23:59:59", None, None, None),
        ],
    )
    assert list(kinds(tmp_path, "t.db#t").values()) == [
        "BIGINT", "DOUBLE", "VARCHAR", "DATE", "TIMESTAMP", "BOOLEAN", "VARCHAR", "DOUBLE",
    ]  # fmt: skip
    assert rows(tmp_path, "t.db#T") == [
        (1, 1.5, "01", date(2024, 1, 31), datetime(2024, 1, 31, 10), True, "01ff", 1.0),  # noqa: DTZ001
        (2**62, float("inf"), "", None, None, False, None, 2.5),
        (None, 0.0, 'q"\n\\N', date(1700, 1, 1), datetime(9999, 12, 31, 23, 59, 59), None, None, None),  # noqa: DTZ001
    ]


def test_a_column_of_sqlite_with_two_types_is_text_and_names_the_rows(tmp_path):
    write_sqlite(tmp_path / "t.sqlite", "n INTEGER, m INTEGER", [(1, 1), ("x", "NA"), (3, 3), (4.5, "")])
    assert kinds(tmp_path, "t.sqlite#t") == {"n": "VARCHAR", "m": "BIGINT"}
    told = odd(tmp_path, "t.sqlite#t")
    assert set(told) == {("mixed_values", "n")}
    assert (told["mixed_values", "n"].count, told["mixed_values", "n"].places) == (2, ("row 2", "row 4"))


def test_a_text_for_missing_in_a_column_of_numbers_counts_as_missing_whatever_the_file(tmp_path):
    write_sqlite(tmp_path / "t.db", "n", [(1,), ("NA",), ("",), (None,)])
    write_excel(tmp_path / "t.xlsx", [["n", "x"], [1, 1], ["NA", 1], [" ", 1], [None, 1]])
    (tmp_path / "t.csv").write_text("n,x\n1,1\nNA,1\n ,1\n,1\n")
    for text in ("t.db#t", "t.xlsx", "t.csv"):
        [columns] = ask(tmp_path, text, ColumnsOf(T))
        found = columns.columns[0]
        assert (found.type, found.nulls, found.blanks, found.sentinels) == ("BIGINT", 1, 1, 1), text


def test_nothing_is_written_beside_an_sqlite_file(tmp_path):
    path = write_sqlite(tmp_path / "t.db", "a", [(1,)])
    before = path.read_bytes()
    path.chmod(0o400)
    tmp_path.chmod(0o500)
    assert shape(tmp_path, "t.db#t").rows == 1
    tmp_path.chmod(0o700)
    assert [each.name for each in tmp_path.iterdir()] == ["t.db"]
    assert path.read_bytes() == before


def test_many_rows_are_converted_in_batches(tmp_path):
    write_sqlite(tmp_path / "t.db", "a, b", [(i, f"t{i}") for i in range(12_001)])
    found = rows(tmp_path, "t.db#t")
    assert found == [(i, f"t{i}") for i in range(12_001)]


# ---- Excel -----------------------------------------------------------------------------------------------------------

SHEET = [
    ["id", "name", "day", "at", "x", "ok"],
    [1, "007", date(2024, 1, 31), datetime(2024, 1, 31, 10), 1.5, True],  # noqa: DTZ001
    [2, "b", date(2024, 2, 29), None, 2, False],
]


def test_a_sheet_has_the_types_of_its_cells(tmp_path):
    write_excel(tmp_path / "t.xlsx", SHEET)
    assert list(kinds(tmp_path, "t.xlsx").values()) == ["BIGINT", "VARCHAR", "DATE", "TIMESTAMP", "DOUBLE", "BOOLEAN"]
    first = (1, "007", date(2024, 1, 31), datetime(2024, 1, 31, 10), 1.5, True)  # noqa: DTZ001
    assert rows(tmp_path, "t.xlsx#s") == [first, (2, "b", date(2024, 2, 29), None, 2.0, False)]


def test_a_title_above_a_sheet_is_passed_over_and_told(tmp_path):
    write_excel(tmp_path / "t.xlsx", [["Orders of 2024"], [], *SHEET, [], SHEET[1]], merged=["A1:F1"])
    assert shape(tmp_path, "t.xlsx").rows == 3
    told = odd(tmp_path, "t.xlsx")
    assert {kind: found.count for (kind, _), found in told.items()} == {"preamble": 2, "empty_lines": 1}


def test_merged_cells_errors_and_formulas_without_a_value_are_told_with_their_cells(tmp_path):
    values = [["a", "b", "c"], [1, "x", "=A2+1"], [2, None, "=A3+1"], [3, "#DIV/0!", 5], [4, "y", "z"]]
    write_excel(tmp_path / "t.xlsx", values, merged=["B2:B3"])
    told = odd(tmp_path, "t.xlsx")
    assert told["merged_cells", ""].places == ("B2:B3",)
    assert (told["formulas", ""].count, told["formulas", ""].places) == (2, ("C2", "C3"))
    assert told["error_values", ""].places == ("B4",)
    assert (told["mixed_values", "c"].places, told["mixed_values", "c"].detail) == (("C5",), "1 whole number, 1 text")
    assert rows(tmp_path, "t.xlsx") == [(1, "x", None), (2, None, None), (3, None, "5"), (4, "y", "z")]


@pytest.mark.parametrize(
    ("values", "merged", "problem"),
    [
        (
            [["a", None, "b"], [1, 2, 3]],
            ["A1:B1"],
            "row 1 of sheet `S` in `t.xlsx` should name the columns, but has merged",
        ),
        (
            [["a", "b"], [1, 2, 3]],
            [],
            "row 1 of sheet `S` in `t.xlsx` should name the columns, but row 2 has more cells",
        ),
        ([[1, 2], [3, 4]], [], "row 1 of sheet `S` in `t.xlsx` should name the columns, but holds no text"),
        (
            [["a", "b"], *[[1, 2]] * 40, [1, 2, 3]],
            [],
            "cell C42 of sheet `S` in `t.xlsx` stands right of the last column",
        ),
        ([], [], "sheet `S` of `t.xlsx` is empty"),
    ],
)
def test_a_sheet_whose_header_is_in_doubt_is_not_read(tmp_path, values, merged, problem):
    write_excel(tmp_path / "t.xlsx", values, merged)
    found = shape(tmp_path, "t.xlsx")
    assert isinstance(found, NotRun)
    assert found.detail.startswith(f"data set `t`: {problem}")
    assert found.fix


def test_a_workbook_of_several_sheets_asks_for_one_and_knows_the_nearest(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Orders"
    book.create_sheet("Notes #1").append(["a"])
    book.save(tmp_path / "t.xlsx")
    assert shape(tmp_path, "t.xlsx").detail == "data set `t`: `t.xlsx` has 2 sheets: `Orders`, `Notes #1`"
    assert shape(tmp_path, "t.xlsx#Order").fix == "Write `t.xlsx#Orders`, the nearest sheet."
    assert shape(tmp_path, "t.xlsx#Notes #1").rows == 0


def test_without_openpyxl_the_answer_is_the_line_that_installs_it(tmp_path, monkeypatch):
    write_excel(tmp_path / "t.xlsx", SHEET)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    monkeypatch.setattr("trueup.adapters.excel_rows.find_spec", lambda _: None)
    found = shape(tmp_path, "t.xlsx")
    assert (found.reason, found.fix) == ("extra_missing", 'pip install "trueup[xlsx]"')


# ---- ZIP -------------------------------------------------------------------------------------------------------------


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members:
            archive.writestr(name, text)
    return path


def test_an_archive_of_like_files_is_one_table_and_what_is_no_data_is_told(tmp_path):
    members = [("2024/a[1].csv", "a,b\n1,x\n"), ("2024/b's.csv", "b,a\ny,2\n"), ("readme.txt", "hi"), (".hidden", "")]
    zipped(tmp_path / "t.zip", members)
    assert rows(tmp_path, "t.zip") == [(1, "x"), (2, "y")]
    assert odd(tmp_path, "t.zip")["not_read", ""].places == ("readme.txt",)
    assert rows(tmp_path, "t.zip#2024/b's.csv") == [("y", 2)]
    assert rows(tmp_path, "t.zip#2024/*.csv") == [(1, "x"), (2, "y")]


def test_a_fault_inside_an_archive_names_the_file_and_the_line(tmp_path):
    zipped(tmp_path / "t.zip", [("orders.csv", "a,b\n1,2\n3\n")])
    assert shape(tmp_path, "t.zip").detail.startswith("data set `t`: `orders.csv:3` has 1 value")


# ---- folders ---------------------------------------------------------------------------------------------------------


def test_columns_in_the_names_of_folders_are_columns_of_the_table(tmp_path):
    write_parquet(tmp_path / "s/year=2024/at=a b/p.parquet", "SELECT 1 AS n")
    write_parquet(tmp_path / "s/year=2025/at=__HIVE_DEFAULT_PARTITION__/p.parquet", "SELECT 2 AS n")
    for text in ("s", "s/**/*.parquet"):
        assert kinds(tmp_path, text) == {"n": "INTEGER", "year": "BIGINT", "at": "VARCHAR"}
        assert rows(tmp_path, text) == [(1, 2024, "a b"), (2, 2025, None)]
    assert kinds(tmp_path, "s/year=2024/*/*.parquet") == {"n": "INTEGER", "at": "VARCHAR"}
    assert kinds(tmp_path, "s/year=2024/at=a b/p.parquet") == {"n": "INTEGER"}


def test_a_renamed_folder_is_another_state_of_the_data(tmp_path):
    write_parquet(tmp_path / "s/year=2024/p.parquet", "SELECT 1 AS n")
    before = fingerprint(find_source(T, "s", tmp_path), {})
    (tmp_path / "s/year=2024").rename(tmp_path / "s/year=2023")
    assert fingerprint(find_source(T, "s", tmp_path), {}) != before


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (["y=1/a.csv"], "its folders named `y=` hold a column, which trueup reads for Parquet only"),
        (["y=1/a.parquet", "a.parquet"], "some of its files lie in folders named `y=`, others do not"),
        (["y=1/a.parquet", "z=1/a.parquet"], "some of its files lie in folders named"),
    ],
)
def test_folders_with_columns_that_are_not_read_say_so(tmp_path, files, problem):
    for name in files:
        write_parquet(tmp_path / "s" / name, "SELECT 1 AS n")
        if name.endswith("csv"):
            (tmp_path / "s" / name).write_text("n\n1\n")
    found = find_source(T, "s", tmp_path)
    assert found.detail.startswith(f"data set `t`: `s`: {problem}")


def test_a_column_both_in_the_files_and_in_their_folders_is_refused(tmp_path):
    write_parquet(tmp_path / "s/year=2024/p.parquet", "SELECT 1 AS n, 2023 AS year")
    assert "`year` is a column of the files and the name of folders" in shape(tmp_path, "s").detail


def test_files_with_columns_in_another_order_are_one_table(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,x\n")
    (tmp_path / "b.csv").write_text("Report\n\nb;a\ny;2\nz;3\n")
    write_parquet(tmp_path / "a.parquet", "SELECT 1 AS a, 'x' AS b")
    write_parquet(tmp_path / "b.parquet", "SELECT 'y' AS b, 2::BIGINT AS a")
    assert rows(tmp_path, "*.csv") == [(1, "x"), (2, "y"), (3, "z")]
    assert rows(tmp_path, "*.parquet") == [(1, "x"), (2, "y")]


# ---- what is read, as told -------------------------------------------------------------------------------------------


def test_every_form_is_named_in_messages():
    assert {*ENDINGS.values()} == {*FORMATS} == {*NAMES}
    for word in ("CSV", "TSV", "Parquet", "JSON", "JSON lines", ".gz", ".xlsx", ".sqlite#", ".duckdb#", ".zip"):
        assert word in READABLE


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a.xlsx#Sheet #1", ("a.xlsx", "Sheet #1")),
        ("a#b/c.db#t", ("a#b/c.db", "t")),
        ("a.csv#x", ("a.csv#x", None)),
        ("a.DUCKDB#s.t", ("a.DUCKDB", "s.t")),
        ("a.zip#", ("a.zip#", None)),
    ],
)
def test_a_part_stands_behind_the_first_hash_after_a_file_that_has_parts(text, found):
    assert split_part(text) == found


def test_facts_say_how_a_text_was_read(tmp_path):
    (tmp_path / "t.csv").write_bytes("\ufeffa;b\n1;2,5\n2;3,5\n3;4,25\n".encode())
    found = facts(tmp_path, "t.csv")
    assert (found.format, found.files, found.bytes, found.readable) == ("csv", 1, 26, True)
    assert (found.encoding, found.delimiter, found.quote) == ("UTF-8 with a byte order mark", ";", '"')
    assert (found.decimal, found.skipped) == (",", 0)
    assert isinstance(shape(tmp_path, "t.csv"), Shape)
