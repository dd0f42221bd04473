"""What checks came to in earlier runs: `evidence/checks.jsonl`, committed with the document.

Each check has the list of its outcomes, oldest first; one is added only where it differs from the last, so that the
same data leaves the file as it is, whatever the day. A line of the file is one check: a merge touches what changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias, cast, get_args

from trueup.adapters.output import write_whole
from trueup.core.base.errors import ErrorCode, TrueupError
from trueup.core.model.results.checks import CheckResult, CheckRun, Outcome

FILE: Final = "checks.jsonl"
MOST_RUNS: Final = 40
"""Outcomes kept of each check: the newest, and the first of an unbroken row of failures."""
_LARGEST: Final = 32_000_000
_UNREADABLE: Final = (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError)
_Runs: TypeAlias = dict[str, dict[str, list[CheckRun]]]


class CheckHistory:
    """The outcomes of all checks of an initiative in earlier runs; a file that cannot be read holds none."""

    def __init__(self, folder: Path, *, confined: bool = False) -> None:
        """Read the history in the folder of an initiative; with `confined` no link leads out of the folder."""
        self.file = folder / "evidence" / FILE
        self._within = folder.resolve() if confined else None
        self._runs = _read(self.file)

    def before(self, data: str, check: str, as_of: date) -> tuple[CheckRun, ...]:
        """Return the runs of a check that were asked as of an earlier day, oldest first."""
        day = as_of.isoformat()
        return tuple(run for run in self._runs.get(data, {}).get(check, ()) if run.as_of < day)

    def add(self, found: Mapping[str, Iterable[CheckResult]], as_of: date, *, whole: bool) -> bool:
        """Keep what came of the checks of data sets; return whether the file changed. Raises `TrueupError`.

        With `whole` these are all checks of their data sets, and what is known of others is dropped. What is asked as
        of a day before the last run is not kept: the past is not written anew.
        """
        for data, checks in found.items():
            known = self._runs.setdefault(data, {})
            ids = {result.check.id for result in checks}
            if whole:
                self._runs[data] = known = {name: runs for name, runs in known.items() if name in ids}
            for result in checks:
                run = CheckRun(as_of.isoformat(), result.outcome, result.failing, result.of)
                known[result.check.id] = _added(known.get(result.check.id, []), run)
        return self._write()

    def _write(self) -> bool:
        if self._within is not None and not self.file.resolve().is_relative_to(self._within):
            what = f"{self.file} leads out of the initiative's folder."
            raise TrueupError(ErrorCode.OUTPUT, what, str(self.file), "Remove the link.")
        return write_whole(self.file, _text(self._runs).encode())


def _added(runs: list[CheckRun], run: CheckRun) -> list[CheckRun]:
    if runs and run.as_of < runs[-1].as_of:
        return runs
    kept = runs[:-1] if runs and runs[-1].as_of == run.as_of else runs
    if kept and _outcome(kept[-1]) == _outcome(run):
        return kept
    return _bounded([*kept, run])


def _bounded(runs: list[CheckRun]) -> list[CheckRun]:
    """Return the newest runs; where all of them fail, the first failure of the row stays as the oldest."""
    if len(runs) <= MOST_RUNS:
        return runs
    newest = runs[-MOST_RUNS:]
    dropped = runs[-MOST_RUNS - 1]
    return [dropped, *newest[1:]] if dropped.outcome == newest[0].outcome == "fail" else newest


def _outcome(run: CheckRun) -> tuple[Outcome, int | None, int | None]:
    return run.outcome, run.failing, run.of


def _text(runs: _Runs) -> str:
    lines = [
        json.dumps({"data": data, "check": name, "runs": [_row(run) for run in runs[data][name]]}, ensure_ascii=False)
        for data in sorted(runs)
        for name in sorted(runs[data])
    ]
    return "".join(f"{line}\n" for line in lines)


def _row(run: CheckRun) -> list[str | int | None]:
    return [run.as_of, run.outcome, run.failing, run.of]


def _read(file: Path) -> _Runs:
    """Return what can be read of the history; a line that cannot be tells nothing."""
    found: _Runs = {}
    try:
        if not file.is_file() or file.stat().st_size > _LARGEST:
            return {}
        lines = file.read_text("utf-8").splitlines()
    except _UNREADABLE:
        return {}
    for line in lines:
        try:
            raw = json.loads(line)
            found.setdefault(str(raw["data"]), {})[str(raw["check"])] = [_run(row) for row in raw["runs"]]
        except _UNREADABLE:
            continue
    return found


def _run(row: list[object]) -> CheckRun:
    as_of, outcome, failing, of = row
    if outcome not in get_args(Outcome):
        raise ValueError(f"{outcome} is no outcome")
    return CheckRun(date.fromisoformat(str(as_of)).isoformat(), cast("Outcome", outcome), _count(failing), _count(of))


def _count(value: object) -> int | None:
    return None if value is None else int(str(value))
