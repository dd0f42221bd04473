"""`trueup data`: is the data ready, what fails on which rows, and what hangs on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trueup.cli.options import (
    OUTPUT,
    as_of_option,
    data_options,
    day_or_today,
    format_option,
    is_stdout,
    settings_of,
    wrote,
)
from trueup.cli.status import FOUND, OK, STOPPED

if TYPE_CHECKING:
    from trueup.app.settings import Trace
    from trueup.core.readiness.report import DataReport

FORMATS = ("text", "html", "json", "junit", "markdown", "odcs-results")
MOST_SHOWN = 100
MOST_DRAWN = 1 << 62
"""More rows than any table has: the engine counts them in 64 bits."""


class Rows(click.ParamType[int]):
    """How many rows to draw: a whole number from 1 on."""

    name = "rows"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number, which may be written with underscores: 100_000."""
        text = str(value)
        try:
            rows = int(text)
        except ValueError:
            rows = 0
        if rows < 1:
            self.fail(f"'{text}' is no number of rows; write a whole number from 1 on, such as 10000", param, ctx)
        return min(rows, MOST_DRAWN)


@click.command("data", short_help="Check whether the data is ready: what fails on which rows, and what hangs on it.")
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.argument("names", metavar="[DATA ...]", nargs=-1)
@click.option("--profile", is_flag=True, help="Show what each column holds, too.")
@click.option(
    "--sample",
    type=click.IntRange(0, MOST_SHOWN),
    default=5,
    show_default=True,
    help="Rows to show of each failing check; personal data is masked.",
)
@click.option(
    "--rows",
    type=Rows(),
    metavar="N",
    help="Read at most N rows of each data set, drawn at random: shares are estimates then, and say how sure they are.",
)
@click.option("--label-errors", is_flag=True, help="Learn a model to find labels that are probably wrong, too.")
@as_of_option
@format_option(*FORMATS)
@click.option("-o", "--output", type=OUTPUT, help="The file to write instead of printing it.")
@data_options
def command(
    path: Path,
    names: tuple[str, ...],
    *,
    profile: bool,
    sample: int,
    rows: int | None,
    label_errors: bool,
    as_of: date | None,
    form: str,
    output: Path | None,
    untrusted: bool,
    no_cache: bool,
    no_evidence: bool,
    seconds: float,
) -> int:
    """Check the data sets of the initiative at PATH: all of them, or those named.

    What is asked comes from its contracts, from what its KPIs and options stand on, and from what a model would need.
    Each check passes, fails or did not run; a failure comes with some of its rows, its owner, and what it could mean
    for KPIs and money. Status 1 where a failure holds up something that must not fail, 2 where data cannot be read.

    With --rows only a sample is read. It finds faults and says how large shares may be; what it cannot decide stays
    open, and nothing of it holds anything up or is kept in evidence/.
    """
    from trueup.app.data import Asked, data_report, write_profiles
    from trueup.app.settings import Trace
    from trueup.cli.progress import clear

    if profile:
        _check_profile(form, output)
    settings = settings_of(untrusted=untrusted, no_cache=no_cache, no_evidence=no_evidence, seconds=seconds)
    settings, trace = replace(settings, label_errors=label_errors, rows=rows), Trace()
    asked = Asked(names, sample, profile=profile)
    found = data_report(path, asked, as_of=day_or_today(as_of), settings=settings, trace=trace)
    if profile and form == "html" and output is not None:
        found = write_profiles(found, output)
    clear()
    _give(_written(found, form, trace), output, trace)
    return STOPPED if found.unread else FOUND if found.blocks else OK


def _give(text: str, output: Path | None, trace: Trace) -> None:
    """Print a text, or write it to a file and say so."""
    if output is None:
        click.echo(text, nl=False)
        return
    from trueup.adapters.output import write_whole

    write_whole(output, text.encode())
    wrote(output, f"Wrote {output} ({len(text.encode()) / 1000:,.0f} kB).")
    for remark in trace.remarks:
        click.echo(remark, err=is_stdout(output))


def _check_profile(form: str, output: Path | None) -> None:
    """Raise `click.UsageError` where a format has no place for profiles."""
    if form in ("junit", "odcs-results"):
        raise click.UsageError(f"--profile does not go with --format {form}: it has no place for what columns hold.")
    if form == "html" and (output is None or is_stdout(output)):
        raise click.UsageError("--profile with --format html writes a page for each data set: give --output.")


def _written(found: DataReport, form: str, trace: Trace) -> str:
    """Return the report in a format."""
    if form == "html":
        from trueup.render.html.data_page import data_page

        return data_page(found)
    if form == "json":
        from trueup.render.data_json import data_json

        return data_json(found)
    if form == "junit":
        from trueup.render.data_junit import data_junit

        return data_junit(found)
    if form == "markdown":
        from trueup.render.data_markdown import data_markdown

        return data_markdown(found)
    if form == "odcs-results":
        from trueup.render.data_odcs import data_odcs

        return data_odcs(found)
    from trueup.cli.screen import screen
    from trueup.render.data_text import data_text

    return data_text(found, screen(), trace.remarks)
