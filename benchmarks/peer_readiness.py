"""The forty checks by every tool that does such checks, each as a whole process, taking turns, and whether they agree.

Each tool has its `peer_*.py` with its pinned versions (the `dependencies` at its top), which are installed into a
virtual environment of its own below the scratch folder. A tool that leaves with an error, takes longer than the limit
or more memory than the limit is said to do so, and is not run again.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from time import perf_counter

import duckdb
from peer_home import installed
from peer_protocol import Check, Found, read_found, write_task
from timing import ROOT, Run, environment, middle, table

HERE = Path(__file__).parent
OURS = "trueup"
PEERS: Mapping[str, str] = {
    OURS: "peer_trueup.py",
    "DuckDB, 40 queries": "peer_duckdb.py",
    "Pandera (Polars)": "peer_pandera.py",
    "Soda Core (DuckDB)": "peer_soda.py",
    "Great Expectations (pandas)": "peer_great_expectations.py",
}
CLOSE = 1e-9
"""How far two floats may be apart, relatively, to be the same figure."""
WORDS = ("same", "yes", "cannot")
"""What a verdict is unless the tool says otherwise than we do."""


@dataclass(frozen=True)
class Limits:
    """Seconds of wall clock and MB of memory after which a tool is stopped."""

    seconds: float = 600.0
    memory: float = 8_000.0


@dataclass
class Told:
    """What came of one tool: its runs, what it found, and why it stopped if it did."""

    runs: list[Run] = field(default_factory=list)
    found: dict[str, Found] = field(default_factory=dict)
    stopped: str = ""


# ---- a virtual environment each --------------------------------------------------------------------------------------


def dependencies(file: Path) -> list[str]:
    """Return the pinned packages that a peer's file names at its top; none means trueup's own environment."""
    block = re.search(r"(?m)^# /// script\n((?:# .*\n)+?)# ///$", file.read_text("utf-8"))
    text = "".join(line[2:] + "\n" for line in block[1].splitlines()) if block else "dependencies = []"
    return [str(each) for each in tomllib.loads(text)["dependencies"]]


def python_for(file: Path, folder: Path) -> str | None:
    """Return the Python to run a peer with, installed below the folder if it is not yet; None, said, if that fails."""
    wanted = dependencies(file)
    if not wanted:
        return sys.executable
    home = folder / f"{file.stem}-{sha256(' '.join(wanted).encode()).hexdigest()[:8]}"
    python = installed(home, wanted, file.stem)
    return str(python) if python else None


# ---- one run ---------------------------------------------------------------------------------------------------------


def run(python: str, file: Path, task: Path, answers: Path, limits: Limits, env: Mapping[str, str]) -> Run | str:
    """Run a peer to its end and return what it took, or why it did not get there."""
    log = answers.with_suffix(".log")
    begun = perf_counter()
    with log.open("wb") as said:
        child = subprocess.Popen(
            [python, str(file), str(task), str(answers)], env=env, cwd=ROOT, stdout=said, stderr=said
        )
        watch = _Watch(child.pid, limits)
        _, status, used = os.wait4(child.pid, 0)
        wall = perf_counter() - begun
        why = watch.end()
    child.returncode = os.waitstatus_to_exitcode(status)
    if why:
        return why
    if child.returncode:
        last = log.read_text("utf-8", "replace").strip().splitlines()[-1:]
        return f"left with {child.returncode}: {''.join(last)[:200]}"
    scale = 1 / 1_048_576 if sys.platform == "darwin" else 1 / 1024
    return Run(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * scale)


class _Watch:
    """Stops a process that goes beyond its limits; where the system tells no memory, only the time counts."""

    def __init__(self, pid: int, limits: Limits) -> None:
        self._pid, self._limits, self._why = pid, limits, ""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        begun, pages = perf_counter(), Path(f"/proc/{self._pid}/statm")
        while not self._over.wait(0.1):
            try:
                memory = int(pages.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1_048_576
            except OSError:
                memory = 0.0
            if memory > self._limits.memory:
                self._why = f"stopped at {memory:,.0f} MB"
            elif perf_counter() - begun > self._limits.seconds:
                self._why = f"stopped after {self._limits.seconds:,.0f} s"
            if self._why:
                os.kill(self._pid, signal.SIGKILL)
                return

    def end(self) -> str:
        self._over.set()
        self._thread.join()
        return self._why


# ---- all of them -----------------------------------------------------------------------------------------------------


def beside_peers(scratch: Path, tables: Mapping[str, Path], checks: Sequence[Check], runs: int, limits: Limits) -> str:
    """Return the table of times, and below it what each tool does otherwise or not at all."""
    scratch.mkdir(parents=True, exist_ok=True)
    env, task = environment(scratch), scratch / "task.json"
    paths = {name: str(path) for name, path in tables.items()}
    write_task(task, paths, checks)
    first = run(sys.executable, HERE / PEERS[OURS], task, scratch / "first.json", limits, env)
    if isinstance(first, str):
        raise TypeError(f"{OURS}: {first}")
    ours = read_found(scratch / "first.json")
    write_task(task, paths, [replace(each, expected=ours[each.name].value) for each in checks])
    told = {name: Told() for name in PEERS}
    pythons = {name: python_for(HERE / file, scratch) for name, file in PEERS.items()}
    for name, file in PEERS.items():
        if not pythons[name]:
            told[name].stopped = f"not installed: pip install {' '.join(dependencies(HERE / file))}"
    for _ in range(runs):
        for name, file in PEERS.items():
            python, answers = pythons[name], scratch / f"{Path(file).stem}.json"
            if told[name].stopped or not python:
                continue
            took = run(python, HERE / file, task, answers, limits, env)
            if isinstance(took, str):
                told[name].stopped = took
            else:
                told[name].runs.append(took)
                told[name].found = read_found(answers)
    units = {check.name: repeats(paths, check) for check in checks if check.kind == "unique"}
    return _shown(told, checks, ours, units)


def repeats(paths: Mapping[str, str], check: Check) -> dict[str, int]:
    """Return how often a key repeats in every unit that tools count in; rows with a NULL in it are no key."""
    both, whole = ", ".join(check.columns), " AND ".join(f"{name} IS NOT NULL" for name in check.columns)
    sql = (
        "SELECT coalesce(sum(n - 1), 0), coalesce(sum(n), 0), count(*) FROM (SELECT count(*) AS n "  # noqa: S608
        f"FROM '{paths[check.data]}' WHERE {whole} GROUP BY {both} HAVING count(*) > 1)"
    )
    with duckdb.connect(config={"memory_limit": "2000MB"}) as base:
        row = base.execute(sql).fetchone()
    assert row
    return dict(zip(("", "rows", "values"), map(int, row), strict=True))


def verdict(found: Found, ours: object, units: Mapping[str, int]) -> str:
    """Return `same`, `yes` (it only says that our figure holds), `cannot`, or what it found instead."""
    if found.cannot:
        return "cannot"
    if found.held is not None:
        return "yes" if found.held else "says that our figure does not hold"
    wanted: object = units[found.unit] if units else ours
    return "same" if _same(found.value, wanted) else f"finds {_short(found.value)}, we find {_short(wanted)}"


def _same(theirs: object, ours: object) -> bool:
    if isinstance(theirs, list) and isinstance(ours, list):
        return len(theirs) == len(ours) and all(map(_same, theirs, ours))
    if isinstance(theirs, str) and isinstance(ours, str):
        return _moment(theirs) == _moment(ours)
    if isinstance(theirs, int | float) and isinstance(ours, int | float):
        return abs(theirs - ours) <= CLOSE * max(abs(theirs), abs(ours))
    return theirs == ours


def _moment(text: str) -> float | str:
    """Return a date with time as seconds, so that two ways to write it are the same; without a zone it is UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (at if at.tzinfo else datetime.fromisoformat(f"{at.isoformat()}+00:00")).timestamp()


