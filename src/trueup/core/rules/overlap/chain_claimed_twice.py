"""OVL007."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.base.quantity import Quantity
from trueup.core.model.claims import beyond_whole
from trueup.core.model.streams import driven_by
from trueup.core.rules.claiming import Claim, claims_in, parts_of, promised_by, total_claimed
from trueup.core.rules.rule import Flag, PortfolioCase, portfolio_rule
from trueup.core.rules.words import worth


@portfolio_rule("OVL007", "chain-claimed-twice", "warns", "discovery")
def chain_claimed_twice(case: PortfolioCase) -> Iterator[Flag]:
    """Initiatives claim the benefit of two KPIs of which one drives the other.

    Why it matters:
        Fewer damaged parcels mean fewer returns, and fewer returns save money: that money is saved once. Inside one
        document only one KPI of such a chain carries it (MON002). Where one initiative promises what the driver is
        worth and another what is driven, each counts what it claims, and the portfolio promises the same money twice.
        Nothing is cut between the two, for nobody said whose it is. Claims that come to no more than the whole over
        both KPIs are agreed.

    Flagged:
        ```yaml a/initiative.yaml
        title: Better pictures
        objective: {statement: A fifth returned, owner: coo, kpi: returns}
        ```
        ```yaml b/initiative.yaml
        title: Better boxes
        objective: {statement: One in twenty damaged, owner: coo, kpi: damage}
        ```
        ```yaml portfolio.yaml
        currency: EUR
        kpis:
          returns: {unit: 1, direction: decrease, owner: coo, worth: (baseline - level) * all_returned,
                    baseline: 0.4, target: 0.2}
          damage: {unit: 1, direction: decrease, owner: coo, worth: (baseline - level) * all_damaged, drives: returns,
                   baseline: 0.1, target: 0.05}
        assumptions:
          all_returned: {range: 80_000, unit: EUR/year, by: cfo, because: Report 2025}
          all_damaged: {range: 80_000, unit: EUR/year, by: cfo, because: Report 2025}
        ```

    Accepted:
        ```yaml a/initiative.yaml
        title: Better pictures
        objective: {statement: A fifth returned, owner: coo, kpi: returns}
        claims: {returns: 75 %}
        ```
        ```yaml b/initiative.yaml
        title: Better boxes
        objective: {statement: One in twenty damaged, owner: coo, kpi: damage, guardrails: [cost]}
        epics: {boxes: {title: Boxes that hold, advances: returns}}
        claims: {returns: 25 %}
        ```
        ```yaml portfolio.yaml
        currency: EUR
        kpis:
          returns: {unit: 1, direction: decrease, owner: coo, worth: (baseline - level) * all_returned,
                    baseline: 0.4, target: 0.2}
          damage: {unit: 1, direction: decrease, owner: coo, drives: returns, baseline: 0.1, target: 0.05}
          cost: {unit: EUR/parcel, direction: decrease, owner: coo}
        assumptions:
          all_returned: {range: 80_000, unit: EUR/year, by: cfo, because: Report 2025}
        ```

    How to fix:
        Price only one KPI of the chain: remove `worth:` from the driver, and let its initiative claim its part of what
        is driven. Where the two really save different money, remove `drives:` and say in `because:` what each saves.
        Else agree on claims that come to no more than the whole over both.
    """
    shared: dict[str, list[Claim]] = {}
    drivers: dict[tuple[str, str], list[Claim]] = {}
    for each in claims_in(case):
        if each.is_shared:
            shared.setdefault(each.kpi, []).append(each)
        drivers.setdefault(("" if each.is_shared else each.id, each.kpi), []).append(each)
    for claims in drivers.values():
        ends = [shared[name] for name in sorted(_driven(claims)) if name in shared]
        most = max(ends, key=total_claimed, default=None)
        if most is not None and beyond_whole(total_claimed(claims) + total_claimed(most)):
            yield _flag(case, claims, most)


def _driven(claims: list[Claim]) -> set[str]:
    """Return the portfolio's KPIs that the KPI of some claims drives, directly or through others."""
    if not claims[0].case.initiative.kpis[claims[0].kpi].drives:
        return set()
    return {name for each in claims for name in driven_by(each.case.initiative, each.kpi) & each.case.document.shared}


def _flag(case: PortfolioCase, drivers: list[Claim], driven: list[Claim]) -> Flag:
    first, name, end = drivers[0].case, drivers[0].kpi, driven[0].kpi
    sums = promised_by(case, drivers), promised_by(case, driven)
    return Flag(
        f"kpis.{name}",
        f"KPI `{name}` drives KPI `{end}`: their benefit is the same money, and it is claimed of both. Of `{name}`: "
        f"{_said(drivers, sums[0])}. Of `{end}`: {_said(driven, sums[1])}. Nothing is cut between the two.",
        f"Remove `worth:` from kpis.{name} and let who moves it claim of `{end}`, or remove `drives:` where they save "
        "different money.",
        at=f"kpis.{name}.worth",
        owner=first.initiative.kpis[name].owner,
        stake=min((each for each in sums if each), key=lambda each: each.value, default=None) if all(sums) else None,
        within=None if drivers[0].is_shared else first,
    )


def _said(claims: list[Claim], promised: Quantity | None) -> str:
    """Return who claims how much of a KPI, and what they promise of it together."""
    return f"{parts_of(claims)}{f', {worth(promised)}' if promised else ''}"
