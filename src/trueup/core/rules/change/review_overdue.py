"""CHG001."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import objective_owner
from trueup.core.rules.rhythm import late
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count


@rule("CHG001", "review-overdue", "warns", "planning", thresholds={"grace": 0.25})
def review_overdue(case: Case) -> Iterator[Flag]:
    """A review of the initiative is overdue, or was never held.

    Why it matters:
        Initiatives drift a little every week. A review is where somebody who may decide sees it while it can still be
        mended. It is due on the day it `starts:`, then `every:` so many days after it was held last; a part `grace` of
        these days may pass before it is told.

    Flagged:
        ```yaml
        title: Faster claims
        reviews:
          steering: {title: "Does it still serve the objective?", owner: coo, every: 30 days, held: [2025-11-03]}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        reviews:
          steering:
            title: Does it still serve the objective?
            owner: coo
            every: 30 days
            held: [2025-11-03, 2025-12-04, 2026-01-08]
        ```

    How to fix:
        Hold it, and add the day to `held:`. Where it is no longer needed that often, change `every:` and say so to
        those who take part.
    """
    for name, review in case.initiative.reviews.items():
        found = late(review.held, review.starts, review.every, case.as_of, case.limits["grace"])
        if found is None:
            continue
        days = count((case.as_of - found.due).days, "day")
        how = f"last held on {found.last}" if found.last else "never held"
        rate = f" every {count(review.every, 'day')}," if review.every else ""
        yield Flag(
            f"reviews.{name}",
            f"Review `{name}` is {days} overdue:{rate} {how}.",
            "Hold it and add the day to `held:`, or change `every:` if it is not needed that often.",
            owner=review.owner or objective_owner(case),
        )
