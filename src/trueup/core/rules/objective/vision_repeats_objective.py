"""OBJ014."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import product_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import plain

_FEWEST: int = 4
"""Shorter sentences share most of their words by chance: they must be equal."""


@rule("OBJ014", "vision-repeats-objective", "warns", "feasibility", thresholds={"alike": 0.7})
def vision_repeats_objective(case: Case) -> Iterator[Flag]:
    """The product is described with the words of the objective.

    Why it matters:
        The objective says what gets better for the business, the operational goal and its vision what a product does
        for that. Where both are one sentence, either the objective is a product in disguise or nobody has said yet
        what is to be built - and nothing can be compared with it. `alike` is the share of words that two sentences may
        have in common.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle every claim within ten days by December, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        operational_goals:
          route: {statement: Every claim is to settle within ten days by December, owner: tech-lead, moves: [days]}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle every claim within ten days by December, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
        operational_goals:
          route: {statement: Propose the right handler when a claim arrives, owner: tech-lead, moves: [days]}
        ```

    How to fix:
        Say in the operational goal and its `vision:` what the product does: for whom, when, with which data. Leave
        figures and dates of the business in the objective.
    """
    objective = case.initiative.objective
    if objective is None:
        return
    wanted = plain(objective.statement).split()
    for name, goal in case.initiative.operational_goals.items():
        parts = {
            "statement": goal.statement,
            "vision.high": goal.vision.high if goal.vision else None,
            "vision.low": goal.vision.low if goal.vision else None,
        }
        same = [
            part for part, text in parts.items() if text and _alike(plain(text).split(), wanted, case.limits["alike"])
        ]
        if same:
            path = f"operational_goals.{name}"
            yield Flag(
                path,
                f"{path}.{same[0]} says what the objective says, not what the product does.",
                f"Describe in {path}.{same[0]} what the product does, for whom and when, that moves the KPI.",
                at=f"{path}.{same[0]}",
                owner=goal.owner or product_owner(case),
            )


def _alike(one: list[str], other: list[str], least: float) -> bool:
    """Whether two sentences have the same words, or that share of all their words in common (Jaccard 1912)."""
    first, second = set(one), set(other)
    if min(len(first), len(second)) < _FEWEST:
        return one == other
    return len(first & second) >= least * len(first | second)
