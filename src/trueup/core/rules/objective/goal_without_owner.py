"""OBJ010."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.chain import present
from trueup.core.rules.lookups import objective_owner
from trueup.core.rules.rule import Case, Flag, rule


@rule("OBJ010", "goal-without-owner", "blocks", "feasibility")
def goal_without_owner(case: Case) -> Iterator[Flag]:
    """Nobody who is there answers for the product.

    Why it matters:
        Technology signs the operational goal: that it can be built, on this data, for this money. A goal without an
        owner is a wish that nobody has promised to fulfil.

    Flagged:
        ```yaml
        title: Faster claims
        operational_goals:
          route: {statement: Propose the right handler when a claim arrives}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        operational_goals:
          route: {statement: Propose the right handler when a claim arrives, owner: tech-lead}
        ```

    How to fix:
        Add `owner:` with the id of the person of technology who answers for the product; where `people:` are listed,
        it must be one of them who has not left.
    """
    for name, goal in case.initiative.operational_goals.items():
        if present(goal.owner, case.initiative.people, case.as_of):
            continue
        gone = f"The owner of the operational goal `{name}`, `{goal.owner}`, is not among the people who are there."
        yield Flag(
            f"operational_goals.{name}",
            f"The operational goal `{name}` has no owner." if goal.owner is None else gone,
            f"Add `owner:` to operational_goals.{name} with the id of the person of technology who answers for it.",
            at=f"operational_goals.{name}.owner",
            owner=objective_owner(case),
        )
