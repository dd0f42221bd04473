"""`trueup report`: one page to read, print and send."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from trueup.cli.options import (
    OUTPUT,
    as_of_option,
    data_options,
    day_or_today,
    is_stdout,
    path_argument,
    phase_of,
    phase_option,
    settings_of,
    wrote,
)

if TYPE_CHECKING:
    from trueup.render.html.readers.sheet import Reader

READERS = ("executive", "delivery", "technical", "data-owner", "legal")
_ENDINGS = {"html": "html", "markdown": "md"}


@click.command(
    "report", short_help="Write the assessment as one self-contained web page, or in the terms of one reader."
)
@path_argument
@click.option(
    "-o",
    "--output",
    type=OUTPUT,
    help="The file to write.  [default: report.html; with --for: report-READER.html]",
)
@click.option("--for", "reader", type=click.Choice(READERS), help="One or two pages in the terms of one reader.")
@click.option("--who", metavar="NAME", help="With --for data-owner: only the data sets of this person.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("html", "markdown")),
    default="html",
    show_default=True,
    help="With --for: how to write it.",
)
@phase_option
@as_of_option
@data_options
def command(
    path: Path,
    output: Path | None,
    reader: Reader | None,
    who: str | None,
    form: Literal["html", "markdown"],
    phase: str | None,
    as_of: date | None,
    *,
    untrusted: bool,
    no_cache: bool,
    no_evidence: bool,
    seconds: float,
) -> None:
    """Write the assessment of the initiative at PATH to one HTML file that needs no network and no script.

    With --for, what an executive, the delivery manager, the technical lead, a data owner or legal needs: the same
    truth on one or two printed pages.
    """
    from trueup.app.assess import Trace
    from trueup.cli.progress import clear

    if who is not None and reader != "data-owner":
        raise click.UsageError("--who goes with --for data-owner.")
    if form == "markdown" and reader is None:
        raise click.UsageError("--format markdown goes with --for.")
    settings = settings_of(untrusted=untrusted, no_cache=no_cache, no_evidence=no_evidence, seconds=seconds)
    trace, day = Trace(), day_or_today(as_of)
    if reader is None:
        from trueup.app.report import report

        file = output or Path("report.html")
        size = report(path, file, as_of=day, phase=phase_of(phase), settings=settings, trace=trace)
    else:
        from trueup.app.readers import Audience, report_for

        file = output or Path(f"report-{reader}.{_ENDINGS[form]}")
        audience = Audience(reader, form, who)
        size = report_for(path, file, audience, as_of=day, phase=phase_of(phase), settings=settings, trace=trace)
    clear()
    wrote(file, f"Wrote {file} ({size / 1000:,.0f} kB): open it in a browser, print it, or send it as it is.")
    for remark in trace.remarks:
        click.echo(remark, err=is_stdout(file))
