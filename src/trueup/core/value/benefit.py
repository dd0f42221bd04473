"""Promised and evidenced benefit, as docs/figures.md defines them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from trueup.core.base.formula_tree import FormulaFault
from trueup.core.base.quantity import Basis, Quantity, Spread, Unit
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.chain import present
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Initiative
from trueup.core.model.results.benefit import BenefitFigures, Effect, EffectKind, Stream
from trueup.core.model.streams import streams
from trueup.core.model.worth import Pricing

STRENGTH: Final[Mapping[EffectKind, int]] = {"production": 3, "controlled_pilot": 2, "back_test": 1}
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
        claims: the share (0..1) of a KPI's worth that counts for this initiative, where that is neither the whole nor
            what it claims itself: several may claim one KPI, and of a KPI it does nothing for nothing counts.
    """
    carriers, left_out = streams(initiative)
    if not carriers and not left_out:
        return NotRun("not_due", "no KPI says what it is worth", "Add `worth:` to the deciding KPI.")
    found: list[Stream] = []
    dropped = list(left_out)
    for name in carriers:
        claimed = initiative.claims.get(name, 1.0)
        shares = claimed, (claims or {}).get(name, claimed)
        promised = promise(initiative, evidence, name, as_of)
        why = _nothing(initiative, name, promised, shares[1])
        if isinstance(promised, NotRun) or why:
            dropped.append((name, why))
        else:
            found.append(_stream(initiative, evidence, name, promised, effects, shares, as_of))
    total = math.fsum(stream.promised.value for stream in found)
    if total <= 0:
        why = dropped[0][1] if dropped else "no stream of money"
        return BenefitFigures(
            NotRun("no_data", f"no benefit is promised: {why}"),
            NotRun("no_data", "no benefit is promised"),
            0.0,
            tuple(found),
            tuple(dropped),
        )
    return BenefitFigures(
        _sum([stream.promised for stream in found], as_of),
        min(1.0, math.fsum(s.evidenced for s in found) / total),
        min(1.0, math.fsum(s.promised.value for s in found if s.baseline_measured) / total),
        tuple(found),
        tuple(dropped),
    )


def promise(initiative: Initiative, evidence: Evidence, name: str, as_of: date) -> Quantity | NotRun:
    """Return what reaching a KPI's target is worth a year: every input at its P50, and the ends over the stated ranges.

    The ends join the unfavourable, and the favourable, ends of all ranges: they hold P10 to P90 and usually more. That
    the target is reached is a promise, so the basis is *assumed* whatever the inputs are.
    """
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
    spread = _spread(min(low, value), value, max(high, value))
    return Quantity(spread, unit, Basis.ASSUMED, f"kpis.{name}.worth", as_of, kpi.owner)


def _stream(
    initiative: Initiative,
    evidence: Evidence,
    name: str,
    promised: Quantity,
    effects: Sequence[Effect],
    shares: tuple[float, float],
    as_of: date,
) -> Stream:
    """Return the stream of money of a KPI; `shares` are what is claimed of it and what counts of that."""
    kpi = initiative.kpis[name]
    reading = evidence.reading(name)
    measured = (
        bool(kpi.baseline and kpi.baseline.since)
        and not isinstance(reading, NotRun)
        and not isinstance(reading.level, NotRun)
    )
    bound, why = _lower_bound(initiative, evidence, name, effects, as_of)
    claimed, share = shares
    part = _scaled(promised, share)
    return Stream(name, part, min(part.value, max(0.0, bound * share)), measured, why, claimed, share)


def _nothing(initiative: Initiative, name: str, promised: Quantity | NotRun, share: float) -> str:
    """Return why a KPI promises nothing; nothing where it does."""
    if isinstance(promised, NotRun):
        return promised.detail
    if promised.value <= 0:
        return f"the target of KPI `{name}` is worth nothing or less ({promised.value:,.0f} a year)"
    if share > 0:
        return ""
    if name in initiative.claims:
        return f"the initiative claims nothing of KPI `{name}`"
    return f"the initiative does nothing for KPI `{name}` and claims nothing of it"


def _lower_bound(
    initiative: Initiative,
    evidence: Evidence,
    name: str,
    effects: Sequence[Effect],
    as_of: date,
) -> tuple[float, str]:
    """Return the one-sided 95 % lower bound of yearly worth from the strongest current effect, or 0 and why."""
    if not present(initiative.kpis[name].owner, initiative.people, as_of):
        return 0.0, f"KPI `{name}` has no owner who is there"
    pricing = Pricing(initiative, evidence, name)
    unsourced = pricing.unsourced()
    if unsourced:
        return 0.0, unsourced
    mine = [e for e in effects if e.kpi == name]
    current = [e for e in mine if e.current]
    if not current:
        none = "no effect was measured yet (back-test, pilot or production)"
        return 0.0, "its effect evidence is stale" if mine else none
    strongest = max((STRENGTH[e.kind], e.as_of) for e in current)
    spreads = [e.level.spread for e in current if (STRENGTH[e.kind], e.as_of) == strongest]
    if any(spread.form == "point" for spread in spreads):
        return 0.0, "its effect was measured without an interval, so it has no lower bound"
    try:
        bound = min(pricing.lowest(spread) for spread in spreads)
    except FormulaFault as fault:
        return 0.0, fault.problem
    return bound, "" if bound > 0 else "the lower bound of its effect is worth nothing or less"


def _sum(parts: Sequence[Quantity], as_of: date) -> Quantity:
    """Return the sum of the streams, their ends joined."""
    ends = [math.fsum(end(part.spread) for part in parts) for end in (_low, _mid, _high)]
    owners = dict.fromkeys(part.by for part in parts)
    by = next(iter(owners)) if len(owners) == 1 else None
    return Quantity(_spread(*ends), parts[0].unit, Basis.ASSUMED, "sum of the streams", as_of, by)


def _low(spread: Spread) -> float:
    return spread.low


def _mid(spread: Spread) -> float:
    return spread.mid


def _high(spread: Spread) -> float:
    return spread.high


def _spread(low: float, mid: float, high: float) -> Spread:
    return Spread("point", (mid,)) if low == high else Spread("ends", (low, mid, high))


def _scaled(quantity: Quantity, share: float) -> Quantity:
    spread = Spread(quantity.spread.form, tuple(part * share for part in quantity.spread.at))
    return Quantity(spread, quantity.unit, quantity.basis, quantity.source, quantity.as_of, quantity.by)
