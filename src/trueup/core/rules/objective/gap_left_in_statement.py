"""OBJ016."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import objective_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import first_line

GAP = "___"
"""What drafts write where only people can say what belongs there."""


@rule("OBJ016", "gap-left-in-statement", "blocks", "discovery")
def gap_left_in_statement(case: Case) -> Iterator[Flag]:
    """The objective's statement still has a gap that a draft left for people to fill.

    Why it matters:
        A sentence with gaps cannot be signed: everybody reads another figure into it. What is agreed on it is agreed by
        nobody.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims ___ % faster by ___, owner: coo}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims 20 % faster by the end of 2026, owner: coo}
        ```

    How to fix:
        Write what belongs into each gap: how much, for whom, by when. Where nobody can say it yet, that is the first
        thing to settle.
    """
    objective = case.initiative.objective
    if objective is None or GAP not in objective.statement:
        return
    count = objective.statement.count(GAP)
    yield Flag(
        "objective.statement",
        f"The objective has {count} gap{'s' if count > 1 else ''}: {first_line(objective.statement)}",
        f"Write into each `{GAP}` what belongs there: how much, for whom, by when.",
        owner=objective_owner(case),
    )
