"""Who is named in an initiative: owners, those who do, decide, are asked and are told."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.rule import Case


def involved(case: Case) -> list[str]:
    """Return everybody whom the initiative itself names, in the order of the document, each once."""
    return [name for name in dict.fromkeys(_named(case)) if name]


def listed_here(case: Case) -> list[str]:
    """Return the people whom the initiative's own document lists."""
    around = case.document.portfolio.people if case.document.portfolio else {}
    return [name for name in case.initiative.people if name not in around]


def _named(case: Case) -> Iterator[str | None]:
    initiative = case.initiative
    if initiative.objective:
        yield initiative.objective.owner
    for kpi in initiative.kpis.values():
        yield from (kpi.owner, kpi.benefit_owner)
    for table in initiative.data.values():
        yield from (table.owner, table.steward, table.custodian)
    yield from (goal.owner for goal in initiative.operational_goals.values())
    yield from (option.owner for option in initiative.options.values())
    yield from initiative.stakeholders
    yield from listed_here(case)
    for answering in initiative.raci.values():
        yield from (*answering.responsible, *answering.accountable, *answering.consulted, *answering.informed)
    yield from _governing(case)
    yield from (node.item.assignee for node in case.links.stating("assignee") if not node.cancelled)


def _governing(case: Case) -> Iterator[str | None]:
    initiative = case.initiative
    yield from (risk.owner for risk in initiative.risks.values())
    yield from (decision.owner for decision in initiative.decisions.values())
    if initiative.pilot:
        yield from (initiative.pilot.owner, initiative.pilot.production_owner)
    for review in initiative.reviews.values():
        yield from (review.owner, *review.among)
    for each in initiative.communication.values():
        yield from (each.owner, *each.to)
    if initiative.budget:
        yield initiative.budget.owner
