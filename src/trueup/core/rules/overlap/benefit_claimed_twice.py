"""OVL001."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.base.quantity import Quantity, Unit, point, weakest
from trueup.core.model.streams import streams
from trueup.core.rules.rule import Case, Flag, PortfolioCase, portfolio_rule
from trueup.core.rules.shared import file_of, title_of
from trueup.core.rules.words import joined, named, worth

Key = tuple[str, str]


@portfolio_rule("OVL001", "benefit-claimed-twice", "warns", "discovery")
def benefit_claimed_twice(case: PortfolioCase) -> Iterator[Flag]:
    """Several initiatives promise the benefit of one KPI.

    Why it matters:
        The same days are saved once, and stand in two business cases. The portfolio then promises money that nobody
        will find. Where the KPI stands in the portfolio, each initiative counts an equal part of its worth; that sum is
        right, but nobody agreed on the parts: a note. Where each defines it for itself, on the same file and under the
        same title, each counts all of it: a warning.

    Flagged:
        ```yaml a/initiative.yaml
        title: Routing rules
        currency: EUR
        objective: {statement: Ten days a claim, owner: coo, kpi: days}
        ```
        ```yaml b/initiative.yaml
        title: Fewer questions
        currency: EUR
        objective: {statement: Ten days a claim, owner: coo, kpi: days}
        ```
        ```yaml portfolio.yaml
        kpis:
          days: {unit: day, direction: decrease, owner: coo, worth: (baseline - level) * day_cost,
                 baseline: 14, target: 10}
        assumptions: {day_cost: {range: 9000, unit: EUR/day/year, by: cfo, because: Report 2025}}
        ```

    Accepted:
        ```yaml a/initiative.yaml
        title: Routing rules
        currency: EUR
        objective: {statement: Ten days a claim, owner: coo, kpi: days}
        ```
        ```yaml b/initiative.yaml
        title: Fewer questions
        currency: EUR
        kpis: {asked: {unit: 1, direction: decrease, owner: coo}}
        objective: {statement: Half the questions, owner: coo, kpi: asked, guardrails: [days]}
        ```
        ```yaml portfolio.yaml
        kpis:
          days: {unit: day, direction: decrease, owner: coo, worth: (baseline - level) * day_cost,
                 baseline: 14, target: 10}
        assumptions: {day_cost: {range: 9000, unit: EUR/day/year, by: cfo, because: Report 2025}}
        ```

    How to fix:
        Agree who claims the benefit. The others name the KPI as a guardrail, or promise their own part of it as a KPI
        of its own (its own group of customers, its own step). A KPI that two initiatives define belongs into the
        portfolio.
    """
    shared: dict[str, list[Case]] = {}
    apart: dict[Key, list[tuple[Case, str]]] = {}
    for each in case.cases:
        for name in _claimed(each):
            if name in each.document.shared:
                shared.setdefault(name, []).append(each)
            elif (key := _key(each, name)) is not None:
                apart.setdefault(key, []).append((each, name))
    for name, users in shared.items():
        if len(users) > 1:
            yield _split(case, name, users)
    for claims in apart.values():
        if len({each.initiative.id for each, _ in claims}) > 1:
            yield _in_full(case, claims)


def _claimed(case: Case) -> list[str]:
    """Return the KPIs whose benefit an initiative claims."""
    if not any(kpi.worth for kpi in case.initiative.kpis.values()):
        return []
    return streams(case.initiative)[0]


def _key(case: Case, name: str) -> Key | None:
    """Return what two initiatives would have in common that price one measure, None where that cannot be told."""
    data, title = case.initiative.kpis[name].data, title_of(case, name)
    file = file_of(case, data) if data else None
    return (file, title or name) if file else None


def _split(case: PortfolioCase, name: str, users: list[Case]) -> Flag:
    ids = [each.initiative.id for each in users]
    stake = _sum(case, [(each, name) for each in users])
    money = f": {worth(stake)} in all" if stake else ""
    return Flag(
        f"kpis.{name}",
        f"{named(ids)} claim the benefit of KPI `{name}`{money}. Each counts 1/{len(users)} of it, as nobody said who "
        "brings about how much.",
        "Agree who claims it; the others name it as a guardrail, or promise their own part as a KPI of its own.",
        at=f"kpis.{name}.worth",
        owner=users[0].initiative.kpis[name].owner,
        stake=stake,
        severity="notes",
    )


def _in_full(case: PortfolioCase, claims: list[tuple[Case, str]]) -> Flag:
    said = joined([f"`{each.initiative.id}` (`kpis.{name}`)" for each, name in claims[:4]])
    more = f" and {len(claims) - 4:,} more" if len(claims) > 4 else ""  # noqa: PLR2004 - as many as are shown
    stake = _sum(case, claims)
    money = f": {worth(stake)} in all" if stake else ""
    second, name = claims[1]
    return Flag(
        f"kpis.{name}",
        f"{said}{more} measure one thing on the same file, and each counts all of its benefit{money}.",
        "Define the KPI once, in portfolio.yaml, and agree who claims it.",
        at=f"kpis.{name}.worth",
        owner=second.initiative.kpis[name].owner,
        stake=stake,
        within=second,
    )


def _sum(case: PortfolioCase, claims: list[tuple[Case, str]]) -> Quantity | None:
    """Return the sum of the benefits claimed; None where one of them was not computed, as without data."""
    found = [stake for each, name in claims if (stake := each.benefit_behind(name))]
    if len(found) < len(claims) or any(stake.unit != found[0].unit for stake in found):
        return None
    total = sum(stake.value for stake in found)
    basis = weakest(stake.basis for stake in found)
    return Quantity(point(total), Unit(found[0].unit), basis, "benefit claimed", case.as_of)
