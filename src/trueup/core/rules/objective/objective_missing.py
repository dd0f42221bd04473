"""OBJ001."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.ask.identity import NotRun
from trueup.core.rules.rule import Case, Flag, rule


@rule("OBJ001", "objective-missing", "blocks", "discovery")
def objective_missing(case: Case) -> Iterator[Flag]:
    """Nothing says which business outcome the initiative is for.

    Why it matters:
        Without an objective every feature is as good as any other, and nobody can say later whether it was worth it.
        All that follows - KPIs, options, work, money - is judged against the objective.

    Flagged:
        ```yaml
        title: A chatbot for claims
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        ```

    Accepted:
        ```yaml
        title: A chatbot for claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        ```

    How to fix:
        Write under `objective:` the outcome that the business wants, in one sentence, with its owner and the KPI that
        decides. Name the outcome (settle claims in ten days), not the means (build a chatbot).
    """
    if case.initiative.objective is None:
        spend = case.evidence.spend
        yield Flag(
            "objective",
            "The initiative has no objective.",
            "Add `objective: {statement: ..., owner: ..., kpi: ...}`: the business outcome, whose it is, what decides.",
            stake=None if isinstance(spend, NotRun) else case.amount(spend.total),
        )
