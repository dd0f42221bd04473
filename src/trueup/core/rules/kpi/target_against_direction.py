"""KPI006."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.chain import leading
from trueup.core.rules.levels import against_target, contradicts
from trueup.core.rules.lookups import kpi_owner, own_definitions
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import level


@rule("KPI006", "target-against-direction", "blocks", "discovery")
def target_against_direction(case: Case) -> Iterator[Flag]:
    """A KPI's direction, baseline and target contradict each other.

    Why it matters:
        A KPI that shall decrease to a level above its baseline cannot be reached and missed at once: either the
        direction or one of the figures is wrong, and every figure computed from them has the wrong sign. It blocks
        where the KPI decides or drives; elsewhere it warns.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: increase, owner: coo, baseline: 14.2, target: {value: 10, by: 2026-12-31}}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: coo, baseline: 14.2, target: {value: 10, by: 2026-12-31}}
        ```

    How to fix:
        Correct `direction:` where the figures are right, else the figure that is wrong. Mind the unit: a share is
        written as 0.225 or 22.5 %.
    """
    reach = leading(case.initiative)
    for name, kpi in own_definitions(case):
        found = against_target(case, name)
        if found is None or kpi.target is None or not contradicts(kpi, found):
            continue
        side = "above" if kpi.target.value > found[0] else "below"
        yield Flag(
            f"kpis.{name}",
            f"KPI `{name}` shall {kpi.direction}, but its target, {level(kpi.target.value, kpi.unit)}, lies {side} its "
            f"baseline, {level(found[0], kpi.unit)}.",
            f"Correct `direction:`, `baseline:` or `target:` of kpis.{name}.",
            at=f"kpis.{name}.target",
            owner=kpi_owner(case, name),
            stake=case.money_behind(name),
            severity=None if name in reach else "warns",
        )
