"""`trueup priorities`: what stakeholders stated alone, merged; who disagrees, what each gives up, a draft to sign."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from trueup.cli.options import OUTPUT, format_option, path_argument, wrote
from trueup.cli.status import OK

if TYPE_CHECKING:
    from trueup.app.priorities import Prioritised


@click.command("priorities", short_help="Merge what stakeholders want into one objective, and show disagreements.")
@path_argument
@click.option("--draft", is_flag=True, help="Print the objective that the merged weights propose, to edit and sign.")
@click.option("--ballot", "who", metavar="NAME", help="Hand out an empty ballot for NAME instead: a CSV to fill in.")
@click.option("--scaled", is_flag=True, help="Count ballots that do not sum to 100, scaled to 100.")
@format_option("text", "json")
@click.option("-o", "--output", type=OUTPUT, help="Write the page, the draft or the ballot here.")
def command(path: Path, *, draft: bool, who: str | None, scaled: bool, form: str, output: Path | None) -> int:
    """Show what the stakeholders of the initiative at PATH want, each having split 100 points over outcomes alone.

    Points stand in `priorities/NAME.csv` or `NAME.yaml` beside the document, or in it under `stakeholders:`. Every side
    weighs the same, however many of it state points. A ballot never shows what others stated.
    """
    from trueup.app.priorities import ballot, prioritise, write_ballot

    if who is not None:
        if draft:
            raise click.UsageError("--draft and --ballot exclude each other.")
        if output is None:
            click.echo(ballot(path, who), nl=False)
        else:
            write_ballot(path, who, output)
            wrote(output, f"Wrote {output}: fill it in alone and put it into priorities/ under the name {who}.csv.")
        return OK
    _show(prioritise(path, scaled=scaled), draft=draft, form=form, output=output)
    return OK


def _show(found: Prioritised, *, draft: bool, form: str, output: Path | None) -> None:
    """Print the draft, the JSON or the table; or write the draft or the page."""
    from trueup.app.priorities import draft_of, write_draft, write_page

    if draft and output is not None:
        write_draft(found, output)
        wrote(output, f"Wrote {output}: fill the blanks, edit it, and have it signed.")
    elif draft:
        click.echo(draft_of(found), nl=False)
    elif output is not None:
        size = write_page(found, output)
        wrote(output, f"Wrote {output} ({size / 1000:,.0f} kB): open it in a browser, print it, or send it as it is.")
    elif form == "json":
        from trueup.render.priorities_json import priorities_json

        click.echo(priorities_json(found.document, found.found), nl=False)
    else:
        from trueup.cli.screen import screen
        from trueup.render.priorities import priorities_text

        click.echo(priorities_text(found.document, found.found, screen()), nl=False)
