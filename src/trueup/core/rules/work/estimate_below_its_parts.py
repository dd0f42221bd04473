"""WRK005."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.ask.identity import NotRun
from trueup.core.rules.lookups import work_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import amount, item


@rule("WRK005", "estimate-below-its-parts", "notes", "planning", needs=("spend",))
def estimate_below_its_parts(case: Case) -> Iterator[Flag]:
    """A piece of work is estimated at less than what it is broken down into.

    Why it matters:
        The first estimate was for a smaller thing. The figures take the sum of the parts; whoever still plans with the
        old number plans too little. Effort is compared with effort and direct cost with direct cost, so a dearer role
        below does not count as more work. The other way round, what an item exceeds its parts by counts as not broken
        down.

    Flagged:
        ```yaml
        title: Faster claims
        epics:
          E1:
            title: Routing rules
            estimate: 10
            stories:
              S1: {title: Rules for household claims, estimate: 8}
              S2: {title: Rules for motor claims, estimate: 6}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        epics:
          E1:
            title: Routing rules
            estimate: 14
            stories:
              S1: {title: Rules for household claims, estimate: 8}
              S2: {title: Rules for motor claims, estimate: 6}
        ```

    How to fix:
        Raise the estimate to the sum of the parts, or remove it and let the parts speak.
    """
    spend = case.evidence.spend
    for found in () if isinstance(spend, NotRun) else spend.undercuts:
        node, effort = case.links.nodes[found.path], found.unit in ("day", "point")
        said, field = ("is estimated at", "estimate") if effort else ("states a direct cost of", "cost")
        yield Flag(
            found.path,
            f"{item(case.links, node)} {said} {amount(found.own, found.unit)}, its parts "
            f"{'at ' if effort else ''}{amount(found.children, found.unit)}; the parts count.",
            f"Raise {found.path}.{field} to its parts, or remove it.",
            at=f"{found.path}.{field}",
            owner=work_owner(case, node),
            stake=case.amount(found.cost),
        )
