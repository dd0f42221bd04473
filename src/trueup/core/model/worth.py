"""A KPI level as money a year: the one place where `worth:` is evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product

from trueup.core.base.formula import compile_formula
from trueup.core.base.formula_tree import FormulaFault
from trueup.core.base.quantity import Basis, Spread, weakest
from trueup.core.base.units import DIMENSIONLESS, UnitOf, money_per_year, parse_unit
from trueup.core.model.ask import NotRun
from trueup.core.model.consistency import LEVELS
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Initiative

MOST_CORNERS = 10
"""Ranges whose every combination of ends is tried; beyond that each is moved alone and the worst ends are joined."""


def baseline_of(initiative: Initiative, evidence: Evidence, name: str) -> tuple[float, Basis] | NotRun:
    """Return a KPI's baseline level: measured in its window, else as typed (assumed), else why there is none."""
    kpi = initiative.kpis[name]
    if kpi.baseline and kpi.baseline.since:
        reading = evidence.reading(name)
        if isinstance(reading, NotRun):
            return reading
        return reading.level if isinstance(reading.level, NotRun) else (reading.level.value, Basis.MEASURED)
    if kpi.baseline and kpi.baseline.value is not None:
        return kpi.baseline.value, Basis.ASSUMED
    return NotRun("no_data", f"KPI `{name}` has no baseline", f"Add `baseline:` to kpis.{name}.")


def unit_problem(initiative: Initiative, name: str) -> tuple[str, str] | None:
    """Return (problem, fix) where a KPI's worth does not come out as money a year, None where it does."""
    kpi = initiative.kpis[name]
    formula = compile_formula(kpi.worth or "0")
    currency = initiative.currency or ""
    if kpi.unit is None:
        return f"the worth of KPI `{name}` cannot be checked: the KPI has no unit", f"Add `unit:` to kpis.{name}."
    units: dict[str, UnitOf] = {level: parse_unit(kpi.unit) for level in LEVELS}
    units |= {
        other: parse_unit(k.unit) if k.unit else DIMENSIONLESS for other, k in initiative.kpis.items() if other != name
    }
    units |= {key: parse_unit(a.unit) for key, a in initiative.assumptions.items()}
    try:
        found = formula.unit(units)
    except FormulaFault as fault:
        return f"the worth of KPI `{name}`: {fault.problem}", fault.fix
    if currency and money_per_year(found, currency):
        return None
    wanted = f"{currency or 'money'}/year"
    hint = "" if currency else " Add `currency:` at the top of the document."
    return (
        f"the worth of KPI `{name}` comes out as {found}, not as {wanted}",
        f"Give the assumptions units that multiply to {wanted}.{hint}",
    )


class Pricing:
    """What a KPI's level is worth a year, with the inputs of one document and its evidence."""

    def __init__(self, initiative: Initiative, evidence: Evidence, name: str) -> None:
        """Prepare the worth of one KPI; `problem` says why it cannot be evaluated."""
        kpi = initiative.kpis[name]
        self.initiative, self.name = initiative, name
        self.formula = compile_formula(kpi.worth or "0")
        self.problem: NotRun | None = None
        self.levels: dict[str, float] = {}
        self.bases: list[Basis] = []
        target = kpi.target.value if kpi.target else None
        for used in self.formula.names:
            if used == "target":
                self._take(
                    used, target, NotRun("no_data", f"KPI `{name}` has no target", f"Add `target:` to kpis.{name}.")
                )
            elif used == "baseline" or used in initiative.kpis:
                found = baseline_of(initiative, evidence, name if used == "baseline" else used)
                self._take(used, None if isinstance(found, NotRun) else found[0], found)
                if not isinstance(found, NotRun):
                    self.bases.append(found[1])
        self.ranges: Mapping[str, Spread] = {
            n: initiative.assumptions[n].range
            for n in self.formula.names
            if n in initiative.assumptions and n not in LEVELS
        }

    def _take(self, name: str, value: float | None, why: object) -> None:
        if value is not None:
            self.levels[name] = value
        elif isinstance(why, NotRun) and self.problem is None:
            self.problem = why

    def basis(self) -> Basis:
        """Return the weakest basis among the inputs; assumptions are assumed."""
        return weakest([*self.bases, *(Basis.ASSUMED for _ in self.ranges)])

    def at(self, level: float, pick: Callable[[Spread], float] = lambda spread: spread.mid) -> float:
        """Return the worth of a level, each assumption taken as `pick` says (its median by default); raises FormulaFault."""
        return self.formula.value({**{n: pick(s) for n, s in self.ranges.items()}, **self.levels, "level": level})

    def ends(self, level: float) -> tuple[float, float]:
        """Return the lowest and the highest worth of a level over the stated ends of all ranges; raises FormulaFault."""
        found = list(self._corners(level))
        return min(found), max(found)

    def _corners(self, level: float) -> Iterator[float]:
        fixed = {**self.levels, "level": level}
        names = [name for name, spread in self.ranges.items() if spread.low != spread.high]
        mids = {name: spread.mid for name, spread in self.ranges.items()}
        if len(names) <= MOST_CORNERS:
            for ends in product(*((self.ranges[n].low, self.ranges[n].high) for n in names)):
                yield self.formula.value({**mids, **dict(zip(names, ends, strict=True)), **fixed})
            return
        worst, best = dict(mids), dict(mids)
        for name in names:
            ends = (self.ranges[name].low, self.ranges[name].high)
            values = [self.formula.value({**mids, name: end, **fixed}) for end in ends]
            worst[name], best[name] = ends if values[0] <= values[1] else ends[::-1]
        yield self.formula.value({**worst, **fixed})
        yield self.formula.value({**best, **fixed})
