"""Which KPIs each piece of work reaches, and with what share: by its own links, or through what it enables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from trueup.core.model.items import dropped
from trueup.core.model.links import Links, Node, loops

Mix = Mapping[str, float]
"""Share of a piece of work that reaches each KPI; what is left to 1 reaches none."""

REST: Final = "+rest"
"""Ends the path of what a parent estimates beyond its children; no id of the document can hold a plus."""

NO_CIRCLE: Final[frozenset[int]] = frozenset()


class Reach:
    """Mixes of leaves and of enabled items; an enabling link that leads back to itself counts 0.

    `under` holds the leaves below each enabled item, `mixes` what these reach, `group` the number of the circle that an
    enabled item belongs to, where it belongs to one. Time is linear in leaves and links (times the KPIs of a mix).
    """

    def __init__(self, links: Links, leaves: Mapping[str, float | None]) -> None:
        """Prepare from the chain and the cost of each leaf (None: not priced)."""
        self.links, self.leaves = links, leaves
        self.under: dict[str, list[str]] = {}
        for node in links.stating("enables"):
            for target in node.enables if not node.advances else ():
                self.under.setdefault(target, [])
        for leaf in leaves if self.under else ():
            for above in links.lineage(self._node(leaf)):
                if above.path in self.under:
                    self.under[above.path].append(leaf)
        self.weights = {target: sum(leaves[leaf] or 0.0 for leaf in found) for target, found in self.under.items()}
        edges = {target: self._onward(found) for target, found in self.under.items()}
        self.group = {member: n for n, group in enumerate(loops(edges)) for member in group}
        self.mixes: dict[str, Mix] = {}
        self._through: dict[tuple[str | None, frozenset[int]], Mix] = {}
        for target in self._inward(edges):
            found = self.under[target]
            self.mixes[target] = _blend([(leaves[leaf] or 0.0, self.mix(leaf)) for leaf in found])

    def mix(self, leaf: str) -> Mix:
        """Return which KPIs a leaf reaches."""
        node = self._node(leaf)
        if node.advances:
            return dict(node.advances)
        if not node.enables:
            return {}
        key = (node.linked_at, self.circles(leaf))
        if key not in self._through:
            targets = [t for t in dict.fromkeys(node.enables) if not self.gone(t)]
            self._through[key] = _blend(
                [(self.weights[t], {} if self._loops(key[1], t) else self.mixes.get(t, {})) for t in targets]
            )
        return self._through[key]

    def loops(self, leaf: str) -> bool:
        """Whether all that a leaf enables leads back to itself."""
        node = self._node(leaf)
        groups = self.circles(leaf)
        return not node.advances and bool(node.enables) and all(self._loops(groups, t) for t in node.enables)

    def gone(self, path: str) -> bool:
        """Whether nothing is to be done at an item: it is cancelled, or all its parts are and it states no more."""
        node = self.links.nodes[path]
        return node.cancelled or (self.leaves.get(path) is None and dropped(node.item))

    def _node(self, leaf: str) -> Node:
        return self.links.nodes.get(leaf) or self.links.nodes[leaf.removesuffix(REST)]

    def circles(self, leaf: str) -> frozenset[int]:
        """Return the circles that a leaf lies in: those of the enabled items above it, itself included."""
        if not self.group:
            return NO_CIRCLE
        lineage = self.links.lineage(self._node(leaf))
        return frozenset(self.group[above.path] for above in lineage if above.path in self.group)

    def _loops(self, groups: frozenset[int], target: str) -> bool:
        return self.group.get(target, -1) in groups

    def _onward(self, leaves: Iterable[str]) -> tuple[str, ...]:
        linked = {node.linked_at: node for leaf in leaves if not (node := self._node(leaf)).advances}
        return tuple(dict.fromkeys(target for node in linked.values() for target in node.enables))

    def _inward(self, edges: Mapping[str, Sequence[str]]) -> Iterator[str]:
        """Yield every enabled item after those that it leads to; links inside a circle do not count."""
        entered: set[str] = set()
        for root in edges:
            if root in entered:
                continue
            entered.add(root)
            stack = [(root, iter(edges[root]))]
            while stack:
                here, onward = stack[-1]
                group = self.group.get(here, -1)
                ahead = next((t for t in onward if t not in entered and self.group.get(t, -2) != group), None)
                if ahead is None:
                    stack.pop()
                    yield here
                else:
                    entered.add(ahead)
                    stack.append((ahead, iter(edges[ahead])))


def _blend(parts: Sequence[tuple[float, Mix]]) -> Mix:
    """Return the cost-weighted mean of mixes, the plain mean where nothing costs; what gets no share is not reached."""
    total = sum(weight for weight, _ in parts)
    if total <= 0:
        parts, total = [(1.0, mix) for _, mix in parts], float(len(parts))
    blended: dict[str, float] = {}
    for weight, mix in parts:
        for kpi, share in mix.items():
            if weight * share > 0:
                blended[kpi] = blended.get(kpi, 0.0) + weight * share / total
    return blended
