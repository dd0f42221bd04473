"""`trueup link`: which epic moves which KPI, from a table filled in with a spreadsheet."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trueup.cli.options import as_of_option, day_or_today
from trueup.cli.status import OK, STOPPED

if TYPE_CHECKING:
    from trueup.app.link import Outcome, Reaching


@click.command("link", short_help="Link epics and stories to KPIs from a filled-in links.csv.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--into", "folder", type=click.Path(path_type=Path), help="The initiative.  [default: FILE's folder]")
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@as_of_option
def command(file: Path, folder: Path | None, *, dry_run: bool, as_of: date | None) -> int:
    """Write the KPIs that FILE names into `advances:` of the items it names, and say how much effort then reaches them.

    FILE has the columns `item` and `kpi`. An item is an id, a key, `label:checkout` or a query of several terms
    (label, type, level, status, assignee, title, epic, key); several KPIs are separated by commas, weights written
    `late=2`. Effort is counted in days or in points, as the backlog has it, never converted.
    """
    from trueup.app.link import apply
    from trueup.render.link_text import empty_line, no_kpi_lines, plan_lines

    found = apply(file, folder, as_of=day_or_today(as_of), dry_run=dry_run)
    lines: list[str] = []
    if found.plan.rows or found.plan.left:
        lines += plan_lines(found.plan, dry_run=dry_run)
    if found.linked and not found.plan.rows:
        lines.append(empty_line(found.linked))
    if not found.kpis or not (found.plan.rows or found.linked):
        lines += no_kpi_lines(found.epics, found.kpis)
    elif not found.plan.faults:
        lines += _effort(found)
    click.echo("\n".join(lines))
    return STOPPED if found.plan.faults else OK


def _effort(found: Outcome) -> list[str]:
    from trueup.render.link_text import Effort, effort_lines

    before, after = found.before, found.after
    if before is None or after is None:
        return ["There is no open work."]
    rows = [
        Effort("advances a KPI", before.advancing, after.advancing),
        Effort("linked (the KPI has an owner)", before.linked, after.linked),
        Effort("aligned (the KPI is owned and measured)", before.aligned, after.aligned, after.why),
    ]
    return list(effort_lines(rows, after.total, after.unit, _notes(after)))


def _notes(after: Reaching) -> list[str]:
    from trueup.render.plain import count_of

    other = "days" if after.unit == "point" else "points"
    notes = []
    if after.without - after.other:
        items = count_of(after.without - after.other, "open item")
        notes.append(f"{items} {'has' if after.without - after.other == 1 else 'have'} no estimate and count nothing.")
    if after.other:
        items = count_of(after.other, "open item")
        told = "is" if after.other == 1 else "are"
        notes.append(f"{items} {told} estimated in {other}, which are never converted, and count nothing here.")
    return notes
