"""10,000 findings as SARIF and in the other formats of `trueup check`: the rendering alone, then the whole process."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from generate import AS_OF, portfolio
from timing import TRUEUP, Run, call, environment, process, report, table, taking_turns

from trueup.app.check import check
from trueup.core.rules.catalogue import CATALOGUE
from trueup.render.github import github_text
from trueup.render.junit import junit_text
from trueup.render.markdown import markdown_text
from trueup.render.outcome import Outcome
from trueup.render.sarif import sarif_text

FINDINGS = 10_000
ITEMS = 5000
HEAD = ("median of runs that take turns", "CPU s", "wall s", "peak MB", "kB", "goal")
RENDERED: dict[str, Callable[[Outcome], str]] = {
    "SARIF": lambda found: sarif_text(found, CATALOGUE),
    "JUnit": lambda found: junit_text(found, CATALOGUE),
    "GitHub": github_text,
    "Markdown": markdown_text,
}


def main() -> None:
    """Print the table; `--record` keeps it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--findings", type=int, default=FINDINGS)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--record", action="store_true", help="append the result to RESULTS.md")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report("SARIF", _measured(Path(folder), given.findings, given.runs), record=given.record)


def _measured(scratch: Path, findings: int, runs: int) -> str:
    made = portfolio(ITEMS).write(scratch / "portfolio")
    found = _with(findings, made, scratch / "cache")
    rendered = taking_turns(
        {name: lambda each=each: call(lambda: each(found)) for name, each in RENDERED.items()}, runs
    )
    rows = [
        _row(
            f"{findings:,} findings as {name}",
            run,
            len(RENDERED[name](found).encode()),
            "2 s" if name == "SARIF" else "",
        )
        for name, run in rendered.items()
    ]
    env = environment(scratch)
    commands = {form: [*TRUEUP, "check", str(made), "--as-of", AS_OF, "--format", form] for form in ("text", "sarif")}
    for command in commands.values():
        process(command, env)
    whole = taking_turns({form: lambda form=form: process(commands[form], env) for form in commands}, runs)
    rows += [_row(f"`check --format {form}`, {ITEMS:,} items", run, None, "") for form, run in whole.items()]
    return table(HEAD, rows)


def _with(findings: int, made: Path, cache: Path) -> Outcome:
    """Return what `check` finds in a portfolio, its findings repeated about other subjects until there are so many."""
    checked = check(made, as_of=date.fromisoformat(AS_OF), phase="planning", cache=cache)
    finding = [one for one in checked.assessments if one.findings]
    each = -(-findings // len(finding))
    assessments = []
    for one in finding:
        count = min(each, findings)
        findings -= count
        told = (replace(one.findings[n % len(one.findings)], subject=f"{n}") for n in range(count))
        assessments.append(replace(one, findings=tuple(told)))
    return Outcome(tuple(assessments), checked.faults, checked.over)


def _row(name: str, run: Run, size: int | None, goal: str) -> list[str]:
    peak = f"{run.peak:.0f}" if run.peak else ""
    return [name, f"{run.cpu:.2f}", f"{run.wall:.2f}", peak, "" if size is None else f"{size / 1000:,.0f}", goal]


if __name__ == "__main__":
    main()
