"""`trueup report`: one page to read, print and send."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from trueup.cli.options import (
    as_of_option,
    data_options,
    day_or_today,
    path_argument,
    phase_of,
    phase_option,
    settings_of,
)


@click.command("report", short_help="Write the assessment as one self-contained web page.")
@path_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("report.html"),
    show_default=True,
    help="The file to write.",
)
@phase_option
@as_of_option
@data_options
def command(
    path: Path,
    output: Path,
    phase: str | None,
    as_of: date | None,
    *,
    untrusted: bool,
    no_cache: bool,
    no_evidence: bool,
    seconds: float,
) -> None:
    """Write the assessment of the initiative at PATH to one HTML file that needs no network and no script."""
    from trueup.app.assess import Trace
    from trueup.app.report import report
    from trueup.cli.progress import clear

    settings = settings_of(untrusted=untrusted, no_cache=no_cache, no_evidence=no_evidence, seconds=seconds)
    trace = Trace()
    size = report(path, output, as_of=day_or_today(as_of), phase=phase_of(phase), settings=settings, trace=trace)
    clear()
    click.echo(f"Wrote {output} ({size / 1000:,.0f} kB): open it in a browser, print it, or send it as it is.")
    for remark in trace.remarks:
        click.echo(remark)
