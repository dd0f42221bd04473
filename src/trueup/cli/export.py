"""`trueup export`: the work as Jira, GitHub or a plain CSV takes it."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from trueup.cli.options import OUTPUT, path_argument, wrote
from trueup.core.backlog.row import TOOLS

_SHOWN = 20


@click.command("export", short_help="Give the work back to Jira, GitHub or a CSV file.")
@click.argument("tool", type=click.Choice(TOOLS))
@path_argument
@click.option("-o", "--output", type=OUTPUT, help="The file to write.  [default: the screen]")
def command(tool: str, path: Path, output: Path | None) -> None:
    """Write the epics, stories and tasks of the initiative at PATH as TOOL's importer takes them.

    Jira's CSV names the item above by its number under `Parent`, highest level first. What nobody changed since an
    import comes back exactly as it was; cells that a spreadsheet would run as a formula get an apostrophe before them.
    """
    from trueup.app.export import export, write

    gc.disable()  # as in `import`
    found = export(next(each for each in TOOLS if each == tool), path)
    if output is None:
        click.echo(found.text, nl=False)
    else:
        write(found, output)
        wrote(output, f"Wrote {output}: {found.items:,} {'item' if found.items == 1 else 'items'}.")
    for loss in found.losses[:_SHOWN]:
        click.echo(f"  {loss}.", err=True)
    if len(found.losses) > _SHOWN:
        click.echo(f"  and {len(found.losses) - _SHOWN:,} more estimates given in part.", err=True)
