"""A sheet as Markdown, for a mail, a wiki or a pull request; text of documents is never taken for markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from trueup.render.charts.numbers import amount, share
from trueup.render.charts.segments import LABELS, SegmentBar
from trueup.render.html.page import Figure
from trueup.render.html.readers.sheet import Block, Cell, Code, Facts, Nothing, Section, Sheet, Steps, Table, Track
from trueup.render.markdown import inline

_SIGNS: Final = {"ok": "✓", "warn": "!", "bad": "✗", "quiet": "?"}


def sheet_markdown(sheet: Sheet) -> str:
    """Return a sheet as Markdown: the same words and figures as the page, each figure with its basis."""
    parts = [f"# {inline(sheet.title)}", inline(sheet.lede)]
    parts.append(" · ".join(f"{inline(label)}: {inline(value)}" for label, value in sheet.meta))
    parts.append("\n".join([f"**{inline(sheet.verdict)}**", *(f"- {inline(point)}" for point in sheet.points)]))
    if sheet.figures:
        rows = [(inline(label), _figure(figure), inline(line)) for label, figure, line in sheet.figures]
        parts.append(_table(("Figure", "Value", "Of it"), rows))
    for section in sheet.sections:
        parts += _section(section)
    parts.append("\n".join(inline(line) for line in sheet.foot))
    return "\n\n".join(part for part in parts if part) + "\n"


def _figure(figure: Figure) -> str:
    words = f"{figure.value} {figure.unit}".strip()
    return f"**{inline(words)}** ({figure.basis})"


def _section(section: Section) -> Iterator[str]:
    yield f"## {inline(section.title)}"
    if section.lead:
        yield inline(section.lead)
    for block in section.blocks:
        yield _block(block)
    if section.ground:
        yield f"*{section.basis.capitalize()}* {inline(section.ground)}"


def _block(block: Block) -> str:
    match block:
        case Table():
            table = _table(block.columns, [tuple(_cell(cell) for cell in row) for row in block.rows])
            return f"{table}\n\n{inline(block.left_out)}" if block.left_out else table
        case Steps():
            return "\n".join(_step(number, row) for number, row in enumerate(block.rows, 1))
        case Facts():
            return "\n".join(f"- {inline(label)}: {_cell(cell)}" for label, cell in block.rows)
        case Track():
            gates = [(inline(g.name), inline(g.status), inline(g.note)) for g in block.gates]
            return _table(("Gate", "Content", "Signatures"), gates)
        case Code():
            return "\n".join(f"- `{line}`: {inline(words)}" for line, words in block.rows)
        case SegmentBar():
            return "\n".join(
                f"- {LABELS[name]}: {inline(amount(value, block.unit))} ({share(value / block.total)})"
                for name, value in block.segments
                if value and block.total
            )
        case Nothing():
            return f"{inline(block.words)} {inline(block.fix)}".strip()


def _step(number: int, row: tuple[str, str, str, str, str]) -> str:
    what, why, who, stake, basis = row
    money = f", {inline(stake)} ({basis})" if stake else ""
    return f"{number}. **{inline(what)}** {inline(why)} ({inline(who)}{money})"


def _cell(cell: Cell) -> str:
    sign = f"{_SIGNS[cell.state]} " if cell.state else ""
    basis = f" ({cell.basis})" if cell.basis else ""
    note = f" ({inline(cell.note)})" if cell.note else ""
    return f"{sign}{inline(cell.words)}{basis}{note}"


def _table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])
