"""`trueup why ID`: the way from any item to the strategic objective."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from trueup.cli.options import as_of_option, day_or_today, format_option


@click.command("why", short_help="Show the way from an item to the strategic objective, or where it breaks.")
@click.argument("item")
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@as_of_option
@format_option("text", "json")
def command(item: str, path: Path, as_of: date | None, form: str) -> int:
    """Show why ITEM is there: each step to the strategic objective, with KPI, money and owner.

    ITEM is an epic, story, task, KPI, goal, data set, option, assumption or person, by id or path. Leaves with 1 where
    the way breaks. Figures use data seen earlier (evidence/ or the cache); it reads no data itself.
    """
    from trueup.app.why import why
    from trueup.render.why import why_json, why_text

    ways = why(path, item, as_of=day_or_today(as_of))
    click.echo(why_json(ways) if form == "json" else why_text(ways, as_of), nl=False)
    return int(not ways.reaches)
