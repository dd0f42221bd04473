"""OBJ004."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.rules.rule import Case, Flag, rule

_MEANS: Final = frozenset({"technology", "data"})
"""Sides that answer for the means, not for the outcome."""


@rule("OBJ004", "objective-owned-by-technology", "blocks", "discovery")
def objective_owned_by_technology(case: Case) -> Iterator[Flag]:
    """The business outcome is owned by those who build the product.

    Why it matters:
        Whoever owns the objective decides whether it is reached and answers for the money. Where that is technology,
        the initiative becomes a pilot that works and that nobody in the business asked for.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: ana, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: bo}
        people:
          ana: {role: data-science-lead, side: data}
          bo: {role: head-of-claims, side: business}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: bo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: bo}
        people:
          ana: {role: data-science-lead, side: data}
          bo: {role: head-of-claims, side: business}
        ```

    How to fix:
        Name a person of the business side as the owner. Technology owns the operational goal: the product that serves
        the objective.
    """
    objective = case.initiative.objective
    if objective is None or objective.owner is None:
        return
    person = case.initiative.people.get(objective.owner)
    if person is None or person.side not in _MEANS:
        return
    business = [name for name, each in case.initiative.people.items() if each.side == "business" and each.left is None]
    hint = f", such as `{business[0]}`" if business else ""
    yield Flag(
        "objective.owner",
        f"The objective is owned by `{objective.owner}`, who is on the {person.side} side; the outcome is the "
        "business's to define and to sign.",
        f"Name somebody of the business in `objective.owner`{hint}; let `{objective.owner}` own the operational goal.",
        owner=objective.owner,
        stake=case.money_behind(objective.kpi) if objective.kpi else None,
    )
