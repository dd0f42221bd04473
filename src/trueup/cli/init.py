"""`trueup init`: a whole draft for a kind of task that is known."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Final

import click

from trueup.cli.status import OK, STOPPED

_SHOWN: Final = 3


@click.command("init", short_help="Begin an initiative from an archetype: a whole draft, its gaps marked.")
@click.argument("name", type=click.Path(path_type=Path), required=False)
@click.option("--like", metavar="ARCHETYPE", help="The kind of task; `--list` shows them, `blank` fills nothing in.")
@click.option("--list", "listing", is_flag=True, help="Show the archetypes, one line each.")
@click.option("--title", default="", help="What people call the initiative.  [default: made of NAME]")
@click.option("--owner", default="", help="Who of the business answers for the objective and its KPI: an id.")
@click.option("--currency", default="", help="The currency of all money.  [default: the portfolio's, else EUR]")
def command(name: Path | None, like: str | None, *, listing: bool, title: str, owner: str, currency: str) -> int:
    """Make the folder NAME with the draft of an initiative: objective, KPIs, guardrail, data, options, work, people.

    What it holds is typical of such a task and nothing is known to be true of yours: `FILL:` marks what only people
    can say, `___` is a gap in a sentence, figures are guesses and say so. NAME becomes the initiative's id; what is
    there already is never touched.

    `trueup new` is the other way to begin: it asks five questions and writes down your answers and nothing else.
    """
    if listing:
        click.echo(_archetypes())
        return OK
    if name is None or like is None:
        place = shlex.quote(str(name)) if name else "NAME"
        click.echo(f"Say which kind of task the initiative is like: trueup init {place} --like ARCHETYPE\n", err=True)
        click.echo(_archetypes(), err=True)
        click.echo(
            f"\nNone of them? trueup init {place} --like blank\nOr answer five questions: trueup new FOLDER",
            err=True,
        )
        return STOPPED
    from trueup.app.init import begin_like

    begun = begin_like(name, like, title=title, owner=owner, currency=currency)
    names = ", ".join(file.name for file in begun.files)
    click.echo(f"Wrote {begun.folder}: {names}.")
    if begun.portfolio:
        click.echo(f"It belongs to the portfolio in {begun.portfolio.parent}.")
    if begun.neighbours:
        click.echo(
            f"{begun.neighbours[0]} is there as well: move one of the two to {begun.folder.parent}, and both share it."
        )
    click.echo(f"{len(begun.blanks)} things only people can fill, the first three:")
    for blank in begun.blanks[:_SHOWN]:
        click.echo(f"  {begun.folder / blank.file}:{blank.line}  {blank.words}")
    click.echo(f"Each is marked FILL: in the files. Next: trueup check {shlex.quote(str(begun.folder))}")
    return OK


def _archetypes() -> str:
    from trueup.render.archetypes.catalogue import ARCHETYPES

    width = max(len(each.name) for each in ARCHETYPES)
    return "\n".join(f"  {each.name:<{width}}  {each.line}" for each in ARCHETYPES)
