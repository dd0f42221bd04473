"""PLN006."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from trueup.core.base.finding import PHASES
from trueup.core.model.pilot import Pilot
from trueup.core.rules.lookups import deciding, objective_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import worth


@rule("PLN006", "stays-a-pilot", "warns", "execution", thresholds={"days": 30})
def stays_a_pilot(case: Case) -> Iterator[Flag]:
    """A pilot is over, or its day to go into production has passed, and it is still a pilot.

    Why it matters:
        A pilot that goes on is production without an owner, without support and without a cap on its cost. Its benefit
        stays where the pilot is, and the decision it was made for is never taken. So it is due in whatever phase the
        initiative stands, once something shows that the pilot began: its day in `starts:`, work that is in hand or
        done, money that is spent, or a decision in the ledger. Where nothing does, its days are a plan that is out of
        date, which is due in planning.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis: {days: {unit: day, direction: decrease, owner: coo}}
        pilot: {statement: Proposals for household claims, owner: bo, starts: 2025-06-02, ends: 2025-08-29}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis: {days: {unit: day, direction: decrease, owner: coo}}
        pilot: {statement: Proposals for household claims, owner: bo, starts: 2025-06-02, ends: 2025-08-29}
        operation: {stage: production, since: 2025-10-01, owner: coo}
        ```

    How to fix:
        Decide: into production (`operation: {stage: production, since: ..., owner: ...}`), on with a new `ends:` and
        the reason, or stop (`trueup decide kill`). After the pilot's last day there are `days` to do it, unless
        `production_by:` names a later one.
    """
    pilot, run = case.initiative.pilot, case.initiative.operation
    if pilot is None or (run is not None and run.stage in ("production", "scaled")):
        return
    ends = pilot.ends + timedelta(case.limits["days"]) if pilot.ends else None
    due = max((day for day in (ends, pilot.production_by) if day), default=None)
    if due is None or case.as_of <= due:
        return
    kpi = deciding(case)
    stake = case.benefit_behind(kpi) if kpi in case.initiative.kpis and kpi else None
    hangs = f"; {worth(stake)} waits for that" if stake else ""
    begun = _begun(case, pilot)
    if begun:
        what = f"ended on {pilot.ends}" if pilot.ends else f"was to be in production by {pilot.production_by}"
        problem = f"The pilot {what}, and it is still a pilot{hangs}."
        fix = "Decide: production (`operation:`), a later `ends:` with the reason, or stop."
    else:
        what = f"end on {pilot.ends}" if pilot.ends else f"be in production by {pilot.production_by}"
        problem = f"The pilot was to {what}, and the document does not show that it began{hangs}."
        fix = "Give the pilot new days (`starts:`, `ends:`), or say how far its work is."
    yield Flag(
        "pilot",
        problem,
        fix,
        owner=pilot.production_owner or pilot.owner or objective_owner(case),
        stake=stake,
        phase=PHASES[0] if begun else "planning",
    )


def _begun(case: Case, pilot: Pilot) -> bool:
    """Whether the document shows that a pilot began: by its own day, by work, by money, or by what it says it is."""
    initiative = case.initiative
    return (
        (pilot.starts is not None and pilot.starts <= case.as_of)
        or initiative.phase == PHASES[-1]
        or (initiative.operation is not None and initiative.operation.stage is not None)
        or (initiative.budget is not None and initiative.budget.spent > 0)
        or any(node.item.status in ("doing", "done") for node in case.links.nodes.values())
    )
