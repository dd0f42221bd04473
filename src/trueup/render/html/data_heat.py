"""The heat table of readiness: data sets by the dimensions of ISO/IEC 25012 and 5259."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from trueup.core.base.record import dataclass
from trueup.core.model.initiative import Initiative
from trueup.core.model.results.checks import DataReadiness, Dimension
from trueup.core.readiness.report import Cell, cell, due_dimensions
from trueup.render.charts.numbers import number
from trueup.render.charts.slice import State
from trueup.render.charts.svg import anchor
from trueup.render.data_words import cell_words

LEGEND = (
    "How many checks fail of those that ran; a cell with a cross holds up the next gate, or would where it is needed"
)


_FOLDED: Final[Mapping[Dimension, str]] = {
    "completeness": "complete\u00adness",
    "uniqueness": "unique\u00adness",
    "conformity": "confor\u00admity",
    "consistency": "consis\u00adtency",
    "currentness": "current\u00adness",
    "representativeness": "represen\u00adtative\u00adness",
    "confidentiality": "confiden\u00adtiality",
}
"""Where a long word may be broken in the head of a narrow column."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell: its state, a count, and the same in words; no words where nothing is asked."""

    state: State
    short: str
    words: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A data set with a cell for each dimension; `href` leads to what is told of it."""

    name: str
    note: str
    cells: tuple[HeatCell, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class HeatTable:
    """The dimensions that anything is asked about, and a row for each data set."""

    dimensions: tuple[str, ...]
    rows: tuple[HeatRow, ...]


def heat_table(initiative: Initiative, found: Iterable[DataReadiness], *, linked: bool = False) -> HeatTable:
    """Return the heat table of some data sets; `linked` rows lead to the data set on the same page."""
    sets = tuple(found)
    dimensions = due_dimensions(sets)
    return HeatTable(
        tuple(_FOLDED.get(dimension, dimension).capitalize() for dimension in dimensions),
        tuple(_row(initiative, each, dimensions, linked=linked) for each in sets),
    )


def _row(initiative: Initiative, each: DataReadiness, dimensions: Sequence[Dimension], *, linked: bool) -> HeatRow:
    table = initiative.data.get(each.data)
    rows = f"{number(each.rows)} rows" if each.rows is not None else "not read"
    title = (table.title or "") if table else ""
    note = f"{title}, {rows}" if title else rows
    href = f"#{anchor(f'set-{each.data}')}" if linked else ""
    return HeatRow(str(each.data), note, tuple(_cell(cell(each, dimension)) for dimension in dimensions), href)


def _cell(found: Cell) -> HeatCell:
    words = cell_words(found)
    if found.failed:
        return HeatCell("bad" if found.blocks else "warn", f"{found.failed} of {found.asked}", words)
    if found.not_run:
        return HeatCell("quiet", f"{found.not_run} not run", words)
    if found.asked:
        return HeatCell("ok", str(found.asked), words)
    return HeatCell("quiet", "not due", words)
