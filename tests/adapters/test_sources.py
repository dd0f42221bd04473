from __future__ import annotations

import hashlib
import os

import pytest

from trueup.adapters.answer_json import question_content
from trueup.adapters.sources import Source, data_state, find_source, fingerprint, is_unchanged, states
from trueup.core.model.ask.identity import DataId, NotRun, Sql
from trueup.core.model.ask.kpi import ArmTable, KpiSum, Unitised
from trueup.core.model.ask.table import OrphansOf, ShapeOf

A, B = DataId("a"), DataId("b")
FIRST = {".gz": b"\x1f\x8b", ".parquet": b"PAR1", ".duckdb": bytes(8) + b"DUCK"}
"""The bytes that a file of such a name begins with; any other is text."""


@pytest.fixture
def folder(tmp_path):
    for name in ("flights.csv", "planes.csv", "data/x2.parquet", "data/x1.parquet", "mixed/a.csv", "mixed/b.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(FIRST.get((tmp_path / name).suffix, b"") + name.encode())
    (tmp_path / "empty.csv").touch()
    (tmp_path / "bare").mkdir()
    (tmp_path / "base.duckdb").write_bytes(FIRST[".duckdb"])
    return tmp_path


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a.csv", "csv"),
        ("a.CSV", "csv"),
        ("a.csv.gz", "csv"),
        ("a.tsv", "csv"),
        ("a.parquet", "parquet"),
        ("a.jsonl", "jsonl"),
        ("a.ndjson", "jsonl"),
        ("a.jsonl.gz", "jsonl"),
    ],
)
def test_the_format_follows_from_the_ending(tmp_path, text, kind):
    (tmp_path / text).write_bytes(FIRST.get((tmp_path / text).suffix, b"x"))
    assert find_source(A, text, tmp_path) == Source(A, ((tmp_path / text).resolve(),), kind)


def test_files_of_a_glob_and_of_a_folder_are_sorted(folder):
    wanted = tuple((folder / "data" / name).resolve() for name in ("x1.parquet", "x2.parquet"))
    for text in ("data/*.parquet", "data", "data/", "**/x?.parquet", str(folder / "data" / "*.parquet")):
        assert find_source(A, text, folder) == Source(A, wanted, "parquet")


def test_a_table_of_a_duckdb_file_is_named_behind_a_hash(folder):
    found = find_source(A, "base.duckdb#main.t", folder)
    assert found == Source(A, ((folder / "base.duckdb").resolve(),), "duckdb", "main.t")


@pytest.mark.parametrize(
    ("text", "problem", "fix"),
    [
        ("flight.csv", "data set `a`: `flight.csv` does not exist", "Write `flights.csv`, the nearest file."),
        ("data/x3.parquet", "data set `a`: `data/x3.parquet` does not exist", "Write `data/x2.parquet`"),
        ("date/x1.parquet", "data set `a`: `date/x1.parquet` does not exist", "Write `data/x1.parquet`"),
        ("*.orc", "data set `a`: `*.orc` matches no file", "Correct `source:` or bring the file."),
        ("bare", "data set `a`: `bare` is a folder without a data file", ""),
        ("mixed", "data set `a`: `mixed` holds CSV and JSON lines", "Name one file or one format"),
        ("base.duckdb", "data set `a`: `base.duckdb` does not say which table of which file", "base.duckdb#table"),
        ("https://example.org/a.csv", "data set `a` is at `https://example.org/a.csv`; trueup reads local", "Download"),
        ("s3://bucket/a.parquet", "data set `a` is at `s3://bucket/a.parquet`; trueup reads local", "Download"),
        ("empty.csv", "data set `a`: `empty.csv` is empty", "Export"),
        ("", "data set `a` names no source", "source:"),
        ("a\0.csv", "the source of data set `a` holds a NUL", ""),
        ("x" * 5000 + ".csv", "data set `a`: ", ""),
        ("/dev/zero", "data set `a`: `/dev/zero` is not a regular file", ""),
    ],
)
def test_what_cannot_be_read_says_what_and_what_to_do(folder, text, problem, fix):
    found = find_source(A, text, folder)
    assert isinstance(found, NotRun)
    assert found.reason == "no_data"
    assert found.detail.startswith(problem)
    assert fix in found.fix


@pytest.mark.parametrize(("text", "fix"), [("../base.duckdb", "`../base.duckdb#table`"), ("..", "`../b.duckdb#table`")])
def test_a_table_is_to_be_named_in_the_file_as_the_document_would_name_it(tmp_path, text, fix):
    (tmp_path / "a").mkdir()
    (tmp_path / ("base.duckdb" if text != ".." else "b.duckdb")).touch()
    assert find_source(A, text, tmp_path / "a").fix == f"Name one file and its table: {fix}."


