"""SGN006."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.gates.signatures.case import SignatureCase
from trueup.core.rules.rule import Flag, later_rule


@later_rule("SGN006", "sponsor-gone-quiet", "warns", "discovery", ground="ledger")
def sponsor_gone_quiet(case: SignatureCase) -> Iterator[Flag]:
    """Who owns the primary objective has not taken part for long.

    Why it matters:
        An initiative whose sponsor is gone goes on until somebody asks what for. Taking part is to sign, to
        decide, or to attend a review; long is 90 days, or what `collaboration: {quiet: ...}` of the portfolio
        says, also where nobody ever saw them since the ledger was begun.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis: {days: {unit: day, direction: decrease, owner: coo, target: {value: 10, by: 2026-12-31}}}
        operational_goals: {route: {statement: Propose a handler, owner: lead, moves: days}}
        people: {coo: {side: business}, lead: {side: technology}}
        ```
        ```sh
        trueup sign --phase discovery --as coo --as-of 2025-08-04
        trueup sign --phase discovery --as lead --as-of 2026-01-06
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis: {days: {unit: day, direction: decrease, owner: coo, target: {value: 10, by: 2026-12-31}}}
        operational_goals: {route: {statement: Propose a handler, owner: lead, moves: days}}
        people: {coo: {side: business}, lead: {side: technology}}
        ```
        ```sh
        trueup sign --phase discovery --as coo --as-of 2026-01-05
        trueup sign --phase discovery --as lead --as-of 2026-01-06
        ```

    How to fix:
        Ask for half an hour with them, or name a new owner of the objective.
    """
    objective, together = case.document.initiative.objective, case.together
    if objective is None or together is None:
        return
    for quiet in together.quiet:
        if quiet.who == objective.owner:
            since = f"since {quiet.last}" if quiet.last else "at all since the ledger was begun"
            problem = f"`{quiet.who}`, who {quiet.why}, has not taken part {since}."
            fix = "Ask for half an hour with them, or name a new owner of the objective."
            yield Flag("objective.owner", problem, fix, owner=quiet.who, phase=case.phase)