def _short(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_short, value))
    return f"{value:,.10g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


HEAD = ["median, whole processes", "wall s", "ratio", "CPU s", "ratio", "peak MB", "same", "yes", "cannot", "differs"]


def _shown(
    told: Mapping[str, Told], checks: Sequence[Check], ours: Mapping[str, Found], units: Mapping[str, Mapping[str, int]]
) -> str:
    base = middle(told[OURS].runs)
    lines, notes = [], []
    for name, each in told.items():
        if not each.runs:
            lines.append([name, *["-"] * (len(HEAD) - 1)])
            notes.append(f"- {name}: {each.stopped}.")
            continue
        said = {
            check.name: verdict(each.found[check.name], ours[check.name].value, units.get(check.name, {}))
            for check in checks
        }
        lines.append([name, *_times(middle(each.runs), base), *_counts(list(said.values()))])
        notes += [f"- {name}, `{check}`: {word}." for check, word in said.items() if word not in WORDS]
        lacks = [check for check, word in said.items() if word == "cannot"]
        notes += [f"- {name} cannot do `{check}`: {each.found[check].cannot}." for check in lacks]
        notes += _by_hand(name, each.found)
        if each.stopped:
            notes.append(f"- {name}: {each.stopped} in a later run.")
    return "\n".join([table(HEAD, lines), "", *notes])


def _times(took: Run, base: Run) -> list[str]:
    wall, cpu = [f"{took.wall:.2f}", f"{took.wall / base.wall:.1f}"], [f"{took.cpu:.2f}", f"{took.cpu / base.cpu:.1f}"]
    return [*wall, *cpu, f"{took.peak:,.0f}"]


def _counts(words: Sequence[str]) -> list[str]:
    return [*(str(words.count(word)) for word in WORDS), str(sum(word not in WORDS for word in words))]


def _by_hand(name: str, found: Mapping[str, Found]) -> list[str]:
    ways: dict[str, list[str]] = {}
    for check, each in found.items():
        if each.how and not each.cannot:
            ways.setdefault(each.how, []).append(check)
    return [f"- {name}, {len(names)} with {how}: {', '.join(names)}." for how, names in ways.items()]


def versions() -> str:
    """Return what is pinned, for the record."""
    return "; ".join(", ".join(dependencies(HERE / file)) for file in PEERS.values() if dependencies(HERE / file))
