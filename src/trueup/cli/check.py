"""`trueup check`: judge the document alone, fit for CI."""

from __future__ import annotations

import gc
from datetime import date
from pathlib import Path

import click

from trueup.cli.options import as_of_option, day_or_today, format_option, path_argument, phase_of, phase_option
from trueup.cli.status import FOUND, OK, STOPPED


@click.command("check", short_help="Judge the document without reading data; for CI.")
@path_argument
@phase_option
@as_of_option
@format_option("text", "json")
@click.option("--new-since", metavar="REV", help="Judge only findings that were not there at this git revision.")
def command(path: Path, phase: str | None, as_of: date | None, form: str, new_since: str | None) -> int:
    """Find the faults of the initiative or portfolio at PATH without reading any data.

    Leaves with 1 when something that is due blocks, 2 when a document cannot be read. Later phases never block.
    """
    from trueup.app.check import check, only_new

    gc.disable()  # the process ends after this one answer: what collecting frees of 100,000 items is not worth its time
    outcome = check(path, as_of=day_or_today(as_of), phase=phase_of(phase))
    if new_since is not None:
        outcome = only_new(outcome, path, new_since, as_of=day_or_today(as_of), phase=phase_of(phase))
    if form == "json":
        from trueup.render.json import check_json

        click.echo(check_json(outcome.assessments, outcome.faults, outcome.known), nl=False)
    else:
        from trueup.render.lines import check_text

        note = f" {outcome.known} were there at {outcome.since} and are left out." if outcome.since else ""
        click.echo(check_text(outcome.assessments, outcome.faults, note), nl=False)
    return STOPPED if outcome.faults else FOUND if outcome.blocks else OK
