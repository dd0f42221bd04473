"""`trueup review`: record a review, and see what drifted since the last one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from trueup.cli.entered import print_entered
from trueup.cli.options import as_of_option, data_options, format_option, path_argument, settings_of


@click.command("review", short_help="Record a review; see what was agreed against what is now.")
@click.argument("review_id", metavar="ID")
@path_argument
@click.option("--as", "who", metavar="WHO", required=True, help="Who records it: an id of `people`.")
@click.option("--role", help="The role they record it in.  [default: their first]")
@click.option("--attended", default="", metavar="A,B", help="Who took part.  [default: who records it]")
@click.option("--note", default="", help="What was said and agreed.")
@format_option("text", "json")
@as_of_option
@data_options
def command(
    review_id: str,
    path: Path,
    *,
    who: str,
    role: str | None,
    attended: str,
    note: str,
    form: str,
    as_of: date | None,
    untrusted: bool,
    no_cache: bool,
    no_evidence: bool,
    seconds: float,
) -> None:
    """Record that the review ID of the initiative at PATH was held, and print agreed against now.

    The texts that were signed, the figures that their signers saw, the course of each KPI to its target, the work and
    the money, with what drifted: it asks for a decision. What was seen is kept, and it counts as held from then on.
    """
    from trueup.app.review import Meeting, review
    from trueup.cli.progress import clear
    from trueup.render.review import review_json, review_text

    settings = settings_of(untrusted=untrusted, no_cache=no_cache, no_evidence=no_evidence, seconds=seconds)
    names = tuple(name.strip() for name in attended.split(",") if name.strip())
    found = review(path, Meeting(review_id, who, role, names, note), as_of=as_of, settings=settings)
    clear()
    if form == "json":
        click.echo(review_json(review_id, found.kept.entries, found.against, found.away), nl=False)
        return
    click.echo(review_text(found.against, found.away), nl=False)
    print_entered(found.kept)
