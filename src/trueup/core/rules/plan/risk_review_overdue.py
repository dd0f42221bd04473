"""PLN005."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from trueup.core.base.quantity import Basis, Quantity, Unit, point
from trueup.core.model.governance import Risk
from trueup.core.rules.lookups import product_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, named, worth


@rule("PLN005", "risk-review-overdue", "warns", "planning")
def risk_review_overdue(case: Case) -> Iterator[Flag]:
    """A risk was to be looked at again on a day that has passed.

    Why it matters:
        Risks grow while nobody looks. A date that passed unnoticed says that the list is kept for the file and not for
        the work. All of them are told at once, the dearest first; risks that are over are left out.

    Flagged:
        ```yaml
        title: Faster claims
        risks:
          labels: {title: Past claims are labelled too late, owner: bo, response: Label by hand, review: 2025-11-28}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        risks:
          labels: {title: Past claims are labelled too late, owner: bo, response: Label by hand, review: 2026-02-27}
        ```

    How to fix:
        Look at the risk again, change what has changed, and set the next day in `review:`; or add `closed:`.
    """
    late: list[tuple[str, Risk, date]] = []
    for name, risk in case.initiative.risks.items():
        over = risk.closed is not None and risk.closed <= case.as_of
        if risk.review is not None and risk.review < case.as_of and not over:
            late.append((name, risk, risk.review))
    if not late:
        return
    late.sort(key=lambda each: (-_cost(each[1]), each[2]))
    oldest = min(review for *_, review in late)
    cost, currency = sum(_cost(risk) for _, risk, _ in late), case.initiative.currency
    stake = None
    if currency and cost > 0:
        stake = Quantity(point(cost), Unit(currency), Basis.ASSUMED, "risks", case.as_of)
    money = f" ({worth(stake)} of risk)" if stake else ""
    first, risk, _ = late[0]
    yield Flag(
        "risks",
        f"{count(len(late), 'risk')}{money} {'was' if len(late) == 1 else 'were'} to be looked at again, since "
        f"{oldest}: {named([name for name, *_ in late], 8)}.",
        f"Look at {'it' if len(late) == 1 else 'them'} again and set the next day in `review:`, or add `closed:`.",
        at=f"risks.{first}.review",
        owner=risk.owner or product_owner(case),
        stake=stake,
    )


def _cost(risk: Risk) -> float:
    likely = 1.0 if risk.probability is None else risk.probability
    return likely * risk.impact.mid if risk.impact else 0.0
