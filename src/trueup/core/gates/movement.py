"""How KPIs moved between two days, from the months that were measured: never from anything between them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from trueup.core.base.quantity import Quantity
from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Initiative
from trueup.core.model.kpi import Kpi
from trueup.core.model.results.measure import KpiReading, Month

Course = Literal["better", "worse", "not clear"]


@dataclass(frozen=True, slots=True)
class Movement:
    """A KPI in the last whole month before a day and in the last whole month measured; `course` is what that says.

    It is `not clear` where the two 95 % intervals meet, or where nothing says which way is better.
    """

    then: Month
    now: Month
    course: Course


def movements(initiative: Initiative, evidence: Evidence, since: date) -> Mapping[str, Movement | NotRun]:
    """Return how each KPI moved since a day, the one that decides first, then guardrails; or why that is not known."""
    objective = initiative.objective
    deciding = objective.kpi if objective else None
    guards = objective.guardrails if objective else ()
    own = [name for name, kpi in initiative.kpis.items() if kpi.instead_of is None]
    ranked = sorted(own, key=lambda name: (name != deciding, name not in guards))
    return {name: _movement(initiative.kpis[name], evidence.reading(name), since) for name in ranked}


def _movement(kpi: Kpi, reading: KpiReading | NotRun, since: date) -> Movement | NotRun:
    if isinstance(reading, NotRun):
        return reading
    whole = [month for month in reading.series if month.whole]
    before = [month for month in whole if _last_day(month.first) <= since]
    if not whole or whole[-1].first <= (before[-1].first if before else since):
        return NotRun("no_data", f"no whole month was measured after {since}")
    if not before:
        return NotRun("no_data", f"no whole month was measured before {since}")
    return Movement(before[-1], whole[-1], _course(kpi, before[-1].level, whole[-1].level))


def _last_day(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _course(kpi: Kpi, then: Quantity, now: Quantity) -> Course:
    if kpi.direction is None or not _apart(then, now):
        return "not clear"
    rises = now.value > then.value
    return "better" if rises == (kpi.direction in ("increase", "at_least")) else "worse"


def _apart(one: Quantity, other: Quantity) -> bool:
    """Whether two levels differ by more than their intervals; without intervals that cannot be said."""
    if one.spread.form != "interval95" or other.spread.form != "interval95":
        return False
    return one.spread.high < other.spread.low or other.spread.high < one.spread.low
