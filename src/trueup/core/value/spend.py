"""Aligned spend, as docs/figures.md defines it: the share of the remaining money that reaches a KPI that qualifies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from statistics import median
from typing import Final, get_args

from trueup.core.base.finding import Id
from trueup.core.model.ask import NotRun
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Initiative
from trueup.core.model.links import Links, Node
from trueup.core.model.results.spend import Leaf, Segment, SpendFigures, Standing, Undercut
from trueup.core.value.price import Price, Pricer
from trueup.core.value.reach import REST, Reach
from trueup.core.value.standing import standings

ENOUGH: Final = 0.8
"""Below this share of priced items the headline is unknown."""


@dataclass(slots=True)
class _Work:
    """What is gathered over the tree: the cost of each leaf, whole amounts upwards, spent money, and undercuts."""

    leaves: dict[str, float | None]
    whole: dict[str, float]
    left: dict[str, float]
    undercuts: list[Undercut]
    spent: float = 0.0


def spend(initiative: Initiative, links: Links, evidence: Evidence, as_of: date) -> SpendFigures | NotRun:
    """Return aligned and linked spend of an initiative; NotRun where no work is planned yet.

    Amounts are in the currency where rates are known, else in days or points (never mixed, never converted).
    """
    if not any(not node.cancelled for node in links.nodes.values()):
        return NotRun("not_due", "no work items yet", "Add `epics:` when the work is planned.")
    pricer = Pricer(initiative, links)
    work = _gathered(links, pricer)
    found = standings(initiative, evidence, as_of)
    leaves = _leaves(links, work.leaves, {s.kpi: s for s in found})
    planned = sum(leaf.cost or 0.0 for leaf in leaves)
    budget = initiative.budget.remaining if initiative.budget and pricer.money else 0.0
    total = max(budget, planned)
    priced = sum(leaf.cost is not None for leaf in leaves)
    segments = _segments(leaves, total - planned)
    linked = sum(
        (leaf.cost or 0.0) * sum(share for k, share in leaf.kpis if _owned(found, k))
        for leaf in leaves
        if not _mandated(leaf)
    )
    why = _unknown(priced, len(leaves), total, pricer.unit)
    waiting = [s.kpi for s in found if s.unknown and any(s.kpi == k for leaf in leaves for k, _ in leaf.kpis)]
    unread = (
        NotRun("not_due", f"the baseline of {', '.join(waiting)} is not read here", "Run `trueup assess`.")
        if waiting
        else None
    )
    at_median = None if priced == len(leaves) else _at_median(leaves, work, budget)
    return SpendFigures(
        unit=pricer.unit,
        total=total,
        aligned=why or unread or segments["aligned"] / total,
        linked=why or linked / total,
        segments=tuple(segments.items()),
        priced=priced,
        leaves=tuple(leaves),
        spent=work.spent,
        at_median=None if unread else at_median,
        standings=found,
        undercuts=tuple(work.undercuts),
    )


def _unknown(priced: int, items: int, total: float, unit: str) -> NotRun | None:
    if priced < ENOUGH * items:
        return NotRun(
            "no_data",
            f"only {priced} of {items} items are priced, fewer than {ENOUGH:.0%}",
            "Add `estimate:` to the items without one.",
        )
    if total <= 0:
        return NotRun(
            "no_data", f"no {unit or 'effort'} remains: budget and estimates are 0", "Add estimates or a budget."
        )
    return None


def _gathered(links: Links, pricer: Pricer) -> _Work:
    """Price all items from the leaves upwards; what a parent estimates beyond its children becomes a leaf of its own."""
    work = _Work({}, {}, {}, [])
    for node in reversed(list(links.nodes.values())):
        if node.cancelled:
            continue
        price = pricer.price(node.item)
        work.spent += price.spent
        children = [child for child in node.children if not links.nodes[child].cancelled]
        if node.children:
            _gather_parent(work, node, price, children)
        else:
            work.leaves[node.path] = price.remaining
            work.whole[node.path], work.left[node.path] = price.whole or 0.0, price.remaining or 0.0
    work.leaves = dict(reversed(work.leaves.items()))
    work.undercuts.reverse()
    return work


def _gather_parent(work: _Work, node: Node, price: Price, children: list[str]) -> None:
    below = sum(work.whole[child] for child in children)
    left = sum(work.left[child] for child in children)
    rest = 0.0
    if price.whole is not None and node.item.status != "done":
        if price.whole < below:
            work.undercuts.append(Undercut(Id(node.path), price.whole, below))
        rest = max(0.0, (price.remaining or 0.0) - left) if price.fixed else max(0.0, price.whole - below - price.spent)
    if rest > 0:
        work.leaves[node.path + REST] = rest
    work.whole[node.path] = max(price.whole or 0.0, below)
    work.left[node.path] = left + rest


def _leaves(links: Links, costs: Mapping[str, float | None], standing: Mapping[str, Standing]) -> list[Leaf]:
    reach = Reach(links, costs)
    found = []
    for path, cost in costs.items():
        node = links.nodes[path.removesuffix(REST)]
        mix = reach.mix(path)
        title = f"{node.label} (not broken down)" if path.endswith(REST) else node.label
        segments = _shares(node, links, mix, standing)
        found.append(
            Leaf(Id(path), title, cost, segments, tuple(mix.items()), _missing(node, links, mix, reach, path, standing))
        )
    return found


def _shares(
    node: Node, links: Links, mix: Mapping[str, float], standing: Mapping[str, Standing]
) -> tuple[tuple[Segment, float], ...]:
    if mandate(node, links):
        return (("mandated", 1.0),)
    good = sum(share for kpi, share in mix.items() if standing[kpi].qualifies)
    bad = sum(share for kpi, share in mix.items() if not standing[kpi].qualifies)
    return (("aligned", good), ("unqualified", bad), ("no_kpi", max(0.0, 1.0 - good - bad)))


def mandate(node: Node, links: Links) -> bool:
    """Whether an item, or one above it, has to be done by law or contract, with an owner and a reason."""
    here: Node | None = node
    while here is not None:
        mandated = here.item.mandated
        if mandated and mandated.owner and mandated.reason:
            return True
        here = links.nodes[here.parent] if here.parent else None
    return False


def _missing(
    node: Node, links: Links, mix: Mapping[str, float], reach: Reach, path: str, standing: Mapping[str, Standing]
) -> str | None:
    if mandate(node, links):
        return None
    for kpi in mix:
        if not standing[kpi].qualifies:
            return standing[kpi].missing[0] if standing[kpi].missing else f"the baseline of KPI `{kpi}` was not read"
    if sum(mix.values()) > 1 - 1e-9:
        return None
    if reach.loops(path):
        return "what it enables leads back to itself"
    if node.enables and not node.advances:
        return f"what it enables ({', '.join(node.enables)}) reaches no KPI in full"
    return "neither it nor an item above it advances a KPI"


def _mandated(leaf: Leaf) -> bool:
    return leaf.segments[0][0] == "mandated"


def _owned(found: tuple[Standing, ...], kpi: str) -> bool:
    return any(s.owned for s in found if s.kpi == kpi)


def _segments(leaves: list[Leaf], not_planned: float) -> dict[Segment, float]:
    totals: dict[Segment, float] = dict.fromkeys(get_args(Segment), 0.0)
    for leaf in leaves:
        for segment, share in leaf.segments:
            totals[segment] += (leaf.cost or 0.0) * share
    totals["not_planned"] = max(0.0, not_planned)
    return totals


def _at_median(leaves: list[Leaf], work: _Work, budget: float) -> float | None:
    """Return the aligned share with each missing estimate set to the median of its priced siblings, else of all leaves."""
    costs = [leaf.cost for leaf in leaves if leaf.cost is not None]
    if not costs:
        return None
    siblings: dict[str, list[float]] = {}
    for leaf in leaves:
        if leaf.cost is not None:
            siblings.setdefault(leaf.path.rpartition(".")[0], []).append(leaf.cost)
    overall = median(costs)
    medians = {parent: median(found) for parent, found in siblings.items()}
    full = [
        leaf if leaf.cost is not None else replace(leaf, cost=medians.get(leaf.path.rpartition(".")[0], overall))
        for leaf in leaves
    ]
    planned = sum(leaf.cost or 0.0 for leaf in full)
    total = max(budget, planned)
    return _segments(full, total - planned)["aligned"] / total if total > 0 else None
