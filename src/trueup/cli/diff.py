"""`trueup diff`: what changed between two versions, what it is worth, and what follows from it."""

from __future__ import annotations

import gc
from datetime import date
from pathlib import Path

import click

from trueup.cli.options import as_of_option, day_or_today, format_option, output_option, wrote
from trueup.cli.status import OK, STOPPED


@click.command("diff", short_help="Tell what changed between two versions, what it is worth and what lapses.")
@click.argument("versions", nargs=-1, metavar="[VERSION] [VERSION] [PATH]")
@as_of_option
@format_option("text", "json", "markdown")
@click.option("--all", "everything", is_flag=True, help="Show every change; nothing is folded or left out.")
@output_option
def command(versions: tuple[str, ...], as_of: date | None, form: str, everything: bool, output: Path | None) -> int:
    """Tell what changed between two versions of an initiative or a portfolio, in the words of the method.

    VERSIONs are two paths, or git revisions of one PATH (here where it is not given): one is compared with now, two
    with each other, without any the last commit with now. Both are judged at one day by what was seen of the data; none
    is read. Leaves with 2 when a document cannot be read on one side.
    """
    gc.disable()  # the process ends after this one answer, as with `check`
    from trueup.app.diff import diff, sides

    before, after = sides(versions)
    found = diff(before, after, as_of=day_or_today(as_of))
    if form == "json":
        from trueup.render.diff_json import diff_json

        text = diff_json(found)
    else:
        from trueup.render.diff import diff_markdown, diff_text

        text = (diff_text if form == "text" else diff_markdown)(found, everything=everything)
    if output is None:
        click.echo(text, nl=False)
    else:
        from trueup.adapters.output import write_whole

        write_whole(output, text.encode("utf-8", "backslashreplace"))
        wrote(output, f"Wrote {output}.")
    return STOPPED if found.faults else OK
