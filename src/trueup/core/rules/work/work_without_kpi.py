"""WRK001."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.ask.identity import NotRun
from trueup.core.model.links import Node
from trueup.core.rules.lookups import Costs, deciding, node_of, work_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import amount, item


@rule("WRK001", "work-without-kpi", "warns", "blueprinting")
def work_without_kpi(case: Case) -> Iterator[Flag]:
    """Work advances no KPI and enables no work that does.

    Why it matters:
        This is the feature that somebody wanted: nobody will notice whether it works, because nothing is measured that
        it should move. Its cost is the part of the budget that the objective does not get. It is told once, at the
        highest item below which nothing reaches a KPI. Work that is done or cancelled is left out, and so is mandated
        work.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        epics:
          E1: {title: Routing rules, advances: days, estimate: 20}
          E2: {title: Executive dashboard, estimate: 38}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        epics:
          E1: {title: Routing rules, advances: days, estimate: 20}
          E2: {title: Clean claim types, enables: E1, estimate: 12}
          E3: {title: Audit trail, estimate: 5, mandated: {owner: legal, reason: The supervisor asks for it}}
        ```

    How to fix:
        Add `advances:` with the KPI that the work moves, or `enables:` with the work that it makes possible; both hold
        for everything below. Where a law or a contract asks for it, say so with `mandated: {owner: ..., reason: ...}`.
        Else drop it, and spend its cost on what the objective needs.
    """
    if not case.links.unlinked:
        return
    costs, bare = Costs(case), _bare(case)
    told: set[str] = set()
    for path, node in case.links.nodes.items() if bare else ():
        if node.parent in told:
            told.add(path)
        elif path in bare:
            told.add(path)
            yield _flag(case, node, costs.under(path), "")
    for path, cost in _rests(case).items():
        if path not in told:
            yield _flag(case, case.links.nodes[path], cost, ", in what is not broken down,")


def _flag(case: Case, node: Node, cost: float, part: str) -> Flag:
    spend = case.evidence.spend
    worth = "" if isinstance(spend, NotRun) or cost <= 0 else f": {amount(cost, spend.unit)}"
    first = deciding(case)
    kpi = f", such as `advances: {first}`" if first else ""
    return Flag(
        node.path,
        f"{item(case.links, node)}{part} advances no KPI and enables nothing that does{worth}.",
        f"Add `advances:` with the KPI that it moves{kpi}, `enables:` or `mandated:` - or drop it.",
        owner=work_owner(case, node),
        stake=case.amount(cost),
    )


def _bare(case: Case) -> set[str]:
    """Return the items with open leaves at or below them, none of which reaches a KPI or is mandated."""
    links = case.links
    leaves = {node.path for node in links.unlinked if _is_open_leaf(case, node) and _is_bare(case, node)}
    if not leaves:
        return leaves
    bare: set[str] = set()
    other: set[str] = set()
    for path, node in links.nodes.items():
        if _is_open_leaf(case, node):
            found, here = bare if path in leaves else other, path
            while here not in found:
                found.add(here)
                here = links.nodes[here].parent or here
    return bare - other


def _is_open_leaf(case: Case, node: Node) -> bool:
    return not node.closed and not case.links.parts(node)


def _is_bare(case: Case, node: Node) -> bool:
    return node.linked_at is None and all(each.item.mandated is None for each in case.links.lineage(node))


def _rests(case: Case) -> dict[str, float]:
    """Return the cost of parts of items that are not broken down and reach no KPI."""
    spend = case.evidence.spend
    found: dict[str, float] = {}
    for leaf in () if isinstance(spend, NotRun) else spend.leaves:
        if not leaf.cost or leaf.path in case.links.nodes:
            continue
        node = node_of(case, leaf.path)
        if _is_bare(case, node):
            found[node.path] = leaf.cost
    return found
