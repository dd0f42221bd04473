"""WRK014."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.links import Node
from trueup.core.rules.lookups import Costs, work_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, item, named, short


@rule("WRK014", "dependency-on-cancelled-work", "warns", "planning")
def dependency_on_cancelled_work(case: Case) -> Iterator[Flag]:
    """Open work waits for work that is cancelled.

    Why it matters:
        It waits for something that never comes: either the dependency is gone and nobody removed it, or what was
        cancelled is needed after all and its cost is missing in the plan. Told once a cancelled item.

    Flagged:
        ```yaml
        title: Faster claims
        epics:
          E1: {title: Clean claim types, status: cancelled}
          E2: {title: Routing rules, depends_on: E1, estimate: 20..40}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        epics:
          E1: {title: Clean claim types, status: done}
          E2: {title: Routing rules, depends_on: E1, estimate: 20..40}
        ```

    How to fix:
        Remove the dependency where the work can do without, or plan again what it needs; where it cannot do without
        and that stays cancelled, cancel it too.
    """
    waiting: dict[str, list[Node]] = {}
    nodes = case.links.nodes
    for node in case.links.stating("depends_on") if case.links.cancelled else ():
        if node.cancelled or node.status == "done":
            continue
        for name in dict.fromkeys(each.on for each in node.item.depends_on):
            other = case.links.resolve(name)
            if other is not None and nodes[other].cancelled:
                waiting.setdefault(other, []).append(node)
    costs = Costs(case)
    for path, held in waiting.items():
        names = [short(case.links, node.path) for node in held]
        yield Flag(
            path,
            f"{item(case.links, nodes[path])} is cancelled, and {count(len(held), 'open item')} "
            f"{'waits' if len(held) == 1 else 'wait'} for it: {named(names)}.",
            f"Remove `{short(case.links, path)}` from `depends_on:` of {named(names)}, or plan again what they need.",
            at=f"{held[0].path}.depends_on",
            owner=work_owner(case, held[0]),
            stake=case.amount(sum(costs.under(node.path) for node in held)),
        )
