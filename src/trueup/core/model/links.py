"""The chain over the work, as indexes built in one pass: parents, children, what each item advances and enables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from trueup.core.base.record import dataclass
from trueup.core.model.initiative import Initiative
from trueup.core.model.items import item_path, items_of
from trueup.core.model.work import Epic, Item


class Node(NamedTuple):
    """An item in the chain.

    `advances` are (KPI, weight) with weights that sum to 1, the item's own or its nearest ancestor's; `enables`
    likewise are paths, looked at only where nothing is advanced. `linked_at` is the item whose links these are.
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
    """Indexes over the whole chain.

    `by_name` maps a short id to the paths that it may mean: an epic's id is its whole path and means that epic only,
    whatever below another epic has the same id.
    """

    nodes: Mapping[str, Node]
    by_name: Mapping[str, tuple[str, ...]]

    def resolve(self, name: str) -> str | None:
        """Return the path of an item from its path, from `E1` or `E1.S2`, else from a short id that is unique."""
        if name in self.nodes:
            return name
        found = self.by_name.get(name, ())
        if len(found) == 1:
            return found[0]
        path = item_path(name)
        return path if path in self.nodes else None


def link(initiative: Initiative) -> Links:
    """Return the indexes over an initiative's work, in time linear in its items and links."""
    nodes: dict[str, Node] = {}
    links = Links(nodes, _by_name(initiative))
    for epic_id, epic in initiative.epics.items():
        top = f"epics.{epic_id}"
        below = f"{top}.stories."
        above = nodes[top] = _node(top, "epic", epic, None, tuple([below + each for each in epic.stories]), links)
        for story_id, story in epic.stories.items():
            here = below + story_id
            under = f"{here}.tasks."
            tasks = tuple([under + each for each in story.tasks])
            holder = nodes[here] = _node(here, "story", story, above, tasks, links)
            for path, task in zip(tasks, story.tasks.values(), strict=True):
                nodes[path] = _node(path, "task", task, holder, (), links)
    return links


def _by_name(initiative: Initiative) -> dict[str, tuple[str, ...]]:
    epics = initiative.epics
    found: dict[str, list[str]] = {name: [f"epics.{name}"] for name in epics}
    for path, _ in items_of(initiative):
        name = path.rpartition(".")[2]
        if name not in epics:
            found.setdefault(name, []).append(path)
    return {name: tuple(paths) for name, paths in found.items()}


def _node(path: str, kind: str, item: Item, above: Node | None, children: tuple[str, ...], links: Links) -> Node:
    advances = _weights(item.advances)
    enables = tuple([_path(name, links.by_name) for name in item.enables])
    linked_at = path if advances or enables else None
    goal = item.goal if isinstance(item, Epic) else None
    cancelled = item.status == "cancelled"
    parent = None
    if above is not None:
        parent, goal, cancelled = above.path, above.goal, cancelled or above.cancelled
        if linked_at is None:
            advances, enables, linked_at = above.advances, above.enables, above.linked_at
    return Node(path, kind, item, parent, children, advances, enables, linked_at, goal, cancelled)


def _path(name: str, by_name: Mapping[str, tuple[str, ...]]) -> str:
    return by_name[name][0] if name in by_name else item_path(name)


def _weights(advances: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    if not advances:
        return ()
    total = sum(advances.values())
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
