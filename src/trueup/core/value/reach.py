"""Which KPIs each piece of work reaches, and with what share: by its own links, or through what it enables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trueup.core.model.links import Links, Node, loops

Mix = Mapping[str, float]
"""Share of a piece of work that reaches each KPI; what is left to 1 reaches none."""


class Reach:
    """Mixes of leaves and of enabled items; an enabling link that leads back to itself counts 0."""

    def __init__(self, links: Links, leaves: Mapping[str, float | None]) -> None:
        """Prepare from the chain and the cost of each leaf (None: not priced)."""
        self.links, self.leaves = links, leaves
        self.under: dict[str, list[str]] = {}
        for node in links.nodes.values():
            for target in node.enables if not node.advances else ():
                self.under.setdefault(target, [])
        for leaf in leaves if self.under else ():
            for above in self._lineage(leaf):
                if above in self.under:
                    self.under[above].append(leaf)
        edges = {target: self._onward(found) for target, found in self.under.items()}
        self.group = {member: n for n, group in enumerate(loops(edges)) for member in group}
        self.mixes = self._targets(edges)

    def mix(self, leaf: str) -> Mix:
        """Return which KPIs a leaf reaches."""
        node = self._node(leaf)
        if node.advances:
            return dict(node.advances)
        targets = [t for t in node.enables if not self._loops(leaf, t)]
        return self._blend([(self._weight(t), self.mixes.get(t, {})) for t in targets], of=node.enables)

    def loops(self, leaf: str) -> bool:
        """Whether all that a leaf enables leads back to itself."""
        node = self._node(leaf)
        return not node.advances and bool(node.enables) and all(self._loops(leaf, t) for t in node.enables)

    def _node(self, leaf: str) -> Node:
        return self.links.nodes[leaf.removesuffix(REST)]

    def _lineage(self, leaf: str) -> list[str]:
        lineage, here = [], self._node(leaf)
        while True:
            lineage.append(here.path)
            if here.parent is None:
                return lineage
            here = self.links.nodes[here.parent]

    def _onward(self, leaves: Sequence[str]) -> list[str]:
        return [t for leaf in leaves if not (node := self._node(leaf)).advances for t in node.enables]

    def _loops(self, leaf: str, target: str) -> bool:
        group = self.group.get(target)
        return group is not None and any(self.group.get(above) == group for above in self._lineage(leaf))

    def _targets(self, edges: Mapping[str, Sequence[str]]) -> dict[str, Mix]:
        done: dict[str, Mix] = {}
        self.mixes = done
        for root in edges:
            stack = [root]
            while stack:
                target = stack[-1]
                waiting = [t for t in edges.get(target, ()) if t not in done and not self._same(t, target)]
                if target in done or not waiting:
                    stack.pop()
                    if target not in done:
                        done[target] = self._blend(
                            [(self.leaves[leaf] or 0.0, self.mix(leaf)) for leaf in self.under[target]]
                        )
                else:
                    stack.extend(waiting)
        return done

    def _same(self, one: str, other: str) -> bool:
        return one in self.group and self.group.get(one) == self.group.get(other)

    def _weight(self, target: str) -> float:
        return sum(self.leaves[leaf] or 0.0 for leaf in self.under.get(target, ()))

    def _blend(self, parts: Sequence[tuple[float, Mix]], of: Sequence[str] = ()) -> Mix:
        """Return the cost-weighted mean of mixes (plain mean where nothing costs); missing ones of `of` count 0."""
        lost = sum(self._weight(t) for t in of) - sum(w for w, _ in parts) if of else 0.0
        total = sum(weight for weight, _ in parts) + max(0.0, lost)
        if total <= 0:
            parts, total = [(1.0, mix) for _, mix in parts], float(max(len(of), len(parts), 1))
        blended: dict[str, float] = {}
        for weight, mix in parts:
            for kpi, share in mix.items():
                blended[kpi] = blended.get(kpi, 0.0) + weight * share / total
        return blended


REST = ".rest"
"""Ends the path of what a parent estimates beyond its children; no id of the document can hold a dot."""
