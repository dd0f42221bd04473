"""What a table of links changes, or would, and how much effort then reaches KPIs, as plain lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from trueup.core.backlog.linking import Linked, Plan
from trueup.core.backlog.links import Ranked
from trueup.core.base.record import dataclass
from trueup.render.backlog_text import effort_of, plain, ranking_lines
from trueup.render.charts.numbers import share
from trueup.render.plain import count_of

_MOST: Final = 60
_WIDTH: Final = 60
_UNLINK: Final = "An empty cell changes nothing; write `-` in it to un-link."


@dataclass(frozen=True, slots=True)
class Effort:
    """One line of effort: what it is, how much of the whole, before and after; None where it is unknown."""

    what: str
    before: float | None
    after: float | None
    note: str = ""


def plan_lines(plan: Plan, *, dry_run: bool) -> Iterator[str]:
    """Yield each row that cannot be followed, then each item whose links change."""
    for fault in plan.faults:
        yield f"row {fault.row}: {fault.problem}."
        yield f"    {fault.fix}"
    if plan.faults:
        rows = "1 row" if len(plan.faults) == 1 else f"{len(plan.faults):,} rows"
        yield f"Nothing was written: {rows} cannot be followed."
    for change in plan.changes[:_MOST]:
        yield f"  {_label(change)}: {_weights(change.before)} -> {_weights(change.after)}"
    if len(plan.changes) > _MOST:
        yield f"  and {len(plan.changes) - _MOST:,} more"
    for each in plan.left[:_MOST]:
        yield f"  {_label(each)}: still {_weights(each.after)}. {_UNLINK}"
    if len(plan.left) > _MOST:
        yield f"  and {len(plan.left) - _MOST:,} more rows with an empty cell whose items stay linked"
    what = "would change" if dry_run or plan.faults else "changed"
    same = f"; {count_of(plan.same, 'item')} linked so already" if plan.same else ""
    if plan.rows:
        rows, items = count_of(plan.rows, "row"), count_of(len(plan.changes), "item")
        yield f"{rows} with a KPI: the links of {items} {what}{same}."


def empty_line(linked: int) -> str:
    """Return that no cell is filled in, where items are linked nevertheless."""
    items = "1 item is" if linked == 1 else f"{linked:,} items are"
    return f"The column `kpi` is empty, so nothing changed; {items} linked to a KPI already."


def effort_lines(efforts: Sequence[Effort], total: float, unit: str, notes: Sequence[str]) -> Iterator[str]:
    """Yield how much of the open effort reaches KPIs, in the unit the backlog has it in."""
    yield f"Of {effort_of(total, unit)} of open effort:"
    for each in efforts:
        was = f", before {plain(each.before)}" if each.before is not None and each.before != each.after else ""
        if each.after is None:
            yield f"  {each.what:<42} unknown: {each.note}"
        else:
            part = f" ({share(each.after / total)})" if total else ""
            note = f"; {each.note}" if each.note else ""
            yield f"  {each.what:<42} {effort_of(each.after, unit)}{part}{was}{note}"
    yield from (f"  {note}" for note in notes)


def no_kpi_lines(epics: Sequence[Ranked], kpis: Sequence[str]) -> Iterator[str]:
    """Yield that there is nothing to link to yet, or no row that does, and the epics by effort."""
    if kpis:
        yield f"No row names a KPI. Fill the column `kpi` with {', '.join(kpis[:8])}."
    else:
        yield "No KPI is defined yet, so there is nothing to link to. Define the one that decides under `kpis:` first."
    yield "These epics hold the most open effort; begin with them:"
    yield from ranking_lines(epics)


def _label(change: Linked) -> str:
    return change.label if len(change.label) <= _WIDTH else change.label[: _WIDTH - 1] + "…"


def _weights(weights: Mapping[str, float]) -> str:
    if not weights:
        return "nothing"
    return ", ".join(kpi if weight == 1 else f"{kpi}: {weight:g}" for kpi, weight in weights.items())
