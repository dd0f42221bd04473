"""An empty ballot: one row an outcome, with what is meant by it, and nobody's points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from trueup.core.model.initiative import Initiative
from trueup.core.model.kpi import Kpi
from trueup.core.model.results.priority import Outcome
from trueup.render.harmless import one_line
from trueup.render.links_csv import csv_text

_MARK: Final = "\ufeff"
_HEADER: Final = ("outcome", "points", "red line", "what it means")
_TOLD: Final = (
    "# Split 100 points over these outcomes by what matters to you. Do it alone; leave empty what does not matter.",
    "# A red line is what you will not accept: write it beside the outcome it belongs to or in a row of its own.",
)
_DIRECTIONS: Final = {
    "increase": "to go up",
    "decrease": "to go down",
    "at_least": "to stay at least where it is",
    "at_most": "to stay at most where it is",
}


def ballot_csv(initiative: Initiative, outcomes: Sequence[Outcome]) -> str:
    """Return a ballot as CSV that spreadsheets open as it is; lines that begin with `#` are for people."""
    rows = ((each.name, "", "", _means(initiative, each)) for each in outcomes)
    return _MARK + "".join(f'"{line}"\r\n' for line in _TOLD) + csv_text(_HEADER, rows)


def _means(initiative: Initiative, outcome: Outcome) -> str:
    kpi = initiative.kpis.get(outcome.kpi or "")
    words = outcome.means or (kpi.title if kpi else None) or ""
    direction = _direction(kpi)
    return one_line(f"{words} ({direction})" if words and direction else words or direction)


def _direction(kpi: Kpi | None) -> str:
    return _DIRECTIONS[kpi.direction] if kpi and kpi.direction else ""
