"""WRK016."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.items import dropped
from trueup.core.rules.in_mvp import in_mvp
from trueup.core.rules.lookups import work_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import item, short


@rule("WRK016", "mvp-names-cancelled-work", "blocks", "blueprinting")
def mvp_names_cancelled_work(case: Case) -> Iterator[Flag]:
    """The MVP names work that is cancelled.

    Why it matters:
        What was signed as the least that proves the value is not going to be built. Either it was more than the least,
        or the value will not be proven. An item whose parts are all cancelled counts as cancelled.

    Flagged:
        ```yaml
        title: Faster claims
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        epics:
          E1: {title: Routing rules, advances: days, estimate: 20}
          E2: {title: Letters, advances: days, estimate: 10, status: cancelled}
        mvp: [E1, E2]
        ```

    Accepted:
        ```yaml
        title: Faster claims
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        epics:
          E1: {title: Routing rules, advances: days, estimate: 20}
          E2: {title: Letters, advances: days, estimate: 10, status: cancelled}
        mvp: [E1]
        ```

    How to fix:
        Take it out of `mvp:` where the rest still proves the value, and have the blueprint signed again; else plan it
        again.
    """
    found = in_mvp(case)
    for node in found.named if found else ():
        if node.cancelled or dropped(node.item):
            name, parts = short(case.links, node.path), "stories" if node.kind == "epic" else "tasks"
            how = "is cancelled" if node.cancelled else f"all its {parts} are cancelled"
            yield Flag(
                node.path,
                f"{item(case.links, node)} belongs to the MVP and {how}.",
                f"Take `{name}` out of `mvp:`, or plan it again.",
                at="mvp",
                owner=work_owner(case, node),
            )
