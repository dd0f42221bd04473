"""`trueup assess`: the verdict on one screen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from trueup.cli.options import (
    as_of_option,
    data_options,
    day_or_today,
    format_option,
    path_argument,
    phase_of,
    phase_option,
    settings_of,
)
from trueup.cli.status import FOUND, OK, STOPPED


@click.command("assess", short_help="Measure an initiative on its data and judge it.")
@path_argument
@phase_option
@as_of_option
@format_option("text", "json")
@data_options
@click.option("--strict", is_flag=True, help="Leave with status 1 when something that is due blocks.")
def command(
    path: Path,
    phase: str | None,
    as_of: date | None,
    form: str,
    *,
    strict: bool,
    untrusted: bool,
    no_cache: bool,
    no_evidence: bool,
    seconds: float,
) -> int:
    """Say whether the initiative at PATH is fit to go on, what blocks it, who must act first, and the money at stake.

    Reads the document and the data it names; writes only evidence/ beside it and a cache of your own.
    """
    from trueup.app.portfolio import assess_all
    from trueup.cli.progress import clear

    settings = settings_of(untrusted=untrusted, no_cache=no_cache, no_evidence=no_evidence, seconds=seconds)
    found = assess_all(path, as_of=day_or_today(as_of), phase=phase_of(phase), settings=settings)
    clear()
    if form == "json":
        from trueup.render.json import assessments_json

        remarks = [trace.remarks for trace in found.traces]
        click.echo(assessments_json(found.assessments, found.faults, remarks, found.over), nl=False)
    else:
        from trueup.cli.screen import screen
        from trueup.render.dated import dated
        from trueup.render.lines import faults_text, findings_lines
        from trueup.render.terminal import assessment_text

        for each, trace in zip(found.assessments, found.traces, strict=True):
            text = assessment_text(each, screen(as_of), trace.remarks, named=len(found.assessments) > 1)
            click.echo(text, nl=False)
        if found.over and found.over.findings and len(found.assessments) > 1:
            over = "\n".join(["across the portfolio:", *findings_lines(found.over.findings)])
            click.echo(dated(over, as_of))
        if found.faults:
            click.echo(faults_text(found.faults), err=True)
    blocked = any(each.blocks for each in found.assessments)
    return STOPPED if found.faults else FOUND if strict and blocked else OK
