"""PLN004."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import objective_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, first_line


@rule("PLN004", "decision-overdue", "warns", "discovery")
def decision_overdue(case: Case) -> Iterator[Flag]:
    """A decision was to be made by a day that has passed.

    Why it matters:
        Everything that waits for the decision waits longer than the plan says, or goes on as if it had been made.

    Flagged:
        ```yaml
        title: Faster claims
        decisions:
          vendor: {question: "Is the router of the vendor bought?", owner: coo, by: 2025-12-19}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        decisions:
          vendor:
            question: Is the router of the vendor bought?
            owner: coo
            by: 2025-12-19
            decided: 2025-12-17
            outcome: No; it uses what is known only when a claim is settled
        ```

    How to fix:
        Decide, and write `decided:` and `outcome:`; or set a new day in `by:` and tell those who wait.
    """
    for name, decision in case.initiative.decisions.items():
        made = decision.decided is not None and decision.decided <= case.as_of
        if decision.by is None or decision.by >= case.as_of or made:
            continue
        late = count((case.as_of - decision.by).days, "day")
        yield Flag(
            f"decisions.{name}",
            f"Decision `{name}` ({first_line(decision.question)}) was due on {decision.by}, {late} ago.",
            "Decide and write `decided:` and `outcome:`, or set a new day in `by:` and tell those who wait.",
            at=f"decisions.{name}.by",
            owner=decision.owner or objective_owner(case),
        )
