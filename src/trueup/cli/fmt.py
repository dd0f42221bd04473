"""`trueup fmt`: keep the files tidy."""

from __future__ import annotations

from pathlib import Path

import click

from trueup.cli.options import path_argument
from trueup.cli.status import FOUND, OK, STOPPED


@click.command("fmt", short_help="Lay out the files in one way; every comment stays.")
@path_argument
@click.option("--check", is_flag=True, help="Write nothing; leave with 1 where a file is not tidy.")
@click.option("--diff", "show", is_flag=True, help="Write nothing; print what would change.")
def command(path: Path, *, check: bool, show: bool) -> int:
    """Lay out the files of the initiative or portfolio at PATH: known keys in the order of the field reference.

    Two blanks a level, quotes only where needed, one blank line around sections, no blanks at line ends. What the files
    say does not change and no comment goes, which is checked before anything is written. A file with faults is left as
    it is, and they are told (exit status 2).
    """
    from trueup.app.fmt import tidying, write
    from trueup.render.changes import diff
    from trueup.render.lines import faults_text
    from trueup.render.plain import count_of

    found = tidying(path)
    if show:
        for each in found.changed:
            click.echo(diff(each.name, each.before, each.after), nl=False)
    elif not check:
        write(found)
    if not show:
        word = "is not tidy" if check else "tidied"
        for each in found.changed:
            click.echo(f"{each.name}: {word}")
        tidy = len(found.files) - len(found.changed)
        if tidy and not found.changed:
            click.echo(f"{count_of(tidy, 'file')} tidy already.")
    if found.faults:
        click.echo(faults_text(found.faults), err=True)
    for error in found.stopped:
        click.echo(f"trueup: {error.problem}\n    {error.fix}", err=True)
    if found.faults or found.stopped:
        return STOPPED
    return FOUND if check and found.changed else OK
