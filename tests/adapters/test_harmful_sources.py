"""Files that are cut, damaged, mixed up or mean harm, and machines without room: an answer, and nothing left behind."""

from __future__ import annotations

import gzip
import io
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from contextlib import closing

import duckdb
import pytest

from adapters.reference import T, answers
from adapters.source_files import ask, kinds, rows, shape, write_excel, write_parquet, write_sqlite
from in_memory import in_memory
from trueup.adapters.duckdb_session import Limits
from trueup.adapters.machine_memory import LEAST_MB, MOST_MB, default_memory_mb, machine_bytes
from trueup.adapters.sources import find_source
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.source import SourceOf
from trueup.core.model.ask.table import ColumnsOf, KeyOf, Shape, ShapeOf


def csv(tmp_path, text):
    (tmp_path / "t.csv").write_text(text)
    return shape(tmp_path, "t.csv")


# ---- files that are cut or damaged -----------------------------------------------------------------------------------


def cut(path, share):
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])


def bad(tmp_path, text):
    found = shape(tmp_path, text)
    assert isinstance(found, NotRun), found
    assert found.reason in ("error", "no_data")
    assert found.fix
    return found.detail


@pytest.mark.parametrize("share", [0.3, 0.6, 0.99])
def test_files_cut_in_the_middle_are_told(tmp_path, share):
    values = [(at, f"t{at % 99}" * 9) for at in range(3_000)]
    write_sqlite(tmp_path / "t.db", "a, b", values)
    write_excel(tmp_path / "t.xlsx", [("a", "b"), *values])
    write_parquet(tmp_path / "t.parquet", "SELECT i AS a, 't' || i AS b FROM range(3000) t(i)")
    text = "a,b\n" + "".join(f"{a},{b}\n" for a, b in values)
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    with zipfile.ZipFile(tmp_path / "t.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("t.csv", text)
    for name in ("t.db", "t.xlsx", "t.parquet", "t.csv.gz", "t.zip"):
        cut(tmp_path / name, share)
    assert "cut short" in bad(tmp_path, "t.db#t")
    assert bad(tmp_path, "t.xlsx") == "data set `t`: `t.xlsx` cannot be read as Excel: cut short or damaged"
    assert bad(tmp_path, "t.parquet") == "data set `t`: `t.parquet` cannot be read as Parquet: cut short or damaged"
    assert bad(tmp_path, "t.zip") == "data set `t`: `t.zip` cannot be unpacked: cut short or damaged"
    assert bad(tmp_path, "t.csv.gz").startswith("data set `t`: `t.csv.gz` is ")


def test_a_csv_cut_in_the_middle_of_a_row_is_told_where_a_cell_is_missing(tmp_path):
    assert csv(tmp_path, "a,b,c\n1,2,3\n4,5").detail.startswith("data set `t`: `t.csv:3` has 2 values")


@pytest.mark.parametrize("seed", range(6))
def test_damaged_bytes_never_raise(tmp_path, seed):
    write_sqlite(tmp_path / "t.db", "a, b", [(at, f"t{at}") for at in range(500)])
    write_excel(tmp_path / "t.xlsx", [("a", "b"), *[(at, f"t{at}") for at in range(100)]])
    with zipfile.ZipFile(tmp_path / "t.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("t.csv", "a,b\n" + "1,2\n" * 500)
    for name in ("t.db", "t.xlsx", "t.zip"):
        whole = bytearray((tmp_path / name).read_bytes())
        for at in range(20 + seed * 7, len(whole), 97 + seed * 13):
            whole[at] ^= 0x55
        (tmp_path / name).write_bytes(whole)
        assert isinstance(shape(tmp_path, f"{name}#t" if name == "t.db" else name), Shape | NotRun)


def test_changes_that_sqlite_keeps_beside_the_file_are_not_overlooked(tmp_path):
    with closing(sqlite3.connect(tmp_path / "t.db")) as base:
        base.execute("PRAGMA journal_mode = wal")
        base.execute("CREATE TABLE t (a)")
        base.commit()
        base.execute("INSERT INTO t VALUES (1)")
        base.commit()
        found = shape(tmp_path, "t.db#t")
    assert found.detail == "data set `t`: `t.db` has changes in `t.db-wal` that are not yet in it"
    assert found.fix.startswith("Close the program")


@pytest.mark.parametrize(
    ("text", "detail", "fix"),
    [
        ("t.db#orderz", "`t.db` has no table `orderz`", "Write `t.db#orders`, the nearest table."),
        ("t.db#zzz", "`t.db` has no table `zzz`", "Name a table of the file; it has `orders`."),
        ("t.db", "`t.db` does not say which table of which file", "Name one file and its table: `t.db#table`."),
        ("t.duckdb#orderz", "`t.duckdb` has no table `orderz`", "Write `t.duckdb#orders`, the nearest table."),
    ],
)
def test_a_table_that_is_not_there_names_the_nearest(tmp_path, text, detail, fix):
    write_sqlite(tmp_path / "t.db", "a", [(1,)], "orders")
    with duckdb.connect(str(tmp_path / "t.duckdb")) as base:
        base.execute("CREATE TABLE orders (a INTEGER)")
    found = shape(tmp_path, text)
    assert (found.detail, found.fix) == (f"data set `t`: {detail}", fix)


# ---- files that do not belong together -------------------------------------------------------------------------------


def test_parquet_files_of_different_columns_say_which_differ(tmp_path):
    write_parquet(tmp_path / "a.parquet", "SELECT 1 AS a, 'x' AS b, {'q': 1, 'r': {'s': 2}} AS s, 1 AS z")
    write_parquet(tmp_path / "b.parquet", "SELECT 1.5 AS z, {'q': 1, 'r': {'s': 2}} AS s, 'u' AS a, 2 AS c")
    write_parquet(tmp_path / "c.parquet", "SELECT 1 AS c")
    assert shape(tmp_path, "*.parquet").detail == (
        "data set `t`: `b.parquet` has other columns than `a.parquet`: only `a.parquet` has `b`; only `b.parquet` has "
        "`c`; `a` is INTEGER in `a.parquet` and VARCHAR in `b.parquet` (and 1 more files differ)"
    )


def test_a_folder_of_several_forms_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("a\n1\n")
    write_parquet(tmp_path / "b.parquet", "SELECT 1 AS a")
    assert shape(tmp_path, ".").detail == "data set `t`: `.` holds CSV and Parquet"


# ---- archives that mean harm -----------------------------------------------------------------------------------------


def archive(path, *members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)


@pytest.mark.parametrize(
    ("members", "detail"),
    [
        ([("a.csv", b"0" * 60_000_000)], "`t.zip` would grow to 60 MB, 1,"),
        ([("a.csv", "a\n1\n"), ("b.json", "[]")], "`t.zip` holds CSV and JSON"),
        ([("in.zip", "x")], "`t.zip` holds `in.zip`, which is not read inside an archive"),
        ([("a.csv.gz", gzip.compress(b"a\n1\n", mtime=0))], "`t.zip` holds `a.csv.gz`, which is not read inside"),
        ([("readme.txt", "x")], "`t.zip` holds no file of data, but `readme.txt`"),
        ([("a.csv", b"%PDF-1.7\n")], "`a.csv` in `t.zip` is a PDF"),
        ([], "`t.zip` is not a ZIP archive"),
    ],
)
def test_archives_are_taken_out_within_bounds_and_one_level_deep(tmp_path, members, detail):
    archive(tmp_path / "t.zip", *members)
    found = shape(tmp_path, "t.zip")
    assert found.detail.startswith(f"data set `t`: {detail}")
    assert found.fix


def test_names_inside_an_archive_lead_nowhere(tmp_path):
    (tmp_path / "in").mkdir()
    archive(tmp_path / "in" / "t.zip", ("../../../evil.csv", "a\n1\n"), ("/abs/'; DROP TABLE x; --.csv", "a\n2\n"))
    assert sorted(rows(tmp_path / "in", "t.zip")) == [(1,), (2,)]
    assert sorted(str(each.relative_to(tmp_path)) for each in tmp_path.rglob("*")) == ["in", "in/t.zip"]


def test_a_member_that_says_less_than_it_holds_is_damaged(tmp_path):
    archive(tmp_path / "t.zip", ("a.csv", "a\n" + "1\n" * 5_000))
    whole = (tmp_path / "t.zip").read_bytes()
    (tmp_path / "t.zip").write_bytes(whole.replace((10_002).to_bytes(4, "little"), (12).to_bytes(4, "little")))
    assert shape(tmp_path, "t.zip").detail == "data set `t`: `t.zip` cannot be unpacked: cut short or damaged"


def test_a_packed_file_that_grows_beyond_bounds_is_refused(tmp_path):
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 5_000_000, mtime=0))
    found = shape(tmp_path, "t.csv.gz", limits=Limits(scratch_mb=10))
    assert found == NotRun(
        "refused",
        "data set `t`: `t.csv.gz` would grow to more than 10 MB, over 100 times its size",
        "If that is right, unpack it yourself.",
    )


