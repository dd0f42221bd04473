"""`trueup contract`: draft, check and compare data contracts in the Open Data Contract Standard."""

from __future__ import annotations

from pathlib import Path

import click

from trueup.cli.options import OUTPUT, Seconds, format_option, wrote
from trueup.cli.status import FOUND, OK

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("contract", short_help="Draft, check and compare data contracts (ODCS).")
def command() -> None:
    """Draft, check and compare data contracts in the Open Data Contract Standard (ODCS 3.0 to 3.2)."""


@command.command("draft", short_help="Write a first contract from a table's data.")
@click.argument("data", metavar="DATA")
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@click.option("-o", "--output", type=OUTPUT, help="The file to write.  [default: the screen]")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option("--untrusted", is_flag=True, help="Read the data in a child process with limits.")
@click.option("--seconds", type=Seconds(), default=120.0, show_default=True, help="Time for the data set.")
def draft(data: str, path: Path, output: Path | None, force: bool, untrusted: bool, seconds: float) -> int:
    """Write a contract (ODCS 3.1) for DATA: a file, or a data set of the initiative at PATH.

    It promises what holds in every row (types, required columns, keys); what the data merely shows, such as ranges and
    missing values, stands in comments. Edit it before anybody relies on it.
    """
    from trueup.app.contract import draft_contract, write_draft
    from trueup.render.contract_draft import contract_draft

    text = contract_draft(draft_contract(data, path, untrusted=untrusted, seconds=seconds))
    if output is None:
        click.echo(text, nl=False)
        return OK
    write_draft(text, output, force=force)
    wrote(output, f"Wrote {output}: edit it, then name it in the document as `contract: {output.name}`.")
    return OK


@command.command("check", short_help="Say what is wrong in contracts themselves.")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@format_option("text", "json")
def check(files: tuple[Path, ...], form: str) -> int:
    """Say where each FILE breaks the version of the standard that it names, and which of its rules trueup cannot run.

    No data is read. Leaves with 1 when a contract has a fault.
    """
    from trueup.app.contract import check_contract
    from trueup.render.contract_text import checked_json, checked_text

    read = [(file.as_posix(), check_contract(file)) for file in files]
    found = [(name, reading.contract, reading.faults) for name, reading in read]
    click.echo((checked_json if form == "json" else checked_text)(found), nl=False)
    return FOUND if any(faults for _, _, faults in found) else OK


@command.command("diff", short_help="Say what a new version of a contract breaks.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@format_option("text", "json")
def diff(old: str, new: str, form: str) -> int:
    """Say what NEW breaks or loosens for those who read the data under OLD, and whether its version number says so.

    Each is a file, or REV:path for the file at a git revision. Leaves with 1 when something breaks.
    """
    from trueup.app.contract import diff_contracts
    from trueup.render.contract_text import difference_json, difference_text

    found = diff_contracts(old, new)
    click.echo((difference_json if form == "json" else difference_text)(found), nl=False)
    return FOUND if found.breaks else OK
