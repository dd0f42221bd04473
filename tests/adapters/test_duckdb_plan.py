from __future__ import annotations

import time

import duckdb
import pytest

from adapters.reference import T, answers, table, write_parquet
from in_memory import in_memory
from trueup.adapters import duckdb_place
from trueup.adapters.duckdb_engine import DuckDbEngine
from trueup.adapters.duckdb_failing_sql import MASKS
from trueup.adapters.duckdb_session import Session
from trueup.adapters.sources import find_source
from trueup.adapters.sql_guard import guard
from trueup.core.model.ask.checks import (
    Among,
    Between,
    Breaks,
    FailingRows,
    Figure,
    Figured,
    Like,
    Missing,
    Reads,
    RowSample,
    SqlFigure,
    Tallied,
    Tally,
)
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.table import KeyOf, OrphansOf, Shape, ShapeOf

ROWS = [{"n": n, "t": ["a", "7", None, "x@y.zz"][n % 4], "f": float(n)} for n in range(8)]
COLUMNS = {"n": "INTEGER", "t": "VARCHAR", "f": "DOUBLE"}
LIKE = Tally(T, "t", Like("^[a-z]"))
FAILING_CAST = Tally(T, "", Breaks(guard("cast(t as integer) > 0")))


@pytest.fixture
def sources(tmp_path):
    return table(write_parquet(tmp_path / "t.parquet", COLUMNS, ROWS))


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Three hundred thousand rows; every 1,000th row is wrong in each column, and nothing repeats elsewhere."""
    path = tmp_path_factory.mktemp("large") / "t.parquet"
    wrong = "n % 1000 = 999"
    columns = (
        f"n, CASE WHEN {wrong} THEN n - 1 ELSE n END AS key, CASE WHEN {wrong} THEN 'nan'::DOUBLE ELSE 1.0 END AS one, "
        f"CASE WHEN {wrong} THEN -n ELSE n END AS ref, 'mail' || n || '@home' AS mail"
    )
    rows = f"SELECT {columns} FROM range(300000) AS numbers(n)"  # noqa: S608
    with in_memory() as base:
        base.execute(f"COPY ({rows}) TO '{path}' (ROW_GROUP_SIZE 20480)")
    return table(path)


def statements(sources, *asks):
    engine = DuckDbEngine(sources)
    assert not [answer for answer in engine.answer(asks, 60) if isinstance(answer.value, NotRun)]
    return engine.statements


# ---- what fails alone ------------------------------------------------------------------------------------------------


def test_a_question_that_fails_leaves_the_others_their_answers(sources):
    good = [Tally(T, "", Breaks(guard("f < 4"))), LIKE, Figure(T, "f", "mean"), Figure(T, "t", "distinct")]
    bad = [FAILING_CAST, SqlFigure(T, guard("sum(cast(t as integer))"), None), Tally(T, "x", Missing())]
    bad += [Tally(T, "t", Like("(")), Tally(T, "n", Between("low", None)), Figure(T, "t", "mean")]
    found = answers(sources, *bad, *good)
    assert [one.reason for one in found[:6]] == ["error", "error", "no_column", "refused", "refused", "refused"]
    assert all(one.fix for one in found[:6])
    assert found[6:] == [Tallied(8, 8, 4), Tallied(8, 6, 2), Figured(8, 3.5), Figured(6, 3)]


def test_a_table_that_cannot_be_read_stops_only_its_own_questions(sources, tmp_path):
    (tmp_path / "b.parquet").write_bytes(b"PAR1 cut short PAR1")
    bad = DataId("b")
    both = sources | {bad: find_source(bad, "b.parquet", tmp_path)}
    torn, sample, fine = answers(both, Tally(bad, "n", Missing()), FailingRows(KeyOf(bad, ("n",)), ("n",)), LIKE)
    assert (torn.reason, sample.reason) == ("error", "error")
    assert fine == Tallied(8, 6, 2)


@pytest.mark.parametrize("pattern", ["(a|aa|aaa)+$", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$"])
def test_a_pattern_that_explodes_elsewhere_takes_linear_time(tmp_path, pattern):
    rows = [{"t": "a" * 50_000 + "x" * 50_000}] * 20
    began = time.monotonic()
    [found] = answers(
        table(write_parquet(tmp_path / "t.parquet", {"t": "VARCHAR"}, rows)), Tally(T, "t", Like(pattern))
    )
    assert isinstance(found, Tallied)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("pattern", ["(x{1000}){1000}", "(?<=a)b", r"(a)\1", "[", "a**"])
def test_a_pattern_that_re2_does_not_know_is_refused_with_a_remedy(sources, pattern):
    [found] = answers(sources, Tally(T, "t", Like(pattern)))
    assert found.reason == "refused"
    assert "RE2" in found.fix


# ---- time ------------------------------------------------------------------------------------------------------------


def test_answers_found_in_time_are_kept_and_the_rest_is_told(large):
    asks = [ShapeOf(T), *(Tally(T, name, Like("1")) for name in ("mail", "n", "key")), Figure(T, "mail", "distinct")]
    found = DuckDbEngine(large).answer([*asks, FailingRows(asks[1], ("n",))], 1.5)
    first = next(found)
    time.sleep(1.6)
    assert isinstance(first.value, Shape)
    assert {answer.value.reason for answer in found} == {"timeout"}


# ---- as few statements as pay ----------------------------------------------------------------------------------------


def test_completeness_of_many_columns_is_one_scan(tmp_path):
    names = [f"c{at}" for at in range(50)]
    sources = table(write_parquet(tmp_path / "t.parquet", dict.fromkeys(names, "INTEGER"), [dict.fromkeys(names, 1)]))
    one, many = statements(sources, Tally(T, "c0", Missing())), [Tally(T, name, Missing()) for name in names]
    assert statements(sources, *many) == one


def test_quantiles_of_a_column_are_sorted_once(sources):
    asks = [Figure(T, "f", "quantile", p) for p in (0.0, 0.1, 0.5, 1.0)]
    assert statements(sources, *asks) == statements(sources, asks[0])
    assert [found.value for found in answers(sources, *asks)] == pytest.approx([0, 0.7, 3.5, 7])


@pytest.fixture
def too_large(tmp_path, monkeypatch):
    """Return a CSV that counts as too large to be kept in memory as a whole."""
    (tmp_path / "t.csv").write_text("a,b\n" + "".join(f"{n},x{n % 7}\n" for n in range(500)))
    monkeypatch.setattr(duckdb_place, "MOST_IN_MEMORY", 0)
    return {T: find_source(T, "t.csv", tmp_path)}


def test_the_columns_asked_of_a_large_text_file_are_read_once(too_large, monkeypatch):
    asks = [Tally(T, "a", Between("10", None)), Tally(T, "b", Like("3")), Figure(T, "a", "mean")]
    asks += [Figure(T, "b", "distinct"), KeyOf(T, ("a", "b")), OrphansOf(T, ("a",), T, ("a",))]
    made, write = [], Session.write
    monkeypatch.setattr(Session, "write", lambda session, sql: (made.append(sql), write(session, sql)))
    found = answers(too_large, *asks)
    assert found[:4] == [Tallied(500, 500, 10), Tallied(500, 500, 429), Figured(500, 249.5), Figured(500, 7)]
    assert (found[4].repeated, found[5].orphans) == (0, 0)
    assert [sql.partition(" AS")[0] for sql in made] == ["CREATE VIEW data0", "CREATE TABLE data0_kept"]


def test_a_large_text_file_is_asked_at_once_where_there_is_no_room_to_keep_its_columns(too_large, monkeypatch):
    def full(session, sql):
        if "_kept" in sql:
            raise duckdb.OutOfMemoryException("no room")
        write(session, sql)

    write = Session.write
    monkeypatch.setattr(Session, "write", full)
    tally = Tally(T, "b", Like("3"))
    asks = [Tally(T, "a", Between("10", None)), Figure(T, "b", "distinct"), tally, FailingRows(tally, ("a",), most=1)]
    wanted = [Tallied(500, 500, 10), Figured(500, 7), Tallied(500, 500, 429), RowSample(("a",), (("0",),))]
    assert answers(too_large, *asks) == wanted


# ---- what a file says of itself --------------------------------------------------------------------------------------


def test_nan_is_found_whatever_the_files_statistics_say(large):
    asks = [
        Tally(T, "one", test)
        for test in (Among(("1",)), Between("0", "1"), Between(None, "5"), Missing(nan=True), Reads("number"))
    ]
    assert [found.failing for found in answers(large, *asks)] == [300] * 5
    [least, most] = answers(large, Figure(T, "one", "min"), Figure(T, "one", "max"))
    assert least == most == Figured(299_700, 1.0)


# ---- rows that fail --------------------------------------------------------------------------------------------------


def test_failing_rows_come_in_the_order_of_the_table(large):
    small = KeyOf(T, ("key",))
    reference = OrphansOf(T, ("ref",), T, ("n",))
    asks = [FailingRows(of, ("n",), most=3) for of in (Tally(T, "one", Between("0", "1")), small, reference)]
    wanted = RowSample(("n",), (("999",), ("1999",), ("2999",)))
    assert answers(large, *asks) == [wanted, wanted, wanted]


def test_personal_values_never_leave_the_engine(large):
    [found] = answers(
        large, FailingRows(Tally(T, "mail", Like("nobody")), ("N", "Mail"), hide=("mAIL", "other"), most=5)
    )
    assert [row[0] for row in found.rows] == ["0", "1", "2", "3", "4"]
    assert {row[1] for row in found.rows} == {MASKS[1][0]}
    assert "home" not in repr(found)


@pytest.mark.parametrize(
    ("text", "shown"),
    [(None, None), ("", ""), ("abcd", "****"), ("abcde", "********"), ("x" * 13, "*" * 16), ("x" * 900, "*" * 16)],
)
def test_a_masked_value_shows_only_its_class_of_length(tmp_path, text, shown):
    sources = table(write_parquet(tmp_path / "t.parquet", {"t": "VARCHAR"}, [{"t": text}]))
    [found] = answers(sources, FailingRows(Tally(T, "t", Missing(values=(text or "",))), ("t",), ("t",)))
    assert found.rows == ((shown,),)


def test_values_shown_are_at_most_100_letters_and_any_type(tmp_path):
    columns = {"t": "VARCHAR", "l": "INTEGER[]", "b": "BLOB", "z": "TIMESTAMPTZ"}
    sources = table(
        write_parquet(tmp_path / "t.parquet", columns, [{"t": "é" * 300, "l": [1, None], "b": b"\x00a", "z": None}])
    )
    [found] = answers(sources, FailingRows(Tally(T, "t", Like("^x")), tuple(columns)))
    assert found.rows == (("é" * 100, "[1, NULL]", "\\x00a", None),)


def test_a_sample_of_what_cannot_be_asked_says_why(sources):
    asks = [
        FailingRows(Tally(T, "t", Like("(")), ("n",)),
        FailingRows(LIKE, ("nn",)),
        FailingRows(KeyOf(T, ()), ("n",)),
    ]
    asks += [FailingRows(OrphansOf(T, ("n",), T, ("n", "t")), ("n",)), FailingRows(FAILING_CAST, ("n",))]
    assert [found.reason for found in answers(sources, *asks)] == ["refused", "no_column", "error", "error", "error"]


# ---- figures of a contract -------------------------------------------------------------------------------------------


def test_a_guarded_aggregate_is_a_figure_over_the_rows_it_keeps(sources):
    asks = [
        SqlFigure(T, guard("count(*)"), None),
        SqlFigure(T, guard("sum(f) / count(*)"), guard("n > 5")),
        SqlFigure(T, guard("max(t)"), guard("t is not null")),
        SqlFigure(T, guard("sum(f)"), guard("n > 100")),
        SqlFigure(T, guard("avg(f)"), guard("t = 'a'")),
    ]
    assert answers(sources, *asks) == [
        Figured(8, 8),
        Figured(2, 6.5),
        Figured(6, "x@y.zz"),
        Figured(0, None),
        Figured(2, 2.0),
    ]


def test_an_expression_that_is_no_figure_is_refused(sources):
    row, condition = SqlFigure(T, guard("f"), None), SqlFigure(T, guard("count(*)"), guard("max(f) > 1"))
    wrong = Tally(T, "", Breaks(guard("max(f) > 1"))), Tally(T, "", Breaks(guard("f + 1")))
    assert [found.reason for found in answers(sources, row, condition, *wrong)] == [
        "refused",
        "refused",
        "refused",
        "error",
    ]
