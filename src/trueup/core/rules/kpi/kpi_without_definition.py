"""KPI004."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.chain import leading
from trueup.core.rules.lookups import kpi_owner, own_definitions
from trueup.core.rules.rule import Case, Flag, rule


@rule("KPI004", "kpi-without-definition", "blocks", "discovery")
def kpi_without_definition(case: Case) -> Iterator[Flag]:
    """Nothing says how a KPI is measured.

    Why it matters:
        A KPI that is only a name is measured by each department in its own way, and by nobody on the same rows. One
        definition serves the baseline, the pilot and the benefit alike. It blocks where the KPI decides, guards or
        drives; elsewhere it warns.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days:
            unit: day
            direction: decrease
            owner: head-of-claims
            data: claims
            value: days_open
            across: mean
            at: closed_on
        data:
          claims: {source: claims.csv, owner: it-data-lead}
        ```

    How to fix:
        Add `data:` (a data set), `value:` (an expression over its columns), `across:` (share, mean, sum, ratio, median
        or a quantile) and `at:` (the date that counts); or a `formula:` over other KPIs.
    """
    reach = leading(case.initiative)
    for name, kpi in own_definitions(case):
        if kpi.is_defined:
            continue
        data = list(case.initiative.data)
        on = f"`data: {data[0]}`" if len(data) == 1 else "`data:`"
        yield Flag(
            f"kpis.{name}",
            f"Nothing says how KPI `{name}` is measured.",
            f"Add to kpis.{name} {on}, `value:`, `across:` and `at:`, or a `formula:` over other KPIs.",
            owner=kpi_owner(case, name),
            stake=case.money_behind(name),
            severity=None if name in reach else "warns",
        )
