"""The work as leaves with a remaining cost each: children before their parents, what is not broken down beside them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from trueup.core.base.finding import Id
from trueup.core.model.links import Links, Node
from trueup.core.model.results.spend import Undercut
from trueup.core.value.price import Amount, Price, Pricer
from trueup.core.value.reach import REST

SLACK: Final = 1e-9
"""Relative difference below which two sums of estimates are the same figure (0.1 + 0.2 is 0.3)."""


class _Below(NamedTuple):
    """An item with all below it: its effort and its direct cost, each in its own unit."""

    effort: Amount
    direct: Amount


class _Beyond(NamedTuple):
    """What a parent states beyond its parts: of its whole size, and of what remains (less what it spent itself).

    `short` is set where it states less than its parts: its own figure and theirs. `covers` says that its whole size is
    no less than that of its parts.
    """

    whole: float = 0.0
    left: float = 0.0
    short: tuple[float, float] | None = None
    covers: bool = True


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
    below: dict[str, _Below | Price] = {}
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
            _gather_parent(work, left, below, node, price, pricer, children)
            continue
        cost = price.remaining
        work.leaves[node.path] = cost
        left[node.path] = cost or 0.0
        below[node.path] = price
        if price.sized:
            work.sizes[node.path] = price.whole
    work.leaves = dict(reversed(work.leaves.items()))
    work.undercuts.reverse()
    work.spent = math.fsum(spent)
    return work


def _gather_parent(
    work: Work,
    left: dict[str, float],
    below: dict[str, _Below | Price],
    node: Node,
    price: Price,
    pricer: Pricer,
    children: list[str],
) -> None:
    """Add a parent: what it states beyond its parts is a leaf, where it states less an undercut.

    Effort is compared with effort, direct cost with direct cost: a dearer role below does not use up days. A parent
    that states no effort is compared as money.
    """
    parts = _Below(
        _added([below[child].effort for child in children]), _added([below[child].direct for child in children])
    )
    sizes = [work.sizes[child] for child in children if child in work.sizes]
    size, still = math.fsum(sizes), math.fsum(left[child] for child in children)
    effort, direct = _Beyond(), _Beyond()
    if price.sized and price.estimated:
        effort = _beyond(price.effort, parts.effort, price)
        direct = _beyond(price.direct, parts.direct, price) if price.costed else direct
    elif price.sized:
        direct = _beyond(Amount(price.whole, price.remaining or 0.0, price.spent), Amount(size, still, 0.0), price)
    rest = effort.left * price.rate + direct.left
    if node.item.status == "done":
        rest = 0.0
    elif effort.short:
        own, theirs = effort.short
        work.undercuts.append(Undercut(Id(node.path), own, theirs, pricer.unit_of_effort, (theirs - own) * price.rate))
    elif direct.short:
        own, theirs = direct.short
        work.undercuts.append(Undercut(Id(node.path), own, theirs, pricer.unit, theirs - own))
    if rest:
        work.leaves[node.path + REST] = rest
    left[node.path] = still + rest
    if (price.sized and effort.covers and direct.covers) or len(sizes) == len(children):
        work.sizes[node.path] = size + effort.whole * price.rate + direct.whole
    below[node.path] = _Below(_with(parts.effort, effort), _with(parts.direct, direct))


def _added(parts: list[Amount]) -> Amount:
    return Amount(math.fsum(p.whole for p in parts), math.fsum(p.left for p in parts), 0.0)


def _with(parts: Amount, beyond: _Beyond) -> Amount:
    return Amount(parts.whole + beyond.whole, parts.left + beyond.left, 0.0)


def _beyond(own: Amount, parts: Amount, price: Price) -> _Beyond:
    """Compare a parent's own amount with the sum of its parts, both in one unit; sums miss by their last digit."""
    mine, theirs, used = (own.left, parts.left, 0.0) if price.fixed else (own.whole, parts.whole, own.spent)
    slack = SLACK * max(abs(mine), abs(theirs))
    left = mine - theirs - used
    short = (mine, theirs) if mine < theirs - slack else None
    covers = own.whole >= parts.whole - SLACK * parts.whole
    return _Beyond(max(0.0, own.whole - parts.whole), left if left > slack else 0.0, short, covers)


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
