"""One child answers lot after lot of questions; whatever becomes of it costs no answer, and it sees one lot's files."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from adapters.reference import T, table, write_parquet
from desk import Desk
from trueup.adapters import duckdb_child
from trueup.adapters.answer_json import dump_answer
from trueup.adapters.duckdb_child import DuckDbChild, Fence
from trueup.adapters.duckdb_engine import DuckDbEngine
from trueup.core.model.ask.checks import Figured, Missing, SqlFigure, Tallied, Tally
from trueup.core.model.ask.identity import DataId, NotRun, Sql
from trueup.core.model.ask.table import ColumnsOf, KeyOf, ShapeOf

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limits of the child are Linux's")
U = DataId("u")
KEY = KeyOf(T, ("n",))


@pytest.fixture
def sources(tmp_path):
    own = table(write_parquet(tmp_path / "t.parquet", {"n": "INTEGER"}, [{"n": n} for n in range(6)]))
    other = table(write_parquet(tmp_path / "u.parquet", {"n": "INTEGER"}, [{"n": n} for n in range(9)]))
    return {T: own[T], U: type(own[T])(U, other[T].files, "parquet")}


@pytest.fixture
def started(tmp_path, monkeypatch):
    """Return the ids of the children that were started; each runs a program of ours around the worker's."""
    seen = tmp_path / "started.txt"

    def worker(program: str = "sys.exit(worker.main(sys.argv[1:]))") -> None:
        head = "import os, sys\nfrom trueup.adapters import duckdb_worker as worker\n"
        note = f"with open({str(seen)!r}, 'a') as seen:\n    seen.write(f'{{os.getpid()}} ')\n"
        (tmp_path / "noting_worker.py").write_text(f"{head}{note}{program}\n")
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.setattr(duckdb_child, "WORKER", "noting_worker")

    worker()
    found = lambda: seen.read_text().split() if seen.exists() else []  # noqa: E731 - the fixture's one value
    found.runs = worker
    return found


def asked(engine, *asks, seconds=30):
    return [answer.value for answer in engine.answer(asks, seconds)]


def lives(process):
    return Path(f"/proc/{process}").exists()


def test_one_child_answers_lot_after_lot_as_the_engine_does(sources, started):
    engine, alone = DuckDbChild(sources), DuckDbEngine(sources)
    for lot in ([ShapeOf(T), ShapeOf(U)], [KEY], [ColumnsOf(U), Tally(T, "n", Missing())]):
        assert asked(engine, *lot) == asked(alone, *lot)
    assert len(started()) == 1


def test_the_child_and_its_scratch_folder_end_with_the_engine(sources, started, tmp_path, monkeypatch):
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    engine = DuckDbChild(sources)
    asked(engine, ShapeOf(T))
    [process] = started()
    assert lives(process)
    del engine
    assert not lives(process)
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_file_of_an_earlier_lot_is_out_of_reach_of_the_next(sources, started):
    text = f"(SELECT count(*) FROM read_parquet('{sources[U].files[0]}'))"  # noqa: S608 - what must not get through
    reading = Sql(text, (), aggregate=True)
    engine = DuckDbChild(sources)
    assert asked(engine, SqlFigure(U, reading, None)) == [Figured(9, 9)]
    [said] = asked(engine, SqlFigure(T, reading, None))
    assert isinstance(said, NotRun)
    assert said.reason == "refused"
    assert "not allowed" in said.detail
    assert len(started()) == 1


FORGED = dump_answer(Tallied(1, 1, 1))
FAILING = {
    "crashes": "if number: os.abort()",
    "ends while nobody asks": "worker._is_answered(line, is_first=True); break",
    "writes garbage": "if number: print('hello', flush=True)",
    "answers the next question ahead": (
        f"worker._is_answered(line, is_first=True); print('0 0', {FORGED!r}, flush=True)"
    ),
}


@pytest.mark.parametrize("program", FAILING.values(), ids=FAILING.keys())
def test_a_child_that_fails_later_is_replaced_and_no_answer_is_lost(sources, started, program):
    started.runs(
        "worker._limit(*map(int, sys.argv[1:]))\n"
        "for number, line in enumerate(sys.stdin):\n"
        f"    {program}\n"
        "    worker._is_answered(line, is_first=not number)"
    )
    engine = DuckDbChild(sources)
    assert asked(engine, ShapeOf(T))[0].rows == 6
    assert asked(engine, Tally(T, "n", Missing()), Tally(U, "n", Missing())) == [Tallied(6, 6, 0), Tallied(9, 9, 0)]
    assert len(started()) == 2


def test_a_new_child_that_fails_is_not_replaced(sources, started):
    started.runs("os.abort()")
    [said] = asked(DuckDbChild(sources), ShapeOf(T))
    assert said.reason == "refused"
    assert "SIGABRT" in said.detail
    assert len(started()) == 1


def test_a_child_that_the_clock_stops_is_not_asked_again_but_the_next_lot_is_answered(sources, started):
    started.runs(
        "import time\n"
        "for number, line in enumerate(sys.stdin):\n"
        "    if number: time.sleep(60)\n"
        "    worker._is_answered(line, is_first=not number)"
    )
    engine = DuckDbChild(sources, Fence(grace=0.3))
    assert asked(engine, ShapeOf(T))[0].rows == 6
    began = time.monotonic()
    [late] = asked(engine, Tally(U, "n", Missing()), seconds=0.5)
    assert time.monotonic() - began < 10
    assert "did not end within" in late.detail
    assert asked(engine, KEY)[0] == asked(DuckDbEngine(sources), KEY)[0]
    assert len(started()) == 2


def test_where_memory_runs_out_in_a_later_lot_a_new_child_has_the_last_word(sources, started):
    small, large = (
        SqlFigure(T, Sql(f"sum(length(repeat('x', {size}000000)) + n)", ("n",), aggregate=True), None)
        for size in (1, 4_000)
    )
    engine = DuckDbChild(sources)
    assert asked(engine, small) == [Figured(6, 6_000_015)]
    [said] = asked(engine, large)
    assert "needs more than" in said.detail
    assert len(started()) == 2
    assert asked(engine, small) == [Figured(6, 6_000_015)]


def test_two_lots_at_a_time_have_a_child_each_and_one_is_kept(sources, started):
    engine = DuckDbChild(sources)
    one, other = engine.answer([ShapeOf(T)], 30), engine.answer([ShapeOf(U)], 30)
    assert (next(one).value.rows, next(other).value.rows) == (6, 9)
    assert [*one, *other] == []
    assert asked(engine, KEY) == asked(DuckDbEngine(sources), KEY)
    assert len(started()) == 2
    assert sum(map(lives, started())) == 1


def test_an_untrusted_command_starts_one_child(tmp_path):
    """Seen from outside: the processes that the kernel says the command waited for."""
    desk = Desk(tmp_path)
    folder = desk.initiative()
    program = (
        "import subprocess, sys\n"
        "from trueup.cli.main import main\n"
        "began = []\n"
        "sys.addaudithook(lambda event, given: event == 'subprocess.Popen' and began.append(given[1]))\n"
        "try:\n    main()\n"
        "finally:\n    print(sum('trueup.adapters.duckdb_worker' in words for words in began), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "data", str(folder), "--untrusted", "--no-cache"],
        env=desk.env(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.split()[-1] == "1"
