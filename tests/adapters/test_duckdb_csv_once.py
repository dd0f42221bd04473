"""A CSV that becomes a table in one reading gets the types and values as if every text were looked at first."""

import duckdb
import pytest

from trueup.adapters import duckdb_place
from trueup.adapters.duckdb_session import Limits, Session
from trueup.adapters.sources import find_source
from trueup.core.model.ask.identity import DataId

T = DataId("t")
NUMBERS = (
    "007", "00", "01", "+5", "-0", " 6 ", "1.0", "1.5", "1e3", "9007199254740993", "9223372036854775808", "0x1F",
    "0xFFFFFFFFF", "1_000", "1e400", "inf", "nan", "NA", " - ", "", "ä",
)  # fmt: skip
DAYS = ("2024-01-31", "2023-02-29", "2024-01-31 10:00", "2024-02-29 25:00", "31.02.2024", "31/01/2024", "NA", "x")
LATER = {
    "1": (*NUMBERS, "-7"), "2.5": (*NUMBERS, "1"), "true": ("FALSE", "t", "1"), "2024-01-30": DAYS,
    "2024-01-30 10:00": DAYS, "31.01.2024": DAYS, "01/02/2024": ("31/01/2024", "01/31/2024", "01/02/2024"),
    "": ("1", "007", "31.01.2024", ""), "x": ("1",),
}  # fmt: skip
"""Values that all rows begin with, and for each what its last row holds."""
ROWS = 600


@pytest.fixture(scope="module")
def every_pair(tmp_path_factory):
    """Return a folder with a CSV that has a column for each early value and each later one, beyond the first rows."""
    folder = tmp_path_factory.mktemp("pairs")
    pairs = [(early, late) for early, values in LATER.items() for late in values]
    lines = [",".join(f"c{at}" for at, _ in enumerate(pairs)) + ",row"]
    lines += [",".join(early for early, _ in pairs) + f",{row}" for row in range(ROWS)]
    lines += [",".join(late for _, late in pairs) + f",{ROWS}"]
    (folder / "t.csv").write_text("\n".join(lines) + "\n")
    return folder


def loaded(folder, sql="SELECT * FROM {}", limits=None):
    """Return the columns of the table `t.csv`, what SQL says of it, and the statements that put it in place."""
    made, write = [], Session.write
    source = find_source(T, "t.csv", folder)
    session = Session({T: source}, [], limits or Limits(threads=1))
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Session, "write", lambda self, sql: (made.append(sql.partition(" AS ")[0]), write(self, sql)))
            table = session.table(T)
        return table.columns, session.fetch(sql.format(table.sql)), made
    finally:
        session.close()


def test_whatever_comes_late_is_read_as_if_every_text_were_looked_at_first(every_pair, monkeypatch):
    columns, rows, _ = loaded(every_pair)
    monkeypatch.setattr(duckdb_place, "MOST_IN_MEMORY", 0)
    wanted, texts, made = loaded(every_pair)
    assert made == ["CREATE VIEW data0"]
    assert columns == wanted
    assert list(map(repr, rows)) == list(map(repr, texts))
    assert sum(column.type != "VARCHAR" for column in columns) > len(LATER)
    assert [row[-1] for row in rows] == list(range(ROWS + 1))


def test_a_file_whose_later_values_fit_is_read_once(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n" + "1,2.5\n" * 3000 + "NA,\n")
    columns, rows, made = loaded(tmp_path, "SELECT count(*), count(a), count(b) FROM {}")
    assert [column.type for column in columns] == ["BIGINT", "DOUBLE"]
    assert rows == [(3001, 3000, 3000)]
    assert made == ["CREATE TABLE data0", "ALTER TABLE data0 DROP COLUMN odd__0"]


def test_a_column_that_is_empty_at_first_gets_its_type_without_another_reading(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n" + "x,\n" * 3000 + "y,5\n")
    columns, rows, made = loaded(tmp_path, "SELECT count(*), sum(b) FROM {}")
    assert [column.type for column in columns] == ["VARCHAR", "BIGINT"]
    assert rows == [(3001, 5)]
    assert [sql.split('"')[0] for sql in made] == ["CREATE TABLE data0", "ALTER TABLE data0 ALTER "]


def test_only_the_column_that_does_not_fit_is_looked_at_again(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n" + "1,2\n" * 3000 + "1,n/k\n")
    columns, rows, made = loaded(tmp_path, "SELECT sum(a), max(b) FROM {}")
    assert [column.type for column in columns] == ["BIGINT", "VARCHAR"]
    assert rows == [(3001, "n/k")]
    tables = ["CREATE TABLE data0", "DROP TABLE data0", "CREATE TABLE data0_texts"]
    assert made == [*tables, "DROP TABLE data0_texts", "CREATE TABLE data0"]


def test_columns_may_have_any_name(tmp_path):
    (tmp_path / "t.csv").write_text('t0,v0,odd__0,"a""b",t\n1,2,3,4,x\n')
    columns, rows, _ = loaded(tmp_path)
    assert [column.name for column in columns] == ["t0", "v0", "odd__0", 'a"b', "t"]
    assert rows == [(1, 2, 3, 4, "x")]


@pytest.mark.parametrize("factor", [1, 2])
def test_where_there_is_no_room_only_a_large_file_is_read_where_it_lies(tmp_path, monkeypatch, factor):
    file = tmp_path / "t.csv"
    file.write_text("a\n" + "1\n" * 3000)
    monkeypatch.setattr(duckdb_place, "MOST_IN_MEMORY", file.stat().st_size // factor)
    base = duckdb_place.loaded

    def full(run, write, plan, table):
        base(run, write, plan, table)
        raise duckdb.OutOfMemoryException("no room")

    monkeypatch.setattr(duckdb_place, "loaded", full)
    if factor == 1:
        with pytest.raises(duckdb.OutOfMemoryException):
            loaded(tmp_path)
    else:
        _, rows, made = loaded(tmp_path, "SELECT count(a) FROM {}")
        assert rows == [(3000,)]
        assert made[-3:] == ["DROP TABLE IF EXISTS data0", "DROP TABLE IF EXISTS data0_texts", "CREATE VIEW data0"]
