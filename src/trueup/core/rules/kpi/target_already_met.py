"""KPI005."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.base.quantity import Basis
from trueup.core.model.chain import leading
from trueup.core.rules.levels import against_target, contradicts
from trueup.core.rules.lookups import kpi_owner, own_definitions
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import level


@rule("KPI005", "target-already-met", "blocks", "discovery")
def target_already_met(case: Case) -> Iterator[Flag]:
    """A KPI stands where its target wants it before any work is done.

    Why it matters:
        A target that is met before the start makes any initiative a success and any benefit a fiction. Most often the
        team believed the KPI to be worse than the data shows, or it measures another thing than they meant. Guardrails
        are meant to hold already and are left out. It blocks where the KPI decides or drives; elsewhere it warns.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: at_most, owner: coo, baseline: 9.3, target: {value: 10, by: 2026-12-31}}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: at_most, owner: coo, baseline: 14.2, target: {value: 10, by: 2026-12-31}}
        ```

    How to fix:
        Look at the definition first: does it measure what was meant, on the rows that were meant? If it does, set a
        target beyond the baseline, or choose another KPI to decide.
    """
    reach = leading(case.initiative)
    for name, kpi in own_definitions(case):
        found = against_target(case, name)
        if found is None or kpi.target is None or contradicts(kpi, found):
            continue
        how = "measured" if found[1] is Basis.MEASURED else "typed"
        yield Flag(
            f"kpis.{name}",
            f"The target of KPI `{name}`, {level(kpi.target.value, kpi.unit)}, "
            f"is already met: its baseline is {level(found[0], kpi.unit)} ({how}).",
            f"Check that kpis.{name} measures what you mean, then set a target beyond {level(found[0], kpi.unit)}.",
            at=f"kpis.{name}.target",
            owner=kpi_owner(case, name),
            stake=case.money_behind(name),
            severity=None if name in reach else "warns",
        )
