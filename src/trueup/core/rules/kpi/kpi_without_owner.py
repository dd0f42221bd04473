"""KPI001."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.chain import leading, present
from trueup.core.rules.rule import Case, Flag, rule


@rule("KPI001", "kpi-without-owner", "blocks", "discovery")
def kpi_without_owner(case: Case) -> Iterator[Flag]:
    """Nobody who is there answers for a KPI.

    Why it matters:
        A KPI without an owner is nobody's promise: no one defends its baseline, and no one notices when it does not
        move. Money spent on it cannot count as aligned. It blocks where the KPI decides, guards or drives; elsewhere
        it warns.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        ```

    How to fix:
        Add `owner:` with the id of the person who answers for the KPI; where `people:` are listed, it must be one of
        them.
    """
    reach = leading(case.initiative)
    for name, kpi in case.initiative.kpis.items():
        if kpi.instead_of or present(kpi.owner, case.initiative.people, case.as_of):
            continue
        problem = (
            f"KPI `{name}` has no owner."
            if kpi.owner is None
            else f"The owner of KPI `{name}`, `{kpi.owner}`, is not among the people who are there."
        )
        yield Flag(
            f"kpis.{name}",
            problem,
            f"Add `owner:` to kpis.{name} with the id of the person who answers for it.",
            at=f"kpis.{name}.owner",
            owner=case.initiative.objective.owner if case.initiative.objective else None,
            stake=case.money_behind(name),
            severity=None if name in reach else "warns",
        )
