from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from adapters.reference import T, table, write_parquet
from trueup.adapters import duckdb_child
from trueup.adapters.duckdb_child import DuckDbChild, Fence, held_limits
from trueup.adapters.duckdb_engine import DuckDbEngine
from trueup.adapters.sources import find_source
from trueup.adapters.sql_guard import guard
from trueup.core.model.ask.identity import DataId, NotRun, Sql
from trueup.core.model.ask.kpi import KpiQuantile, KpiSum, Unitised
from trueup.core.model.ask.table import ColumnsOf, KeyOf, OrphansOf, ShapeOf

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limits of the child are Linux's")
ROW = Unitised(T, (), None, guard("day"), None)


@pytest.fixture
def sources(tmp_path):
    rows = [{"day": date(2024, 1, at), "y": at, "g": "ä"} for at in range(1, 11)]
    return table(write_parquet(tmp_path / "t.parquet", {"day": "DATE", "y": "INTEGER", "g": "VARCHAR"}, rows))


def asked(sources, *asks, seconds=30, fence=None):
    return {answer.question: answer.value for answer in DuckDbChild(sources, fence).answer(asks, seconds)}


def test_the_child_answers_as_the_engine_does(sources, tmp_path):
    windows = ((date(2024, 1, 1), date(2024, 1, 9)),)
    sources = sources | {DataId("bad"): find_source(DataId("bad"), "none.csv", tmp_path)}
    asks = [
        ShapeOf(T),
        ColumnsOf(T),
        KeyOf(T, ("g",)),
        OrphansOf(T, ("g",), T, ("g",)),
        KpiSum(ROW, guard("y / 3")),
        KpiSum(ROW, guard("nowhere")),
        KpiQuantile(ROW, guard("y"), None, 0.9, windows),
        ShapeOf(DataId("bad")),
    ]
    alone = {answer.question: (answer.value, answer.data) for answer in DuckDbEngine(sources).answer(asks, 30)}
    child = {answer.question: (answer.value, answer.data) for answer in DuckDbChild(sources).answer(asks, 30)}
    assert child == alone


def test_no_process_is_started_without_a_question(sources, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere")
    assert asked(sources) == {}


def test_too_little_address_space_is_a_refusal(sources):
    [found] = asked(sources, ShapeOf(T), fence=Fence(space_mb=150)).values()
    assert found.reason == "refused"
    assert found.detail.startswith("the process that reads the data ")


def test_a_child_that_does_not_end_is_stopped_by_the_clock(sources):
    slow = Sql(
        "(SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range = 7)", (), aggregate=False
    )
    began = time.monotonic()
    found = asked(sources, ShapeOf(T), KpiSum(ROW, slow), seconds=1.5, fence=Fence(grace=3))
    assert time.monotonic() - began < 8
    assert found[ShapeOf(T)].rows == 10
    assert found[KpiSum(ROW, slow)].reason in {"timeout", "refused"}


ROGUES = {
    "crashes": ("import os; os.abort()", "SIGABRT"),
    "is killed": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
    "gives up": ("raise SystemExit(3)", "exit status 3"),
    "says nothing": ("", "exit status 0"),
    "writes garbage": ("print('hello')", "something that is no answer"),
    "writes bytes": ("import sys; sys.stdout.buffer.write(b'\\xff\\xfe\\n')", "something that is no answer"),
    "answers what was not asked": ('print(\'7 ["Shape",{"rows":1,"columns":[]}]\')', "something that is no answer"),
    "answers twice": ('print(\'0 ["Shape",{"rows":1,"columns":[]}]\\n\' * 2)', "something that is no answer"),
    "answers without end": ("while True: print('0' * 1000000, end='')", "more than 1 MB"),
    "hangs": ("import time; time.sleep(60)", "did not end within 0.5 s"),
    "hangs after closing": ("import os, time; os.close(1); time.sleep(60)", ""),
}


@pytest.mark.parametrize(("program", "why"), ROGUES.values(), ids=ROGUES.keys())
def test_whatever_the_child_does_is_a_refusal_at_most(sources, tmp_path, monkeypatch, program, why):
    (tmp_path / "rogue_worker.py").write_text(program)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(duckdb_child, "WORKER", "rogue_worker")
    began = time.monotonic()
    found = asked(sources, ShapeOf(T), KeyOf(T, ("g",)), seconds=0.5, fence=Fence(output_mb=1, grace=0.5))
    assert time.monotonic() - began < 10
    assert found[KeyOf(T, ("g",))].reason == "refused"
    assert why in found[KeyOf(T, ("g",))].detail


def test_the_child_sees_no_environment_and_has_its_limits(sources, tmp_path, monkeypatch):
    seen = tmp_path / "seen.txt"
    program = (
        "import os, resource, sys\n"
        "from trueup.adapters.duckdb_worker import _limit\n"
        "_limit(*map(int, sys.argv[1:]))\n"
        "kinds = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE, resource.RLIMIT_FSIZE)\n"
        "seen = sorted(os.environ), [resource.getrlimit(kind) for kind in kinds], os.getcwd()\n"
        f"open({str(seen)!r}, 'w').write(repr(seen))\n"
    )
    (tmp_path / "rogue_worker.py").write_text(program)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(duckdb_child, "WORKER", "rogue_worker")
    monkeypatch.setenv("SECRET_TOKEN", "x")
    asked(sources, ShapeOf(T), seconds=10, fence=Fence(space_mb=700, scratch_mb=3, threads=2, grace=5))
    names, limits, place = eval(seen.read_text())  # noqa: S307 - what our own program wrote
    assert set(names) - {"LC_CTYPE"} == {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "TMPDIR"}
    assert limits == [(700_000_000,) * 2, (31, 31), (0, 0), (3_000_000,) * 2]
    assert not Path(place).exists()


def test_no_process_and_no_scratch_folder_is_left_behind(sources, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    asking = DuckDbChild(sources).answer([ShapeOf(T), ColumnsOf(T)], 30)
    next(asking)
    asking.close()
    assert list((tmp_path / "scratch").iterdir()) == []
    children = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "args="], capture_output=True, text=True, check=False
    )
    assert "duckdb_worker" not in children.stdout


def test_the_limits_that_hold_are_told_in_words():
    assert "address space" in held_limits()
    assert "wall clock" in held_limits()


def test_a_file_that_changes_under_the_child_voids_its_answers(sources):
    asking = DuckDbChild(sources).answer([ShapeOf(T), KeyOf(T, ("g",))], 30)
    next(asking)
    sources[T].files[0].touch()
    [answer] = asking
    assert answer.value == NotRun(
        "error", "data set `t`: `t.parquet` changed while it was read", "Run the assessment again."
    )
