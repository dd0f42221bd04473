"""OBJ009."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.chain import leading
from trueup.core.rules.lookups import Costs, deciding, product_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import named


@rule("OBJ009", "goal-moves-no-kpi", "warns", "feasibility")
def goal_moves_no_kpi(case: Case) -> Iterator[Flag]:
    """The product's goal moves nothing that leads to the objective.

    Why it matters:
        A goal that moves no KPI is a product for its own sake. A goal that moves a KPI which neither decides nor
        guards nor drives one that does is a good product for another initiative.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
          clicks: {unit: click, direction: increase, owner: web-lead}
        operational_goals:
          portal: {statement: Show customers where their claim stands, owner: web-lead, moves: [clicks]}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
          clicks: {unit: click, direction: increase, owner: web-lead, drives: [days]}
        operational_goals:
          portal: {statement: Show customers where their claim stands, owner: web-lead, moves: [clicks]}
        ```

    How to fix:
        Add the KPI that the goal moves to `moves:`. Where it works through another KPI, say so there with `drives:`.
        Where it does neither, drop the goal, or make it an initiative of its own.
    """
    reach = leading(case.initiative)
    costs = Costs(case)
    first = deciding(case)
    for name, goal in case.initiative.operational_goals.items():
        if reach.intersection(goal.moves) or (goal.moves and not reach):
            continue
        problem = (
            f"moves {named(goal.moves)} only, which leads to no KPI of the objective" if goal.moves else "moves no KPI"
        )
        spent = sum(costs.under(f"epics.{key}") for key, epic in case.initiative.epics.items() if epic.goal == name)
        yield Flag(
            f"operational_goals.{name}.moves",
            f"The operational goal `{name}` {problem}.",
            f"Add to operational_goals.{name} the KPI that it moves: `moves: [{first or '...'}]`"
            + (f", or say with `drives:` how {named(goal.moves)} leads there." if goal.moves else "."),
            owner=goal.owner or product_owner(case),
            stake=case.amount(spent),
        )
