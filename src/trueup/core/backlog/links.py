"""The table of `links.csv`: one row an epic, largest effort first, with a column for the KPIs it moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import Final

from trueup.core.backlog.effort import Effort, efforts, main_unit, pieces_of, total
from trueup.core.backlog.estimates import Unit
from trueup.core.backlog.row import Item, Note
from trueup.core.base.record import dataclass

ITEM: Final = "item"
KPI: Final = "kpi"
OPEN: Final = "open items"
OWN: Final = (ITEM, "title", KPI, "points", "days", OPEN, "without estimate")
"""The columns that an import writes; any other column is the people's and stays."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """An epic and its open effort, and whether it is done all the same."""

    id: str
    title: str
    effort: Effort
    done: bool = False


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One row of the table: what to link (an item, `label:checkout`, a query), to which KPIs, and other cells."""

    item: str
    kpi: str
    cells: Mapping[str, str] = field(default_factory=dict)
    row: int = 0


@dataclass(frozen=True, slots=True)
class LinkTable:
    """A table of links as it was saved: its rows, and what its cells are separated by."""

    rows: Sequence[LinkRow] = ()
    separator: str = ","


def ranked(items: Sequence[Item]) -> list[Ranked]:
    """Return the epics of a backlog, the one with the largest open effort first."""
    found = efforts(pieces_of(items))
    epics = [item for item in items if item.level == "epic"]
    return in_order(
        [Ranked(e.id, _text(e.values.get("title")), found[e.id], e.values.get("status") == "done") for e in epics]
    )


def in_order(epics: Sequence[Ranked]) -> list[Ranked]:
    """Return epics by effort in the main unit, then in the other, then by missing estimates, then by open items."""
    unit = main_unit(total(each.effort for each in epics))
    other: Unit = "day" if unit == "point" else "point"
    return sorted(epics, key=lambda e: (-e.effort.of(unit), -e.effort.of(other), -e.effort.missing, -e.effort.leaves))


def table(epics: Iterable[Ranked], before: Sequence[LinkRow]) -> list[LinkRow]:
    """Return the rows of a new table: the epics with what people filled in so far, then the rows that are theirs alone.

    A row of an epic that is no longer there stays only where people filled something in.
    """
    filled: dict[str, LinkRow] = {}
    others = [row for row in before if filled.setdefault(row.item, row) is not row]
    found = []
    for epic in epics:
        old = filled.pop(epic.id, None)
        cells = {name: text for name, text in (old.cells if old else {}).items() if name not in OWN}
        effort = epic.effort
        own = {
            "title": epic.title,
            "points": _number(effort.point),
            "days": _number(effort.day),
            OPEN: str(effort.leaves),
            "without estimate": str(effort.missing),
        }
        found.append(LinkRow(epic.id, old.kpi if old else "", {**own, **cells}))
    rest = sorted([*filled.values(), *others], key=lambda row: row.row)
    return [*found, *(row for row in rest if _is_theirs(row))]


def _is_theirs(row: LinkRow) -> bool:
    """Whether people filled in a row, or wrote it: one that an import wrote counts open items."""
    return bool(row.kpi) or any(text for name, text in row.cells.items() if name not in OWN) or not row.cells.get(OPEN)


def prefilled(
    before: Sequence[LinkRow], items: Sequence[Item], linked: Mapping[str, str]
) -> tuple[list[LinkRow], list[Note]]:
    """Return a table with the KPIs that imported items name filled in, and what is to be said about them.

    Neither a cell that is filled in nor what the document links already (`linked`, by item) is changed.
    """
    rows = list(before)
    at = {row.item: place for place, row in reversed(list(enumerate(rows)))}
    added, notes = 0, []
    for item in items:
        given = ", ".join(item.texts.get("advances", ())).strip()
        mine = linked.get(item.id, "")
        if not given or _parts(given) == _parts(mine):
            continue
        row = rows[at[item.id]] if item.id in at else None
        if mine or (row is not None and row.kpi):
            here = mine or (row.kpi if row else "")
            if _parts(given) != _parts(here):
                notes.append(Note(f"`{item.id}` advances `{here}` here and `{given}` in the file: yours stays"))
            continue
        added += 1
        if row is not None:
            rows[at[item.id]] = replace(row, kpi=given)
        else:
            cells = {"title": _text(item.values.get("title"))}
            rows.append(LinkRow(item.id, given, cells, max((row.row for row in rows), default=1) + 1))
    if added:
        name = "1 item names a KPI" if added == 1 else f"{added:,} items name KPIs"
        notes.insert(0, Note(f"{name} under `advances`: that stands in links.csv now, and `trueup link` writes it"))
    return rows, notes


def _parts(kpis: str) -> set[str]:
    return {each.strip() for each in kpis.split(",") if each.strip()}


def columns_of(rows: Iterable[LinkRow]) -> list[str]:
    """Return the columns of a table; points or days are left out where no row has any."""
    used = dict.fromkeys(name for row in rows for name, text in row.cells.items() if text)
    kept = [name for name in OWN if name in used or name not in ("points", "days")]
    return [*kept, *(name for name in used if name not in OWN)]


def _number(amount: float) -> str:
    return f"{amount:.4f}".rstrip("0").rstrip(".") if amount else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
