"""WRK015."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import deciding, objective_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import several


@rule("WRK015", "mvp-not-stated", "blocks", "blueprinting")
def mvp_not_stated(case: Case) -> Iterator[Flag]:
    """Work is planned, and nobody said which of it is the MVP.

    Why it matters:
        The blueprint is an agreement about the smallest product that proves the value. While that is not written down,
        everybody signs another one: business the first useful epic, technology the whole list, and the budget pays for
        the list.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        epics:
          E1: {title: Routing rules, advances: days, estimate: 20}
          E2: {title: Routing in the mobile app, advances: days, estimate: 60}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        epics:
          E1: {title: Routing rules, advances: days, estimate: 20}
          E2: {title: Routing in the mobile app, advances: days, estimate: 60}
        mvp: {items: [E1], because: Nine claims of ten are settled at a desk}
        ```

    How to fix:
        Add `mvp:` with the epics without which nobody could tell whether the objective can be reached, and with single
        stories of other epics where these are enough; `because:` says why. It is part of what both sides sign.
    """
    epics = [name for name, epic in case.initiative.epics.items() if epic.status != "cancelled"]
    if case.initiative.mvp is not None or not epics:
        return
    first = deciding(case)
    yield Flag(
        "mvp",
        f"Nobody said which of the {several('epic', epics)} is the MVP."
        if len(epics) > 1
        else f"Nobody said whether {several('epic', epics)} is the MVP.",
        f"Write `mvp:` with the fewest epics or stories that can prove the value, such as `mvp: [{epics[0]}]`.",
        owner=objective_owner(case),
        stake=case.money_behind(first) if first else None,
    )
