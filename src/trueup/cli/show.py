"""`trueup show`: the chain as a tree, on the terminal or as a picture."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from trueup.cli.options import OUTPUT, as_of_option, day_or_today, format_option, path_argument, wrote

if TYPE_CHECKING:
    from trueup.render.chain_twigs import Level

_LEVELS = ("objective", "kpi", "goal", "epic", "story", "task")


@click.command("show", short_help="Draw the chain from strategic objective to tasks, as a tree or a picture.")
@path_argument
@click.argument("item", required=False, metavar="[ID]")
@click.option("--depth", type=click.Choice(_LEVELS), help="How far down to go.  [default: epic]")
@click.option("--kpi", metavar="KPI", help="Only what leads to and from this KPI.")
@as_of_option
@format_option("text", "json")
@click.option("-o", "--output", type=OUTPUT, help="Write a picture: chain.svg or chain.html.")
def command(
    path: Path,
    item: str | None,
    depth: str | None,
    kpi: str | None,
    as_of: date | None,
    form: str,
    output: Path | None,
) -> None:
    """Draw the chain of the initiative at PATH: strategic and primary objective, KPIs, goals, epics, stories, tasks.

    With ID only what leads to that part and lies below it. Each line says whether the chain holds there, and where it
    breaks why; work stands under every KPI that it reaches, with the part that does. Figures use data seen earlier
    (evidence/ or the cache); it reads no data itself.
    """
    from trueup.app.show import show, write_picture
    from trueup.render.chain_text import chain_json, chain_text

    if item and kpi:
        raise click.UsageError("Give an ID or --kpi, not both.")
    wanted = f"kpis.{kpi.removeprefix('kpis.')}" if kpi else item
    whole = form == "json" and output is None
    initiative, tree = show(path, wanted, cast("Level | None", depth), as_of=day_or_today(as_of), whole=whole)
    if output is not None:
        size = write_picture(tree, output)
        wrote(output, f"Wrote {output} ({size / 1000:,.0f} kB): open it in a browser, or put it into a page.")
    elif form == "json":
        click.echo(chain_json(tree, initiative), nl=False)
    else:
        from trueup.cli.screen import screen

        click.echo(chain_text(tree, screen()), nl=False)
