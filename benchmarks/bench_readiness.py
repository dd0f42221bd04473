"""Forty checks of a wide table: what they take beside reading and hashing it once, in processes that take turns."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import duckdb
from peer_readiness import Limits as PeerLimits
from peer_readiness import beside_peers, versions
from peer_trueup import questions
from readiness_checks import FLIGHTS_CHECKS, WIDE_CHECKS, hashing, statements
from timing import ROOT, report, table
from wide_table import REFERENCES, write

from trueup.adapters.duckdb_engine import DuckDbEngine
from trueup.adapters.duckdb_session import Limits
from trueup.adapters.sources import Source, find_source, fingerprint
from trueup.core.model.ask.checks import Figure, Missing, Tally
from trueup.core.model.ask.engine import Question
from trueup.core.model.ask.identity import DataId, NotRun

WIDE = DataId("wide")
MEMORY_MB = 2_000
HUGE = 100_000_000
CSV_ROWS = 2_000_000


@dataclass(frozen=True)
class Took:
    """Seconds of CPU and of the clock around the work itself, and the process's peak memory in MB."""

    cpu: float
    wall: float
    peak: float


# ---- jobs: each runs alone in a process of its own -------------------------------------------------------------------


def hash_once(path: Path, memory: int) -> Callable[[], object]:
    """Read and hash every column once: the least that any check of all values could take."""
    base = _opened(path, memory)
    return lambda: base.execute(hashing()).fetchall()


def hash_csv(path: Path, memory: int) -> Callable[[], object]:
    """Read the CSV into a table and hash every column of it once."""
    base = duckdb.connect(config={"memory_limit": f"{memory}MB"})

    def run() -> object:
        base.execute(f"CREATE TABLE wide AS SELECT * FROM read_csv('{path}')")  # noqa: S608
        return base.execute(hashing()).fetchall()

    return run


def by_hand(path: Path, memory: int) -> Callable[[], object]:
    """Ask DuckDB the forty queries one after the other."""
    base = _opened(path, memory)
    return lambda: [base.execute(sql).fetchall() for sql in statements()]


def trueup(path: Path, memory: int) -> Callable[[], object]:
    """Ask trueup everything; the hash of the files is known, as in any second run."""
    sources, memo = _sources(path), dict[tuple[str, int, int, int], str]()
    for source in sources.values():
        fingerprint(source, memo)
    engine = DuckDbEngine(sources, Limits(memory_mb=memory), memo)
    return lambda: _answered(engine, questions(WIDE_CHECKS))


def every_column(path: Path, memory: int) -> Callable[[], object]:
    """Ask two questions of each column, however many there are."""
    sources, memo = _sources(path), dict[tuple[str, int, int, int], str]()
    fingerprint(sources[WIDE], memo)
    with duckdb.connect() as base:
        names = [str(row[0]) for row in base.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()]  # noqa: S608
    asks: list[Question] = [Tally(WIDE, name, Missing()) for name in names]
    asks += [Figure(WIDE, name, "max") for name in names]
    engine = DuckDbEngine(sources, Limits(memory_mb=memory), memo)
    return lambda: _answered(engine, asks)


JOBS: Mapping[str, Callable[[Path, int], Callable[[], object]]] = {
    "hash": hash_once, "csv": hash_csv, "hand": by_hand, "trueup": trueup, "columns": every_column,
}  # fmt: skip


def _opened(path: Path, memory: int) -> duckdb.DuckDBPyConnection:
    base = duckdb.connect(config={"memory_limit": f"{memory}MB", "temp_directory": str(path.parent / "spill")})
    for name, file in {"wide": path, **_small(path)}.items():
        base.execute(f"CREATE VIEW {name} AS SELECT * FROM '{file}'")  # noqa: S608
    return base


def _small(path: Path) -> dict[str, Path]:
    return {to: path.with_name(f"{to}{path.suffix}") for _, to, _ in REFERENCES}


def _sources(path: Path) -> dict[DataId, Source]:
    found = {DataId(name): find_source(DataId(name), file.name, file.parent) for name, file in _small(path).items()}
    found[WIDE] = find_source(WIDE, path.name, path.parent)
    return {name: source for name, source in found.items() if isinstance(source, Source)}


def _answered(engine: DuckDbEngine, asks: Sequence[Question]) -> int:
    answers = list(engine.answer(asks, 3_600))
    refused = [answer for answer in answers if isinstance(answer.value, NotRun)]
    assert not refused, refused[:3]
    assert len(answers) == len(set(asks))
    return len(answers)


# ---- taking turns ----------------------------------------------------------------------------------------------------


