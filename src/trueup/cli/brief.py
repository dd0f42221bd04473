"""`trueup brief`: what happened since the last review, ready to mail."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import click

from trueup.cli.options import Day, as_of_option, day_or_today, output_option, path_argument, wrote

_PAGES = (".html", ".htm")


@click.command("brief", short_help="Say what happened since the last review, ready to mail.")
@path_argument
@click.option("--since", type=Day(), help="The day to begin after.  [default: the last review held, else 30 days ago]")
@as_of_option
@click.option(
    "--format",
    "form",
    type=click.Choice(("markdown", "html")),
    help="How to write it.  [default: html for a file ending in .html, else markdown]",
)
@output_option
def command(
    path: Path,
    since: date | None,
    as_of: date | None,
    form: Literal["markdown", "html"] | None,
    output: Path | None,
) -> None:
    """Say what happened at the initiative at PATH: signed, decided, reviewed, told; how KPIs moved; what was found.

    And what is due and overdue, and what comes next. Findings that came and went are known where the document is in
    git. Figures use data seen earlier (evidence/ or the cache); it reads no data itself.
    """
    from trueup.app.brief import brief, write_brief
    from trueup.render.brief import brief_html, brief_markdown

    chosen = form or ("html" if output is not None and output.suffix.lower() in _PAGES else "markdown")
    found = brief(path, since, as_of=day_or_today(as_of))
    text = brief_html(found) if chosen == "html" else brief_markdown(found)
    if output is None:
        click.echo(text, nl=False)
        return
    size = write_brief(text, output)
    wrote(output, f"Wrote {output} ({size / 1000:,.0f} kB): since {found.since}, {found.why}.")