def test_a_workbook_with_entities_in_its_xml_is_refused(tmp_path):
    write_excel(tmp_path / "t.xlsx", [["a"], [1]])
    content = io.BytesIO((tmp_path / "t.xlsx").read_bytes())
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(tmp_path / "t.xlsx", "w") as new:
        for each in old.infolist():
            text = old.read(each)
            if each.filename.endswith("sheet1.xml"):
                text = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + text
            new.writestr(each.filename, text)
    assert shape(tmp_path, "t.xlsx").detail == "data set `t`: `t.xlsx` defines entities in its XML"


# ---- names that mean harm --------------------------------------------------------------------------------------------

HOSTILE = [
    'a"; DROP TABLE x; --',
    "it's",
    "b'); COPY (SELECT 1) TO 'x'; --",
    "ö€\u2028x",
    "[x]",
    "{y}",
    "a,b",
    "%s",
    "$1",
]


def test_names_of_columns_tables_sheets_and_files_are_only_names(tmp_path):
    quoted = ['"' + name.replace('"', '""') + '"' for name in HOSTILE]
    values = tuple(range(len(HOSTILE)))
    base = 'it\'s "a"; --'
    (tmp_path / f"{base}.csv").write_text(",".join(quoted) + "\n" + ",".join(map(str, values)) + "\n")
    write_sqlite(tmp_path / f"{base}.db", ", ".join(quoted), [values], quoted[0])
    write_excel(tmp_path / f"{base}.xlsx", [HOSTILE, values], sheet="it's; --")
    with duckdb.connect(str(tmp_path / "t.duckdb")) as made:
        made.execute(
            f"CREATE TABLE {quoted[0]} AS SELECT {', '.join(f'{at} AS {name}' for at, name in enumerate(quoted))}"
        )
    for text in (f"{base}.csv", f"{base}.db#{HOSTILE[0]}", f"{base}.xlsx#it's; --", f"t.duckdb#{HOSTILE[0]}"):
        asks = [ShapeOf(T), ColumnsOf(T), KeyOf(T, tuple(HOSTILE)), SourceOf(T)]
        found = ask(tmp_path, text, *asks)
        assert not [each for each in found if isinstance(each, NotRun)], text
        assert [column.name for column in found[0].columns] == HOSTILE
        assert found[2].distinct == 1
        assert rows(tmp_path, text) == [values]
    assert len(list(tmp_path.iterdir())) == 4


