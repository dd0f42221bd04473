from __future__ import annotations

import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import duckdb
import pytest

from adapters.reference import T, answers, table, write_parquet
from in_memory import in_memory
from trueup.adapters.duckdb_engine import DuckDbEngine, engine_name
from trueup.adapters.duckdb_session import Limits
from trueup.adapters.sources import data_state, find_source
from trueup.adapters.sql_guard import guard
from trueup.core.model.ask.identity import DataId, NotRun, Sql
from trueup.core.model.ask.kpi import KpiDays, KpiQuantile, KpiSum, Unitised
from trueup.core.model.ask.table import ColumnsOf, KeyOf, Shape, ShapeOf

ROW = Unitised(T, (), None, guard("day"), None)
ROWS = [{"day": date(2024, 1, at), "y": at, "g": "a"} for at in range(1, 11)]
COLUMNS = {"day": "DATE", "y": "INTEGER", "g": "VARCHAR"}


@pytest.fixture
def sources(tmp_path):
    return table(write_parquet(tmp_path / "t.parquet", COLUMNS, ROWS))


def unguarded(text: str) -> KpiSum:
    """Return a KPI whose expression never went through the guard: what would happen if the guard failed."""
    return KpiSum(ROW, Sql(text, (), aggregate=False))


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("large") / "t.parquet"
    with in_memory() as base:
        rows = "SELECT DATE '2024-01-01' + (i % 300)::INTEGER AS day, i AS y, i % 7 AS g FROM range(3_000_000) t(i)"
        base.execute(f"COPY ({rows}) TO '{path}'")
    return path


# ---- one statement for many KPIs -------------------------------------------------------------------------------------


def test_kpis_over_the_same_units_share_one_statement(sources):
    def statements(*kpis):
        engine = DuckDbEngine(sources)
        assert all(isinstance(answer.value, KpiDays) for answer in engine.answer(kpis, 60))
        return engine.statements

    texts = ["y", "y > 3", "y * 2", "1"]
    one, four = statements(KpiSum(ROW, guard("y"))), statements(*(KpiSum(ROW, guard(text)) for text in texts))
    other = Unitised(T, (), guard("y > 1"), guard("day"), None)
    assert four == one
    assert statements(KpiSum(ROW, guard("y")), KpiSum(other, guard("y"))) == one + 1


def test_nothing_is_read_before_the_first_question(sources):
    engine = DuckDbEngine(sources)
    assert list(engine.answer([], 60)) == []
    assert engine.statements == 0


def test_each_different_question_is_answered_once(sources):
    asks = [ShapeOf(T), KeyOf(T, ("y",)), ShapeOf(T)]
    assert [answer.question for answer in DuckDbEngine(sources).answer(asks, 60)] == asks[:2]


def test_an_answer_carries_the_state_of_its_data_and_the_engine(sources):
    [answer] = DuckDbEngine(sources).answer([ShapeOf(T)], 60)
    assert answer.data == data_state(ShapeOf(T), sources, {})
    assert answer.engine == engine_name()
    assert answer.engine.startswith(f"duckdb {duckdb.__version__}, method ")


def test_one_bad_source_does_not_stop_the_others(sources, tmp_path):
    bad = DataId("bad")
    all_sources = sources | {bad: find_source(bad, "none.csv", tmp_path)}
    absent, unknown, good = answers(all_sources, ShapeOf(bad), ShapeOf(DataId("x")), ShapeOf(T))
    assert (absent.reason, unknown.reason) == ("no_data", "no_data")
    assert good.rows == 10


# ---- what the guard would have to let through first ------------------------------------------------------------------

