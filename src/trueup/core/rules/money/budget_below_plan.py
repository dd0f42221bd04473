"""MON009."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.ask.identity import NotRun
from trueup.core.rules.lookups import objective_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import amount, count


@rule("MON009", "budget-below-plan", "warns", "blueprinting", needs=("spend",), thresholds={"percent": 0})
def budget_below_plan(case: Case) -> Iterator[Flag]:
    """The work that is planned costs more than is left of the budget.

    Why it matters:
        A plan that cannot be paid is cut late, and then what comes last is cut: the pilot and its measurement. Work
        without an estimate is not counted, so the gap can only be larger. Judged where work and budget are in one
        currency. `percent` is by how much the plan may exceed the budget.

    Flagged:
        ```yaml
        title: Faster claims
        currency: EUR
        budget: {amount: 20000, spent: 5000, owner: cfo}
        rates: {default: 600}
        epics:
          E1: {title: Routing rules, estimate: 40}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        currency: EUR
        budget: {amount: 30000, spent: 5000, owner: cfo}
        rates: {default: 600}
        epics:
          E1: {title: Routing rules, estimate: 40}
        ```

    How to fix:
        Choose the epics that prove the value first and cancel the others, or have the budget raised: its owner decides,
        and should see what the benefit is worth beside it.
    """
    spend, budget = case.evidence.spend, case.initiative.budget
    if isinstance(spend, NotRun) or budget is None or spend.unit != case.initiative.currency:
        return
    plan, left = sum(leaf.cost or 0.0 for leaf in spend.leaves), budget.remaining
    if plan <= left * (1 + case.limits["percent"] / 100) + 0.5:
        return
    bare = len(spend.leaves) - spend.priced
    more = f", and {count(bare, 'item')} {'has' if bare == 1 else 'have'} no price yet" if bare else ""
    yield Flag(
        "budget",
        f"The planned work still costs {amount(plan, spend.unit)}, the budget has {amount(left, spend.unit)} left: "
        f"{amount(plan - left, spend.unit)} short{more}.",
        "Cancel the epics that prove least, or have `budget.amount` raised by its owner.",
        at="budget.amount",
        owner=budget.owner or objective_owner(case),
        stake=case.amount(plan - left),
    )
