"""A ledger whose last line was never finished: what is said of it until the next entry puts the piece aside."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from trueup.core.base.finding import Finding, Id, Place
from trueup.core.model.document import Document
from trueup.core.model.fault import Fault

_LEDGER: Final = "ledger.jsonl"
TORN: Final = "its last line is unfinished and counts for nothing"
"""What is said beside the head of such a ledger."""


def torn_ledger(document: Document) -> Finding:
    """Return the note that the ledger beside a document ends in a line that is no entry, with what to do."""
    folder, slash, _ = document.own.file.rpartition("/")
    problem = (
        f"The last line of {_LEDGER} is unfinished: it was being written when the machine stopped, or it was cut. "
        "It counts for nothing, and the head is that of the entry before it."
    )
    fix = (
        "Do again what was entered last, if nobody was told that it is kept: the next entry puts the piece into a file "
        "beside. Was it said to be kept, restore the ledger from git. `trueup verify` shows the line."
    )
    found = Fault("DOC035", "", problem, fix).finding(Place(f"{folder}{slash}{_LEDGER}", None, Id("")))
    return replace(found, severity="notes")
