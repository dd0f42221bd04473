"""WRK004."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.links import cycles
from trueup.core.rules.lookups import Costs, work_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import short


@rule("WRK004", "enabling-cycle", "warns", "blueprinting")
def enabling_cycle(case: Case) -> Iterator[Flag]:
    """Work enables work that in the end only enables itself.

    Why it matters:
        Enabling work counts through what it makes possible. In a circle each piece justifies the next and none reaches
        a KPI, so all of it counts 0 in aligned spend.

    Flagged:
        ```yaml
        title: Faster claims
        epics:
          E1: {title: Data platform, enables: E2}
          E2: {title: Feature store, enables: E1}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        epics:
          E1: {title: Data platform, enables: E2}
          E2: {title: Feature store, enables: E3}
          E3: {title: Routing rules, advances: days}
        ```

    How to fix:
        Find the piece that moves a KPI and give it `advances:`. If there is none, the circle serves itself: drop it.
    """
    edges = _enables(case)
    costs = Costs(case)
    for cycle in cycles(edges):
        first = min(cycle)
        start = cycle.index(first)
        order = [short(case.links, path) for path in (*cycle[start:], *cycle[:start], first)]
        tops = [path for path in cycle if not any(path.startswith(f"{other}.") for other in cycle)]
        yield Flag(
            first,
            f"Work enables only itself: {' -> '.join(f'`{name}`' for name in order)}.",
            "Add `advances:` to the piece of it that moves a KPI, or remove one of these `enables:`.",
            at=f"{first}.enables",
            owner=work_owner(case, case.links.nodes[first]),
            stake=case.amount(sum(costs.under(path) for path in tops)),
        )


def _enables(case: Case) -> dict[str, list[str]]:
    """Return what each open item leads to: what it enables where it advances nothing, and the items below it."""
    if not any(node.enables and not node.advances for node in case.links.stating("enables")):
        return {}
    nodes = {path: node for path, node in case.links.nodes.items() if not node.cancelled}
    return {
        path: [
            *(other for other in ("" if node.advances else node.enables) if other in nodes),
            *(child for child in node.children if child in nodes),
        ]
        for path, node in nodes.items()
    }
