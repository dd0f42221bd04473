"""`trueup decide`: go, hold, rework or kill at a gate."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast

import click

from trueup.cli.entered import print_entered
from trueup.cli.options import as_of_option, data_options, path_argument, phase_of, phase_option, settings_of


@click.command("decide", short_help="Decide at a gate: go, hold, rework or kill.")
@click.argument("choice", type=click.Choice(("go", "hold", "rework", "kill")))
@path_argument
@phase_option
@click.option("--as", "who", metavar="WHO", required=True, help="Who decides: an id of `people`.")
@click.option("--role", help="The role they decide in.  [default: their first]")
@click.option(
    "--condition", "conditions", multiple=True, metavar='"TEXT by DAY by WHO"', help="What a go on a closed gate needs."
)
@click.option("--releases", metavar='"EUR 40000"', help="The committed money that a kill or a smaller scope sets free.")
@click.option("--note", default="", help="Why.")
@as_of_option
@data_options
def command(
    choice: str,
    path: Path,
    *,
    phase: str | None,
    who: str,
    role: str | None,
    conditions: tuple[str, ...],
    releases: str | None,
    note: str,
    as_of: date | None,
    untrusted: bool,
    no_cache: bool,
    no_evidence: bool,
    seconds: float,
) -> None:
    """Enter a decision about the initiative at PATH into its ledger.

    A go is about the agreements as they are, and holds while they do not change. On a closed gate it needs waivers or
    dated conditions; one that is past its day ends the go unless the gate is open by then.
    """
    from trueup.app.decide import Ruling, decide
    from trueup.cli.progress import clear
    from trueup.core.model.ledger import Choice

    settings = settings_of(untrusted=untrusted, no_cache=no_cache, no_evidence=no_evidence, seconds=seconds)
    ruling = Ruling(cast("Choice", choice), who, role, phase_of(phase), conditions, releases, note)
    kept = decide(path, ruling, as_of=as_of, settings=settings)
    clear()
    print_entered(kept)
