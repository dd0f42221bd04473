"""Tables as CSV for a spreadsheet: links to fill in, and rows that were not taken. No cell is ever run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from trueup.core.backlog.links import ITEM, KPI, LinkRow, columns_of
from trueup.core.backlog.neutral import neutral
from trueup.core.backlog.row import NotTaken

_MARK = "\ufeff"
"""Tells a spreadsheet that the file is UTF-8."""


def links_csv(rows: Sequence[LinkRow], separator: str = ",") -> str:
    """Return the table of links as CSV, its cells separated as people's spreadsheet separated them."""
    names = columns_of(rows)
    return _MARK + csv_text(names, ([_cell(row, name) for name in names] for row in rows), separator)


def not_taken_csv(rows: Iterable[NotTaken]) -> str:
    """Return the rows that were not taken as CSV, each with its reason."""
    return _MARK + csv_text(("row", "key", "title", "reason"), ((str(e.row), e.key, e.title, e.reason) for e in rows))


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]], separator: str = ",") -> str:
    """Return rows as CSV with every formula neutralised."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")  # quotes a lone carriage return, too
    writer.writerow([neutral(cell) for cell in header])
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue()


def _cell(row: LinkRow, name: str) -> str:
    return row.item if name == ITEM else row.kpi if name == KPI else row.cells.get(name, "")
