"""The chain over the work, as indexes built in one pass: parents, children, what each item advances and enables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trueup.core.model.initiative import Initiative
from trueup.core.model.items import items_of, kind_of, parent_of
from trueup.core.model.work import Item


@dataclass(frozen=True, slots=True)
class Node:
    """An item in the chain.

    `advances` are (KPI, weight) with weights that sum to 1, the item's own or its nearest ancestor's; `enables` likewise
    are paths, looked at only where nothing is advanced. `linked_at` is the item whose links these are.
    """

    path: str
    kind: str
    item: Item
    parent: str | None
    children: tuple[str, ...]
    advances: tuple[tuple[str, float], ...]
    enables: tuple[str, ...]
    linked_at: str | None
    goal: str | None
    cancelled: bool

    @property
    def label(self) -> str:
        """The id and the title, as people say it."""
        name = self.path.rpartition(".")[2]
        return f"{name} {self.item.title}" if self.item.title else name


@dataclass(frozen=True, slots=True)
class Links:
    """Indexes over the whole chain; `by_name` maps a short id to the paths that carry it."""

    nodes: Mapping[str, Node]
    by_name: Mapping[str, tuple[str, ...]]

    def resolve(self, name: str) -> str | None:
        """Return the path of an item from its path or from a short id that is unique."""
        if name in self.nodes:
            return name
        found = self.by_name.get(name, ())
        return found[0] if len(found) == 1 else None


def link(initiative: Initiative) -> Links:
    """Return the indexes over an initiative's work, in time linear in its items and links."""
    items = items_of(initiative)
    children: dict[str, list[str]] = {}
    names: dict[str, list[str]] = {}
    for path, _ in items:
        names.setdefault(path.rpartition(".")[2], []).append(path)
        parent = parent_of(path)
        if parent is not None:
            children.setdefault(parent, []).append(path)
    by_name = {name: tuple(paths) for name, paths in names.items()}
    nodes: dict[str, Node] = {}
    for path, item in items:
        holder = parent_of(path)
        above = nodes[holder] if holder else None
        nodes[path] = _node(path, item, above, tuple(children.get(path, ())), by_name)
    return Links(nodes, by_name)


def _node(
    path: str, item: Item, above: Node | None, children: tuple[str, ...], by_name: Mapping[str, tuple[str, ...]]
) -> Node:
    own = _weights(item.advances)
    enables = tuple(by_name[name][0] if name in by_name else name for name in item.enables)
    goal = getattr(item, "goal", None) or (above.goal if above else None)
    advances, linked_at = own, path if own or enables else None
    if linked_at is None and above is not None:
        advances, enables, linked_at = above.advances, above.enables, above.linked_at
    cancelled = item.status == "cancelled" or (above is not None and above.cancelled)
    return Node(
        path,
        kind_of(item),
        item,
        above.path if above else None,
        children,
        advances,
        enables,
        linked_at,
        goal,
        cancelled,
    )


def _weights(advances: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    total = sum(advances.values())
    if total <= 0:
        return ()
    return tuple((name, weight / total) for name, weight in advances.items())


def cycles(edges: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """Return one cycle for each group of nodes that lead back to themselves, in the order of a walk through it."""
    return [tuple(_walk(edges, group)) for group in loops(edges)]


def loops(edges: Mapping[str, Iterable[str]]) -> list[set[str]]:
    """Return each group of nodes that lead back to themselves.

    Strongly connected components after Tarjan (1972), without recursion, in time linear in nodes and edges.
    """
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: set[str] = set()
    stack: list[str] = []
    found: list[set[str]] = []
    for root in edges:
        if root in order:
            continue
        work = [(root, iter(edges.get(root, ())))]
        order[root] = low[root] = len(order)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, successors = work[-1]
            for other in successors:
                if other not in order:
                    order[other] = low[other] = len(order)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(edges.get(other, ()))))
                    break
                if other in on_stack:
                    low[node] = min(low[node], order[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    group = _popped(stack, on_stack, node)
                    if len(group) > 1 or node in edges.get(node, ()):
                        found.append(group)
    return found


def _popped(stack: list[str], on_stack: set[str], until: str) -> set[str]:
    group: set[str] = set()
    while until not in group:
        node = stack.pop()
        on_stack.discard(node)
        group.add(node)
    return group


def _walk(edges: Mapping[str, Iterable[str]], group: set[str]) -> list[str]:
    """Return a cycle inside a strongly connected group, found by following first edges until one repeats."""
    here = min(group)
    seen: dict[str, int] = {}
    path: list[str] = []
    while here not in seen:
        seen[here] = len(path)
        path.append(here)
        here = next(other for other in edges.get(here, ()) if other in group)
    return path[seen[here] :]
