"""The work as leaves with a remaining cost each: children before their parents, what is not broken down beside them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final, NamedTuple

from trueup.core.base.finding import Id
from trueup.core.model.links import Links, Node
from trueup.core.model.results.spend import Undercut
from trueup.core.value.price import PRICED_BY, UNPRICED, Amount, Price, Pricer
from trueup.core.value.reach import REST

SLACK: Final = 1e-9
"""Relative difference below which two sums of estimates are the same figure (0.1 + 0.2 is 0.3)."""


class _Beyond(NamedTuple):
    """What a parent states beyond its parts: of its whole size, and of what remains (less what it spent itself).

    `short` is set where it states less than its parts: its own figure and theirs. `covers` says that its whole size is
    no less than that of its parts.
    """

    whole: float = 0.0
    left: float = 0.0
    short: tuple[float, float] | None = None
    covers: bool = True


class Sum(NamedTuple):
    """An item with all below it: its effort and its direct cost, each in its own unit, and both as money.

    `left` is what remains as far as it is priced, `size` the whole, None where that cannot be told. `rest` is the part
    of `left` that the item states beyond its parts, `undercut` is set where it states less than these.
    """

    effort: Amount
    direct: Amount
    left: float
    size: float | None
    rest: float = 0.0
    undercut: Undercut | None = None


class Sums:
    """Items with all below them, each summed when first asked."""

    def __init__(self, links: Links, pricer: Pricer, prices: Mapping[str, Price]) -> None:
        """Prepare from the chain and the prices of the items that have one."""
        self._links, self._pricer, self._prices = links, pricer, prices
        self._known: dict[str, Sum] = {}

    def of(self, path: str) -> Sum:
        """Return the sum of an item that is not cancelled."""
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = self._summed(path)
        return found

    def sizes(self) -> dict[str, float]:
        """Return the whole size of every item that has one, without what is cancelled."""
        found: dict[str, float] = {}
        for path in reversed(list(self._links.nodes)):
            if path in self._links.cancelled:
                continue
            price, parts = self._prices.get(path, UNPRICED), self._links.parts(self._links.nodes[path])
            known = [found[part] for part in parts if part in found]
            if price.sized:
                size = self.of(path).size if parts else price.whole
            else:
                size = math.fsum(known) if parts and len(known) == len(parts) else None
            if size is not None:
                found[path] = size
        return found

    def _summed(self, path: str) -> Sum:
        node, price = self._links.nodes[path], self._prices.get(path, UNPRICED)
        parts = [self.of(part) for part in self._links.parts(node)]
        if not parts:
            return Sum(price.effort, price.direct, price.remaining or 0.0, price.whole if price.sized else None)
        sizes = [part.size for part in parts if part.size is not None]
        effort, direct = _added([part.effort for part in parts]), _added([part.direct for part in parts])
        size = math.fsum(sizes) if len(sizes) == len(parts) else None
        below = Sum(effort, direct, math.fsum(part.left for part in parts), size)
        return self._with_own(node, price, below, math.fsum(sizes)) if price.sized else below

    def _with_own(self, node: Node, price: Price, below: Sum, sized: float) -> Sum:
        """Return the sum of a parent that states a size of its own; `sized` is that of its parts as far as it is known.

        Effort is compared with effort, direct cost with direct cost: a dearer role below does not use up days. A parent
        that states no effort is compared as money.
        """
        effort, direct = _Beyond(), _Beyond()
        if price.estimated:
            effort = _beyond(price.effort, below.effort, price)
            direct = _beyond(price.direct, below.direct, price) if price.costed else direct
        else:
            own = Amount(price.whole, price.remaining or 0.0, price.spent)
            direct = _beyond(own, Amount(sized, below.left, 0.0), price)
        rest, undercut, unit = effort.left * price.rate + direct.left, None, self._pricer.unit
        if node.item.status == "done":
            rest = 0.0
        elif effort.short:
            mine, theirs = effort.short
            cost = (theirs - mine) * price.rate
            undercut = Undercut(Id(node.path), mine, theirs, self._pricer.unit_of_effort, cost)
        elif direct.short:
            mine, theirs = direct.short
            undercut = Undercut(Id(node.path), mine, theirs, unit, theirs - mine)
        known = below.size is not None or (effort.covers and direct.covers)
        size = sized + effort.whole * price.rate + direct.whole if known else None
        return Sum(_with(below.effort, effort), _with(below.direct, direct), below.left + rest, size, rest, undercut)


class Work(NamedTuple):
    """What is gathered over the tree.

    `leaves` are the remaining cost of each leaf (None: not priced) in the order of the document; `spent` what was spent
    on all items, cancelled ones included; `sums` what each item comes to with all below it.
    """

    leaves: Mapping[str, float | None]
    undercuts: tuple[Undercut, ...]
    spent: float
    sums: Sums


def gathered(links: Links, pricer: Pricer) -> Work:
    """Return the leaves of the work with their cost, in time linear in the items.

    Cancelled items are out; an item whose children are all cancelled is a leaf. What a parent estimates beyond the sum
    of its children is a leaf of its own, whose path ends with `REST`.
    """
    prices = {node.path: pricer.price(node.item) for node in links.stating(*PRICED_BY)}
    sums = Sums(links, pricer, prices)
    leaves: dict[str, float | None] = {}
    undercuts = []
    for path, node in links.nodes.items():
        if path in links.cancelled:
            continue
        price = prices.get(path, UNPRICED)
        if not node.children or not links.parts(node):
            leaves[path] = price.remaining
        elif price.sized:
            found = sums.of(path)
            if found.rest:
                leaves[path + REST] = found.rest
            if found.undercut:
                undercuts.append(found.undercut)
    spent = math.fsum([price.spent for price in prices.values()])
    return Work(leaves, tuple(undercuts), spent, sums)


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

    known = work.sums.sizes()
    over_all = [known[path] for path in work.leaves if path in known]
    if not over_all:
        return None
    sizes: dict[str | None, list[float]] = {}
    for path, size in known.items():
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
