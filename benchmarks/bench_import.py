"""`trueup import jira` on a generated export, and `trueup check` on what it wrote: whole processes."""

from __future__ import annotations

import argparse
import csv
import shutil
import tempfile
from pathlib import Path

from timing import TRUEUP, Run, environment, middle, process, report, table

HEAD = ("median of runs", "CPU s", "wall s", "peak MB", "goal")
GOALS = {10_000: ("3 s", "1 s more than starting")}
STATUS = ("To Do", "In Progress", "Done", "In Review", "Waiting for Legal")
WORDS = [
    "claim",
    "routing",
    "inbox",
    "letter",
    "customer",
    "handler",
    "review",
    "amount",
    "date",
    "policy",
    "form",
    "receipt",
    "scan",
    "answer",
]
SUBTASKS = 3
"""Of each story; an epic has six stories."""


def main() -> None:
    """Print the table; `--record` keeps it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, nargs="+", default=[1_000, 10_000])
    options.add_argument("--columns", type=int, default=200)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--record", action="store_true", help="append the result to RESULTS.md")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        text = _measured(Path(folder), given.rows, given.columns, given.runs)
        report("import", text, record=given.record)


def export(file: Path, rows: int, columns: int = 200) -> Path:
    """Write a Jira export of so many rows and columns: epics of six stories of three sub-tasks, labels repeated."""
    known = ["Summary", "Issue key", "Issue id", "Issue Type", "Status", "Parent", "Custom field (Story Points)"]
    known += ["Assignee", "Labels", "Labels", "Labels", "Due date", "Description", "Original Estimate"]
    header = known + [f"Custom field (Field {number})" for number in range(columns - len(known))]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        epic = story = 0
        for number in range(1, rows + 1):
            place = (number - 1) % (1 + 6 * (1 + SUBTASKS))
            kind, parent = "Sub-task", str(story)
            if place == 0:
                kind, parent, epic = "Epic", "", number
            elif (place - 1) % (1 + SUBTASKS) == 0:
                kind, parent, story = "Story", str(epic), number
            said = [WORDS[(number * step) % len(WORDS)] for step in range(1, 40)]
            points = "" if kind == "Epic" or number % 9 == 0 else str(1 + number % 8)
            labels = [WORDS[number % 5], WORDS[number % 3 + 5] if number % 2 else "", ""]
            cells = [
                " ".join(said[:7]),
                f"CLM-{number}",
                str(number),
                kind,
                STATUS[number % len(STATUS)],
                parent,
                points,
            ]
            cells += [f"Person {number % 30}", *labels, "31/May/27 12:00 AM", " ".join(said), ""]
            writer.writerow(cells + ["x" if at % 7 == number % 7 else "" for at in range(columns - len(known))])
    return file


def _measured(scratch: Path, sizes: list[int], columns: int, runs: int) -> str:
    env = environment(scratch)
    process([*TRUEUP, "import", "jira", str(export(scratch / "0.csv", 50)), "-o", str(scratch / "0")], env)
    process([*TRUEUP, "check", str(scratch / "0")], env)
    rows = []
    for size in sizes:
        file, folder = export(scratch / f"{size}.csv", size, columns), scratch / str(size)
        command = [*TRUEUP, "import", "jira", str(file), "-o", str(folder)]
        again = [process([*TRUEUP, "check", "--help"], env) for _ in range(runs)]
        rows.append(_row("`trueup check --help`", middle(again), ""))
        first = []
        for _ in range(runs):
            shutil.rmtree(folder, ignore_errors=True)
            first.append(process(command, env))
        name = f"{size:,} rows of {columns} columns, {file.stat().st_size / 1e6:.0f} MB"
        goal = GOALS.get(size, ("", ""))
        rows.append(_row(f"import {name}", middle(first), goal[0]))
        rows.append(_row("import again", middle([process(command, env) for _ in range(runs)]), ""))
        edited = folder / "backlog" / "jira.yaml"
        edited.write_text(edited.read_text("utf-8") + "# mine\n", "utf-8")
        rows.append(_row("import again, edited", middle([process(command, env)]), ""))
        check = [*TRUEUP, "check", str(folder), "--as-of", "2027-01-15"]
        rows.append(_row("check", middle([process(check, env) for _ in range(runs)]), goal[1]))
    return table(HEAD, rows)


def _row(name: str, run: Run, goal: str) -> list[str]:
    return [name, f"{run.cpu:.2f}", f"{run.wall:.2f}", f"{run.peak:.0f}", goal]


if __name__ == "__main__":
    main()
