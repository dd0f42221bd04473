"""A KPI level as money a year: the one place where `worth:` is evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from typing import Final

from trueup.core.base.formula import compile_formula
from trueup.core.base.formula_tree import FormulaFault
from trueup.core.base.quantity import Basis, Spread, point, weakest
from trueup.core.base.units import UnitOf, money_per_year, parse_unit
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.consistency import LEVELS
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Initiative

MOST_CORNERS: Final = 10
"""Ranges whose every combination of ends is tried; beyond that each is moved alone and the worst ends are joined."""

_Z95: Final = 1.6448536269514722
"""Standard normal quantile of 0.95: the reach of a one-sided 95 % bound."""

_REACH: Final = {"interval95": 1.959963984540054, "p10_p50_p90": 1.2815515655446004, "p5_p95": _Z95, "point": _Z95}
"""Standard normal quantile that the stated ends of each form stand at."""

Ends = tuple[float, float]


def baseline_of(initiative: Initiative, evidence: Evidence, name: str) -> tuple[float, Basis] | NotRun:
    """Return a KPI's baseline level: measured in its window, else as typed (assumed), else why there is none."""
    found = _baseline_spread(initiative, evidence, name)
    return found if isinstance(found, NotRun) else (found[0].mid, found[1])


def _baseline_spread(initiative: Initiative, evidence: Evidence, name: str) -> tuple[Spread, Basis] | NotRun:
    kpi = initiative.kpis[name]
    if kpi.baseline and kpi.baseline.since:
        reading = evidence.reading(name)
        if isinstance(reading, NotRun):
            return reading
        return reading.level if isinstance(reading.level, NotRun) else (reading.level.spread, Basis.MEASURED)
    if kpi.baseline and kpi.baseline.value is not None:
        return point(kpi.baseline.value), Basis.ASSUMED
    return NotRun("no_data", f"KPI `{name}` has no baseline", f"Add `baseline:` to kpis.{name}.")


def unit_problem(initiative: Initiative, name: str) -> tuple[str, str] | None:
    """Return (problem, fix) where a KPI's worth does not come out as money a year, None where it does."""
    kpi = initiative.kpis[name]
    worth, currency = kpi.worth or "0", initiative.currency or ""
    if kpi.unit is None:
        return f"the worth of KPI `{name}` cannot be checked: the KPI has no unit", f"Add `unit:` to kpis.{name}."
    units: dict[str, str] = {key: a.unit for key, a in initiative.assumptions.items()}
    for other in compile_formula(worth).names:
        if other in initiative.kpis and other not in LEVELS:
            unit = initiative.kpis[other].unit
            if unit is None:
                problem = f"the worth of KPI `{name}` cannot be checked: KPI `{other}` has no unit"
                return problem, f"Add `unit:` to kpis.{other}."
            units[other] = unit
    units |= dict.fromkeys(LEVELS, kpi.unit)
    try:
        found = _unit_of(worth, tuple(units.items()))
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


@lru_cache(maxsize=1024)
def _unit_of(worth: str, units: tuple[tuple[str, str], ...]) -> UnitOf:
    """Return the unit of a formula over figures in these units, kept because seven rules and figures ask for it."""
    return compile_formula(worth).unit({name: parse_unit(unit) for name, unit in units})


def one_sided(spread: Spread) -> Ends:
    """Return the one-sided 95 % bounds of a figure from its stated ends, taken as normal on either side of its median.

    From a two-sided 95 % interval that is 1.645 / 1.960 of its reach (of one with Student's t a little more than
    needed, so the bound is on the safe side); the ends of P5..P95 are the bounds; from P10/P50/P90 it is 1.645 / 1.282.
    """
    scale = _Z95 / _REACH[spread.form]
    return spread.mid - (spread.mid - spread.low) * scale, spread.mid + (spread.high - spread.mid) * scale


