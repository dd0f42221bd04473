"""WRK019."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.in_mvp import finished, in_mvp
from trueup.core.rules.lookups import product_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import named


@rule("WRK019", "mvp-is-all-the-work", "notes", "blueprinting", thresholds={"epics": 3})
def mvp_is_all_the_work(case: Case) -> Iterator[Flag]:
    """The MVP is everything that is planned.

    Why it matters:
        A set that leaves nothing out was not chosen: somebody would have to say that the value cannot be proven with
        less. What could have waited is built before anybody knows whether it is worth it. `epics` is from how many open
        epics on this is said.

    Flagged:
        ```yaml
        title: Faster claims
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        epics:
          E1: {title: Clean claim types, enables: E2, estimate: 12}
          E2: {title: Routing rules, advances: days, estimate: 20}
          E3: {title: Routing in the mobile app, advances: days, estimate: 60}
        mvp: [E1, E2, E3]
        ```

    Accepted:
        ```yaml
        title: Faster claims
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        epics:
          E1: {title: Clean claim types, enables: E2, estimate: 12}
          E2: {title: Routing rules, advances: days, estimate: 20}
          E3: {title: Routing in the mobile app, advances: days, estimate: 60}
        mvp: [E1, E2]
        ```

    How to fix:
        Ask of each epic whether the objective could be judged without it, and take out what could wait.
    """
    found = in_mvp(case)
    if found is None:
        return
    over, nodes = finished(case.links), case.links.nodes
    waiting = [name for name in case.initiative.epics if f"epics.{name}" not in over]
    parts = (path for path, node in nodes.items() if path not in over and over.issuperset(node.children))
    if len(waiting) < case.limits["epics"] or any(path not in found.within for path in parts):
        return
    yield Flag(
        "mvp",
        f"The MVP is all {len(waiting)} epics that are open ({named(waiting)}): nothing was left out, so it was hardly "
        "chosen as the smallest.",
        "Take out of `mvp:` what could wait until the value is proven.",
        owner=product_owner(case),
    )
