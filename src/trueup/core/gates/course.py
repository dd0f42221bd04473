"""Whether KPIs are on their course: today's level against the straight line from the baseline agreed to the target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, Literal

from trueup.core.base.quantity import Quantity
from trueup.core.base.record import dataclass
from trueup.core.gates.seen import figure_words
from trueup.core.gates.stages import CURRENT_DAYS
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Initiative
from trueup.core.model.kpi import Direction, Kpi, Target
from trueup.core.model.results.measure import KpiReading, Month

Course = Literal["on course", "behind", "moving the wrong way", "kept", "broken", "not clear", "not known"]
DRIFTING: Final[frozenset[Course]] = frozenset({"behind", "moving the wrong way", "broken"})
_LIMITS: Final = ("at_least", "at_most")
_UP: Final = ("increase", "at_least")


@dataclass(frozen=True, slots=True)
class KpiCourse:
    """How a KPI goes: the level agreed, its target, the level expected by now, the level now, and what that says.

    `month` is the month of the level now, None where nothing current was measured; `why` says so, or explains.
    """

    kpi: str
    course: Course
    why: str
    unit: str
    direction: Direction | None = None
    agreed: float | None = None
    target: float | None = None
    by: date | None = None
    expected: float | None = None
    now: Quantity | None = None
    month: date | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed of the KPIs: the levels that signers saw and the targets they signed, by KPI, and on which day.

    A KPI without a target here has today's.
    """

    levels: Mapping[str, float]
    targets: Mapping[str, Target]
    day: date | None


def courses(initiative: Initiative, evidence: Evidence, agreed: Agreed, as_of: date) -> tuple[KpiCourse, ...]:
    """Return the course of every KPI with a target: the one that decides first, then the guardrails, then the rest.

    The level now is that of the last whole month: it must lie after the baseline and the agreement, and not be older
    than two months, else the KPI was not measured since.
    """
    objective = initiative.objective
    deciding, guards = (objective.kpi, objective.guardrails) if objective else (None, ())
    own = [name for name, kpi in initiative.kpis.items() if kpi.instead_of is None and kpi.target]
    own.sort(key=lambda name: (name != deciding, name not in guards))
    return tuple(_course(name, initiative.kpis[name], evidence.reading(name), agreed, as_of) for name in own)


def _course(name: str, kpi: Kpi, reading: KpiReading | NotRun, agreed: Agreed, as_of: date) -> KpiCourse:
    unit, target = kpi.unit or "1", agreed.targets.get(name, kpi.target)
    by = target.by if target else None
    goal = target.value if target else None
    base = _baseline(kpi, reading, agreed.levels.get(name))
    unknown = KpiCourse(name, "not known", "", unit, kpi.direction, base, goal, by)
    if isinstance(reading, NotRun):
        return _because(unknown, f"not measured: {reading.detail}")
    last = next((month for month in reversed(reading.series) if month.whole), None)
    if last is None:
        return _because(unknown, "no whole month was measured")
    stale = next(_stale(last, kpi, agreed.day, as_of), None)
    if stale:
        return _because(unknown, stale)
    if goal is None or kpi.direction is None:
        return _because(unknown, "nothing says which way is better")
    if kpi.direction in _LIMITS:
        kept, words = _limit(kpi, goal, last.level)
        return KpiCourse(name, kept, words, unit, kpi.direction, base, goal, by, None, last.level, last.first)
    if by is None or base is None:
        return _because(unknown, "its target has no day" if by is None else "no baseline was agreed")
    expected = _line(base, goal, _begins(kpi, agreed.day, last.first), by, last.first)
    found, words = _on_the_way(kpi, base, expected, goal, last.level)
    return KpiCourse(name, found, words, unit, kpi.direction, base, goal, by, expected, last.level, last.first)


def _because(found: KpiCourse, why: str) -> KpiCourse:
    return replace(found, why=why)


def _baseline(kpi: Kpi, reading: KpiReading | NotRun, seen: float | None) -> float | None:
    """Return the baseline: as typed, for that is what the promise counts from; else as seen when signing; else today's.

    What signers saw beside a typed baseline is what was measured, which is not where the line begins.
    """
    if kpi.baseline and kpi.baseline.value is not None:
        return kpi.baseline.value
    if seen is not None or isinstance(reading, NotRun) or isinstance(reading.level, NotRun):
        return seen
    return reading.level.value


def _stale(last: Month, kpi: Kpi, agreed: date | None, as_of: date) -> Iterator[str]:
    """Yield why the last month measured says nothing about today."""
    until, baseline = _last_day(last.first), kpi.baseline.until if kpi.baseline else None
    if baseline is not None and until <= baseline:
        yield f"not measured since {until}, the end of its baseline"
    elif agreed is not None and until <= agreed:
        yield f"not measured since {until}; it was agreed on {agreed}"
    elif (as_of - until).days > CURRENT_DAYS + kpi.settles:
        yield f"not measured since {until}"


def _begins(kpi: Kpi, agreed: date | None, otherwise: date) -> date:
    """Return the day on which the straight line leaves the baseline: its last day, else that of the agreement."""
    until = kpi.baseline.until if kpi.baseline else None
    return until or agreed or otherwise


def _line(base: float, goal: float, begins: date, by: date, month: date) -> float:
    """Return the level on the straight line in the middle of a month, never before its beginning or past its end."""
    middle = month + (_last_day(month) - month) / 2
    whole = (by - begins).days
    share = min(max((middle - begins).days / whole, 0.0), 1.0) if whole > 0 else 1.0
    return base + (goal - base) * share


def _limit(kpi: Kpi, limit: float, now: Quantity) -> tuple[Course, str]:
    """Return whether a limit is kept; it is broken where the whole 95 % interval lies beyond it."""
    up = kpi.direction in _UP
    words = f"its limit is {figure_words(limit, kpi.unit or '1')}"
    if now.value >= limit if up else now.value <= limit:
        return "kept", words
    best = _best(now, up=up)
    beyond = best < limit if up else best > limit
    return ("broken", words) if beyond else ("not clear", f"{words}, inside the 95 % interval")


def _on_the_way(kpi: Kpi, base: float, expected: float, goal: float, now: Quantity) -> tuple[Course, str]:
    """Return how a level stands to the line; against it only where its whole 95 % interval says so."""
    up = kpi.direction in _UP
    sign, unit = (1 if up else -1), kpi.unit or "1"
    best = _best(now, up=up)
    words = f"the line is at {figure_words(expected, unit)}"
    if sign * (now.value - goal) >= 0:
        return "on course", "the target is reached"
    if sign * (now.value - expected) >= 0:
        return "on course", words
    if sign * (best - base) < 0:
        return "moving the wrong way", f"it was {figure_words(base, unit)}, {words}"
    if sign * (best - expected) < 0:
        return "behind", words
    return "not clear", f"{words}, inside the 95 % interval"


def _best(now: Quantity, *, up: bool) -> float:
    """Return the better end of a level's 95 % interval; the level itself where it has none."""
    if now.spread.form != "interval95":
        return now.value
    return now.spread.high if up else now.spread.low


def _last_day(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
