"""KPI007."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.chain import leading
from trueup.core.rules.levels import differing, measured, promise_from
from trueup.core.rules.lookups import kpi_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import amount, joined, level


@rule("KPI007", "competing-definition", "blocks", "discovery")
def competing_definition(case: Case) -> Iterator[Flag]:
    """One KPI is defined in two ways.

    Why it matters:
        Two departments that count the same thing differently will both be right at the end, and the benefit is
        whatever each of them says. The difference is settled before the start, not over the result. It blocks where
        the KPI decides, guards or drives; elsewhere it warns.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days:
            unit: day
            direction: decrease
            owner: coo
            data: claims
            value: days_open
            across: mean
            at: closed_on
          days_finance: {instead_of: days, owner: cfo, value: days_open - days_held, because: Customers held it}
        data:
          claims: {source: claims.csv, owner: it-data-lead}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days:
            unit: day
            direction: decrease
            owner: coo
            data: claims
            value: days_open
            across: mean
            at: closed_on
          days_summer: {instead_of: days, baseline: {from: 2025-06-01, to: 2025-07-31}}
        data:
          claims: {source: claims.csv, owner: it-data-lead}
        ```

    How to fix:
        Bring the owners of both definitions together, show them both figures, and keep one. Delete the other entry and
        write into `because:` of the one that stays why it was chosen.
    """
    reach = leading(case.initiative)
    for name, kpi in case.initiative.kpis.items():
        base = case.initiative.kpis.get(kpi.instead_of or "")
        fields = differing(kpi, base) if base else []
        if base is None or not fields or kpi.instead_of is None:
            continue
        yield Flag(
            f"kpis.{name}",
            f"KPI `{kpi.instead_of}` has a competing definition, `{name}`: they differ in "
            f"{joined([f'`{field}`' for field in fields])}.{_levels(case, kpi.instead_of, name)}",
            f"Let the owners agree on one definition: keep `{kpi.instead_of}` and delete `{name}`, or take over what "
            f"`{name}` says.",
            owner=kpi_owner(case, kpi.instead_of),
            stake=case.money_behind(kpi.instead_of),
            severity=None if kpi.instead_of in reach else "warns",
        )
    yield from _against_portfolio(case)


def _levels(case: Case, base: str, other: str) -> str:
    one, two = measured(case, base), measured(case, other)
    if one is None or two is None:
        return ""
    kpis = case.initiative.kpis
    whose = [kpis[name].owner for name in (other, base)]
    told = [
        f"`{name}`" if whose[0] == whose[1] else f"`{name}` ({by})"
        for name, by in zip((other, base), whose, strict=True)
    ]
    said = f" {told[0]} counts {level(two.value, two.unit)}, {told[1]} {level(one.value, one.unit)}."
    worths = [promise_from(case, base, quantity.value) for quantity in (two, one)]
    if worths[0] is None or worths[1] is None:
        return said
    unit = f"{case.initiative.currency}/year"
    shown = [amount(worth, unit) for worth in worths if worth is not None]
    gap = amount(abs(worths[0] - worths[1]), unit)
    return f"{said} The target is worth {shown[0]} by the one, {shown[1]} by the other: {gap} apart."


def _against_portfolio(case: Case) -> Iterator[Flag]:
    shared = case.document.portfolio.kpis if case.document.portfolio else {}
    for name, kpi in case.initiative.kpis.items():
        other = shared.get(name)
        if other is None or name in case.document.shared or not (other.is_defined and kpi.is_defined):
            continue
        fields = differing(kpi, other)
        if fields:
            yield Flag(
                f"kpis.{name}",
                f"KPI `{name}` is defined here and in the portfolio, and they differ in "
                f"{joined([f'`{field}`' for field in fields])}.",
                f"Delete kpis.{name} here, so that the portfolio's definition holds, or change it there for everybody.",
                owner=other.owner or kpi_owner(case, name),
                stake=case.money_behind(name),
                severity=None if name in leading(case.initiative) else "warns",
            )
