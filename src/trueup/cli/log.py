"""`trueup log`: what was signed and decided; `trueup log merge`: two branches of a ledger as one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from trueup.cli.options import format_option, is_stdout, output_option, wrote

_MERGE: Final = "merge"


@click.command("log", short_help="Show what was signed and decided, and what each phase delivered.")
@click.argument("words", nargs=-1, metavar="[PATH | merge FILE...]")
@format_option("text", "json")
@output_option
@click.option("--by", metavar="ID", help="With `merge`: who joins the branches, which the ledger records.")
def command(words: tuple[str, ...], form: str, output: Path | None, by: str | None) -> None:
    """Show the ledger of the initiative at PATH, or of every initiative of a portfolio, in the order of its entries.

    Each signature says whether it is the person's own or was recorded by another. At the end stand the outputs of the
    phases with their date and signers; money stands there only where a decision released a budget.

    `trueup log merge A B -o OUT` joins branches of one ledger: each entry once, none lost, and an entry that records
    where they were joined. With one FILE, or none (the ledger here), it joins in place what git merged, also where git
    left conflict markers. A folder of the name `merge` is `./merge`.
    """
    if words[:1] == (_MERGE,):
        _merge([Path(word) for word in words[1:]] or [Path()], output, by)
    elif len(words) > 1:
        raise click.UsageError("Name one PATH, or `merge` and the files to join.")
    elif by is not None:
        raise click.UsageError("--by says who joins branches: it goes with `merge`.")
    else:
        _show(Path(*words), form, output)


def _show(path: Path, form: str, output: Path | None) -> None:
    from trueup.app.ledger import logs, write_log
    from trueup.cli.screen import screen
    from trueup.render.log import log_json, log_text

    found = logs(path)
    if form == "json":
        text = log_json((each.name, each.entries, each.heads, each.remarks) for each in found)
    elif found:
        wide = screen().width
        text = "\n".join(log_text(each.name, each.entries, each.heads, each.remarks, wide) for each in found)
    else:
        text = "Nothing was signed or decided here yet. Begin with `trueup sign`.\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        write_log(text, output)
        wrote(output, f"Wrote {output}.")


def _merge(files: list[Path], output: Path | None, by: str | None) -> None:
    from trueup.adapters.clock import now
    from trueup.app.ledger import join

    done = join(files, output, by, now(), lambda text: click.echo(f"trueup: {text}", err=True))
    went = f"{len(done.join.prev)} branches joined" if done.join else "nothing was left to join"
    said = f"Wrote {done.file}: {done.count:,} {'entry' if done.count == 1 else 'entries'}, {went}."
    click.echo(said, err=is_stdout(done.file))
    if done.head:
        click.echo(f"head {done.head}", err=is_stdout(done.file))
