"""An initiative with everything that is signed, and entries of a ledger about it, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final

from reading import document
from trueup.core.gates.agreements import agreements, contents
from trueup.core.gates.entry_text import placed
from trueup.core.gates.standing import Memory, Standing, standing
from trueup.core.gates.verdicts import VerdictToday
from trueup.core.model.document import Document
from trueup.core.model.evidence import Evidence
from trueup.core.model.ledger import AgreementKind, Draft, Entry

TEXT: Final = """\
title: Fewer late arrivals
currency: EUR
objective: {statement: Cut late arrivals to 22.5 %, owner: coo, kpi: late, guardrails: [cancelled, delay]}
kpis:
  late:
    unit: 1
    direction: decrease
    owner: coo
    data: flights
    value: arr_delay >= 15
    across: share
    at: day
    baseline: {from: 2013-01-01, to: 2013-12-31}
    target: {value: 22.5 %, by: 2014-12-31}
    worth: arrivals * (baseline - level) * cost
  cancelled: {unit: 1, direction: at_most, owner: net, target: 2.5 %}
  delay: {unit: minute, direction: at_most, owner: net, target: 16}
  queue: {unit: minute, direction: decrease, drives: late}
assumptions:
  arrivals: {range: 300000, unit: arrival/year}
  cost: {range: 60/100/150, unit: EUR/arrival}
data: {flights: {source: a.csv, owner: ops, key: [carrier, flight]}}
operational_goals: {warn: {statement: Warn early, owner: it, moves: [late, queue], vision: {high: One screen}}}
options:
  keep: {kind: do_nothing}
  rule: {kind: rules, uses: [flights.day], build_cost: 5000..9000}
epics:
  E1: {title: Baseline, for: warn, advances: late, estimate: 8..15}
  E2:
    title: Rule
    for: warn
    stories: {S1: {title: Screen, advances: late, estimate: 5, assignee: ana, depends_on: E1}}
people: {coo: {side: business}, it: {side: technology}, ana: {role: developer, calendar: de, availability: 50 %}}
calendars: {de: {country: DE}}
budget: {amount: 50000, spent: 0, owner: coo}
case: {years: 5}
stakeholders: {coo: {side: business, priorities: {late: 60, cost: 40}, red_lines: [No padding]}}
pilot: {statement: Two gates, owner: coo, kpis: late, ends: 2014-06-30}
"""


def day(number: int) -> datetime:
    """Return noon of a day of January 2014."""
    return datetime(2014, 1, number, 12, tzinfo=UTC)


class Book:
    """A ledger in memory: entries in a chain, and the contents that were signed."""

    def __init__(self, text: str = TEXT, portfolio: str | None = None) -> None:
        """Begin an empty ledger about a document."""
        self.document: Document = document(text, portfolio)
        self.portfolio = portfolio
        self.entries: list[Entry] = []
        self.kept: dict[str, object] = {}

    def now(self, text: str) -> Book:
        """Let the document say something else from here on."""
        self.document = document(text, self.portfolio)
        return self

    def enter(
        self, kind: str, who: str, role: str, at: int, about: AgreementKind | None = None, **more: object
    ) -> Entry:
        """Enter something on a day of January 2014, about an agreement as it stands."""
        found = contents(self.document)
        today = agreements(found)
        for each, agreement in today.items():
            self.kept[agreement.digest] = found[each]
        draft = Draft(
            kind, self.document.initiative.id, who, role, day(at), agreement=today[about] if about else None, **more
        )  # type: ignore[arg-type]
        entry = placed(draft, tuple(e.id for e in self.entries[-1:]))
        self.entries.append(entry)
        return entry

    def sign(self, who: str, role: str, at: int, about: AgreementKind = "objective", **more: object) -> Entry:
        """Enter a signature."""
        return self.enter("sign", who, role, at, about, **more)

    def memory(self) -> Memory:
        """Return what is remembered."""
        heads: Sequence[str] = [e.id for e in self.entries[-1:]]
        return Memory(tuple(self.entries), tuple(heads), self.kept)  # type: ignore[arg-type]

    def standing(
        self, at: int = 31, evidence: Evidence | None = None, verdicts: Sequence[VerdictToday] = ()
    ) -> Standing:
        """Return how the document stands on a day of January 2014, by the verdicts that are known then."""
        return standing(self.document, evidence or Evidence(), self.memory(), date(2014, 1, at), verdicts)
