"""The chain over the work, as indexes built in one pass: parents, children, what each item advances and enables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from trueup.core.base.record import dataclass
from trueup.core.model.initiative import Initiative
from trueup.core.model.items import item_path
from trueup.core.model.work import Epic, Item, Status

CLOSED: Final[tuple[Status, ...]] = ("done", "cancelled")
"""What an item's status is when nobody works on it any more."""


class Node(NamedTuple):
    """An item in the chain.

    `advances` are (KPI, weight) with weights that sum to 1, the item's own or its nearest ancestor's; `enables`
    likewise are paths, looked at only where nothing is advanced. `linked_at` is the item whose links these are.
    `status` is the item's own; `cancelled` is what is cancelled or lies below what is, `closed` likewise where it is
    done or cancelled. `states` are the fields that the document states of the item: of any other one it states nothing.
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
    status: Status
    cancelled: bool
    closed: bool
    states: AbstractSet[str]

    @property
    def label(self) -> str:
        """The id and the title, as people say it."""
        name, title = self.path.rpartition(".")[2], self.item.title
        return f"{name} {title}" if title else name


@dataclass(frozen=True, slots=True)
class Links:
    """Indexes over the whole chain.

    `by_name` maps a short id to the paths that it may mean: an epic's id is its whole path and means that epic only,
    whatever below another epic has the same id. `by_field` are the items that state a field, in the order of the
    document; `cancelled` are the paths of what is cancelled, `unlinked` the items that advance and enable nothing,
    neither by themselves nor by what is above them.
    """

    nodes: Mapping[str, Node]
    by_name: Mapping[str, tuple[str, ...]]
    by_field: Mapping[str, Sequence[Node]]
    cancelled: frozenset[str]
    unlinked: tuple[Node, ...]

    def resolve(self, name: str) -> str | None:
        """Return the path of an item from its path, from `E1` or `E1.S2`, else from a short id that is unique."""
        if name in self.nodes:
            return name
        found = self.by_name.get(name, ())
        if len(found) == 1:
            return found[0]
        path = item_path(name)
        return path if path in self.nodes else None

    def stating(self, *fields: str) -> Sequence[Node]:
        """Return the items that state one of some fields, in the order of the document: all others lack them all."""
        found = [self.by_field[each] for each in fields if each in self.by_field]
        if len(found) > 1:
            any_of = frozenset(fields)
            return [node for node in self.nodes.values() if not any_of.isdisjoint(node.states)]
        return found[0] if found else ()

    def lineage(self, node: Node) -> Iterator[Node]:
        """Yield an item and every item above it, the nearest first."""
        here: Node | None = node
        while here is not None:
            yield here
            here = self.nodes[here.parent] if here.parent else None

    def parts(self, node: Node) -> Sequence[str]:
        """Return the paths of what an item is broken down into, without what is cancelled."""
        if not self.cancelled:
            return node.children
        return [path for path in node.children if path not in self.cancelled]


_Placed = tuple[str, str, str, Item, str | None, tuple[str, ...]]
"""An item as the document holds it: its own id, its path, its kind, itself, the paths right above and right below."""


def link(initiative: Initiative) -> Links:
    """Return the indexes over an initiative's work, in time linear in its items and links."""
    placed = _placed(initiative)
    by_name = _by_name(placed)
    nodes: dict[str, Node] = {}
    by_field: defaultdict[str, list[Node]] = defaultdict(list)
    unlinked = []
    for _, path, kind, item, parent, children in placed:
        node = nodes[path] = _node(path, kind, item, nodes[parent] if parent else None, children, by_name)
        if node.linked_at is None:
            unlinked.append(node)
        for field in node.states:
            by_field[field].append(node)
    cancelled = [path for path, node in nodes.items() if node.cancelled] if "status" in by_field else ()
    return Links(nodes, by_name, by_field, frozenset(cancelled), tuple(unlinked))


def _placed(initiative: Initiative) -> list[_Placed]:
    """Return all work, each item followed by what is below it, in the order of the document."""
    found: list[_Placed] = []
    for epic_id, epic in initiative.epics.items():
        top = f"epics.{epic_id}"
        below = f"{top}.stories."
        found.append((epic_id, top, "epic", epic, None, tuple([below + each for each in epic.stories])))
        for story_id, story in epic.stories.items():
            here, tasks = below + story_id, story.tasks
            under = f"{here}.tasks."
            paths = tuple([under + each for each in tasks])
            found.append((story_id, here, "story", story, top, paths))
            for path, (task_id, task) in zip(paths, tasks.items(), strict=True):
                found.append((task_id, path, "task", task, here, ()))
    return found


def _by_name(placed: Iterable[_Placed]) -> dict[str, tuple[str, ...]]:
    epics = {name: (path,) for name, path, _, _, above, _ in placed if above is None}
    found: dict[str, tuple[str, ...]] = dict(epics)
    others: dict[str, list[str]] = {}
    for name, path, _, _, _, _ in placed:
        if name not in found:
            found[name] = (path,)
        elif name not in epics:
            others.setdefault(name, []).append(path)
    return found | {name: (*found[name], *paths) for name, paths in others.items()}


def _node(
    path: str,
    kind: str,
    item: Item,
    above: Node | None,
    children: tuple[str, ...],
    by_name: Mapping[str, Sequence[str]],
) -> Node:
    states = item.model_fields_set
    status = item.status if "status" in states else "todo"
    cancelled, closed = status == "cancelled", status in CLOSED
    advances = _weights(item.advances) if "advances" in states else ()
    enables = tuple([_path(name, by_name) for name in item.enables]) if "enables" in states else ()
    linked_at, parent, goal = path if advances or enables else None, None, None
    if above is not None:
        parent, goal = above.path, above.goal
        cancelled, closed = cancelled or above.cancelled, closed or above.closed
        if linked_at is None:
            advances, enables, linked_at = above.advances, above.enables, above.linked_at
    elif isinstance(item, Epic):
        goal = item.goal
    return Node(
        path, kind, item, parent, children, advances, enables, linked_at, goal, status, cancelled, closed, states
    )


def _path(name: str, by_name: Mapping[str, Sequence[str]]) -> str:
    return by_name[name][0] if name in by_name else item_path(name)


def _weights(advances: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
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
