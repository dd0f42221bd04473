"""SGN004."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.gates.signatures.case import SignatureCase, flag_of
from trueup.core.gates.signers import TITLES
from trueup.core.model.chain import side_of
from trueup.core.rules.rule import Flag, later_rule


@later_rule("SGN004", "goal-owner-signs-for-business", "warns", "discovery", ground="ledger")
def goal_owner_signs_for_business(case: SignatureCase) -> Iterator[Flag]:
    """Who answers for the product signed for business.

    Why it matters:
        Who builds the product does not say what it is for: they would agree with themselves that what they
        build is what is wanted. It is told of owners of an operational goal who sign for business, unless they
        speak for technology.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: lead, kpi: days}
        kpis: {days: {unit: day, direction: decrease, owner: coo, target: {value: 10, by: 2026-12-31}}}
        operational_goals: {route: {statement: Propose a handler, owner: lead, moves: days}}
        people: {coo: {side: business}, lead: {side: business}}
        ```
        ```sh
        trueup sign --phase discovery --as lead --as-of 2026-01-06
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis: {days: {unit: day, direction: decrease, owner: coo, target: {value: 10, by: 2026-12-31}}}
        operational_goals: {route: {statement: Propose a handler, owner: lead, moves: days}}
        people: {coo: {side: business}, lead: {side: technology}}
        ```
        ```sh
        trueup sign --phase discovery --as coo --as-of 2026-01-05
        ```

    How to fix:
        Have the text signed for business by the sponsor, who does not answer for the product.
    """
    initiative = case.document.initiative
    owners = {goal.owner for goal in initiative.operational_goals.values()}
    for each in case.sides:
        for signature in each.signed if each.side == "business" else ():
            if signature.who in owners and side_of(initiative, signature.who, signature.role) != "technology":
                problem = f"`{signature.who}` owns an operational goal and signed the {TITLES[each.kind]} for business."
                fix = "Have somebody of business sign who does not answer for the product."
                yield flag_of(each, signature.who, problem, fix, signature.who)
