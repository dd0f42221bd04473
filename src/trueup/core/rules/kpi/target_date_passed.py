"""KPI014."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.chain import leading
from trueup.core.rules.lookups import kpi_owner, own_definitions
from trueup.core.rules.rule import Case, Flag, rule


@rule("KPI014", "target-date-passed", "warns", "discovery")
def target_date_passed(case: Case) -> Iterator[Flag]:
    """The day a target was due has passed.

    Why it matters:
        A target that was due last year cannot be planned for: either it was reached, and a new one is needed, or it was
        missed, and somebody must say so. Until then every date that is computed from it is wrong.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: coo, target: {value: 10, by: 2020-12-31}}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: coo, target: {value: 10, by: 2099-12-31}}
        ```

    How to fix:
        Say what became of the target, and set the next one with a date that is still to come.
    """
    reach = leading(case.initiative)
    for name, kpi in own_definitions(case):
        due = kpi.target.by if kpi.target else None
        if due is None or due >= case.as_of or name not in reach:
            continue
        yield Flag(
            f"kpis.{name}",
            f"The target of KPI `{name}` was due {due}, before {case.as_of}.",
            f"Say what became of it, and give kpis.{name}.target a date that is still to come.",
            at=f"kpis.{name}.target",
            owner=kpi_owner(case, name),
            stake=case.money_behind(name),
        )
