"""What rules and readers ask of a stated MVP: the work in it, what of that remains, and the KPIs that it moves."""

from __future__ import annotations

import math

from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.items import dropped, located
from trueup.core.model.links import Links, Node
from trueup.core.model.results.spend import Leaf
from trueup.core.rules.lookups import node_of
from trueup.core.rules.rule import Case


@dataclass(frozen=True, slots=True)
class InMvp:
    """The work of an MVP: the items that it names, in the order of the document, and all in it, these included.

    `leaves` are its leaves in the spend figures: none where these are not known, and none of what is cancelled, be it
    by its own status or because all its parts are.
    """

    named: tuple[Node, ...]
    within: frozenset[str]
    leaves: tuple[Leaf, ...]

    @property
    def cost(self) -> float:
        """What of it remains, at P50 and in the unit of the spend figures; what has no price counts nothing."""
        return math.fsum(leaf.cost for leaf in self.leaves if leaf.cost)

    @property
    def unpriced(self) -> int:
        """How many of its leaves have no price."""
        return sum(leaf.cost is None for leaf in self.leaves)

    @property
    def moves(self) -> tuple[str, ...]:
        """The KPIs that it reaches, by itself or through what it enables."""
        return tuple(dict.fromkeys(kpi for leaf in self.leaves for kpi, share in leaf.kpis if share > 0))


def in_mvp(case: Case) -> InMvp | None:
    """Return the work of the MVP, None where nobody stated one."""
    mvp = case.initiative.mvp
    if mvp is None:
        return None
    names = set(located(case.initiative, mvp.items).values())
    within = set(names)
    for path, node in case.links.nodes.items():
        if node.parent in within:
            within.add(path)
    spend = case.evidence.spend
    leaves = () if isinstance(spend, NotRun) else spend.leaves
    return InMvp(
        tuple(node for path, node in case.links.nodes.items() if path in names),
        frozenset(within),
        tuple(leaf for leaf in leaves if (node := node_of(case, leaf.path)).path in within and not dropped(node.item)),
    )


def finished(links: Links) -> frozenset[str]:
    """Return the items that nobody has to work on any more: done, cancelled, or all of whose parts are."""
    over = {path for path, node in links.nodes.items() if node.closed}
    for path in reversed(list(links.nodes) if over else ()):
        node = links.nodes[path]
        if node.children and over.issuperset(node.children):
            over.add(path)
    return frozenset(over)
