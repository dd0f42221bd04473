"""`trueup waive`: let a finding stay for a while."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from trueup.cli.entered import print_entered
from trueup.cli.options import Day, as_of_option, data_options, path_argument, settings_of


@click.command("waive", short_help="Let a finding stay until a day, for a reason.")
@click.argument("rule", metavar="CODE")
@click.argument("subject")
@path_argument
@click.option("--because", required=True, help="Why it may stay.")
@click.option("--by", "asked_by", metavar="WHO", required=True, help="Who asks for it.")
@click.option("--as", "who", metavar="WHO", required=True, help="Who allows it: somebody else, in another role.")
@click.option("--role", help="The role they allow it in.  [default: their first]")
@click.option("--until", type=Day(), required=True, help="The last day it holds.")
@as_of_option
@data_options
def command(
    rule: str,
    subject: str,
    path: Path,
    *,
    because: str,
    asked_by: str,
    who: str,
    role: str | None,
    until: date,
    as_of: date | None,
    untrusted: bool,
    no_cache: bool,
    no_evidence: bool,
    seconds: float,
) -> None:
    """Waive the finding CODE about SUBJECT (such as `KPI001 kpis.late`) in the initiative at PATH.

    Writes waivers.yaml beside it and enters it into the ledger. The finding stays visible; nothing is due because of
    it until that day. Sign-offs, unreadable data and crashes cannot be waived.
    """
    from trueup.app.waive import Wanted, waive
    from trueup.cli.progress import clear

    settings = settings_of(untrusted=untrusted, no_cache=no_cache, no_evidence=no_evidence, seconds=seconds)
    kept = waive(path, Wanted(rule, subject, because, asked_by, who, until, role), as_of=as_of, settings=settings)
    clear()
    print_entered(kept)
