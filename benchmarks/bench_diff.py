"""`trueup diff` of two generated portfolios: one story changed, or something changed everywhere; whole processes."""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from generate import AS_OF, portfolio
from timing import TRUEUP, Run, environment, process, report, table, taking_turns

HEAD = ("median of runs that take turns", "CPU s", "wall s", "peak MB", "goal")
GOAL = "1.5 s"
_ESTIMATE = re.compile(r"estimate: ([0-9]+)")
_TARGET = re.compile(r"target: \{value: ([0-9.]+)")


def main() -> None:
    """Print the table; `--record` keeps it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--items", type=int, default=5000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--record", action="store_true", help="append the result to RESULTS.md")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        text = _measured(Path(folder), given.items, given.runs)
    report(f"diff of two portfolios of {given.items:,} items", text, record=given.record)


def _measured(scratch: Path, items: int, runs: int) -> str:
    env = environment(scratch)
    made = portfolio(items)
    first = made.write(scratch / "first")
    commands: dict[str, list[str]] = {"nothing changed": [str(first), str(first)]}
    for name, change in _CHANGES.items():
        second = made.write(scratch / name.replace(" ", "-"))
        for file, text in change(made.files).items():
            (second / file).write_text(text, encoding="utf-8")
        commands[name] = [str(first), str(second)]
    jobs: dict[str, Callable[[], Run]] = {
        name: lambda two=two: process([*TRUEUP, "diff", *two, "--as-of", AS_OF], env)  # type: ignore[misc]
        for name, two in commands.items()
    }
    for job in jobs.values():
        job()
    found = taking_turns(jobs, runs)
    rows = [[name, f"{run.cpu:.2f}", f"{run.wall:.2f}", f"{run.peak:.0f}", GOAL] for name, run in found.items()]
    return table(HEAD, rows) + f"\n\n{runs} runs each, with the guarded SQL in the cache."


def _documents(files: Mapping[str, str]) -> list[str]:
    return [name for name in files if name.endswith("initiative.yaml")]


def _one_story(files: Mapping[str, str]) -> dict[str, str]:
    name = _documents(files)[0]
    return {name: _ESTIMATE.sub(lambda found: f"estimate: {int(found[1]) + 1}", files[name], count=1)}


def _every_target(files: Mapping[str, str]) -> dict[str, str]:
    return {name: _TARGET.sub(_a_little_more, files[name]) for name in _documents(files)}


def _a_little_more(found: re.Match[str]) -> str:
    return f"{found[0]}{'1' if '.' in found[1] else '.1'}"


def _every_estimate(files: Mapping[str, str]) -> dict[str, str]:
    return {
        name: _ESTIMATE.sub(lambda found: f"estimate: {int(found[1]) + 1}", files[name]) for name in _documents(files)
    }


_CHANGES: dict[str, Callable[[Mapping[str, str]], dict[str, str]]] = {
    "one story changed": _one_story,
    "every target changed": _every_target,
    "every estimate changed": _every_estimate,
}


if __name__ == "__main__":
    main()
