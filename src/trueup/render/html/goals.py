"""The Goals part of the report: KPI cards, competing definitions side by side, and the other KPIs as a table."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from trueup.core.base.quantity import Quantity
from trueup.core.base.record import dataclass
from trueup.core.gates.assessment import Assessment
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.kpi import Kpi
from trueup.core.model.results.measure import KpiReading
from trueup.render.charts.kpi import BaselineLine, KpiChart, MonthPoint, TargetLine, kpi_chart
from trueup.render.charts.numbers import full_date, month, months, number
from trueup.render.html.figures import (
    beside_baseline,
    counted_figure,
    definition,
    kpi_figure,
    lost_units,
    months_ground,
    target_figure,
)
from trueup.render.html.page import Figure, Ground
from trueup.render.plain import is_share, level, person, quantity_level, typed_baseline

MOST_CARDS: Final = 6
"""KPIs beside the deciding one that get a card of their own; further ones stand in a table."""

MOST_ROWS: Final = 12
"""Rows of that table that are shown at once; the rest is folded."""

_ROLES: Final = ("Decides the objective", "Guardrail: must not get worse", "Supports")
_DECIDES, _SUPPORTS, _COMPETES = 0, 2, 3


@dataclass(frozen=True, slots=True)
class KpiCard:
    """One measured KPI as a card: its chart, its facts, and the months as a table."""

    name: str
    title: str
    lead: str
    chart: Markup | str
    figure: Figure
    interval: str
    baseline_word: str
    measured: Figure | None
    measured_word: str
    target: Figure
    due: str
    counted: Figure | None
    funnel: str
    owner: str
    months: tuple[tuple[str, str, str], ...]
    ground: Ground


@dataclass(frozen=True, slots=True)
class KpiRow:
    """One KPI as a row: its level and target, who owns it, and what it lacks."""

    name: str
    title: str
    note: str
    window: str
    figure: Figure
    measured: Figure | None
    target: Figure
    due: str
    owner: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kpis:
    """All KPIs by how they are shown."""

    deciding: KpiCard | None
    cards: tuple[KpiCard, ...]
    rivals: tuple[KpiRow, ...]
    rival_charts: tuple[tuple[str, Markup], ...]
    rows: tuple[KpiRow, ...]
    more: tuple[KpiRow, ...]


def kpis(found: Assessment) -> Kpis:
    """Return the KPIs: the deciding one, the most important measured ones, competing definitions, and the rest."""
    initiative = found.document.initiative
    ranked = sorted(initiative.kpis, key=lambda name: _rank(name, found))
    deciding = [n for n in ranked if _rank(n, found) == _DECIDES]
    measured = [n for n in ranked if _DECIDES < _rank(n, found) <= _SUPPORTS and _reading(n, found)][:MOST_CARDS]
    rivals = [n for n in ranked if _rank(n, found) == _COMPETES]
    disputed = [n for n in initiative.kpis if any(initiative.kpis[r].instead_of == n for r in rivals)]
    rest = [n for n in ranked if n not in deciding and n not in measured and n not in rivals]
    return Kpis(
        _card(deciding[0], found) if deciding else None,
        tuple(_card(name, found) for name in measured),
        tuple(_row(name, found) for each in disputed for name in (each, *_rivals_of(each, rivals, found))),
        tuple((initiative.kpis[n].title or n, _drawn(n, found)) for n in rivals[:MOST_CARDS] if _reading(n, found)),
        tuple(_row(name, found) for name in rest[:MOST_ROWS]),
        tuple(_row(name, found) for name in rest[MOST_ROWS:]),
    )


def _rank(name: str, found: Assessment) -> int:
    objective, kpi = found.document.initiative.objective, found.document.initiative.kpis[name]
    if kpi.instead_of:
        return _COMPETES
    if objective and name == objective.kpi:
        return _DECIDES
    return 1 if objective and name in objective.guardrails else _SUPPORTS


def _rivals_of(name: str, rivals: list[str], found: Assessment) -> list[str]:
    return [rival for rival in rivals if found.document.initiative.kpis[rival].instead_of == name]


def _reading(name: str, found: Assessment) -> KpiReading | None:
    reading = found.evidence.reading(name)
    return reading if isinstance(reading, KpiReading) else None


def _card(name: str, found: Assessment) -> KpiCard:
    kpi, reading = found.document.initiative.kpis[name], _reading(name, found)
    return KpiCard(
        name,
        kpi.title or name,
        f"{_ROLES[_rank(name, found)]}. {definition(kpi)}.",
        _drawn(name, found) if reading else "",
        kpi_figure(name, kpi, found),
        _interval(kpi, reading),
        _baseline_word(kpi, reading),
        beside_baseline(name, kpi, found),
        f"Measured, {months(*reading.window)}" if reading else "",
        target_figure(name, kpi, found),
        _due(kpi),
        counted_figure(kpi, reading, found) if reading and reading.funnel.rows else None,
        _funnel_words(reading) if reading else "",
        person(found.document.initiative, kpi.owner),
        _months(kpi, reading) if reading else (),
        months_ground(kpi, found),
    )


def _row(name: str, found: Assessment) -> KpiRow:
    kpi, reading, spend = found.document.initiative.kpis[name], _reading(name, found), found.evidence.spend
    rank = _rank(name, found)
    role = f"{_ROLES[rank]}. " if rank != _COMPETES else ""
    lacks = () if isinstance(spend, NotRun) else next((s.missing for s in spend.standings if s.kpi == name), ())
    return KpiRow(
        name,
        kpi.title or name,
        f"{role}{definition(kpi)}.",
        _window_words(kpi, reading),
        kpi_figure(name, kpi, found),
        beside_baseline(name, kpi, found),
        target_figure(name, kpi, found),
        _due(kpi),
        person(found.document.initiative, kpi.owner),
        tuple(words.removeprefix(f"KPI `{name}` ").removeprefix("has ") for words in lacks),
    )


def _due(kpi: Kpi) -> str:
    if kpi.target is None:
        return ""
    return f"by {full_date(kpi.target.by)}" if kpi.target.by else "no date"


def _baseline_word(kpi: Kpi, reading: KpiReading | None) -> str:
    """Return what the figure of a KPI is: a baseline, measured or typed, or only its level."""
    if typed_baseline(kpi) is not None:
        return "Baseline, typed"
    if reading is None:
        return "Level"
    return f"Baseline, {months(*reading.window)}" if kpi.baseline else f"No baseline yet; {months(*reading.window)}"


def _window_words(kpi: Kpi, reading: KpiReading | None) -> str:
    window = months(*reading.window) if reading else ""
    return window if kpi.baseline or not reading else f"no baseline yet; {window}"


def _interval(kpi: Kpi, reading: KpiReading | None) -> str:
    if reading is None or isinstance(reading.level, NotRun):
        return ""
    return quantity_level(reading.level, kpi).partition(" (")[2].rstrip(")")


def _funnel_words(reading: KpiReading) -> str:
    """Return how the units counted came from the rows: only the steps that lost something."""
    funnel = reading.funnel
    units = f"of {number(funnel.units)} units" + (
        f" from {number(funnel.rows)} rows" if funnel.rows != funnel.units else ""
    )
    return "; ".join(part for part in (units, ", ".join(lost_units(funnel))) if part)


def _drawn(name: str, found: Assessment) -> Markup:
    kpi, reading = found.document.initiative.kpis[name], _reading(name, found)
    return kpi_chart(_chart(kpi.title or name, kpi, reading), f"kpi.{name}") if reading else Markup()


def _chart(title: str, kpi: Kpi, reading: KpiReading) -> KpiChart:
    points = tuple(MonthPoint(m.first, m.level.value, *_ends(m.level), m.whole) for m in reading.series)
    target = TargetLine(kpi.target.value, kpi.target.by) if kpi.target else None
    return KpiChart(
        f"{title} by month", _described(kpi, reading), is_share(kpi), points, _baseline_line(kpi, reading), target
    )


def _baseline_line(kpi: Kpi, reading: KpiReading) -> BaselineLine | None:
    """Return the baseline over its window; a typed one over all data, marked as assumed."""
    typed = typed_baseline(kpi)
    if typed is not None:
        return BaselineLine(typed, *reading.window, assumed=True)
    if kpi.baseline is None or isinstance(reading.level, NotRun):
        return None
    return BaselineLine(reading.level.value, *reading.window)


def _ends(found: Quantity) -> tuple[float | None, float | None]:
    return (found.spread.low, found.spread.high) if found.spread.form == "interval95" else (None, None)


def _described(kpi: Kpi, reading: KpiReading) -> str:
    if not reading.series:
        return "Not measured in any month."
    top, low = max(reading.series, key=lambda m: m.level.value), min(reading.series, key=lambda m: m.level.value)
    highest = f"Highest {level(top.level.value, kpi)} in {month(top.first)}"
    words = [f"{highest}, lowest {level(low.level.value, kpi)} in {month(low.first)}."]
    if isinstance(reading.level, Quantity):
        words.append(f"Over {months(*reading.window)}: {level(reading.level.value, kpi)}.")
    if (typed := typed_baseline(kpi)) is not None:
        words.append(f"Baseline {level(typed, kpi)}, typed: assumed.")
    if kpi.target:
        words.append(f"Target {level(kpi.target.value, kpi)}.")
    return " ".join(words)


def _months(kpi: Kpi, reading: KpiReading) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (
            month(m.first) + ("" if m.whole else " (part)"),
            quantity_level(m.level, kpi),
            number(m.counted) if m.counted else "",
        )
        for m in reading.series
    )
