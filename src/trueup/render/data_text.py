"""The readiness of data for a screen: the heat table, what to fix first, what fails, what did not run."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from trueup.core.model.results.checks import CheckResult, Dimension
from trueup.core.readiness.report import DataReport, cell
from trueup.render.data_words import (
    LEGEND,
    MARKS,
    PROFILED,
    cell_mark,
    failing,
    impact_words,
    needs_all,
    needs_all_words,
    not_due_words,
    outcome_words,
    owner_name,
    repair_words,
    sample_words,
    since_words,
    skipped,
    standing,
    summary,
    title_of,
)
from trueup.render.harmless import one_line
from trueup.render.profile_text import profile_text
from trueup.render.terminal import Screen

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_HEADS: Final[dict[Dimension, str]] = {
    "completeness": "comple-\nteness",
    "uniqueness": "unique-\nness",
    "conformity": "confor-\nmity",
    "consistency": "consis-\ntency",
    "accuracy": "accu-\nracy",
    "currentness": "current-\nness",
    "balance": "balance",
    "representativeness": "repre-\nsenta-\ntive-\nness",
    "similarity": "simi-\nlarity",
    "relevance": "rele-\nvance",
    "confidentiality": "confi-\nden-\ntiality",
}
_STYLES = {"blocks": "bold red", "error": "red", "warning": "yellow", "note": "dim"}
_STYLES |= {"not run": "magenta", "open": "magenta"}


def data_text(found: DataReport, screen: Screen, remarks: Sequence[str] = ()) -> str:
    """Return the readiness as text for a screen; the same report and screen give the same bytes."""
    from rich.console import Console

    console = Console(
        file=io.StringIO(),
        width=screen.width,
        force_terminal=screen.colour,
        no_color=not screen.colour,
        color_system="standard" if screen.colour else None,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )
    console.print(title_of(found), style="bold")
    console.print(summary(found))
    if found.readiness:
        console.print()
        console.print(_table(found))
        console.print(LEGEND, style="dim")
    _first(console, found)
    for each in found.readiness:
        _checks(console, found, str(each.data), each.checks)
    _unread(console, found)
    for data, profile in found.profiles.items():
        console.print()
        if found.rows is not None:
            console.print(PROFILED)
        console.print(profile_text(profile, data, screen.width), end="")
    for remark in remarks:
        console.print()
        console.print(remark)
    output = console.file
    assert isinstance(output, io.StringIO)  # noqa: S101 - made above
    return "\n".join(line.rstrip() for line in output.getvalue().splitlines()) + "\n"


def _table(found: DataReport) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("data set", overflow="fold")
    for dimension in found.dimensions:
        table.add_column(_HEADS[dimension], no_wrap=True)
    for each in found.readiness:
        table.add_row(str(each.data), *(cell_mark(cell(each, dimension)) for dimension in found.dimensions))
    return table


def _first(console: Console, found: DataReport) -> None:
    first = found.first()
    if not first:
        return
    console.print()
    console.print("Fix these first", style="bold")
    for owner, repairs in first.items():
        console.print(f"  {owner_name(found, owner)}", style="bold")
        for number, repair in enumerate(repairs, 1):
            _indented(console, f"{number}. {repair_words(repair)}", 4)
            for line in impact_words(repair.impact, found.document.initiative) if repair.impact else ():
                _indented(console, line, 7)


def _checks(console: Console, found: DataReport, data: str, checks: Sequence[CheckResult]) -> None:
    shown = [*failing(checks), *(result for result in skipped(checks) if not needs_all(result))]
    waiting = [words for words in (needs_all_words(checks), not_due_words(checks)) if words]
    if not shown and not waiting:
        return
    console.print()
    console.print(f"{data}: {_what(checks)}", style="bold")
    for result in shown:
        state = standing(result)
        where = f" ({result.check.where})" if result.check.where else ""
        console.print(
            f"  {MARKS[result.outcome]} {state:<8} {one_line(result.check.id)}: {one_line(result.check.what)}{where}",
            style=_STYLES[state],
        )
        since = since_words(result, found.as_of.isoformat())
        _indented(console, outcome_words(result) + (f"; {since}" if since else ""), 13)
        for row in sample_words(result):
            _indented(console, row, 15)

    for words in waiting:
        _indented(console, words, 2)


def _what(checks: Sequence[CheckResult]) -> str:
    parts = ["what fails"] if failing(checks) else []
    parts += ["what did not run"] if skipped(checks) else []
    return " and ".join(parts) or "all pass"


def _unread(console: Console, found: DataReport) -> None:
    for data, why in found.unread.items():
        console.print()
        console.print(f"{data} could not be read: {one_line(why.detail)}. {one_line(why.fix)}".rstrip())


def _indented(console: Console, text: str, depth: int) -> None:
    from rich.padding import Padding

    console.print(Padding(one_line(text), (0, 0, 0, depth)))
