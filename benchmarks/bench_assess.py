"""`trueup assess` on the flights example (336,776 flights), with nothing cached and unchanged: whole processes."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from timing import ROOT, TRUEUP, Run, environment, process, report, table, taking_turns


def main() -> None:
    """Print the table; `--record` keeps it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=7)
    options.add_argument("--record", action="store_true", help="append the result to RESULTS.md")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        env = environment(scratch)
        flights = scratch / "flights"
        shutil.copytree(ROOT / "examples" / "flights", flights, ignore=shutil.ignore_patterns("evidence"))
        command = [*TRUEUP, "assess", str(flights), "--phase", "feasibility", "--as-of", "2014-01-15"]

        def cold() -> Run:
            shutil.rmtree(env["TRUEUP_CACHE"], ignore_errors=True)
            shutil.rmtree(flights / "evidence", ignore_errors=True)
            return process(command, env)

        cold()
        found = taking_turns({"cold": cold, "unchanged": lambda: process(command, env)}, given.runs)
    goals = {"cold": ("3 s", "500 MB"), "unchanged": ("1 s", "500 MB")}
    rows = [[n, f"{r.cpu:.2f}", f"{r.wall:.2f}", goals[n][0], f"{r.peak:.0f}", goals[n][1]] for n, r in found.items()]
    head = ["median of runs that take turns", "CPU s", "wall s", "goal", "peak MB", "goal"]
    report("assess examples/flights", table(head, rows), record=given.record)


if __name__ == "__main__":
    main()
