"""A KPI's levels against its target, and what its target is worth from another baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.core.base.expression import expression, unwrapped
from trueup.core.base.formula_tree import FormulaFault
from trueup.core.base.quantity import Basis, Quantity
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.kpi import FORMULAS, SQL, AcrossUnits, Kpi
from trueup.core.model.worth import Pricing, baseline_of, unit_problem
from trueup.core.rules.lookups import deciding, is_guardrail
from trueup.core.rules.rule import Case

if TYPE_CHECKING:
    from trueup.core.model.results.measure import KpiReading

DEFINING = ("data", "rows", "per", "value", "over", "where", "across", "at", "zone", "settles", "formula")
"""The fields that define what a KPI measures: the rest says what is wanted of it."""

_MEAN: Final = AcrossUnits("mean")


def reading_of(case: Case, kpi: str) -> KpiReading | None:
    """Return what was measured of a KPI, None where nothing was."""
    found = case.evidence.reading(kpi)
    return None if isinstance(found, NotRun) else found


def measured(case: Case, kpi: str) -> Quantity | None:
    """Return a KPI's level in its baseline window (over all data where it has none); None where it was not measured."""
    found = reading_of(case, kpi)
    return None if found is None or isinstance(found.level, NotRun) else found.level


def against_target(case: Case, name: str) -> tuple[float, Basis] | None:
    """Return a KPI's baseline (and its basis) where that is already at or beyond the target, None elsewhere.

    A threshold (at least, at most) counts for the deciding KPI alone, a guardrail's limit never: they shall hold.
    """
    kpi = case.initiative.kpis[name]
    if kpi.target is None or kpi.direction is None or is_guardrail(case, name):
        return None
    if kpi.direction.startswith("at_") and name != deciding(case):
        return None
    found = baseline_of(case.initiative, case.evidence, name)
    if isinstance(found, NotRun):
        return None
    rises = kpi.direction in ("increase", "at_least")
    met = found[0] >= kpi.target.value if rises else found[0] <= kpi.target.value
    return found if met else None


def contradicts(kpi: Kpi, baseline: tuple[float, Basis]) -> bool:
    """Whether direction, typed baseline and target contradict each other within the document itself."""
    typed = baseline[1] is Basis.ASSUMED and kpi.target is not None and baseline[0] != kpi.target.value
    return typed and kpi.direction in ("increase", "decrease")


def differing(one: Kpi, other: Kpi) -> list[str]:
    """Return the defining fields in which two KPIs differ; the layout of expressions does not count."""
    return [field for field in DEFINING if _said(one, field) != _said(other, field)]


def definition(kpi: Kpi) -> tuple[object, ...]:
    """Return what a KPI measures, in one form: that of two KPIs which measure the same is equal."""
    return tuple(_said(kpi, field) for field in DEFINING)


def promise_from(case: Case, name: str, baseline: float) -> float | None:
    """Return what a KPI's target would be worth a year from another baseline; None where that cannot be told."""
    kpi = case.initiative.kpis[name]
    if kpi.worth is None or kpi.target is None or unit_problem(case.initiative, name):
        return None
    pricing = Pricing(case.initiative, case.evidence, name)
    if "baseline" not in pricing.formula.names:
        return None
    mids = {assumption: spread.mid for assumption, spread in pricing.ranges.items()}
    try:
        return pricing.formula.value({**mids, **pricing.levels, "baseline": baseline, "level": kpi.target.value})
    except FormulaFault:
        return None


def measure_it(name: str, kpi: Kpi, reading: KpiReading) -> str:
    """Return how a baseline that is missing, or typed, becomes one that is measured on the data there is."""
    first, last = reading.span
    window = f"`baseline: {{from: {first}, to: {last}}}`"
    how = f"write {window} in place of the figure in" if kpi.baseline else f"add {window} to"
    return f"The data reaches from {first} to {last}: {how} kpis.{name}."


def _said(kpi: Kpi, field: str) -> object:
    """Return what a defining field says: expressions as agreements hold them, and the mean where nothing is said."""
    part = getattr(kpi, field)
    if isinstance(part, str):
        if field in SQL or field in FORMULAS:
            return unwrapped(expression(part, names_fold=field in SQL))
        return " ".join(part.split())
    return None if part == _MEAN else part
