"""Documents and ballots for tests of priorities, written shortly."""

from __future__ import annotations

from reading import document
from trueup.core.base.finding import Id, Place
from trueup.core.priority.handed import Handed, Row, Stated

TEAM = """\
title: Faster claims
stakeholders:
  owner: {side: business}
  sponsor: {side: business}
  dev: {side: technology}
  ops: {side: technology}
  ml: {side: technology}
  walter: {wants: Quiet}
"""
KPIS = """\
kpis:
  late: {title: Late claims, unit: 1, direction: decrease}
  cost: {title: Cost of a claim, unit: EUR, direction: decrease}
  complaints: {title: Complaints about claims, unit: 1, direction: at_most}
  recall: {title: Recall of the model, unit: 1, direction: increase, kind: model}
currency: EUR
"""


def place(row: int | None = None, file: str = "priorities/x.csv") -> Place:
    return Place(file, row, Id("priorities"))


def stated(who: str, points: dict[str, object] | None = None, red_lines: tuple[str, ...] = ()) -> Stated:
    """Return a ballot as it was handed in; the header is row 1."""
    file = f"priorities/{who}.csv"
    rows = [Row(name, str(value), "", place(k, file)) for k, (name, value) in enumerate((points or {}).items(), 2)]
    rows += [Row("", "", text, place(k, file)) for k, text in enumerate(red_lines, len(rows) + 2)]
    return Stated(who, tuple(rows), place(None, file))


def handed(*ballots: Stated, listed=()) -> Handed:
    return Handed(ballots, tuple(listed))


def team(more: str = KPIS):
    return document(TEAM + more)


FIVE = (
    stated("owner", {"late": 80, "cost": 20}),
    stated("sponsor", {"late": 60, "cost": 40}),
    stated("dev", {"cost": 100}),
    stated("ops", {"cost": 100}),
    stated("ml", {"late": 30, "cost": 70}),
)
"""Merged: late 40, cost 60. Business means 70 and 30, technology 10 and 90; the plain means are 34 and 66."""