def alone(job: str, path: Path, memory: int, python: str = sys.executable) -> Took:
    """Run one job in a process of its own."""
    with tempfile.TemporaryFile() as said:
        command = [python, __file__, "--job", job, "--table", str(path), "--memory", str(memory)]
        child = subprocess.Popen(command, cwd=ROOT, stdout=said)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode()
    if child.returncode:
        raise RuntimeError(f"{job} left with {child.returncode}")
    found = json.loads(text.splitlines()[-1])
    return Took(found["cpu"], found["wall"], used.ru_maxrss / 1024)


def run_here(job: str, path: Path, memory: int) -> None:
    """Do a job in this process and print what it took."""
    work = JOBS[job](path, memory)
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    print(json.dumps({"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}))


def compare(jobs: Mapping[str, tuple[str, Path]], beside: str, runs: int, goals: Mapping[str, str]) -> str:
    """Run the jobs in turns and return a table; ratios are medians of the ratios of single rounds."""
    rounds = [{name: alone(job, path, MEMORY_MB) for name, (job, path) in jobs.items()} for _ in range(runs)]
    lines = []
    for name in jobs:
        cpu, wall = (median(getattr(each[name], what) for each in rounds) for what in ("cpu", "wall"))
        ratios = [
            median(getattr(each[name], what) / getattr(each[beside], what) for each in rounds)
            for what in ("cpu", "wall")
        ]
        peak = max(each[name].peak for each in rounds)
        lines.append(
            [
                name,
                f"{wall:.2f}",
                f"{cpu:.2f}",
                f"{ratios[1]:.2f}",
                f"{ratios[0]:.2f}",
                f"{peak:,.0f}",
                goals.get(name, ""),
            ]
        )
    return table(
        ["median of runs that take turns", "wall s", "CPU s", "wall ratio", "CPU ratio", "peak MB", "goal"], lines
    )


def wide(folder: Path, rows: int, runs: int) -> str:
    """Return the forty checks beside hashing once and forty queries."""
    path = write(folder, rows)
    jobs = {"hash every column once": ("hash", path), "trueup": ("trueup", path), "DuckDB, 40 queries": ("hand", path)}
    return compare(jobs, "hash every column once", runs, {"trueup": "5.0, 2,500 MB"})


def text(folder: Path, rows: int, runs: int) -> str:
    """Return the forty checks of a CSV beside reading it into a table and hashing that."""
    path = write(folder, rows, form="csv")
    jobs = {"read the CSV and hash": ("csv", path), "trueup": ("trueup", path)}
    return compare(jobs, "read the CSV and hash", runs, {"trueup": "2.0"})


def growth(folder: Path, runs: int) -> str:
    """Return the forty checks of more rows, and two checks a column of more columns."""
    lines = []
    for rows in (1_000_000, 3_000_000, 10_000_000):
        path = write(folder, rows)
        found = [alone("trueup", path, MEMORY_MB) for _ in range(runs)]
        cpu, wall = median(took.cpu for took in found), median(took.wall for took in found)
        peak = max(took.peak for took in found)
        lines.append(
            [
                f"{rows:,} rows, 20 columns, 40 checks",
                f"{wall:.2f}",
                f"{cpu:.2f}",
                f"{cpu / rows * 1e6:.2f}",
                f"{peak:,.0f}",
            ]
        )
    for columns in (20, 60, 200, 1_000):
        path = write(folder, 200_000 if columns <= 200 else 20_000, columns=columns)
        found = [alone("columns", path, MEMORY_MB) for _ in range(runs)]
        cpu, wall = median(took.cpu for took in found), median(took.wall for took in found)
        rows = 200_000 if columns <= 200 else 20_000
        peak = max(took.peak for took in found)
        per = f"{cpu / rows / columns * 1e6 * 20:.2f}"
        lines.append(
            [
                f"{rows:,} rows, {columns} columns, {2 * columns} checks",
                f"{wall:.2f}",
                f"{cpu:.2f}",
                per,
                f"{peak:,.0f}",
            ]
        )
    return table(["median", "wall s", "CPU s", "CPU s a million rows of 20 columns", "peak MB"], lines)


def huge(folder: Path) -> str:
    """Return the forty checks of a hundred million rows, once: the table of ten million, ten times over."""
    path, parts = write(folder, HUGE // 10), folder / "huge"
    parts.mkdir(exist_ok=True)
    for at in range(10):
        part = parts / f"wide_{at}.parquet"
        if not part.exists():
            part.hardlink_to(path)
    for name in ("customers", "products"):
        small = parts / "beside" / f"{name}.parquet"
        small.parent.mkdir(exist_ok=True)
        if not small.exists():
            small.hardlink_to(folder / f"{name}.parquet")
    took = alone("huge", parts, 2_500)
    row = ["trueup, each row ten times", f"{took.wall:.0f}", f"{took.cpu:.0f}", f"{took.peak:,.0f}", "4,000 MB"]
    return table(["100 million rows", "wall s", "CPU s", "peak MB", "goal"], [row])


def ten_times(folder: Path, memory: int) -> Callable[[], object]:
    """Ask the forty checks of a folder of ten files."""
    sources, memo = _sources(folder / "beside" / "none.parquet"), dict[tuple[str, int, int, int], str]()
    found = find_source(WIDE, "*.parquet", folder)
    assert isinstance(found, Source)
    sources[WIDE] = found
    for source in sources.values():
        fingerprint(source, memo)
    engine = DuckDbEngine(sources, Limits(memory_mb=memory), memo)
    return lambda: _answered(engine, questions(WIDE_CHECKS))


# ---- flights ---------------------------------------------------------------------------------------------------------


def flights(_path: Path, memory: int) -> Callable[[], object]:
    """Ask the forty checks of the flights."""
    folder = ROOT / "examples" / "flights"
    found = {
        DataId(name): find_source(DataId(name), f"data/{name}.parquet", folder)
        for name in ("flights", "planes", "airports")
    }
    engine = DuckDbEngine(found, Limits(memory_mb=memory))
    return lambda: _answered(engine, questions(FLIGHTS_CHECKS))


JOBS = {**JOBS, "flights": flights, "huge": ten_times}


def flown(runs: int) -> str:
    """Return the forty checks of the flights, inside and as a whole process."""
    inside, whole = [], []
    for _ in range(runs):
        begun = time.perf_counter()
        inside.append(alone("flights", ROOT, MEMORY_MB))
        whole.append(time.perf_counter() - begun)
    wall, cpu = median(took.wall for took in inside), median(took.cpu for took in inside)
    row = [
        "trueup",
        f"{wall:.2f}",
        f"{cpu:.2f}",
        f"{median(whole):.2f}",
        f"{max(took.peak for took in inside):,.0f}",
        "1.0, 1.5",
    ]
    return table(["40 checks of 336,776 flights", "inside s", "CPU s inside", "whole s", "peak MB", "goal"], [row])


# ---- peers -----------------------------------------------------------------------------------------------------------


def peers(given: argparse.Namespace) -> None:
    """Run every tool on the flights and on the wide table, each in a virtual environment below the folder."""
    limits, scratch = PeerLimits(given.peer_seconds, given.peer_mb), given.folder / "peers"
    bounds = f"stopped above {limits.memory:,.0f} MB or {limits.seconds:,.0f} s"
    said = f"{given.runs} run(s) each, {bounds}; {versions()}."
    if given.only in {None, "flights"}:
        folder = ROOT / "examples" / "flights" / "data"
        tables = {name: folder / f"{name}.parquet" for name in ("flights", "planes", "airports")}
        shown = beside_peers(scratch, tables, FLIGHTS_CHECKS, given.runs, limits)
        report("forty checks of 336,776 flights, beside peers", f"{shown}\n\n{said}", record=given.record)
    if given.only in {None, "wide"}:
        path = write(given.folder, given.rows)
        shown = beside_peers(scratch, {"wide": path, **_small(path)}, WIDE_CHECKS, given.runs, limits)
        report(f"forty checks of {given.rows:,} rows, beside peers", f"{shown}\n\n{said}", record=given.record)


def main() -> None:
    """Run what is asked for; `--record` keeps the tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "trueup-bench", help="for the tables"
    )
    options.add_argument("--rows", type=int, default=10_000_000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--only", choices=["wide", "csv", "growth", "flights"])
    options.add_argument("--huge", action="store_true", help="100 million rows, once")
    options.add_argument("--peers", action="store_true", help="beside other tools, installed below --folder")
    options.add_argument("--peer-seconds", type=float, default=600, help="longest a peer may take")
    options.add_argument("--peer-mb", type=float, default=8_000, help="most memory a peer may take")
    options.add_argument("--record", action="store_true", help="append the results to RESULTS.md")
    options.add_argument("--job", choices=list(JOBS), help=argparse.SUPPRESS)
    options.add_argument("--table", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--memory", type=int, default=MEMORY_MB, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.job:
        run_here(given.job, given.table, given.memory)
        return
    if given.peers:
        peers(given)
        return
    parts: dict[str, tuple[str, Callable[[], str]]] = {
        "wide": (f"forty checks of {given.rows:,} rows", lambda: wide(given.folder, given.rows, given.runs)),
        "csv": (f"forty checks of {CSV_ROWS:,} rows of CSV", lambda: text(given.folder, CSV_ROWS, given.runs)),
        "growth": ("checks of more rows and more columns", lambda: growth(given.folder, given.runs)),
        "flights": ("forty checks of the flights", lambda: flown(given.runs)),
    }
    if given.huge:
        report("forty checks, out of core", huge(given.folder), record=given.record)
        return
    for name, (title, part) in parts.items():
        if given.only in {None, name}:
            report(title, part(), record=given.record)


if __name__ == "__main__":
    main()
