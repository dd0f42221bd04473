"""MON002."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.streams import priced_twice
from trueup.core.rules.lookups import kpi_owner
from trueup.core.rules.rule import Case, Flag, rule


@rule("MON002", "stream-priced-twice", "warns", "discovery")
def stream_priced_twice(case: Case) -> Iterator[Flag]:
    """Two KPIs of one chain promise the same money.

    Why it matters:
        Fewer manual steps make claims faster, and faster claims save money: that money is saved once. Where one KPI
        drives another, only one of them may carry it; the deciding KPI counts, else the one that is driven.

    Flagged:
        ```yaml
        title: Faster claims
        currency: EUR
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: coo, worth: (baseline - level) * day_cost}
          steps: {unit: step, direction: decrease, owner: coo, drives: [days], worth: (baseline - level) * step_cost}
        assumptions:
          day_cost: {range: 9000, unit: EUR/day/year, by: finance, because: Controlling report 2025}
          step_cost: {range: 4000, unit: EUR/step/year, by: finance, because: Controlling report 2025}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        currency: EUR
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: coo, worth: (baseline - level) * day_cost}
          steps: {unit: step, direction: decrease, owner: coo, drives: [days]}
        assumptions:
          day_cost: {range: 9000, unit: EUR/day/year, by: finance, because: Controlling report 2025}
        ```

    How to fix:
        Remove `worth:` from the KPI that does not count. Where the two really save different money, remove `drives:`
        and say in `because:` what each saves.
    """
    for name, winner in priced_twice(case.initiative).items():
        yield Flag(
            f"kpis.{name}",
            f"KPI `{name}` and KPI `{winner}` are of one chain and price the same money; `{winner}` counts.",
            f"Remove `worth:` from kpis.{name}, or `drives:` where they save different money.",
            at=f"kpis.{name}.worth",
            owner=kpi_owner(case, name),
            stake=case.money_behind(winner),
        )
