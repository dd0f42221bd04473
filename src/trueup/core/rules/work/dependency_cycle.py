"""WRK003."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.links import Links, cycles
from trueup.core.rules.lookups import Costs, work_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import short


@rule("WRK003", "dependency-cycle", "blocks", "planning")
def dependency_cycle(case: Case) -> Iterator[Flag]:
    """Pieces of work wait for each other in a circle.

    Why it matters:
        None of them can ever begin, so no plan has a date. Circles also run through parents: an epic is finished when
        all below it is, and what is below an epic begins when the epic may.

    Flagged:
        ```yaml
        title: Faster claims
        epics:
          E1: {title: Routing rules, depends_on: E2}
          E2: {title: Handler profiles, depends_on: E3}
          E3: {title: Feedback of handlers, depends_on: E1}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        epics:
          E1: {title: Routing rules, depends_on: E2}
          E2: {title: Handler profiles}
          E3: {title: Feedback of handlers, depends_on: E1}
        ```

    How to fix:
        Remove the dependency that is least true. Often one of them only means "would be nice to have first", or one
        item hides two: split it into the part that others wait for and the part that waits.
    """
    edges = _waits(case)
    costs = Costs(case)
    told: set[str] = set()
    for cycle in cycles(edges):
        members = _items(cycle)
        first = min(members)
        if first in told:
            continue
        told.add(first)
        start = members.index(first)
        order = [short(case.links, path) for path in (*members[start:], *members[:start], first)]
        yield Flag(
            first,
            f"Work waits for itself: {' -> '.join(f'`{name}`' for name in order)}.",
            "Remove one of these dependencies, or split the item that both waits and is waited for.",
            at=f"{first}.depends_on",
            owner=work_owner(case, case.links.nodes[first]),
            stake=case.amount(sum(costs.under(path) for path in _tops(members))),
        )


def _waits(case: Case) -> dict[str, list[str]]:
    """Return what open items wait for; a parent has a begin (`path<`) and an end (`path>`), a leaf is one step."""
    if _in_order(case.links):
        return {}
    nodes = {p: n for p, n in case.links.nodes.items() if not n.cancelled and n.item.status != "done"}
    begins: dict[str, str] = {}
    ends: dict[str, str] = {}
    for path, node in nodes.items():
        begins[path], ends[path] = (f"{path}<", f"{path}>") if node.children else (path, path)
    edges: dict[str, list[str]] = {}
    for path, node in nodes.items():
        before = [ends[other] for name in node.item.depends_on if (other := case.links.resolve(name.on)) in ends]
        if node.parent is not None and begins.get(node.parent) in edges:
            before.append(begins[node.parent])
        if before:
            edges[begins[path]] = before
        if node.children:
            edges[ends[path]] = [begins[path], *(ends[child] for child in node.children if child in ends)]
    return edges


def _in_order(links: Links) -> bool:
    """Whether every item waits only for items that end before it begins in the document: then there is no circle."""
    begun: set[str] = set()
    for path, node in links.nodes.items():
        for name in node.item.depends_on:
            other = links.resolve(name.on)
            if other not in begun or path.startswith(f"{other}."):
                return False
        begun.add(path)
    return True


def _items(cycle: tuple[str, ...]) -> list[str]:
    """Return the items of a circle of begins and ends, each once, in the order of waiting."""
    return list(dict.fromkeys(step.rstrip("<>") for step in cycle))


def _tops(members: list[str]) -> list[str]:
    """Return the members that lie below no other member."""
    return [path for path in members if not any(path.startswith(f"{other}.") for other in members)]
