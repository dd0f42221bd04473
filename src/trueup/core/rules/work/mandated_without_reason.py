"""WRK007."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import Costs, work_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import item


@rule("WRK007", "mandated-without-reason", "warns", "blueprinting")
def mandated_without_reason(case: Case) -> Iterator[Flag]:
    """Work is called mandated, but nobody says by what or vouches for it.

    Why it matters:
        Mandated work needs no KPI, so the word is a door through which everything fits. It opens only with a reason
        that can be checked (the law, the contract) and a person who says so; without them the work counts as without a
        KPI.

    Flagged:
        ```yaml
        title: Faster claims
        epics:
          E1: {title: Audit trail, estimate: 5, mandated: {reason: Compliance}}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        epics:
          E1: {title: Audit trail, estimate: 5, mandated: {owner: legal, reason: Insurance Supervision Act section 29}}
        ```

    How to fix:
        Write `mandated: {owner: ..., reason: ...}` with the law or contract and the person who vouches for it; else
        remove it and say which KPI the work advances.
    """
    costs = Costs(case)
    for node in case.links.stating("mandated"):
        mandated = node.item.mandated
        if mandated is None or node.cancelled or (mandated.owner and mandated.reason):
            continue
        missing = [what for what, there in (("owner", mandated.owner), ("reason", mandated.reason)) if not there]
        yield Flag(
            node.path,
            f"{item(case.links, node)} is mandated, but has no {' and no '.join(missing)}.",
            f"Add to {node.path}.mandated the {' and the '.join(missing)}: who vouches for it, which law or contract.",
            at=f"{node.path}.mandated",
            owner=mandated.owner or work_owner(case, node),
            stake=case.amount(costs.under(node.path)),
        )
