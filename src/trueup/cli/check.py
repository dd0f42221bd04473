"""`trueup check`: judge the document alone, fit for CI."""

from __future__ import annotations

import gc
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trueup.cli.options import (
    as_of_option,
    day_or_today,
    format_option,
    output_option,
    path_argument,
    phase_of,
    phase_option,
    wrote,
)
from trueup.cli.status import FOUND, OK, STOPPED

if TYPE_CHECKING:
    from trueup.app.check import Checked
    from trueup.render.outcome import Outcome

_READ = ("text", "markdown", "github")
"""Formats that people read, who may run the commands that are named there."""


@click.command("check", short_help="Judge the document without reading data; for CI.")
@path_argument
@phase_option
@as_of_option
@format_option("text", "json", "sarif", "junit", "github", "markdown")
@output_option
@click.option("--new-since", metavar="REV", help="Judge only findings that were not there at this git revision.")
def command(
    path: Path, phase: str | None, as_of: date | None, form: str, output: Path | None, new_since: str | None
) -> int:
    """Find the faults of the initiative or portfolio at PATH without reading any data.

    Leaves with 1 when something that is due blocks, 2 when a document cannot be read. Later phases never block.
    """
    gc.disable()  # the process ends after this one answer: what collecting frees of 100,000 items is not worth its time
    from trueup.app.ahead import begun

    with begun(path) as ahead:
        from trueup.app.check import check_begun, only_new  # loaded while documents are parsed

        found = check_begun(ahead, as_of=day_or_today(as_of), phase=phase_of(phase))
    if new_since is not None:
        found = only_new(found, path, new_since, as_of=day_or_today(as_of), phase=phase_of(phase))
    text = _rendered(form, found, path)
    if form in _READ:
        from trueup.render.dated import dated

        text = dated(text, as_of)
    if output is None:
        click.echo(text, nl=False)
    else:
        from trueup.adapters.output import write_whole

        write_whole(output, text.encode("utf-8", "backslashreplace"))
        wrote(output, f"Wrote {output}: {_outcome(found, path).summary()}")
    return STOPPED if found.faults else FOUND if found.blocks else OK


def _rendered(form: str, found: Checked, path: Path) -> str:
    """Return what was found in a format; only what that format needs is loaded."""
    if form == "json":
        from trueup.render.json import check_json

        return check_json(_outcome(found, path))
    if form == "text":
        from trueup.render.lines import check_text

        return check_text(_outcome(found, path))
    if form == "github":
        from trueup.render.github import github_text

        return github_text(_outcome(found, path))
    if form == "markdown":
        from trueup.render.markdown import markdown_text

        return markdown_text(_outcome(found, path))
    from trueup.app.explain import every_rule
    from trueup.render.junit import junit_text
    from trueup.render.sarif import sarif_text

    return (sarif_text if form == "sarif" else junit_text)(_outcome(found, path), every_rule())


def _outcome(found: Checked, path: Path) -> Outcome:
    from trueup.render.outcome import Outcome

    left_out = (found.known_due, found.known_blocking)
    return Outcome(found.assessments, found.faults, found.over, found.known, found.since, _folder(path), *left_out)


def _folder(path: Path) -> str:
    """Return the way from here to the folder that places are relative to; nothing where it lies elsewhere.

    Code hosts and build servers open files from where the command ran; a path of this machine would help nobody.
    """
    root = Path(os.path.abspath(path if path.is_dir() else path.parent))  # noqa: PTH100 - a link is not followed
    here = Path.cwd()
    if root == here or not root.is_relative_to(here):
        return ""
    return root.relative_to(here).as_posix() + "/"
