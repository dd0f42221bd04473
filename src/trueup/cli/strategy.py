"""`trueup strategy`: which data the strategic objectives need, what is there, and the money on it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from trueup.cli.options import OUTPUT, as_of_option, day_or_today, format_option, path_argument, wrote
from trueup.cli.status import OK, STOPPED


@click.command("strategy", short_help="Show which data the strategic objectives need, and what is missing.")
@path_argument
@as_of_option
@format_option("text", "json")
@click.option("-o", "--output", type=OUTPUT, help="Write it as a page with a picture to this file.")
def command(path: Path, as_of: date | None, form: str, output: Path | None) -> int:
    """Show the data strategy of the portfolio at or around PATH: objective, decision, data, owner, initiatives, value.

    No data is read: what initiatives promise comes from what was seen earlier (evidence/ or the cache).
    """
    from trueup.app.strategy import strategise, write_page
    from trueup.cli.screen import screen

    found = strategise(path, as_of=day_or_today(as_of))
    if output is not None:
        size = write_page(found, output)
        wrote(output, f"Wrote {output} ({size / 1000:,.0f} kB): open it in a browser, print it, or send it as it is.")
    elif form == "json":
        from trueup.render.strategy import strategy_json

        click.echo(strategy_json(found.strategy, found.findings), nl=False)
    else:
        from trueup.render.strategy import strategy_text

        click.echo(strategy_text(found.strategy, found.findings, screen()), nl=False)
    if found.faults:
        from trueup.render.lines import faults_text

        click.echo(faults_text(found.faults), err=True)
    return STOPPED if found.faults else OK
