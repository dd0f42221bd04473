"""`trueup check` on generated portfolios, beside throughline's `tl check` on as many items: whole processes."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import peer
from generate import AS_OF, portfolio
from timing import TRUEUP, Run, environment, process, report, table, taking_turns

PEER_ITEMS = 5000
PEER_SECONDS = 1.3
"""CPU seconds that throughline took for them where the goals were set."""
FIRST_RUNS = 3
HEAD = (
    "median of runs that take turns",
    "CPU s",
    "wall s",
    "peak MB",
    "first: CPU s",
    "first: wall s",
    "us/item",
    "goal",
)
GOALS = {5000: "0.6 s", 100_000: "8 s, 700 MB"}


def main() -> None:
    """Print the table; `--record` keeps it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--items", type=int, nargs="+", default=[1000, 5000, 10_000, 100_000])
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--no-peer", action="store_true", help="do not install and time throughline")
    options.add_argument("--peer-wheel", help="install throughline from this file")
    options.add_argument("--record", action="store_true", help="append the result to RESULTS.md")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        tl = None if given.no_peer else peer.install(scratch / "peer", given.peer_wheel)
        report("check", _measured(scratch, given.items, given.runs, tl), record=given.record)


def _measured(scratch: Path, sizes: list[int], runs: int, tl: Path | None) -> str:
    env = environment(scratch)
    small = portfolio(100).write(scratch / "compiling")
    process([*TRUEUP, "check", str(small), "--as-of", AS_OF], env)
    commands: dict[str, list[str]] = {"start": [*TRUEUP, "check", "--help"]}
    for size in sizes:
        made = portfolio(size).write(scratch / f"items-{size}")
        commands[str(size)] = [*TRUEUP, "check", str(made), "--as-of", AS_OF]
    if tl:
        project = peer.project(tl, scratch / "throughline", PEER_ITEMS)
        commands["tl"] = [str(tl), "-C", str(project), "check"]
    own = {name: env | {"TRUEUP_CACHE": str(scratch / f"cache-{name}")} for name in commands}
    first = taking_turns({name: _fresh(command, own[name]) for name, command in commands.items()}, FIRST_RUNS)
    jobs = {name: lambda name=name: process(commands[name], own[name]) for name in commands}
    found = taking_turns(jobs, runs)
    rows = [_row("`trueup check --help`", found["start"], first["start"], "", "0.3 s")]
    rows += [
        _row(f"{size:,} items", found[str(size)], first[str(size)], _each(found, size), GOALS.get(size, ""))
        for size in sizes
    ]
    if tl:
        rows.append(_row(f"`tl check`, {PEER_ITEMS:,} items", found["tl"], first["tl"], "", ""))
    text = table(HEAD, rows)
    if tl and str(PEER_ITEMS) in found:
        ratio = found["tl"].cpu / found[str(PEER_ITEMS)].cpu
        text += f"\n\nCPU time of throughline / trueup at {PEER_ITEMS:,} items: {ratio:.1f}. "
        text += f"On a machine where throughline takes {PEER_SECONDS} s, as where the goals were set:\n\n"
        text += _there(sizes, found, first)
    text += f"\n\n{runs} runs each, of texts that had not changed; `first` ({FIRST_RUNS} runs) had empty caches, "
    return text + "so that every document and every SQL expression was parsed: on two cores by a second process."


def _there(sizes: Sequence[int], found: Mapping[str, Run], first: Mapping[str, Run]) -> str:
    """Return what it would take where the peer takes its usual time: CPU by CPU, the clock by the clock.

    Each is set against the peer of its own rounds.
    """
    rows = []
    for size in sizes:
        name = str(size)
        scaled = [
            (run.cpu * PEER_SECONDS / peer.cpu, run.wall * PEER_SECONDS / peer.wall)
            for run, peer in ((found[name], found["tl"]), (first[name], first["tl"]))
        ]
        figures = (f"{each[which]:.2f}" for which in (0, 1) for each in scaled)
        rows.append([f"{size:,} items", *figures, GOALS.get(size, "")])
    return table(("there", "CPU s", "first: CPU s", "wall s", "first: wall s", "goal"), rows)


def _fresh(command: list[str], env: dict[str, str]) -> Callable[[], Run]:
    """Return a run that finds its cache empty."""

    def run() -> Run:
        shutil.rmtree(env["TRUEUP_CACHE"], ignore_errors=True)
        return process(command, env)

    return run


def _row(name: str, run: Run, first: Run, each: str, goal: str) -> list[str]:
    firsts = (f"{first.cpu:.2f}", f"{first.wall:.2f}")
    return [name, f"{run.cpu:.2f}", f"{run.wall:.2f}", f"{run.peak:.0f}", *firsts, each, goal]


def _each(found: dict[str, Run], size: int) -> str:
    return f"{(found[str(size)].cpu - found['start'].cpu) / size * 1e6:.0f}"


if __name__ == "__main__":
    main()
