"""OBJ007."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import deciding, objective_owner, own_definitions
from trueup.core.rules.rule import Case, Flag, rule


@rule("OBJ007", "goal-missing", "blocks", "feasibility")
def goal_missing(case: Case) -> Iterator[Flag]:
    """Nothing says what the product has to do for the KPIs.

    Why it matters:
        Between a KPI and the work stands the operational goal: what the product does, when it decides and which KPI
        that moves. Without it nobody can judge whether AI is needed or which data is known in time.

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
          days: {unit: day, direction: decrease, owner: head-of-claims}
        operational_goals:
          route: {statement: Propose the right handler when a claim arrives, owner: tech-lead, moves: [days]}
        ```

    How to fix:
        Add one entry under `operational_goals:`: what the product does, who of technology owns it, and in `moves:` the
        KPIs that it moves. Say in `decides:` at which moment it has to decide.
    """
    kpis = [name for name, _ in own_definitions(case)]
    if case.initiative.operational_goals or not kpis:
        return
    first = deciding(case) or kpis[0]
    yield Flag(
        "operational_goals",
        f"No operational goal says how KPI `{first}` will be moved.",
        f"Add `operational_goals:` with what the product does, its owner, and `moves: [{first}]`.",
        owner=objective_owner(case),
        stake=case.money_behind(first),
    )