ATTACKS = [
    "(SELECT count(*) FROM read_text('{outside}'))",
    "(SELECT count(*) FROM read_csv('{outside}'))",
    "(SELECT count(*) FROM '{outside}')",
    "(SELECT count(*) FROM read_blob('/etc/*'))",
    "(SELECT count(*) FROM glob('/*'))",
    "1 FROM t); COPY (SELECT 1) TO '{outside}'; SELECT (1",
    "1); DROP VIEW data0; SELECT (1",
    "1); ATTACH '{outside}' AS x; SELECT (1",
    "1); SET lock_configuration = false; SELECT (1",
    "1); INSTALL httpfs; SELECT (1",
    "getenv('HOME')",
    "(SELECT count(*) FROM read_text('https://example.org/'))",
    "repeat('x', 4000000000)",
    "(SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b)",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_engine_itself_holds_what_gets_past_the_guard(sources, tmp_path, attack):
    outside = tmp_path / "secret.txt"
    outside.write_text("a,b\n1,2\n")
    before = sources[T].files[0].read_bytes()
    kpi = unguarded(attack.format(outside=outside))
    began = time.monotonic()
    hit, well = answers(sources, kpi, KpiSum(Unitised(T, (), None, guard("day"), "UTC"), guard("y")), seconds=3)
    assert time.monotonic() - began < 8
    assert isinstance(hit, NotRun)
    assert isinstance(well, KpiDays) or hit.reason == "timeout"
    assert outside.read_text() == "a,b\n1,2\n"
    assert sources[T].files[0].read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret.txt", "t.parquet"]


def test_a_view_inside_a_duckdb_file_cannot_read_elsewhere(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    with duckdb.connect(str(tmp_path / "t.duckdb")) as base:
        base.execute(f"CREATE VIEW v AS SELECT * FROM read_text('{secret}')")  # noqa: S608
    [found] = answers({T: find_source(T, "t.duckdb#v", tmp_path)}, ColumnsOf(T))
    assert isinstance(found, NotRun)


def test_an_answer_with_too_many_rows_is_refused(sources):
    arms = Unitised(T, (), None, guard("day"), None, guard("cast(y AS VARCHAR)"))
    [found] = answers(sources, KpiSum(arms, guard("y")), limits=Limits(rows=9))
    assert found == NotRun("refused", "the answer has more than 9 rows", "Give `arm` and `at` fewer values.")


def test_too_little_memory_is_told(large):
    quantile = KpiQuantile(ROW, guard("y + 0.5"), None, 0.5, ((date(2024, 1, 1), date(2024, 12, 31)),))
    [found] = answers(table(large), quantile, limits=Limits(memory_mb=12, scratch_mb=1, threads=1))
    assert isinstance(found, NotRun)
    assert found.reason == "error"


# ---- time ------------------------------------------------------------------------------------------------------------


def test_when_time_is_over_the_rest_is_not_run(large):
    heavy = [KeyOf(T, ("y", "day")), *(KpiSum(ROW, guard(f"exp(-y / {n + 1}.5)")) for n in range(60))]
    began = time.monotonic()
    found = answers(table(large), ShapeOf(T), *heavy, seconds=0.15)
    assert time.monotonic() - began < 5
    assert found[-1] == NotRun("timeout", "not answered within the time given for its data set", "Give it more time.")


def test_an_answer_found_in_time_is_given_although_a_later_one_is_late(large):
    engine = DuckDbEngine(table(large))
    found = engine.answer([ShapeOf(T), KeyOf(T, ("y", "day"))], 0.5)
    first = next(found)
    time.sleep(0.8)
    assert isinstance(first.value, Shape)
    assert [answer.value.reason for answer in found] == ["timeout"]


def test_ctrl_c_ends_a_statement_at_once(large):
    script = f"""
import os, signal, sys, threading, time
sys.path[:0] = {sys.path!r}
from adapters.reference import T, answers, table
from trueup.core.model.ask.identity import Sql
from trueup.core.model.ask.kpi import KpiSum, Unitised
from pathlib import Path
pairs = "range(1000000) a, range(1000000) b"
slow = Sql("(SELECT count(*) FROM " + pairs + " WHERE a.range * b.range = y)", ("y",), aggregate=False)
day = Sql("day", ("day",), aggregate=False)
threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()
answers(table(Path({str(large)!r})), KpiSum(Unitised(T, (), None, day, None), slow))
"""  # noqa: S608
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=50)
    assert time.monotonic() - began < 20
    assert done.stderr.endswith("KeyboardInterrupt\n")


# ---- files that change -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["write", "touch", "remove"])
def test_a_file_that_changes_during_the_run_voids_its_answers(sources, change):
    path = sources[T].files[0]
    found = DuckDbEngine(sources).answer([ShapeOf(T), KeyOf(T, ("y",))], 60)
    assert isinstance(next(found).value, Shape)
    if change == "write":
        path.write_bytes(path.read_bytes() + b" ")
    elif change == "touch":
        path.touch()
    else:
        path.unlink()
    assert [answer.value for answer in found] == [
        NotRun("error", "data set `t`: `t.parquet` changed while it was read", "Run the assessment again.")
    ]


def test_a_file_that_is_gone_before_the_run_is_told(sources):
    sources[T].files[0].unlink()
    assert answers(sources, ShapeOf(T))[0].reason == "error"


# ---- what is not needed ----------------------------------------------------------------------------------------------


def test_no_pandas_numpy_or_pytz_is_imported_and_duckdb_only_when_it_reads(tmp_path, sources):
    script = f"""
import sys
from pathlib import Path
from trueup.adapters.duckdb_engine import DuckDbEngine, engine_name
from trueup.adapters.answer_json import dump_answer
from trueup.adapters.sources import Source
from trueup.adapters.sql_guard import guard
from trueup.core.model.ask.identity import *
from trueup.core.model.ask.kpi import *
from trueup.core.model.ask.table import *
engine_name()
assert "duckdb" not in sys.modules
source = Source(DataId("t"), (Path({str(sources[T].files[0])!r}),), "parquet")
units = Unitised(DataId("t"), (), None, guard("cast(day AS TIMESTAMPTZ)"), "Europe/London")
for answer in DuckDbEngine({{DataId("t"): source}}).answer([ColumnsOf(DataId("t")), KpiSum(units, guard("y"))], 60):
    assert not isinstance(answer.value, NotRun), answer.value
    dump_answer(answer.value)
assert not {{"numpy", "pandas", "pyarrow", "pytz"}} & set(sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stderr == ""
