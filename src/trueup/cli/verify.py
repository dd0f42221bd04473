"""`trueup verify`: whether anything in the ledger was changed, removed or moved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from trueup.cli.options import format_option, path_argument
from trueup.cli.status import FOUND, OK

if TYPE_CHECKING:
    from trueup.app.ledger import Checkup


@click.command("verify", short_help="Find any entry of the ledger that was edited, removed or moved.")
@path_argument
@click.option("--head", metavar="HASH", help="A head that you know: finds what was cut off at the end too.")
@format_option("text", "json")
def command(path: Path, head: str | None, form: str) -> int:
    """Verify the ledger at PATH: a ledger.jsonl, an initiative, or every initiative of a portfolio.

    Every entry names those it follows by their hash, so that an edited, removed, moved or repeated entry is found and
    named. What was cut off at the end shows only against a head that somebody knows: the last line printed here, which
    reports and receipts print too. Whose keys signatures were made with is read from `people`. Exit status 1 where
    something is wrong.
    """
    from trueup.app.ledger import check
    from trueup.render.verify import verify_json, verify_text

    found = check(path, head)
    if form == "json":
        click.echo(verify_json((each.name, each.verified, _keys(each), each.remarks) for each in found), nl=False)
    elif not found:
        click.echo("There is no ledger to verify yet: nothing was signed or decided here.")
    else:
        texts = (verify_text(each.name, each.verified, _keys(each), each.remarks) for each in found)
        click.echo("\n".join(texts), nl=False)
    return OK if all(each.sound for each in found) else FOUND


def _keys(found: Checkup) -> tuple[int, int | None]:
    return found.keys.genuine, found.keys.registered
