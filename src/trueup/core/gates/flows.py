"""Where the remaining work of an item flows: to which KPI, through which enabled items, or why nowhere."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Final

from trueup.core.base.record import dataclass
from trueup.core.gates.upward import route_to
from trueup.core.model.links import Links, Node
from trueup.core.model.results.spend import Leaf
from trueup.core.value.reach import REST, Reach
from trueup.core.value.spend import mandate

ALMOST_NOTHING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Flow:
    """A part of some work that goes one way.

    `through` are the enabled items on the way, the nearest first. Exactly one of `kpi`, `mandate` (the path of the item
    that has to be done by law or contract) and `missing` (the first missing link) is set.
    """

    through: tuple[str, ...] = ()
    kpi: str | None = None
    mandate: str | None = None
    missing: str | None = None


class Flows:
    """Follows the work of one initiative; shares are those of the spend figures."""

    def __init__(self, links: Links, leaves: tuple[Leaf, ...], counting: frozenset[str] = frozenset()) -> None:
        """Prepare from the chain, the leaves of the spend figures, and the KPIs that qualify."""
        self.links, self.leaves, self.counting = links, leaves, counting
        self.reach = Reach(links, {leaf.path: leaf.cost for leaf in leaves})
        self.routes: dict[tuple[str, str], tuple[str, ...]] = {}
        self.weights: dict[str, float] = {}
        self.costs: dict[str, float] = {leaf.path: leaf.cost or 0.0 for leaf in leaves}

    def under(self, path: str) -> tuple[Leaf, ...]:
        """Return the leaves of an item: itself, or what lies below it."""
        inside = (f"{path}.", f"{path}{REST}")
        return tuple(leaf for leaf in self.leaves if leaf.path == path or leaf.path.startswith(inside))

    def of(self, leaf: Leaf) -> Iterator[tuple[Flow, float]]:
        """Yield (flow, share) of one leaf; the shares sum to 1."""
        node = self.node(leaf.path)
        if mandate(node, self.links):
            yield from self._by_law(node)
        else:
            yield from self._by_links(leaf, node)

    def _by_law(self, node: Node) -> Iterator[tuple[Flow, float]]:
        """Yield what reaches a KPI that counts as such, the rest as mandated."""
        reached = [pair for pair in self._linked(node) if pair[0].kpi in self.counting]
        yield from reached
        rest = 1.0 - sum(share for _, share in reached)
        if rest > ALMOST_NOTHING:
            yield Flow(mandate=self._mandated(node).path), rest

    def _linked(self, node: Node) -> Iterator[tuple[Flow, float]]:
        if node.advances:
            yield from ((Flow(kpi=kpi), weight) for kpi, weight in node.advances)
        elif node.enables:
            yield from self._through(node)

    def _by_links(self, leaf: Leaf, node: Node) -> Iterator[tuple[Flow, float]]:
        if node.advances or node.enables:
            yield from self._linked(node)
        else:
            yield Flow(missing=leaf.missing or "neither it nor an item above it advances a KPI"), 1.0

    def node(self, leaf: str) -> Node:
        """Return the item of a leaf; what is not broken down belongs to its parent."""
        return self.links.nodes[leaf.removesuffix(REST)]

    def lineage(self, node: Node) -> list[Node]:
        """Return an item and the items above it, upwards."""
        found = [node]
        while (parent := found[-1].parent) is not None:
            found.append(self.links.nodes[parent])
        return found

    def _mandated(self, node: Node) -> Node:
        by_law = (n for n in self.lineage(node) if (m := n.item.mandated) and m.owner and m.reason)
        return next(by_law, node)

    def _through(self, node: Node) -> Iterator[tuple[Flow, float]]:
        weights = {target: self._weight(target) for target in node.enables}
        total = sum(weights[target] for target in node.enables)
        for target in node.enables:
            part = weights[target] / total if total > 0 else 1 / len(node.enables)
            if self._returns(node, target):
                yield Flow((target,), missing="what it enables leads back to itself"), part
                continue
            mix = self.reach.mixes.get(target, {})
            for kpi, share in mix.items():
                if part * share > 0:
                    yield Flow(self._route(target, kpi), kpi), part * share
            rest = part * max(0.0, 1.0 - sum(mix.values()))
            if rest > ALMOST_NOTHING:
                yield Flow((target,), missing=f"what it enables ({target}) reaches no KPI in full"), rest

    def _weight(self, target: str) -> float:
        if target not in self.weights:
            self.weights[target] = sum(self.costs[leaf] for leaf in self.reach.under.get(target, ()))
        return self.weights[target]

    def _returns(self, node: Node, target: str) -> bool:
        group = self.reach.group.get(target)
        return group is not None and any(self.reach.group.get(above.path) == group for above in self.lineage(node))

    def _route(self, target: str, kpi: str) -> tuple[str, ...]:
        """Return the enabled items from a target on to the nearest one whose own work advances a KPI."""
        if (target, kpi) not in self.routes:
            self.routes[target, kpi] = self._searched(target, kpi)
        return self.routes[target, kpi]

    def _searched(self, target: str, kpi: str) -> tuple[str, ...]:
        before: dict[str, str | None] = {target: None}
        waiting = deque([target])
        while waiting:
            here = waiting.popleft()
            nodes = [self.node(leaf) for leaf in self.reach.under.get(here, ())]
            if any(name == kpi for node in nodes for name, _ in node.advances):
                return tuple(route_to(here, before))
            for onward in (t for node in nodes if not node.advances for t in node.enables):
                if onward not in before:
                    before[onward] = here
                    waiting.append(onward)
        return (target,)
