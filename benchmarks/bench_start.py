"""How long the command line takes to answer at all: `--version` and the `--help` of every verb, whole processes."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from timing import TRUEUP, environment, process, report, table, taking_turns

from trueup.cli.group import OWN


def main() -> None:
    """Print the table; `--record` keeps it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=9)
    options.add_argument("--record", action="store_true", help="append the result to RESULTS.md")
    given = options.parse_args()
    asked = [["--version"], ["--help"], *([verb, "--help"] for verb in OWN)]
    with tempfile.TemporaryDirectory() as folder:
        env = environment(Path(folder))
        for arguments in asked:
            process([*TRUEUP, *arguments], env)
        jobs = {" ".join(each): lambda each=each: process([*TRUEUP, *each], env) for each in asked}
        found = taking_turns(jobs, given.runs)
    rows = [
        [f"`trueup {name}`", f"{run.cpu:.3f}", f"{run.wall:.3f}", "0.15 s" if name == "--version" else "0.3 s"]
        for name, run in found.items()
    ]
    report("start", table(["median of runs that take turns", "CPU s", "wall s", "goal"], rows), record=given.record)


if __name__ == "__main__":
    main()
