"""The work as leaves with a remaining cost each: children before their parents, what is not broken down beside them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from trueup.core.base.finding import Id
from trueup.core.model.links import Links, Node
from trueup.core.model.results.spend import Undercut
from trueup.core.value.price import Price, Pricer
from trueup.core.value.reach import REST

SLACK: Final = 1e-9
"""Relative difference below which two sums of estimates are the same figure (0.1 + 0.2 is 0.3)."""


@dataclass(slots=True)
class Work:
    """What is gathered over the tree.

    `leaves` are the remaining cost of each leaf (None: not priced) in the order of the document; `sizes` the whole size
    of every item that has one; `spent` what was spent on all items, cancelled ones included.
    """

    leaves: dict[str, float | None] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)
    undercuts: list[Undercut] = field(default_factory=list)
    spent: float = 0.0


def gathered(links: Links, pricer: Pricer) -> Work:
    """Return the leaves of the work with their cost, in time linear in the items.

    Cancelled items are out; an item whose children are all cancelled is a leaf. What a parent estimates beyond the sum
    of its children is a leaf of its own, whose path ends with `REST`.
    """
    work = Work()
    left: dict[str, float] = {}
    spent = []
    nodes = links.nodes
    for node in reversed(list(nodes.values())):
        price = pricer.price(node.item)
        if price.spent:
            spent.append(price.spent)
        if node.cancelled:
            continue
        children = [child for child in node.children if not nodes[child].cancelled] if node.children else None
        if children:
            _gather_parent(work, left, node, price, children)
            continue
        work.leaves[node.path] = price.remaining
        left[node.path] = price.remaining or 0.0
        if price.whole is not None:
            work.sizes[node.path] = price.whole
    work.leaves = dict(reversed(work.leaves.items()))
    work.undercuts.reverse()
    work.spent = math.fsum(spent)
    return work


def _gather_parent(work: Work, left: dict[str, float], node: Node, price: Price, children: list[str]) -> None:
    known = [work.sizes[child] for child in children if child in work.sizes]
    below, still = math.fsum(known), math.fsum(left[child] for child in children)
    rest = 0.0
    if price.whole is not None and price.remaining is not None and node.item.status != "done":
        own, parts, used = (price.remaining, still, 0.0) if price.fixed else (price.whole, below, price.spent)
        slack = SLACK * max(abs(own), abs(parts))
        if own < parts - slack:
            work.undercuts.append(Undercut(Id(node.path), own, parts))
        rest = max(0.0, own - parts - used)
        if rest > slack:
            work.leaves[node.path + REST] = rest
        else:
            rest = 0.0
    left[node.path] = still + rest
    if len(known) == len(children) or (price.whole is not None and price.whole >= below):
        work.sizes[node.path] = max(price.whole or 0.0, below)


def at_median(work: Work, links: Links) -> dict[str, float] | None:
    """Return the cost of each leaf with every missing estimate set to the median size of its siblings.

    Where no sibling has a size, the median over all leaves stands in; None where no item has one. What is imputed is
    taken from the part of a parent's own estimate that is not broken down, as far as there is one.
    """
    from statistics import median  # its module takes longer to load than the leaves of a plan to gather

    over_all = [work.sizes[path] for path in work.leaves if path in work.sizes]
    if not over_all:
        return None
    sizes: dict[str | None, list[float]] = {}
    for path, size in work.sizes.items():
        sizes.setdefault(links.nodes[path].parent, []).append(size)
    medians = {parent: median(found) for parent, found in sizes.items()}
    overall = median(over_all)
    costs = {path: cost for path, cost in work.leaves.items() if cost is not None}
    for path, cost in work.leaves.items():
        if cost is None:
            costs[path] = size = medians.get(links.nodes[path].parent, overall)
            _take_from_above(costs, links.nodes, path, size)
    return costs


def _take_from_above(costs: dict[str, float], nodes: Mapping[str, Node], path: str, size: float) -> None:
    here = nodes[path].parent
    while here is not None and size > 0:
        rest = costs.get(here + REST, 0.0)
        if rest:
            taken = min(rest, size)
            costs[here + REST] = rest - taken
            size -= taken
        here = nodes[here].parent