class Pricing:
    """What a KPI's level is worth a year, with the inputs of one document and its evidence.

    In the formula `baseline`, `level` and `target` are the KPI's own, other KPIs stand for their baselines, and
    everything else is an assumption.
    """

    def __init__(self, initiative: Initiative, evidence: Evidence, name: str) -> None:
        """Prepare the worth of one KPI; `problem` says why it cannot be evaluated."""
        kpi = initiative.kpis[name]
        self.initiative, self.name = initiative, name
        self.formula = compile_formula(kpi.worth or "0")
        self.problem: NotRun | None = None
        self.levels: dict[str, float] = {}
        self.bases: list[Basis] = []
        self.measured: dict[str, Spread] = {}
        self.typed: list[str] = []
        for used in self.formula.names:
            if used == "target":
                if kpi.target:
                    self.levels[used] = kpi.target.value
                else:
                    self._stop(NotRun("no_data", f"KPI `{name}` has no target", f"Add `target:` to kpis.{name}."))
            elif used == "baseline" or (used in initiative.kpis and used != "level"):
                self._take(used, name if used == "baseline" else used, evidence)
        self.ranges: Mapping[str, Spread] = {
            n: initiative.assumptions[n].range
            for n in self.formula.names
            if n in initiative.assumptions and n not in LEVELS and n not in initiative.kpis
        }

    def _take(self, used: str, kpi: str, evidence: Evidence) -> None:
        found = _baseline_spread(self.initiative, evidence, kpi)
        if isinstance(found, NotRun):
            self._stop(found)
            return
        self.levels[used] = found[0].mid
        self.bases.append(found[1])
        if found[1] is Basis.MEASURED:
            self.measured[used] = found[0]
        else:
            self.typed.append(kpi)

    def _stop(self, why: NotRun) -> None:
        self.problem = self.problem or why

    def basis(self) -> Basis:
        """Return the weakest basis among the inputs; assumptions are assumed."""
        return weakest([*self.bases, *(Basis.ASSUMED for _ in self.ranges)])

    def unsourced(self) -> str | None:
        """Return what the price rests on without a source, None where every input has one.

        An assumption needs who vouches for it and why, a typed baseline says why it is so.
        """
        for name in self.ranges:
            if not (self.initiative.assumptions[name].by and self.initiative.assumptions[name].because):
                return f"assumption `{name}` names nobody who vouches for it and why"
        for name in self.typed:
            baseline = self.initiative.kpis[name].baseline
            if not (baseline and baseline.because):
                return f"the baseline of KPI `{name}` is typed and does not say why"
        return None

    def at(self, level: float, pick: Callable[[Spread], float] = lambda spread: spread.mid) -> float:
        """Return the worth of a level, each assumption as `pick` says (its median by default); raises FormulaFault."""
        return self.formula.value({**{n: pick(s) for n, s in self.ranges.items()}, **self.levels, "level": level})

    def ends(self, level: float) -> Ends:
        """Return the lowest and the highest worth of a level over the ends of all ranges; raises FormulaFault."""
        found = list(self._corners(level, self._stated()))
        return min(found), max(found)

    def lowest(self, level: Spread) -> float:
        """Return the worth of a measured level at the unfavourable end of everything; raises FormulaFault.

        The level and every measured baseline stand at the worse of their one-sided 95 % bounds, assumptions at the
        worse of their stated ends.
        """
        bounds = {name: one_sided(spread) for name, spread in self.measured.items()}
        return min(self._corners(level.mid, {**self._stated(), **bounds, "level": one_sided(level)}))

    def _stated(self) -> dict[str, Ends]:
        return {name: (spread.low, spread.high) for name, spread in self.ranges.items()}

    def _corners(self, level: float, ranges: Mapping[str, Ends]) -> Iterator[float]:
        mids = {**{n: spread.mid for n, spread in self.ranges.items()}, **self.levels, "level": level}
        moving = {n: ends for n, ends in ranges.items() if n in self.formula.names and ends[0] != ends[1]}
        if len(moving) <= MOST_CORNERS:
            for ends in product(*moving.values()):
                yield self.formula.value({**mids, **dict(zip(moving, ends, strict=True))})
            return
        worst, best = dict(mids), dict(mids)
        for name, (low, high) in moving.items():
            rises = self.formula.value({**mids, name: low}) <= self.formula.value({**mids, name: high})
            worst[name], best[name] = (low, high) if rises else (high, low)
        yield self.formula.value(worst)
        yield self.formula.value(best)
