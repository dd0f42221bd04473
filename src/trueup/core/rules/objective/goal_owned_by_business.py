"""OBJ008."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.rules.rule import Case, Flag, rule

_BUILD: Final = ("technology", "data")


@rule("OBJ008", "goal-owned-by-business", "blocks", "feasibility")
def goal_owned_by_business(case: Case) -> Iterator[Flag]:
    """The product's goal is owned by the business instead of by those who build it.

    Why it matters:
        Business answers for the outcome, technology for the means. A goal that the business sets for itself prescribes
        a solution ("a chatbot") before anybody has judged whether it can work on the data there is.

    Flagged:
        ```yaml
        title: Faster claims
        kpis:
          days: {unit: day, direction: decrease, owner: bo}
        operational_goals:
          route: {statement: Propose the right handler when a claim arrives, owner: bo, moves: [days]}
        people:
          ana: {role: tech-lead, side: technology}
          bo: {role: head-of-claims, side: business}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        kpis:
          days: {unit: day, direction: decrease, owner: bo}
        operational_goals:
          route: {statement: Propose the right handler when a claim arrives, owner: ana, moves: [days]}
        people:
          ana: {role: tech-lead, side: technology}
          bo: {role: head-of-claims, side: business}
        ```

    How to fix:
        Name a person of technology or data as the owner of the goal. The business keeps the objective and signs it.
    """
    people = case.initiative.people
    for name, goal in case.initiative.operational_goals.items():
        person = people.get(goal.owner or "")
        if person is not None and person.side == "business":
            builders = (who for who, each in people.items() if each.side in _BUILD and each.left is None)
            hint = f", such as `{builder}`" if (builder := next(builders, None)) else ""
            yield Flag(
                f"operational_goals.{name}.owner",
                f"The operational goal `{name}` is owned by `{goal.owner}`, who is on the business side; the means are "
                "technology's to define and to sign.",
                f"Name somebody of technology or data in operational_goals.{name}.owner{hint}.",
                owner=goal.owner,
            )
