"""OBJ005."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.chain import present
from trueup.core.rules.rule import Case, Flag, rule


@rule("OBJ005", "objective-without-owner", "blocks", "discovery")
def objective_without_owner(case: Case) -> Iterator[Flag]:
    """Nobody who is there answers for the objective.

    Why it matters:
        Somebody has to say which outcome is wanted, settle what departments want otherwise, and answer for the benefit
        when the money is spent. A project team cannot do that for the business.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, kpi: days}
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
        Add `owner:` to the objective with the id of one person of the business; where `people:` are listed, it must be
        one of them who has not left.
    """
    objective = case.initiative.objective
    if objective is None or present(objective.owner, case.initiative.people, case.as_of):
        return
    gone = f"The owner of the objective, `{objective.owner}`, is not among the people who are there."
    yield Flag(
        "objective",
        "The objective has no owner." if objective.owner is None else gone,
        "Add `owner:` to the objective with the id of the person of the business who answers for it.",
        at="objective.owner",
        stake=case.money_behind(objective.kpi) if objective.kpi else None,
    )
