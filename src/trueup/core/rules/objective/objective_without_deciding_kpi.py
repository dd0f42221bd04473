"""OBJ002."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import own_definitions
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import named


@rule("OBJ002", "objective-without-deciding-kpi", "blocks", "discovery")
def objective_without_deciding_kpi(case: Case) -> Iterator[Flag]:
    """No KPI decides whether the objective is reached.

    Why it matters:
        An objective without a deciding KPI can be declared reached by anybody, or by nobody. Several KPIs may describe
        an initiative; exactly one of them decides, so that there is no choosing the best one afterwards.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        ```

    How to fix:
        Add `kpi:` to the objective with the id of the KPI that decides; define that KPI under `kpis:` first if need
        be.
    """
    objective = case.initiative.objective
    if objective is None or objective.kpi is not None:
        return
    kpis = [name for name, _ in own_definitions(case) if name not in objective.guardrails]
    if len(kpis) == 1:
        fix = f"Add `kpi: {kpis[0]}` to the objective: it is the only KPI that could decide."
    elif kpis:
        fix = f"Add `kpi:` to the objective and name one of {named(kpis)}."
    else:
        fix = "Define under `kpis:` how you would see that the objective is reached, and name it in `objective.kpi`."
    yield Flag(
        "objective.kpi",
        "No KPI decides whether the objective is reached.",
        fix,
        owner=objective.owner,
        stake=case.money_behind(kpis[0]) if len(kpis) == 1 else None,
    )
