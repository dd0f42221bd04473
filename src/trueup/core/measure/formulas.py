"""KPIs that are formulas over other KPIs: levels, months and a joint interval with shared day clusters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from trueup.core.base.formula import compile_formula
from trueup.core.base.formula_tree import FormulaFault
from trueup.core.base.quantity import Basis, Quantity, Unit
from trueup.core.measure.estimate import Estimate, coarsest, combined
from trueup.core.measure.reading import LONGEST_SERIES, estimate
from trueup.core.measure.windows import Settled, months
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.kpi import Kpi
from trueup.core.model.results.measure import Funnel, KpiReading, Month

_Bases = dict[str, tuple[Kpi, Settled]]


def read_formula(name: str, kpi: Kpi, parts: Mapping[str, tuple[Kpi, Settled] | NotRun]) -> KpiReading | NotRun:
    """Return the reading of a formula KPI; `parts` holds each KPI it names with its countable days.

    Its span is the days that all parts cover, and no day beyond it counts. All parts are clustered by the coarsest unit
    that any of them asks for. Quantiles have no daily sums and cannot be combined.
    """
    bases = _bases(name, kpi, parts)
    if isinstance(bases, NotRun):
        return bases
    first, last = max(b.first for _, b in bases.values()), min(b.last for _, b in bases.values())
    if first > last:
        return NotRun(
            "no_data", f"the KPIs that `{name}` is computed from share no day", "Check their data sets' dates."
        )
    baseline = kpi.baseline
    window = (baseline.since, baseline.until) if baseline and baseline.since and baseline.until else (first, last)
    level = _level(name, kpi, bases, *window)
    series = []
    for since, until, whole in months(first, last)[-LONGEST_SERIES:]:
        month = _level(name, kpi, bases, since, until)
        if isinstance(month, Estimate):
            series.append(Month(since.replace(day=1), _quantity(kpi, month, until), month.counted, whole))
    overall = _level(name, kpi, bases, first, last)
    return KpiReading(
        level if isinstance(level, NotRun) else _quantity(kpi, level, window[1]),
        window,
        overall if isinstance(overall, NotRun) else _quantity(kpi, overall, last),
        (first, last),
        0 if isinstance(level, NotRun) else level.clusters,
        Funnel(0, 0, 0, 0, 0, 0, 0, 0, 0, 0 if isinstance(level, NotRun) else level.counted),
        tuple(series),
    )


def _bases(name: str, kpi: Kpi, parts: Mapping[str, tuple[Kpi, Settled] | NotRun]) -> _Bases | NotRun:
    """Return the definition and the countable days of each KPI that the formula names, or what is missing."""
    bases: _Bases = {}
    for other in compile_formula(kpi.formula or "0").names:
        part = parts.get(other, NotRun("no_data", f"KPI `{other}` is not measured"))
        if isinstance(part, NotRun):
            return NotRun(part.reason, f"KPI `{name}` needs `{other}`: {part.detail}", part.fix)
        if part[0].across and part[0].across.how in ("median", "quantile"):
            return NotRun(
                "refused",
                f"KPI `{name}` is a formula over `{other}`, a quantile, which cannot be combined",
                "Use shares, means, sums or ratios in formulas.",
            )
        bases[other] = part
    if not bases:
        return NotRun("refused", f"the formula of KPI `{name}` names no KPI", "Name the KPIs it is computed from.")
    return bases


def _level(name: str, kpi: Kpi, bases: _Bases, since: date, until: date) -> Estimate | NotRun:
    """Return the formula over one window, cut to the days that all parts cover."""
    start = max(since, *(base.first for _, base in bases.values()))
    end = min(until, *(base.last for _, base in bases.values()))
    if start > end:
        return NotRun(
            "no_data",
            f"the window {since} to {until} of KPI `{name}` lies outside the days that all its parts cover",
            "Move `baseline:` into the span of the data.",
        )
    cluster = coarsest([kpi.cluster, *(part.cluster for part, _ in bases.values())])
    found: dict[str, Estimate] = {}
    for other, (part, base) in bases.items():
        one = estimate(part, base.days, start, end, base, cluster)
        if isinstance(one, NotRun):
            return NotRun(one.reason, f"KPI `{name}` needs `{other}`: {one.detail}", one.fix)
        found[other] = one
    try:
        return combined(compile_formula(kpi.formula or "0").value, found)
    except FormulaFault as fault:
        return NotRun("error", f"KPI `{name}`: {fault.problem}", fault.fix)


def _quantity(kpi: Kpi, found: Estimate, as_of: date) -> Quantity:
    return Quantity(found.spread(), kpi.unit or Unit("1"), Basis.MEASURED, f"formula {kpi.formula}", as_of)
