"""What people own in an initiative, of the things that have to be cared for all the time."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.base.record import dataclass
from trueup.core.rules.lookups import own_definitions
from trueup.core.rules.rule import Case


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing with an owner: its kind in the user's words, and its document path."""

    kind: str
    path: str


def owned(case: Case) -> dict[str, list[Thing]]:
    """Return the KPIs, data sets, operational goals and open risks by their owners."""
    found: dict[str, list[Thing]] = {}
    for owner, thing in _things(case):
        if owner is not None:
            found.setdefault(owner, []).append(thing)
    return found


def _things(case: Case) -> Iterator[tuple[str | None, Thing]]:
    initiative = case.initiative
    for name, kpi in own_definitions(case):
        yield kpi.owner, Thing("KPI", f"kpis.{name}")
    for name, table in initiative.data.items():
        yield table.owner, Thing("data set", f"data.{name}")
    for name, goal in initiative.operational_goals.items():
        yield goal.owner, Thing("operational goal", f"operational_goals.{name}")
    for name, risk in initiative.risks.items():
        if risk.closed is None or risk.closed > case.as_of:
            yield risk.owner, Thing("risk", f"risks.{name}")
