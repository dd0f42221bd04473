"""KPI011."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.chain import leading
from trueup.core.rules.lookups import kpi_owner, own_definitions
from trueup.core.rules.rule import Case, Flag, rule


@rule("KPI011", "kpi-without-unit-or-direction", "blocks", "discovery")
def kpi_without_unit_or_direction(case: Case) -> Iterator[Flag]:
    """A KPI does not say in what it is measured or which way is better.

    Why it matters:
        Ten what? And is more of it good? Without the unit no money can be computed from the KPI, without the direction
        no target can be judged. It blocks where the KPI decides, guards or drives; elsewhere it warns.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {owner: head-of-claims, target: {value: 10, by: 2026-12-31}}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims, target: {value: 10, by: 2026-12-31}}
        ```

    How to fix:
        Add `unit:` in singular base units (`1` for a share, `day`, `EUR`, `step/claim`) and `direction:` (increase or
        decrease for what shall move, at_least or at_most for what shall hold).
    """
    reach = leading(case.initiative)
    for name, kpi in own_definitions(case):
        missing = [what for what, there in (("unit", kpi.unit), ("direction", kpi.direction)) if there is None]
        if not missing:
            continue
        samples = {
            "unit": "`unit: 1` for a share, else such as `day`",
            "direction": "`direction: increase` or `decrease`",
        }
        yield Flag(
            f"kpis.{name}",
            f"KPI `{name}` has no {' and no '.join(missing)}.",
            f"Add to kpis.{name} {' and '.join(samples[what] for what in missing)}.",
            owner=kpi_owner(case, name),
            stake=case.money_behind(name),
            severity=None if name in reach else "warns",
        )
