"""What each tool is told and what it says back, as JSON: its file runs where only that tool is installed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

Kind = Literal[
    "rows", "missing", "unique", "among", "between", "like", "latest", "mean", "std", "quantiles", "orphans", "distinct"
]


@dataclass(frozen=True)
class Check:
    """One check of one table: of columns, against values (a list, two limits, a pattern, quantiles) or another table.

    `missing`, `among`, `between`, `like` and `orphans` count the rows that fail (a NULL fails `missing` only), `unique`
    rows beyond a value's first; the others are figures, of finite values. `expected` is the figure trueup found, for
    tools that have to be told what to expect.
    """

    kind: Kind
    data: str
    columns: tuple[str, ...] = ()
    values: tuple[str | float, ...] = ()
    to: tuple[str, str] | None = None
    expected: object = None

    @property
    def name(self) -> str:
        """What results are filed under."""
        return " ".join((self.kind, self.data, *self.columns))

    @property
    def column(self) -> str:
        """The first column."""
        return self.columns[0] if self.columns else ""

    def limits(self) -> list[tuple[float, float]]:
        """Return limits close around each expected figure."""
        figures = self.expected if isinstance(self.expected, list) else [self.expected]
        return [(at - abs(at) * 1e-6 - 1e-9, at + abs(at) * 1e-6 + 1e-9) for at in map(float, figures)]


@dataclass(frozen=True)
class Found:
    """What a tool said of a check: a figure, or only whether it holds, or that it cannot do it, or does it otherwise.

    `unit` says how repeated keys are counted where that is not in rows beyond a value's first: "rows" that share their
    key, or "values" that repeat. `how` names what had to be written by hand.
    """

    value: object = None
    held: bool | None = None
    unit: str = ""
    cannot: str = ""
    how: str = ""


@dataclass(frozen=True)
class Task:
    """The tables by name, and the checks of them."""

    tables: dict[str, str]
    checks: tuple[Check, ...]

    def of(self, data: str) -> tuple[Check, ...]:
        """Return the checks of one table."""
        return tuple(check for check in self.checks if check.data == data)

    def columns(self, data: str) -> list[str]:
        """Return the columns of a table that a check needs, so that a tool need not load the others."""
        own = [name for check in self.of(data) for name in check.columns]
        return list(dict.fromkeys([*own, *(check.to[1] for check in self.checks if check.to and check.to[0] == data)]))


def write_task(file: Path, tables: dict[str, str], checks: Sequence[Check]) -> None:
    """Write what a tool is told."""
    file.write_text(json.dumps({"tables": tables, "checks": [asdict(check) for check in checks]}, default=str), "utf-8")


def read_task(file: Path) -> Task:
    """Read what to do."""
    said = json.loads(file.read_text("utf-8"))
    return Task(said["tables"], tuple(_check(**each) for each in said["checks"]))


def _check(columns: list[str], values: list[str | float], to: list[str] | None, **others: object) -> Check:
    return Check(columns=tuple(columns), values=tuple(values), to=(to[0], to[1]) if to else None, **others)


def read_found(file: Path) -> dict[str, Found]:
    """Read what a tool said, by the name of the check."""
    return {name: Found(**said) for name, said in json.loads(file.read_text("utf-8")).items()}


def main(work: Callable[[Task], dict[str, Found]]) -> None:
    """Do what the command line names, `PEER TASK ANSWERS`; a check without an answer is a fault of the peer's file."""
    task = read_task(Path(sys.argv[1]))
    found = work(task)
    silent = [check.name for check in task.checks if check.name not in found]
    assert not silent, silent
    said = {name: asdict(each) for name, each in found.items()}
    Path(sys.argv[2]).write_text(json.dumps(said, default=str), "utf-8")
