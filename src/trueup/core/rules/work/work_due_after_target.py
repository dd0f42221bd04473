"""WRK013."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from trueup.core.model.items import epic_of
from trueup.core.model.links import Node
from trueup.core.rules.lookups import Costs, is_guardrail, work_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, named, short


@rule("WRK013", "work-due-after-target", "warns", "planning")
def work_due_after_target(case: Case) -> Iterator[Flag]:
    """Work is due after the day by which the KPI that it moves has to be reached.

    Why it matters:
        What is finished after the target's day cannot have helped to reach it: either the day is wrong or the money is
        promised too early. Told once an epic and KPI. Guardrails are left out, and targets whose day has passed
        (KPI014).

    Flagged:
        ```yaml
        title: Faster claims
        kpis:
          days: {unit: day, direction: decrease, owner: bo, target: {value: 10, by: 2026-06-30}}
        epics:
          E1: {title: Routing rules, advances: days, estimate: 20..40, due: 2026-09-30}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        kpis:
          days: {unit: day, direction: decrease, owner: bo, target: {value: 10, by: 2026-06-30}}
        epics:
          E1: {title: Routing rules, advances: days, estimate: 20..40, due: 2026-03-31}
        ```

    How to fix:
        Take the work forward, so that the KPI has time to move and to be measured; or agree a later day for the target
        with its owner, and see what that does to the money.
    """
    targets = {
        name: kpi.target.by
        for name, kpi in case.initiative.kpis.items()
        if kpi.target and kpi.target.by and kpi.target.by >= case.as_of and not is_guardrail(case, name)
    }
    late: dict[tuple[str, str], list[Node]] = {}
    told: set[tuple[str, str]] = set()
    for node in case.links.stating("due") if targets else ():
        for kpi in _late_for(node, targets):
            if not any((above.path, kpi) in told for above in case.links.lineage(node)):
                late.setdefault((epic_of(node.path), kpi), []).append(node)
            told.add((node.path, kpi))
    costs = Costs(case)
    for (path, kpi), nodes in late.items():
        yield _flag(case, path, kpi, nodes, targets[kpi], costs)


def _late_for(node: Node, targets: dict[str, date]) -> list[str]:
    due = node.item.due
    if due is None or node.cancelled or node.status == "done":
        return []
    return [kpi for kpi, _ in node.advances if kpi in targets and due > targets[kpi]]


def _flag(case: Case, epic: str, kpi: str, nodes: list[Node], by: date, costs: Costs) -> Flag:
    names = [short(case.links, node.path) for node in nodes]
    last = max(node.item.due for node in nodes if node.item.due)
    verb = "is" if len(nodes) == 1 else "are"
    which = (
        f"{named(names)} {verb} due {last}"
        if len(nodes) == 1
        else (f"{count(len(nodes), 'item')} ({named(names)}) {verb} due up to {last}")
    )
    return Flag(
        f"{epic}.advances.{kpi}",
        f"{which}, after the day by which KPI `{kpi}` has to be reached, {by}.",
        f"Take the work forward, or agree a later day with the owner of KPI `{kpi}`.",
        at=f"{nodes[0].path}.due",
        owner=work_owner(case, nodes[0]),
        stake=case.amount(sum(costs.under(node.path) for node in nodes)),
    )
