"""CHG005."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import objective_owner
from trueup.core.rules.rhythm import late
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, named


@rule("CHG005", "communication-overdue", "warns", "planning", thresholds={"grace": 0.25})
def communication_overdue(case: Case) -> Iterator[Flag]:
    """People were to be told something, and it did not happen.

    Why it matters:
        Who is not told hears rumours, and works against what they take it for. A plan for communication that nobody
        follows is worse than none: everybody believes that the others know. It is late after its day in `by:`, or
        `every:` so many days after it was last told; a part `grace` of these days may pass before it is told here.

    Flagged:
        ```yaml
        title: Faster claims
        communication:
          teams: {title: What changes for the teams, to: [handlers], how: Team meeting, owner: bo, by: 2025-12-12}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        communication:
          teams:
            title: What changes for the teams
            to: [handlers]
            how: Team meeting
            owner: bo
            by: 2025-12-12
            sent: [2025-12-11]
        ```

    How to fix:
        Tell them, and add the day to `sent:`. Where it is no longer needed, delete it.
    """
    for name, each in case.initiative.communication.items():
        found = late(each.sent, each.by, each.every, case.as_of, case.limits["grace"])
        if found is None:
            continue
        days = count((case.as_of - found.due).days, "day")
        to = f" to {named(each.to)}" if each.to else ""
        how = f"last told on {found.last}" if found.last else "never told"
        yield Flag(
            f"communication.{name}",
            f"Communication `{name}`{to} was due on {found.due}, {days} ago: {how}.",
            "Tell them and add the day to `sent:`, or delete it if it is no longer needed.",
            owner=each.owner or objective_owner(case),
        )
