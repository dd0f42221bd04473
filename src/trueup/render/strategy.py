"""The data strategy as text and as JSON: objectives, decisions, data, what is there and the money on it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence

from trueup.core.base.finding import Finding
from trueup.core.base.quantity import Quantity
from trueup.core.portfolio.strategy import Aim, DataStrategy, StrategyRow
from trueup.render.json import finding, quantity
from trueup.render.lines import findings_lines
from trueup.render.plain import MARKS, count_of, money
from trueup.render.terminal import Screen

FORMAT = 1
SIGNS = {"have": "✓ have", "gap": "✗ gap", "unknown": "? not named"}
NOT_WRITTEN = "-"


def strategy_text(found: DataStrategy, findings: Sequence[Finding], screen: Screen) -> str:
    """Return the data strategy as a table for a screen, then what is wrong in it."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(
        file=io.StringIO(),
        width=screen.width,
        force_terminal=screen.colour,
        no_color=not screen.colour,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )
    console.print(f"{found.title}: data strategy", style="bold")
    console.print(summary(found))
    if found.aims or found.adrift:
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, expand=True)
        for title, ratio in (("objective", 3), ("decision", 4), ("data", 4), ("owner", 2), ("initiatives, value", 3)):
            table.add_column(title, ratio=ratio, overflow="fold")
        for cells in _lines(found):
            table.add_row(*cells)
        console.print(table)
    output = console.file
    assert isinstance(output, io.StringIO)  # noqa: S101 - made above
    lines = [line.rstrip() for line in output.getvalue().splitlines()]
    lines += ["", "✓ have  ✗ gap  ? not named  " + "".join(f"  {sign} {basis}" for basis, sign in MARKS.items())]
    lines += ["", *findings_lines(findings)] if findings else []
    return "\n".join(lines) + "\n"


def summary(found: DataStrategy) -> str:
    """Return in one sentence how much of the strategy has its data."""
    rows = found.rows
    if not rows:
        return "No decision is named yet. Add `data_strategy:` to portfolio.yaml: one row for each decision to improve."
    have = sum(row.standing == "have" for row in rows)
    empty = [aim for aim in found.aims if not aim.rows]
    said = f"{have} of {count_of(len(rows), 'decision')} {'has' if have == 1 else 'have'} all the data named."
    if empty:
        said += f" {count_of(len(empty), 'objective')} without data: {', '.join(aim.id for aim in empty)}."
    if found.outside:
        said += f" Outside the strategy: {', '.join(found.outside)}."
    return said


def _lines(found: DataStrategy) -> Iterator[tuple[str, ...]]:
    for aim in found.aims:
        yield from _of_aim(aim)
    for number, row in enumerate(found.adrift):
        yield ("serves no objective" if number == 0 else "", *_cells(row))


def _of_aim(aim: Aim) -> Iterator[tuple[str, ...]]:
    head = f"{aim.id}: {aim.statement}"
    if not aim.rows:
        yield (head, "no decision named", "", aim.owner or NOT_WRITTEN, ", ".join(aim.supported_by))
    for number, row in enumerate(aim.rows):
        yield (head if number == 0 else "", *_cells(row))


def _cells(row: StrategyRow) -> tuple[str, str, str, str]:
    return (row.decision or row.id, data_words(row), row.owner or NOT_WRITTEN, value_words(row))


def data_words(row: StrategyRow) -> str:
    """Return what data a row needs and what of it is there."""
    held = ", ".join(each.name if each.initiatives else f"{each.name} (no source)" for each in row.data)
    parts = [row.needs, f"{SIGNS[row.standing]}{': ' if held else ''}{held}"]
    if row.gap:
        parts.append(f"gap: {row.gap}" + (f" ({row.gap_by})" if row.gap_by else ""))
    return "\n".join(part for part in parts if part)


def value_words(row: StrategyRow) -> str:
    """Return a row's initiatives with the money on it: what the strategy states, and what initiatives promise."""
    parts = [", ".join((*row.initiatives, *(f"{name} (not found)" for name in row.strangers))) or NOT_WRITTEN]
    if row.stated:
        parts.append(f"{marked(row.stated)} stated")
    parts += [f"{marked(each)} promised" for each in row.promised]
    return "\n".join(parts)


def marked(figure: Quantity) -> str:
    """Return a figure with the sign of its basis."""
    return f"{MARKS[figure.basis]} {money(figure)}"


def strategy_json(found: DataStrategy, findings: Sequence[Finding]) -> str:
    """Return the data strategy as JSON."""
    body = {
        "trueup": FORMAT,
        "title": found.title,
        "as_of": found.as_of.isoformat(),
        "objectives": [
            {
                "id": aim.id,
                "statement": aim.statement,
                "owner": aim.owner,
                "supported_by": list(aim.supported_by),
                "rows": [_row(row) for row in aim.rows],
            }
            for aim in found.aims
        ],
        "without_objective": [_row(row) for row in found.adrift],
        "outside": list(found.outside),
        "findings": [finding(each) for each in findings],
    }
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def _row(row: StrategyRow) -> dict[str, object]:
    return {
        "id": row.id,
        "decision": row.decision,
        "needs": row.needs,
        "owner": row.owner,
        "standing": row.standing,
        "data": [{"name": each.name, "initiatives": list(each.initiatives)} for each in row.data],
        "gap": row.gap,
        "gap_by": row.gap_by,
        "initiatives": list(row.initiatives),
        "not_found": list(row.strangers),
        "stated": quantity(row.stated),
        "promised": [quantity(each) for each in row.promised],
    }
