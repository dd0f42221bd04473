"""OVL001."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.base.quantity import Quantity, point
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.claims import WHOLE, beyond_whole, counted
from trueup.core.rules.claiming import Claim, claims_in, parts_of, percent, promised_by, some, total_claimed
from trueup.core.rules.rule import Case, Flag, PortfolioCase, portfolio_rule
from trueup.core.rules.shared import file_of, title_of
from trueup.core.rules.words import worth

Key = tuple[str, str]


@portfolio_rule("OVL001", "benefit-claimed-twice", "warns", "discovery")
def benefit_claimed_twice(case: PortfolioCase) -> Iterator[Flag]:
    """Several initiatives claim more of the benefit of one KPI than there is.

    Why it matters:
        The same days are saved once, and stand in two business cases. The portfolio then promises money that nobody
        will find. An initiative claims all of what a KPI is worth unless `claims:` says how much of it; claims that
        come to no more than the whole are agreed. Where they come to more and the KPI stands in the portfolio, each
        counts pro rata of its claim; that sum is right, but nobody agreed on the parts: a note. Where each defines the
        KPI for itself, on the same file and under the same title, nothing is cut: a warning.

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
        claims: {days: 60 %}
        ```
        ```yaml b/initiative.yaml
        title: Fewer questions
        currency: EUR
        objective: {statement: Ten days a claim, owner: coo, kpi: days}
        claims: {days: 40 %}
        ```
        ```yaml c/initiative.yaml
        title: Friendlier letters
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
        Agree who brings about how much, and write it into each as `claims: {days: 60 %}`; `0 %` claims nothing. Who
        only must not make the KPI worse names it as a guardrail. A part that can be measured apart (its own group of
        customers, its own step) is better promised as a KPI of its own. A KPI that two initiatives define belongs into
        the portfolio.
    """
    shared: dict[str, list[Claim]] = {}
    apart: dict[Key, list[Claim]] = {}
    for each in claims_in(case):
        if each.is_shared:
            shared.setdefault(each.kpi, []).append(each)
        elif (key := _key(each.case, each.kpi)) is not None:
            apart.setdefault(key, []).append(each)
    for claims in shared.values():
        if beyond_whole(total_claimed(claims)):
            yield _split(case, claims)
    for claims in apart.values():
        if len({each.id for each in claims}) > 1 and beyond_whole(total_claimed(claims)):
            yield _in_full(case, claims)


def _key(case: Case, name: str) -> Key | None:
    """Return what two initiatives would have in common that price one measure, None where that cannot be told."""
    data, title = case.initiative.kpis[name].data, title_of(case, name)
    file = file_of(case, data) if data else None
    return (file, title or name) if file else None


def _split(case: PortfolioCase, claims: list[Claim]) -> Flag:
    total, (first, name, _) = total_claimed(claims), claims[0]
    stake = _whole(case, claims)
    money = f", {worth(stake)}" if stake else ""
    parts = parts_of(claims)
    count = some([percent(counted(each.part, total)) for each in claims])
    return Flag(
        f"kpis.{name}",
        f"The claims on the benefit of KPI `{name}` come to {percent(total)} of it{money}: {parts}. They count pro "
        f"rata: {count}.",
        f"Agree who brings about how much, and write it into each as `claims: {{{name}: 40 %}}`.",
        at=f"kpis.{name}.worth",
        owner=first.initiative.kpis[name].owner,
        stake=stake,
        severity="notes",
    )


def _in_full(case: PortfolioCase, claims: list[Claim]) -> Flag:
    said = some([f"`{each.id}` (`kpis.{each.kpi}`)" for each in claims])
    stake = promised_by(case, claims)
    money = f": {worth(stake)} in all" if stake else ""
    plain = all(each.part == WHOLE for each in claims)
    much = (
        "each counts all of its benefit"
        if plain
        else f"together they count {percent(total_claimed(claims))} of its benefit"
    )
    second, name, _ = claims[1]
    return Flag(
        f"kpis.{name}",
        f"{said} measure one thing on the same file, and {much}{money}.",
        "Define the KPI once, in portfolio.yaml, and agree who claims how much of it.",
        at=f"kpis.{name}.worth",
        owner=second.initiative.kpis[name].owner,
        stake=stake,
        within=second,
    )


def _whole(case: PortfolioCase, claims: list[Claim]) -> Quantity | None:
    """Return what the KPI is worth as a whole; None where none of the initiatives could compute it."""
    for each in claims:
        benefit = each.case.evidence.benefit
        for stream in () if isinstance(benefit, NotRun) else benefit.streams:
            if stream.kpi == each.kpi:
                figure = stream.promised
                whole = point(figure.value / stream.share)
                return Quantity(whole, figure.unit, figure.basis, "benefit claimed", case.as_of)
    return None
