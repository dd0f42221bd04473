"""WRK018."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.links import Links, Node
from trueup.core.rules.in_mvp import InMvp, finished, in_mvp
from trueup.core.rules.lookups import Costs, work_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import item, named, short


@rule("WRK018", "mvp-leaves-out-what-it-needs", "warns", "blueprinting")
def mvp_leaves_out_what_it_needs(case: Case) -> Iterator[Flag]:
    """Work of the MVP waits for work that does not belong to it and is not done.

    Why it matters:
        The MVP costs more and takes longer than what was signed: what it stands on has to be built first, or it cannot
        begin. What waits is told by `depends_on:` and by `enables:`, also of the epic around a story of the MVP.

    Flagged:
        ```yaml
        title: Faster claims
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        epics:
          E1: {title: Clean claim types, enables: E2, estimate: 12}
          E2: {title: Routing rules, advances: days, estimate: 20}
        mvp: [E2]
        ```

    Accepted:
        ```yaml
        title: Faster claims
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        epics:
          E1: {title: Clean claim types, enables: E2, estimate: 12}
          E2: {title: Routing rules, advances: days, estimate: 20}
        mvp: [E1, E2]
        ```

    How to fix:
        Put it into `mvp:`, so that its cost and its time are agreed as well, or remove the link where the MVP can do
        without it.
    """
    found = in_mvp(case)
    if found is None:
        return
    costs = Costs(case)
    for path, waiting in _needed(case.links, found).items():
        node = case.links.nodes[path]
        name = short(case.links, path)
        yield Flag(
            path,
            f"{item(case.links, node)} is not in the MVP, and {named([short(case.links, each) for each in waiting])} "
            f"in it {'needs' if len(waiting) == 1 else 'need'} it.",
            f"Put `{name}` into `mvp:`, or remove the link if the MVP can do without it.",
            at="mvp",
            owner=work_owner(case, node),
            stake=case.amount(costs.under(path)),
        )


def _needed(links: Links, found: InMvp) -> dict[str, list[str]]:
    """Return the open work outside an MVP that its open work waits for, each with who waits."""
    over = finished(links)
    reach = {path for path in found.within if path not in over}
    for node in found.named:
        if node.path not in over:
            reach.update(_above(links, node))
    needed: dict[str, dict[str, None]] = {}
    for path, node in links.nodes.items():
        if path in over:
            continue
        for each in node.item.depends_on if path in reach else ():
            first = links.resolve(each.on)
            if first is not None and first not in found.within and first not in over and not _holds(first, path):
                needed.setdefault(first, {}).setdefault(path)
        for name in node.item.enables if path not in found.within else ():
            then = links.resolve(name)
            if then is not None and then in reach and not _holds(path, then):
                needed.setdefault(path, {}).setdefault(then)
    return {path: list(waiting) for path, waiting in needed.items()}


def _above(links: Links, node: Node) -> Iterator[str]:
    while node.parent is not None:
        node = links.nodes[node.parent]
        yield node.path


def _holds(outer: str, inner: str) -> bool:
    return f"{inner}.".startswith(f"{outer}.")
