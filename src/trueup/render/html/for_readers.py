"""The sheets of the five readers as pages: the same truth as the full report, in the terms of one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import Final, get_args

from markupsafe import Markup

from trueup.core.gates.assessment import Assessment
from trueup.core.model.ledger import Entry
from trueup.render.html.page import page, style
from trueup.render.html.readers.data_owner import data_owner
from trueup.render.html.readers.delivery import delivery
from trueup.render.html.readers.executive import executive
from trueup.render.html.readers.legal import legal
from trueup.render.html.readers.sheet import Reader, Sheet
from trueup.render.html.readers.technical import technical

READERS: Final[tuple[Reader, ...]] = get_args(Reader)


def sheet_for(
    found: Assessment, reader: Reader, entries: Sequence[Entry] = (), heads: Sequence[str] = (), who: str | None = None
) -> Sheet:
    """Return the sheet of a reader.

    `entries` and `heads` are the ledger's, `who` names the one person whose data sets a data owner's sheet is about.
    """
    makers: dict[Reader, Callable[[], Sheet]] = {
        "executive": lambda: executive(found, entries, heads),
        "delivery": lambda: delivery(found, entries, heads),
        "technical": lambda: technical(found, heads),
        "data-owner": lambda: data_owner(found, who, heads),
        "legal": lambda: legal(found, entries, heads),
    }
    return makers[reader]()


def sheet_html(sheet: Sheet) -> str:
    """Return a sheet as a whole page that fetches nothing."""
    return page("for_reader.html.j2", {"s": sheet, "style": _style(), "kind": lambda block: type(block).__name__})


@cache
def _style() -> Markup:
    css = files("trueup.render.html").joinpath("readers.css").read_text(encoding="utf-8")
    return style() + Markup(css)  # noqa: S704 - our own file
