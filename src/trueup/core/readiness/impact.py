"""What each failing check costs: what stands on it, the money at its bounds, and what its repair opens again."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from trueup.core.base.formula_tree import FormulaFault
from trueup.core.base.record import dataclass
from trueup.core.model.ask.engine import Question
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.table import ColumnsOf, OrphansOf
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Initiative
from trueup.core.model.results.checks import CheckResult, DataReadiness, Impact, KpiImpact, Severity
from trueup.core.model.streams import streams
from trueup.core.model.worth import Pricing, unit_problem
from trueup.core.readiness.bounds import Bounds

GATE = "the Feasibility criterion that data passes its checks"
_WEIGHT: Mapping[Severity, int] = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Repair:
    """A failing check with what it costs, in the order in which its owner should mend it."""

    owner: str | None
    result: CheckResult
    impact: Impact | None


def kpi_impact(
    initiative: Initiative, evidence: Evidence, name: str, level: float | None, found: Bounds | None, why: str = ""
) -> KpiImpact:
    """Return what a failing check could mean for one KPI, from its level and bounds; `why` says why it has none.

    A typed baseline does not move with the data, and nor does the benefit that counts from it.
    """
    if found is None or level is None:
        return KpiImpact(name, level, None, None, _worth(initiative, evidence, name, level), note=why)
    low, high = min(found.low, level), max(found.high, level)
    ends = [_worth(initiative, evidence, name, each) for each in (low, high)]
    known = [each for each in ends if each is not None]
    full = len(known) == len(ends) and not _is_typed(initiative, name)
    return KpiImpact(
        name,
        level,
        low,
        high,
        _worth(initiative, evidence, name, level),
        min(known) if full else None,
        max(known) if full else None,
        found.note,
    )


def _is_typed(initiative: Initiative, name: str) -> bool:
    baseline = initiative.kpis[name].baseline
    return baseline is not None and baseline.value is not None


def _worth(initiative: Initiative, evidence: Evidence, name: str, baseline: float | None) -> float | None:
    """Return what reaching a KPI's target is worth a year from another baseline, but from a typed one as it stands.

    None where that cannot be told.
    """
    kpi = initiative.kpis[name]
    if baseline is None or kpi.worth is None or kpi.target is None or unit_problem(initiative, name):
        return None
    pricing = Pricing(initiative, evidence, name)
    mids = {assumption: spread.mid for assumption, spread in pricing.ranges.items()}
    known = {**mids, **pricing.levels, "level": kpi.target.value}
    if "baseline" in pricing.formula.names and not _is_typed(initiative, name):
        known["baseline"] = baseline
    try:
        return initiative.claims.get(name, 1.0) * pricing.formula.value(known)
    except FormulaFault:
        return None


def with_impacts(
    initiative: Initiative,
    found: Mapping[DataId, DataReadiness],
    kpis: Mapping[tuple[str, str], Sequence[KpiImpact]],
    limits: Mapping[str, float],
) -> dict[DataId, DataReadiness]:
    """Return the readiness of all data sets with the impact of each failing check, and what it holds up after that.

    `kpis` holds the impact on each KPI by data set and check.
    """
    few = limits["held_percent"]
    weighed = {
        name: replace(
            each, checks=tuple(_weighed(initiative, r, kpis.get((name, r.check.id), ()), few) for r in each.checks)
        )
        for name, each in found.items()
    }
    failing = [result for each in weighed.values() for result in each.checks if result.outcome == "fail"]
    carriers = frozenset(streams(initiative)[0])
    made: dict[DataId, DataReadiness] = {}
    for name, each in weighed.items():
        impacts = [
            _impact(result, kpis.get((name, result.check.id), ()), failing, carriers, few)
            for result in each.checks
            if result.outcome == "fail" and (result.needs or kpis.get((name, result.check.id)))
        ]
        made[name] = replace(each, impacts=tuple(impacts))
    return made


def _weighed(initiative: Initiative, result: CheckResult, kpis: Sequence[KpiImpact], few: float) -> CheckResult:
    """Return a result that holds nothing up where no answer hangs on it, whatever the faulty rows were.

    A KPI is not held up that lies, at both bounds, nearer to its level than its target does; an option or a probe is
    not where fewer rows fail than `few` percent.
    """
    if not result.blocks:
        return result
    held = [need.by for need in result.needs if need.blocks]
    harmless = {f"kpis.{each.kpi}" for each in kpis if _harmless(initiative, each)}
    rare = _is_rare(result, few)
    free = all(by in harmless or (rare and by.startswith("options.")) for by in held)
    return replace(result, blocks=False) if free else result


def _is_rare(result: CheckResult, few: float) -> bool:
    if result.estimate is not None:
        return 100 * result.estimate.high < few
    return result.failing is not None and 100 * result.failing < few * (result.of or 0)


def _harmless(initiative: Initiative, found: KpiImpact) -> bool:
    target = initiative.kpis[found.kpi].target
    if target is None or found.level is None or found.low is None or found.high is None:
        return False
    moved = max(found.level - found.low, found.high - found.level)
    return moved < abs(target.value - found.level)


def _impact(
    result: CheckResult,
    kpis: Sequence[KpiImpact],
    failing: Sequence[CheckResult],
    carriers: frozenset[str],
    few: float,
) -> Impact:
    options = tuple(dict.fromkeys(need.by.split(".")[1] for need in result.needs if need.by.startswith("options.")))
    return Impact(
        result.check.id,
        result.check.data,
        tuple(kpis),
        options,
        _money(kpis, carriers),
        _unblocks(result, failing, few),
        _held(result, few) if result.check.severity == "error" else (),
    )


def _money(kpis: Sequence[KpiImpact], carriers: frozenset[str]) -> float | None:
    """Return how far the yearly benefit moves between the bounds, at most all of it; all of it without bounds.

    Bounds may lie wider apart than the benefit itself: no more than what is promised can hang on a fault.
    """
    swings: list[float] = []
    for each in kpis:
        if each.kpi not in carriers:
            continue
        if each.worth_low is not None and each.worth_high is not None:
            swing = each.worth_high - each.worth_low
            swings.append(min(swing, abs(each.worth)) if each.worth else swing)
        elif each.worth is not None:
            swings.append(abs(each.worth))
    return math.fsum(swings) if swings else None


def _unblocks(result: CheckResult, failing: Sequence[CheckResult], few: float) -> tuple[str, ...]:
    """Return what the repair opens: options that use the column, and the gate, with how many other faults hold them."""
    if result.check.severity != "error":
        return ()
    severe = [each for each in failing if each.check.severity == "error"]
    holding = [_held(each, few) for each in severe]
    opened = [
        f"option `{option}`{_beside(sum(option in each for each in holding) - 1)}" for option in _held(result, few)
    ]
    if result.blocks:
        opened.append(f"{GATE}{_beside(sum(each.blocks for each in severe) - 1)}")
    return tuple(opened)


def _held(result: CheckResult, few: float) -> tuple[str, ...]:
    """Return the options that name what a check is about; one that uses a whole table can do without a column."""
    if _is_rare(result, few) or result.check.dimension == "currentness":
        return ()
    named = (n for n in result.needs if n.by.startswith("options.") and (n.column or _whole(result)))
    return tuple(dict.fromkeys(need.by.split(".")[1] for need in named))


def _whole(result: CheckResult) -> bool:
    return not result.check.columns or isinstance(result.check.ask, OrphansOf)


def _beside(others: int) -> str:
    return f" (with {others:,} other {'check' if others == 1 else 'checks'})" if others > 0 else ""


def repairs(found: Iterable[DataReadiness]) -> tuple[Repair, ...]:
    """Return all failing checks in the order to mend them.

    First what blocks, then by severity, by the money that hangs on it, by how much stands on it, by the share that
    fails; the order of the document at last. Checks that ask the same count once.
    """
    rows: list[tuple[tuple[object, ...], Repair]] = []
    for at, each in enumerate(found):
        impacts = {impact.check: impact for impact in each.impacts}
        for place, result in enumerate(each.checks):
            if result.outcome == "fail":
                impact = impacts.get(result.check.id)
                share = result.failing / result.of if result.failing and result.of else 0.0
                share = share if result.estimate is None else result.estimate.share
                key = (
                    not result.blocks,
                    _WEIGHT[result.check.severity],
                    -((impact.money if impact else None) or 0.0),
                    -len(result.needs),
                    -share,
                    at,
                    place,
                )
                rows.append((key, Repair(result.check.owner, result, impact)))
    return tuple(_each_once(repair for _, repair in sorted(rows, key=lambda row: row[0])))


def _each_once(found: Iterable[Repair]) -> Iterator[Repair]:
    """Yield the repairs without those that ask the same question as an earlier one: one fault is mended once."""
    seen: set[Question] = set()
    for repair in found:
        ask = repair.result.check.ask
        if not isinstance(ask, NotRun | ColumnsOf):
            if ask in seen:
                continue
            seen.add(ask)
        yield repair


def by_owner(found: Sequence[Repair]) -> dict[str | None, tuple[Repair, ...]]:
    """Return the repairs of each owner in their order, owners in the order of their first repair."""
    mine: dict[str | None, list[Repair]] = {}
    for repair in found:
        mine.setdefault(repair.owner, []).append(repair)
    return {owner: tuple(each) for owner, each in mine.items()}
