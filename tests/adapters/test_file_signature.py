"""A file is told by its first bytes, whatever its name says, and the remedy names a form that is read."""

from __future__ import annotations

import gzip
import io
import os
import zipfile

import duckdb
import pytest

from trueup.adapters.file_signature import not_a_table
from trueup.adapters.sources import Source, find_source
from trueup.core.model.ask.identity import DataId

CSV = "id,day\n" + "1,2026-01-01\n" * 500
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def zipped(*names: str, start: bytes = b"") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, CSV)
    return start + target.getvalue()


@pytest.mark.parametrize(
    ("content", "what", "fix"),
    [
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "an Excel file (`.xlsx`)", "Save the sheet as CSV (UTF-8)"),
        (OLE, "an Excel file (`.xls`, or one with a password)", "Save the sheet as CSV (UTF-8) or Parquet"),
        (zipped("orders.csv"), "a ZIP archive", "Unpack it"),
        (CSV.encode("utf-16"), "UTF-16 text", "Save it as UTF-8"),
        (CSV.encode("utf-16-le"), "UTF-16 text", "Save it as UTF-8"),
        (CSV.encode("utf-16-be"), "UTF-16 text", "Save it as UTF-8"),
        (CSV.encode("utf-32"), "UTF-32 text", "Save it as UTF-8"),
        (b"%PDF-1.7\n", "a PDF", "Ask for the table itself"),
        (b"-----BEGIN PGP MESSAGE-----\n", "encrypted (PGP)", "Decrypt it first"),
        (b"Salted__" + bytes(range(200)), "encrypted (OpenSSL)", "Decrypt it first"),
        (bytes(range(256)) * 20, "a binary file, perhaps encrypted", "Save it as CSV (UTF-8) or Parquet"),
        (b"\x89PNG\r\n\x1a\n", "a picture", "Save it as CSV (UTF-8) or Parquet"),
        (b"<!DOCTYPE html><html>Sign in</html>", "a web page, perhaps a sign-in page", "Download the data itself"),
        (gzip.compress(CSV.encode(), mtime=0), "packed with gzip", "Name it `orders.csv.gz`, or unpack it."),
        (b"PAR1" + bytes(50), "a Parquet file", "Give it a name that ends in `.parquet`."),
        (b"SQLite format 3\x00", "an SQLite file", "Name it `.sqlite`, and the table"),
    ],
)
def test_what_is_no_csv_is_named_and_says_what_to_do(tmp_path, content, what, fix):
    (tmp_path / "orders.csv").write_bytes(content)
    found = find_source(DataId("orders"), "orders.csv", tmp_path)
    assert found.reason == "error"
    assert found.detail == f"data set `orders`: `orders.csv` is {what}"
    assert fix in found.fix


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.xlsx", CSV.encode(), "not an Excel file"),
        ("a.xlsx", OLE, "an Excel file (`.xls`, or one with a password)"),
        ("a.zip", CSV.encode(), "not a ZIP archive"),
        ("a.zip", zipped("[Content_Types].xml", "xl/workbook.xml"), "an Excel file (`.xlsx`)"),
        ("a.db#t", CSV.encode(), "not an SQLite file"),
        ("a.db#t", bytes(8) + b"DUCK", "a DuckDB file"),
        ("a.jsonl", b'[\n{"a": 1}]', "one JSON list, not a JSON object a line"),
        ("a.csv.gz", CSV.encode(), "not packed with gzip, as its name says"),
        ("a.csv.gz", gzip.compress(CSV.encode("utf-16"), mtime=0), "UTF-16 text"),
        ("a.parquet", CSV.encode(), "text, not Parquet"),
        ("a.parquet", zipped("a.csv"), "a ZIP archive"),
        ("a.parquet", b"\0\1\2" * 9, "not a Parquet file"),
        ("a.duckdb#t", b"no database", "not a DuckDB file"),
        ("a.dat", CSV.encode(), "of no form that trueup knows: its name ends in `.dat`"),
        ("README", CSV.encode(), "of no form that trueup knows: its name has no ending"),
    ],
)
def test_a_file_is_not_taken_for_what_its_name_says(tmp_path, name, content, what):
    (tmp_path / name.partition("#")[0]).write_bytes(content)
    assert find_source(DataId("a"), name, tmp_path).detail == f"data set `a`: `{name}` is {what}"


def test_the_odd_file_of_several_is_the_one_that_is_named(tmp_path):
    (tmp_path / "a1.csv").write_text(CSV)
    (tmp_path / "a2.csv").write_text(CSV, "utf-16")
    assert find_source(DataId("a"), "*.csv", tmp_path).detail == "data set `a`: `a2.csv` is UTF-16 text"


@pytest.mark.parametrize(
    "content",
    [
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        "größe,день,日\n1,2,3\n".encode() * 400,
        "größe\n1\n".encode("latin-1"),
        b"{a},[b]\n1,2\n",
        b"ORDER,PKG\n1,2\n",
        b"BZ\n1\n",
    ],
)
def test_text_is_left_to_the_reader_of_csv(tmp_path, content):
    (tmp_path / "a.csv").write_bytes(content)
    assert not_a_table(tmp_path / "a.csv", "csv") is None


def test_files_that_the_engine_wrote_are_what_their_names_say(tmp_path):
    with duckdb.connect(str(tmp_path / "a.duckdb")) as base:
        base.execute("CREATE TABLE t AS SELECT 1 AS a")
        base.execute(f"COPY t TO '{tmp_path}/a.parquet'")
        base.execute(f"COPY t TO '{tmp_path}/a.jsonl' (FORMAT json)")
        base.execute(f"COPY t TO '{tmp_path}/a.csv.gz' (FORMAT csv, COMPRESSION gzip)")
    for name in ("a.duckdb#t", "a.parquet", "a.jsonl", "a.csv.gz"):
        assert isinstance(find_source(DataId("a"), name, tmp_path), Source)


def test_random_bytes_are_never_a_table(tmp_path):
    (tmp_path / "a.csv").write_bytes(os.urandom(5_000))
    assert not_a_table(tmp_path / "a.csv", "csv") is not None
