"""KPI015."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.ask.identity import NotRun
from trueup.core.model.worth import baseline_of
from trueup.core.rules.lookups import is_guardrail, kpi_owner, own_definitions
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import level


@rule("KPI015", "guardrail-already-broken", "warns", "discovery")
def guardrail_already_broken(case: Case) -> Iterator[Flag]:
    """A guardrail's baseline is already beyond its limit.

    Why it matters:
        A limit that is broken before the work begins guards nothing: nobody can tell whether the initiative made it
        worse. Either the limit is wrong, or mending it is an objective of its own.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days, guardrails: [disputed]}
        kpis:
          days: {unit: day, direction: decrease, owner: coo}
          disputed: {unit: "1", direction: at_most, owner: coo, baseline: 6 %, target: {value: 5 %, by: 2099-12-31}}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days, guardrails: [disputed]}
        kpis:
          days: {unit: day, direction: decrease, owner: coo}
          disputed: {unit: "1", direction: at_most, owner: coo, baseline: 4 %, target: {value: 5 %, by: 2099-12-31}}
        ```

    How to fix:
        Set a limit that holds today, or make the guardrail's recovery an objective with work of its own.
    """
    for name, kpi in own_definitions(case):
        found = baseline_of(case.initiative, case.evidence, name)
        if not is_guardrail(case, name) or kpi.target is None or kpi.direction is None or isinstance(found, NotRun):
            continue
        limit, rises = kpi.target.value, kpi.direction == "at_least"
        if kpi.direction not in ("at_most", "at_least") or (found[0] >= limit if rises else found[0] <= limit):
            continue
        yield Flag(
            f"kpis.{name}",
            f"Guardrail KPI `{name}` stands at {level(found[0], kpi.unit)}, already beyond its limit of "
            f"{level(limit, kpi.unit)}.",
            f"Set a limit in kpis.{name}.target that holds today, or plan work that brings `{name}` back.",
            at=f"kpis.{name}.target",
            owner=kpi_owner(case, name),
        )