def test_keys_of_folders_are_only_names(tmp_path):
    (tmp_path / "s" / "k'; DROP x=1").mkdir(parents=True)
    write_parquet(tmp_path / "p.parquet", "SELECT 1 AS n")
    (tmp_path / "p.parquet").rename(tmp_path / "s" / "k'; DROP x=1" / "p.parquet")
    assert kinds(tmp_path, "s") == {"n": "INTEGER", "k'; DROP x": "BIGINT"}


# ---- limits ----------------------------------------------------------------------------------------------------------


def test_too_little_scratch_space_is_told_and_nothing_is_left_behind(tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    write_sqlite(tmp_path / "t.db", "a, b", [(at, "x" * 100) for at in range(20_000)])
    with in_memory() as base:
        base.execute(
            f"COPY (SELECT i AS a, hash(i) AS b, hash(i + 1) AS c FROM range(400_000) t(i)) TO '{tmp_path}/t.csv'"  # noqa: S608
        )
    found = shape(tmp_path, "t.db#t", limits=Limits(scratch_mb=1))
    assert found.detail == "data set `t`: converting it takes more than the 1 MB of scratch space there may be"
    large = shape(tmp_path, "t.csv", limits=Limits(memory_mb=10, scratch_mb=1, threads=1))
    assert isinstance(large, NotRun)
    assert large.reason == "error"
    assert large.fix
    assert list(scratch.iterdir()) == []


def test_a_disk_that_is_full_is_told(tmp_path, monkeypatch):
    write_sqlite(tmp_path / "t.db", "a", [(1,)])
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        found = shape(tmp_path, "t.db#t")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert found.detail == "data set `t`: its temporary data cannot be written: File too large"
    assert found.fix.startswith("Free space")


def test_memory_is_a_bounded_share_of_the_machine(monkeypatch):
    assert LEAST_MB <= default_memory_mb() <= MOST_MB
    assert Limits().memory_mb == default_memory_mb()
    assert machine_bytes() > 100_000_000
    for size, wanted in ((1e9, 500), (8e9, 1_000), (512e9, 2_000), (None, 1_000)):
        monkeypatch.setattr("trueup.adapters.machine_memory.machine_bytes", lambda size=size: size and int(size))
        assert default_memory_mb() == wanted


def test_a_file_that_changes_while_it_is_converted_voids_the_answer(tmp_path, monkeypatch):
    path = write_sqlite(tmp_path / "t.db", "a", [(1,)])
    from trueup.adapters import sqlite_rows

    read = sqlite_rows.sqlite_text

    def touching(*how):
        path.touch()
        return read(*how)

    monkeypatch.setattr(sqlite_rows, "sqlite_text", touching)
    assert shape(tmp_path, "t.db#t").detail == "data set `t`: `t.db` changed while it was read"


def test_one_bad_file_does_not_stop_the_others(tmp_path):
    (tmp_path / "bad.csv").write_text("a,b\n1\n")
    (tmp_path / "good.csv").write_text("a,b\n1,2\n")
    bad_one, good = DataId("bad"), DataId("good")
    sources = {data: find_source(data, f"{data}.csv", tmp_path) for data in (bad_one, good)}
    first, second = answers(sources, ShapeOf(bad_one), ShapeOf(good))
    assert (first.reason, second.rows) == ("error", 1)


def test_after_ctrl_c_no_temporary_file_is_left(tmp_path):
    write_sqlite(tmp_path / "t.db", "a, b", [(at, "x" * 50) for at in range(400_000)])
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    script = f"""
import sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from adapters.source_files import shape
print("ready", flush=True)
shape(Path({str(tmp_path)!r}), "t.db#t")
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "TMPDIR": str(scratch)},
    ) as child:  # fmt: skip
        child.stdout.readline()
        until = time.monotonic() + 30
        while not list(scratch.glob("*/converted/*/*")) and time.monotonic() < until:
            time.sleep(0.005)
        threading.Timer(0, child.send_signal, (signal.SIGINT,)).start()
        _, said = child.communicate(timeout=30)
    assert said.endswith("KeyboardInterrupt\n")
    assert list(scratch.iterdir()) == []
