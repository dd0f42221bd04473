"""Reading documents from text in tests: the document, or its faults as short rows."""

from __future__ import annotations

from typing import Final, NamedTuple

from trueup.adapters.yaml_document import read_tree
from trueup.core.base.errors import DocumentFaults
from trueup.core.model.document import Document, Source
from trueup.core.model.parse import parse_initiative, parse_portfolio

FILE: Final = "initiative.yaml"
AROUND: Final = "portfolio.yaml"


class Row(NamedTuple):
    """A fault of a document: where it is, what is wrong, and what to write."""

    line: int | None
    code: str
    path: str
    problem: str
    fix: str


def document(text: str, portfolio: str | None = None) -> Document:
    """Return the document that a text describes, inside a portfolio where one is given."""
    around = None
    if portfolio is not None:
        outer = Source(AROUND, read_tree(portfolio.encode(), AROUND))
        around = (outer, parse_portfolio(outer))
    return parse_initiative(Source(FILE, read_tree(text.encode(), FILE)), around, "folder")


def faults(text: str, portfolio: str | None = None) -> list[Row]:
    """Return the faults of a text, none where it is a document."""
    try:
        document(text, portfolio)
    except DocumentFaults as error:
        return [Row(f.place.line, f.code, str(f.place.path), f.problem, f.fix) for f in error.findings]
    return []


def only_fault(text: str, portfolio: str | None = None) -> Row:
    """Return the one fault of a text."""
    (found,) = faults(text, portfolio)
    return found
