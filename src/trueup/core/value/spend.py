"""Aligned spend, as docs/figures.md defines it: the share of the remaining money that reaches a KPI that qualifies."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, get_args

from trueup.core.base.finding import Id
from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Initiative
from trueup.core.model.links import Links, Node
from trueup.core.model.results.spend import Leaf, Segment, SpendFigures, Standing
from trueup.core.value.leaves import Work, at_median, gathered
from trueup.core.value.price import Pricer
from trueup.core.value.reach import REST, Mix, Reach
from trueup.core.value.standing import standings

ENOUGH: Final = 0.8
"""Below this share of priced items the headline is unknown."""

WHOLE: Final = 1 - 1e-9
"""From this share on, all of a piece of work reaches what it should: sums of weights miss 1 by their last digit."""


NO_LINK: Final = "neither it nor an item above it advances a KPI"


class _Way(NamedTuple):
    """Where the money of leaves goes that are linked alike: the KPIs it reaches, and its first missing link."""

    segments: tuple[tuple[Segment, float], ...]
    kpis: tuple[tuple[str, float], ...]
    missing: str | None


_Alike = Sequence[tuple[_Way, Sequence[str]]]
"""The ways of the leaves, each with the paths of those that go it."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """Amounts of one way to cost the leaves: D, its segments, and what reaches an owned KPI."""

    total: float
    segments: tuple[tuple[Segment, float], ...]
    linked: float

    def share(self, amount: float) -> float:
        """Return an amount as a share of D."""
        return min(1.0, amount / self.total)

    @property
    def aligned(self) -> float:
        """The part that reaches a KPI that qualifies."""
        return dict(self.segments)["aligned"]


def spend(initiative: Initiative, links: Links, evidence: Evidence, as_of: date) -> SpendFigures | NotRun:
    """Return aligned and linked spend of an initiative; NotRun where no work is planned yet.

    Amounts are in the currency where rates are known, else in days or points (never mixed, never converted).
    """
    if len(links.cancelled) == len(links.nodes):
        return NotRun("not_due", "no work items yet", "Add `epics:` when the work is planned.")
    pricer = Pricer(initiative, links)
    work = gathered(links, pricer)
    found = standings(initiative, evidence, as_of)
    leaves, alike = _leaves(links, work.leaves, {s.kpi: s for s in found})
    owned = {s.kpi for s in found if s.owned}
    budget = initiative.budget.remaining if initiative.budget and pricer.money else 0.0
    parts = _parts(alike, work.leaves, budget, owned)
    priced = len(leaves) - list(work.leaves.values()).count(None)
    why = _unknown(priced, len(leaves), parts.total, pricer.unit)
    unread = _unread(found, alike, work.leaves)
    return SpendFigures(
        unit=pricer.unit,
        total=parts.total,
        aligned=why or unread or parts.share(parts.aligned),
        linked=why or parts.share(parts.linked),
        segments=parts.segments,
        priced=priced,
        leaves=leaves,
        spent=work.spent,
        at_median=None if unread or priced == len(leaves) else _at_median(alike, work, links, budget),
        standings=found,
        undercuts=work.undercuts,
    )


def mandate(node: Node, links: Links) -> bool:
    """Whether an item, or one above it, has to be done by law or contract, with an owner and a reason."""
    mandates = (each.item.mandated for each in links.lineage(node))
    return any(each.owner and each.reason for each in mandates if each)


def _unknown(priced: int, items: int, total: float, unit: str) -> NotRun | None:
    if priced < ENOUGH * items:
        return NotRun(
            "no_data",
            f"only {priced} of {items} items are priced, fewer than {100 * ENOUGH:.0f} %",
            "Add `estimate:` to the items without one.",
        )
    if total <= 0:
        return NotRun(
            "no_data", f"no {unit or 'effort'} remains: budget and estimates are 0", "Add estimates or a budget."
        )
    return None


def _unread(found: Sequence[Standing], alike: _Alike, costs: Mapping[str, float | None]) -> NotRun | None:
    unknown = [s.kpi for s in found if s.unknown]
    used = {kpi for way, paths in alike if any(costs[path] != 0 for path in paths) for kpi, _ in way.kpis}
    waiting = [kpi for kpi in unknown if kpi in used]
    if not waiting:
        return None
    return NotRun("not_due", f"the baseline of {', '.join(waiting)} is not read here", "Run `trueup assess`.")


def _leaves(
    links: Links, costs: Mapping[str, float | None], standing: Mapping[str, Standing]
) -> tuple[tuple[Leaf, ...], _Alike]:
    """Return the leaves; what is linked alike goes the same way, which is worked out once."""
    reach = Reach(links, costs)
    mandates = _mandates(links)
    ways: dict[tuple[object, ...], tuple[_Way, list[str]]] = {}
    found = []
    for path, cost in costs.items():
        node = links.nodes.get(path)
        title = node.label if node else ""
        if node is None:
            node = links.nodes[path.removesuffix(REST)]
            title = f"{node.label} (not broken down)"
        mandated = mandates.get(node.path) if mandates else None
        key = (node.linked_at, reach.circles(path), mandated)
        going = ways.get(key)
        if going is None:
            going = ways[key] = _way(path, links, reach, standing, mandated=mandated), []
        way, alike = going
        alike.append(path)
        found.append(Leaf(Id(path), title, cost, *way))
    return tuple(found), list(ways.values())


def _way(
    path: str, links: Links, reach: Reach, standing: Mapping[str, Standing], *, mandated: bool | str | None
) -> _Way:
    """Return where the money of a leaf goes, the KPIs it reaches, and its first missing link."""
    node, mix = links.nodes[path.removesuffix(REST)], reach.mix(path)
    missing = None
    if mandated is not True:
        missing = _missing(node, reach, mix, standing, loops=reach.loops(path))
        if missing == NO_LINK and mandated:
            missing = mandated
    return _Way(_shares(mix, standing, mandated=mandated is True), tuple(mix.items()), missing)


def _mandates(links: Links) -> dict[str, bool | str]:
    """Return for each item that is mandated, or below one that is, True or what the mandate lacks."""
    found: dict[str, bool | str] = {}
    for path, node in links.nodes.items() if links.stating("mandated") else ():
        above = found.get(node.parent) if node.parent else None
        mandated = node.item.mandated
        if above is True or mandated is None:
            if above is not None:
                found[path] = above
        elif mandated.owner and mandated.reason:
            found[path] = True
        else:
            found[path] = f"`{path}.mandated` names no {'reason' if mandated.owner else 'owner'}"
    return found


def _shares(mix: Mix, standing: Mapping[str, Standing], *, mandated: bool) -> tuple[tuple[Segment, float], ...]:
    """Return where the money of a leaf goes; of mandated work, what does not reach a KPI that qualifies is mandated."""
    good = min(1.0, sum(share for kpi, share in mix.items() if standing[kpi].qualifies))
    if mandated:
        return (("aligned", 1.0),) if good > WHOLE else (("mandated", 1.0 - good), ("aligned", good))
    bad = min(1.0 - good, sum(share for kpi, share in mix.items() if not standing[kpi].qualifies))
    return (("aligned", good), ("unqualified", bad), ("no_kpi", 1.0 - good - bad))


def _missing(node: Node, reach: Reach, mix: Mix, standing: Mapping[str, Standing], *, loops: bool) -> str | None:
    """Return the first missing link of work that does not reach a KPI that qualifies in full, None where it does."""
    for kpi in mix:
        if not standing[kpi].qualifies:
            return standing[kpi].missing[0] if standing[kpi].missing else f"the baseline of KPI `{kpi}` was not read"
    if sum(mix.values()) > WHOLE:
        return None
    if loops:
        return "what it enables leads back to itself"
    if node.enables and not node.advances:
        gone = [target for target in node.enables if reach.gone(target)]
        if len(gone) == len(node.enables):
            return f"what it enables ({', '.join(gone)}) is cancelled"
        return f"what it enables ({', '.join(node.enables)}) reaches no KPI in full"
    return NO_LINK


def _parts(alike: _Alike, costs: Mapping[str, float | None], budget: float, owned: set[str]) -> _Parts:
    """Return D = max(remaining budget, sum of costs) and how it divides; sums do not depend on the order of items."""
    amounts: dict[Segment, list[float]] = {segment: [] for segment in get_args(Segment)}
    linked: list[float] = []
    for way, paths in alike:
        spent = [cost for path in paths if (cost := costs[path])]
        for segment, share in way.segments:
            amounts[segment] += [cost * share for cost in spent] if share else ()
        # A KPI that qualifies is owned, so what is aligned is linked: the two may not part in the last digit.
        on_owned = min(1.0, sum(share for kpi, share in way.kpis if kpi in owned))
        part = max(on_owned, dict(way.segments).get("aligned", 0.0))
        linked += [cost * part for cost in spent]
    planned = math.fsum(cost for cost in costs.values() if cost)
    total = max(budget, planned)
    amounts["not_planned"].append(total - planned)
    return _Parts(total, tuple((segment, math.fsum(found)) for segment, found in amounts.items()), math.fsum(linked))


def _at_median(alike: _Alike, work: Work, links: Links, budget: float) -> float | None:
    costs = at_median(work, links)
    if costs is None:
        return None
    parts = _parts(alike, costs, budget, set())
    return parts.share(parts.aligned) if parts.total > 0 else None