def test_an_unknown_format_lists_those_that_are_read(folder):
    (folder / "a.dat").write_text("x")
    assert "Parquet" in find_source(A, "a.dat", folder).fix


@pytest.mark.parametrize("name", ["a[1].csv", "a*.csv", "a?.csv"])
def test_names_that_the_engine_would_take_for_a_pattern_are_refused(tmp_path, name):
    (tmp_path / name).write_text("x")
    found = find_source(A, name, tmp_path)
    assert found.detail == f"data set `a`: `{name}` has a `*`, `?` or `[` in its path"


def test_a_confined_source_cannot_leave_its_folder(folder):
    inner = folder / "data"
    (inner / "link.csv").symlink_to(folder / "planes.csv")
    for text in ("../planes.csv", str(folder / "planes.csv"), "link.csv"):
        assert find_source(A, text, inner, confined=True).reason == "refused"
        assert isinstance(find_source(A, text, inner), Source)
    assert isinstance(find_source(A, "x1.parquet", inner, confined=True), Source)


# ---- fingerprints ----------------------------------------------------------------------------------------------------


def test_a_fingerprint_depends_on_bytes_not_on_names_or_times(folder):
    one = find_source(A, "planes.csv", folder)
    before = fingerprint(one, {})
    (folder / "copy.csv").write_bytes((folder / "planes.csv").read_bytes())
    os.utime(folder / "planes.csv", (1, 1))
    assert fingerprint(one, {}) == before == fingerprint(find_source(B, "copy.csv", folder), {})
    (folder / "planes.csv").write_text("planes.csV")
    assert fingerprint(one, {}) != before


def test_a_fingerprint_depends_on_the_order_of_the_files_and_on_the_table(folder):
    files = tuple((folder / "data" / name).resolve() for name in ("x1.parquet", "x2.parquet"))
    assert fingerprint(Source(A, files, "parquet"), {}) != fingerprint(Source(A, files[::-1], "parquet"), {})
    base = (folder / "base.duckdb").resolve()
    assert fingerprint(Source(A, (base,), "duckdb", "t"), {}) != fingerprint(Source(A, (base,), "duckdb", "u"), {})


def test_a_file_whose_state_is_known_is_not_read_again(folder):
    source = find_source(A, "planes.csv", folder)
    memo = {}
    fingerprint(source, memo)
    [(state, known)] = memo.items()
    assert known == hashlib.sha256(b"planes.csv").hexdigest()
    memo[state] = "as if read"
    assert fingerprint(source, memo) == fingerprint(source, {state: "as if read"}) != fingerprint(source, {})


def test_a_touched_file_is_read_again_and_has_the_same_fingerprint(folder):
    source, memo = find_source(A, "planes.csv", folder), {}
    before = fingerprint(source, memo)
    os.utime(folder / "planes.csv", (1, 1))
    assert fingerprint(source, memo) == before
    assert len(memo) == 2


def test_a_vanished_file_is_told_not_raised(folder):
    source = find_source(A, "planes.csv", folder)
    before = states(source)
    assert is_unchanged(source, before)
    (folder / "planes.csv").unlink()
    assert not is_unchanged(source, before)
    assert fingerprint(source, {}).detail == "data set `a`: `planes.csv` changed while it was read"


def test_a_question_stands_on_the_state_of_all_its_data(folder):
    sources = {A: find_source(A, "planes.csv", folder), B: find_source(B, "flights.csv", folder)}
    one = Sql("1", (), aggregate=False)
    units = Unitised(A, ("k",), None, one, None, ArmTable(B, "k", "arm"))
    asks = [OrphansOf(A, ("k",), B, ("k",)), KpiSum(units, one)]
    before = [data_state(ask, sources, {}) for ask in (*asks, ShapeOf(A))]
    (folder / "flights.csv").write_text("new")
    after = [data_state(ask, sources, {}) for ask in (*asks, ShapeOf(A))]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, False, True]


def test_a_question_about_data_without_a_source_says_so(folder):
    assert data_state(ShapeOf(A), {}, {}).detail == "data set `a` has no source"
    absent = find_source(A, "none.csv", folder)
    assert data_state(ShapeOf(A), {A: absent}, {}) == absent


def test_the_content_of_a_question_is_plain_data():
    assert question_content(ShapeOf(A)) == ["ShapeOf", {"data": "a"}]
