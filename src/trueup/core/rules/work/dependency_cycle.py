"""WRK003."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from trueup.core.model.links import Links, Node, cycles
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
    costs = Costs(case)
    told: set[str] = set()
    for cycle in cycles(_waits(case.links)):
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


def _waits(links: Links) -> dict[str, list[str]]:
    """Return what open items wait for; a parent has a begin (`path<`) and an end (`path>`), a leaf is one step.

    Where every item waits only for items that end before it begins in the document there is no circle. So each circle
    has an item that does not, and what is waited for from there on is all that is looked at.
    """
    over = links.cancelled.union([node.path for node in links.stating("status") if node.status == "done"])
    waits_for = _dependencies(links, over)
    edges: dict[str, list[str]] = {}
    ahead = [_begin(links.nodes[path]) for path in _out_of_order(links, waits_for)]
    while ahead:
        step = ahead.pop()
        if step not in edges:
            edges[step] = _before(links, step, waits_for, over)
            ahead += edges[step]
    return edges


def _dependencies(links: Links, over: frozenset[str]) -> dict[str, list[str]]:
    """Return the open items that each open item names as what it waits for; done and cancelled ones are over."""
    found: dict[str, list[str]] = {}
    for node in links.stating("depends_on"):
        path = node.path
        for each in () if path in over else node.item.depends_on:
            other = links.resolve(each.on)
            if other is not None and other not in over:
                found.setdefault(path, []).append(other)
    return found


def _out_of_order(links: Links, waits_for: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the items that wait for one which does not end before they begin in the document."""
    place = {path: number for number, path in enumerate(links.nodes)} if waits_for else {}
    return [
        path
        for path, others in waits_for.items()
        for other in others
        if place[other] >= place[path] or path.startswith(f"{other}.")
    ]


def _before(links: Links, step: str, waits_for: Mapping[str, Sequence[str]], over: frozenset[str]) -> list[str]:
    """Return what has to be before a begin or an end."""
    node = links.nodes[step.rstrip("<>")]
    if step.endswith(">"):
        return [_begin(node), *(_end(links.nodes[child]) for child in node.children if child not in over)]
    found = [_end(links.nodes[other]) for other in waits_for.get(node.path, ())]
    if node.parent is not None and node.parent not in over:
        found.append(_begin(links.nodes[node.parent]))
    return found


def _begin(node: Node) -> str:
    return f"{node.path}<" if node.children else node.path


def _end(node: Node) -> str:
    return f"{node.path}>" if node.children else node.path


def _items(cycle: tuple[str, ...]) -> list[str]:
    """Return the items of a circle of begins and ends, each once, in the order of waiting."""
    return list(dict.fromkeys(step.rstrip("<>") for step in cycle))


def _tops(members: list[str]) -> list[str]:
    """Return the members that lie below no other member."""
    return [path for path in members if not any(path.startswith(f"{other}.") for other in members)]
