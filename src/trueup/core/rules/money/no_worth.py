"""MON005."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.streams import drives
from trueup.core.rules.lookups import deciding, kpi_owner
from trueup.core.rules.rule import Case, Flag, rule


@rule("MON005", "no-worth", "notes", "discovery")
def no_worth(case: Case) -> Iterator[Flag]:
    """Nothing says what the deciding KPI is worth in money.

    Why it matters:
        Without money behind it no return can be computed, no option compared, and findings cannot be ordered by what
        is at stake. A KPI that drives the deciding one may carry the money instead. Some objectives (safety, the law)
        have no price: then this note can stand.

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
        currency: EUR
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims, worth: (baseline - level) * day_cost}
        assumptions:
          day_cost: {range: 7000..9000, unit: EUR/day/year, by: finance, because: Controlling report 2025}
        ```

    How to fix:
        Add `worth:` to the deciding KPI: a formula over `baseline`, `level`, `target` and assumptions that comes out
        as money a year, such as `claims_per_year * (baseline - level) * cost_per_day`.
    """
    first = deciding(case)
    kpis = case.initiative.kpis
    if first is None or kpis[first].worth:
        return
    if any(kpi.worth and not kpi.instead_of and drives(case.initiative, name, first) for name, kpi in kpis.items()):
        return
    yield Flag(
        f"kpis.{first}",
        f"Nothing says what KPI `{first}`, which decides, is worth in money.",
        f"Add `worth:` to kpis.{first}, such as `volume_per_year * (baseline - level) * cost_per_unit`.",
        at=f"kpis.{first}.worth",
        owner=kpi_owner(case, first),
    )
