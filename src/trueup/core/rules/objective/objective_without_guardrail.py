"""OBJ003."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.rule import Case, Flag, rule


@rule("OBJ003", "objective-without-guardrail", "warns", "discovery")
def objective_without_guardrail(case: Case) -> Iterator[Flag]:
    """Nothing says what must not get worse on the way to the objective.

    Why it matters:
        Whatever is driven alone is driven at the cost of something else: claims are settled in ten days because the
        hard ones are refused. A guardrail KPI makes that visible before it is praised as a success.

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
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days, guardrails: [disputed]}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
          disputed: {unit: "1", direction: at_most, owner: head-of-claims}
        ```

    How to fix:
        Ask who would suffer if the deciding KPI were reached by all means. Define what they would see as a KPI and add
        it to `guardrails:`. The deciding KPI itself is no guardrail.
    """
    objective = case.initiative.objective
    if objective is None or any(name != objective.kpi for name in objective.guardrails):
        return
    only = (
        f"its only guardrail, `{objective.kpi}`, is the KPI that decides" if objective.guardrails else "it names none"
    )
    yield Flag(
        "objective.guardrails",
        f"The objective has no guardrail KPI: {only}.",
        "Add `guardrails:` to the objective with the KPIs that must not get worse.",
        owner=objective.owner,
    )
