"""Printing what was entered into the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from trueup.app.at_gate import Kept


def print_entered(kept: Kept) -> None:
    """Print the receipt of what was entered, with where the files are that belong to it."""
    from trueup.render.receipt import receipt_text

    places = dict.fromkeys(
        f"{file.parent.as_posix()}/" if len(kept.files) > 1 else file.as_posix() for file in kept.files
    )
    click.echo(receipt_text(kept.entries, tuple(places), kept.remarks, registered=kept.registered), nl=False)
