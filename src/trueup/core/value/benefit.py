"""Promised and evidenced benefit, as docs/figures.md defines them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from trueup.core.base.formula_tree import FormulaFault
from trueup.core.base.quantity import Basis, Quantity, Spread, Unit
from trueup.core.model.ask import NotRun
from trueup.core.model.chain import present
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Initiative
from trueup.core.model.results.benefit import BenefitFigures, Effect, Stream
from trueup.core.model.streams import streams
from trueup.core.model.worth import Pricing

STRENGTH: Final = {"production": 3, "controlled_pilot": 2, "back_test": 1}
"""Effect evidence, strongest first: the strongest current one replaces the others, they are never added."""


def benefit(
    initiative: Initiative,
    evidence: Evidence,
    as_of: date,
    effects: Sequence[Effect] = (),
    claims: Mapping[str, float] | None = None,
) -> BenefitFigures | NotRun:
    """Return the promised benefit a year and how much of it rests on effect evidence.

    Args:
        initiative: the initiative; each KPI with a `worth:` may be a stream of money.
        evidence: baselines come from here.
        as_of: the date for owners' presence.
        effects: all effect evidence there is.
        claims: the share (0..1] of a KPI's total that this initiative may claim, where several claim one KPI.
    """
    carriers, left_out = streams(initiative)
    if not carriers and not left_out:
        return NotRun("not_due", "no KPI says what it is worth", "Add `worth:` to the deciding KPI.")
    found: list[Stream] = []
    dropped = list(left_out)
    ends = [0.0, 0.0]
    for name in carriers:
        promised = promise(initiative, evidence, name, as_of)
        if isinstance(promised, NotRun):
            dropped.append((name, promised.detail))
            continue
        if promised.value <= 0:
            dropped.append(
                (name, f"the target of KPI `{name}` is worth nothing or less ({promised.value:,.0f} a year)")
            )
            continue
        share = (claims or {}).get(name, 1.0)
        found.append(_stream(initiative, evidence, name, _scaled(promised, share), effects, share, as_of))
        ends = [ends[0] + promised.spread.at[1] * share, ends[1] + promised.spread.at[2] * share]
    total = sum(stream.promised.value for stream in found)
    if total <= 0:
        why = dropped[0][1] if dropped else "no stream of money"
        return BenefitFigures(
            NotRun("no_data", f"no benefit is promised: {why}"),
            NotRun("no_data", "no benefit is promised"),
            0.0,
            tuple(found),
            tuple(dropped),
        )
    promised = Quantity(
        Spread("interval95", (total, *ends)),
        found[0].promised.unit,
        max((s.promised.basis for s in found), key=list(Basis).index),
        "sum of the streams",
        as_of,
    )
    return BenefitFigures(
        promised,
        sum(s.evidenced for s in found) / total,
        sum(s.promised.value for s in found if s.baseline_measured) / total,
        tuple(found),
        tuple(dropped),
    )


def promise(initiative: Initiative, evidence: Evidence, name: str, as_of: date) -> Quantity | NotRun:
    """Return what reaching a KPI's target is worth a year: P50, with the worst and best corner of the stated ranges."""
    kpi = initiative.kpis[name]
    pricing = Pricing(initiative, evidence, name)
    if pricing.problem:
        return pricing.problem
    if kpi.target is None:
        return NotRun("no_data", f"KPI `{name}` has no target", f"Add `target:` to kpis.{name}.")
    try:
        value, (low, high) = pricing.at(kpi.target.value), pricing.ends(kpi.target.value)
    except FormulaFault as fault:
        return NotRun("error", f"the worth of KPI `{name}`: {fault.problem}", fault.fix)
    unit = Unit(f"{initiative.currency}/year")
    return Quantity(
        Spread("interval95", (value, low, high)), unit, pricing.basis(), f"kpis.{name}.worth", as_of, kpi.owner
    )


def _stream(
    initiative: Initiative,
    evidence: Evidence,
    name: str,
    promised: Quantity,
    effects: Sequence[Effect],
    share: float,
    as_of: date,
) -> Stream:
    kpi = initiative.kpis[name]
    reading = evidence.reading(name)
    measured = (
        bool(kpi.baseline and kpi.baseline.since)
        and not isinstance(reading, NotRun)
        and not isinstance(reading.level, NotRun)
    )
    bound, why = _lower_bound(initiative, evidence, name, effects, as_of)
    return Stream(name, promised, min(promised.value, max(0.0, bound * share)), measured, why)


def _lower_bound(
    initiative: Initiative,
    evidence: Evidence,
    name: str,
    effects: Sequence[Effect],
    as_of: date,
) -> tuple[float, str]:
    """Return the one-sided 95 % lower bound of yearly worth from the strongest current effect, or 0 and why."""
    kpi = initiative.kpis[name]
    if not present(kpi.owner, initiative.people, as_of):
        return 0.0, f"KPI `{name}` has no owner who is there"
    pricing = Pricing(initiative, evidence, name)
    unsourced = [a for a in pricing.ranges if not (initiative.assumptions[a].by and initiative.assumptions[a].because)]
    if unsourced:
        return 0.0, f"assumption `{unsourced[0]}` names nobody who vouches for it and why"
    mine = [e for e in effects if e.kpi == name]
    current = [e for e in mine if e.current]
    if not current:
        return (
            0.0,
            "its effect evidence is stale" if mine else "no effect was measured yet (back-test, pilot or production)",
        )
    best = max(current, key=lambda e: STRENGTH[e.kind])
    low, high = one_sided(best.level.spread)
    try:
        return min(pricing.ends(low)[0], pricing.ends(high)[0]), ""
    except FormulaFault as fault:
        return 0.0, fault.problem


def one_sided(spread: Spread) -> tuple[float, float]:
    """Return the one-sided 95 % bounds of a level from its two-sided 95 % interval (normal: 1.645 / 1.960 of its reach)."""
    shrink = 1.6448536269514722 / 1.959963984540054
    if spread.form != "interval95":
        return spread.low, spread.high
    return spread.mid - (spread.mid - spread.low) * shrink, spread.mid + (spread.high - spread.mid) * shrink


def _scaled(quantity: Quantity, share: float) -> Quantity:
    spread = Spread(quantity.spread.form, tuple(part * share for part in quantity.spread.at))
    return Quantity(spread, quantity.unit, quantity.basis, quantity.source, quantity.as_of, quantity.by)
