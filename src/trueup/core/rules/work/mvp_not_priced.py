"""WRK021."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.ask.identity import NotRun
from trueup.core.rules.in_mvp import in_mvp
from trueup.core.rules.lookups import node_of, product_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, named, short


@rule("WRK021", "mvp-not-priced", "warns", "blueprinting", needs=("spend",), thresholds={"percent": 20})
def mvp_not_priced(case: Case) -> Iterator[Flag]:
    """So much of the MVP has no price that nobody can say whether it fits the budget.

    Why it matters:
        A budget is agreed for the least that proves the value. Where nobody said what that costs, the agreement is
        about a number and not about the work. A piece has a price by its estimate in days and a rate, or by `cost:`;
        points have none. Up to `percent` of the pieces may lack it: that is noted only. Judged where budget and rates
        are known, on what is not done yet.

    Flagged:
        ```yaml
        title: Faster claims
        currency: EUR
        budget: {amount: 20000, owner: cfo}
        rates: {default: 600}
        epics:
          E1: {title: Routing rules}
          E2: {title: Routing in the mobile app, estimate: 60}
        mvp: [E1]
        ```

    Accepted:
        ```yaml
        title: Faster claims
        currency: EUR
        budget: {amount: 20000, owner: cfo}
        rates: {default: 600}
        epics:
          E1: {title: Routing rules, estimate: 20..30}
          E2: {title: Routing in the mobile app, estimate: 60}
        mvp: [E1]
        ```

    How to fix:
        Estimate the pieces of the MVP in days, as a range where nobody knows better, and give whoever does them a rate.
    """
    found, spend, budget = in_mvp(case), case.evidence.spend, case.initiative.budget
    if found is None or isinstance(spend, NotRun) or budget is None or not case.initiative.prices_work:
        return
    pieces = [(node, leaf) for leaf in found.leaves if (node := node_of(case, leaf.path)).item.status != "done"]
    bare = [node for node, leaf in pieces if leaf.cost is None]
    if not bare:
        return
    unestimated = [node for node in bare if node.item.estimate is None and node.item.remaining is None]
    first = named([short(case.links, node.path) for node in unestimated])
    yield Flag(
        "mvp",
        f"{len(bare):,} of {count(len(pieces), 'piece')} of the MVP {'has' if len(bare) == 1 else 'have'} no price: "
        f"{named([short(case.links, node.path) for node in bare])}.",
        f"Add `estimate:` in days to {first}."
        if unestimated
        else f"Estimate them in days, and give whoever does them a rate in {spend.unit}.",
        owner=product_owner(case),
        severity="notes" if len(bare) * 100 <= case.limits["percent"] * len(pieces) else None,
    )
