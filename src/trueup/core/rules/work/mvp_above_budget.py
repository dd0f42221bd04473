"""WRK020."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.ask.identity import NotRun
from trueup.core.rules.in_mvp import in_mvp
from trueup.core.rules.lookups import objective_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import amount, count


@rule("WRK020", "mvp-above-budget", "blocks", "blueprinting", needs=("spend",), thresholds={"percent": 0})
def mvp_above_budget(case: Case) -> Iterator[Flag]:
    """What remains of the MVP costs more than is left of the budget.

    Why it matters:
        If the money ends before the least that proves the value is there, it is spent and nothing is known. Costs are
        at P50; work without an estimate is not counted, so the gap can only be larger. Judged where work and budget are
        in one currency. `percent` is by how much the MVP may exceed the budget.

    Flagged:
        ```yaml
        title: Faster claims
        currency: EUR
        budget: {amount: 20000, spent: 5000, owner: cfo}
        rates: {default: 600}
        epics:
          E1: {title: Routing rules, estimate: 30}
          E2: {title: Routing in the mobile app, estimate: 60}
        mvp: [E1]
        ```

    Accepted:
        ```yaml
        title: Faster claims
        currency: EUR
        budget: {amount: 20000, spent: 5000, owner: cfo}
        rates: {default: 600}
        epics:
          E1:
            title: Routing rules
            stories:
              S1: {title: Rules for the two largest lines, estimate: 20}
              S2: {title: All other lines, estimate: 10}
          E2: {title: Routing in the mobile app, estimate: 60}
        mvp: [E1.S1]
        ```

    How to fix:
        Choose less: single stories of an epic may be enough to prove the value. Else have the budget raised by its
        owner.
    """
    found, spend, budget = in_mvp(case), case.evidence.spend, case.initiative.budget
    if found is None or isinstance(spend, NotRun) or budget is None or spend.unit != case.initiative.currency:
        return
    left = budget.remaining
    if found.cost <= left * (1 + case.limits["percent"] / 100) + 0.5:
        return
    bare = found.unpriced
    more = f", and {count(bare, 'item')} of it {'has' if bare == 1 else 'have'} no price yet" if bare else ""
    yield Flag(
        "mvp",
        f"The MVP still costs {amount(found.cost, spend.unit)}, the budget has {amount(left, spend.unit)} left: "
        f"{amount(found.cost - left, spend.unit)} short{more}.",
        "Take out of `mvp:` what the proof can do without, or have `budget.amount` raised by its owner.",
        owner=budget.owner or objective_owner(case),
        stake=case.amount(found.cost - left),
    )
