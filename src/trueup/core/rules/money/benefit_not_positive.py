"""MON003."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.base.formula_tree import FormulaFault
from trueup.core.model.streams import streams
from trueup.core.model.worth import Pricing
from trueup.core.rules.levels import against_target
from trueup.core.rules.lookups import kpi_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import amount


@rule("MON003", "benefit-not-positive", "blocks", "discovery")
def benefit_not_positive(case: Case) -> Iterator[Flag]:
    """Reaching a KPI's target is worth nothing, less than nothing, or has no value.

    Why it matters:
        Most often the formula has the sign the wrong way round: what falls is worth `baseline - level`, what rises
        `level - baseline`. Such a KPI is left out of the promised benefit. Where the target is already met, that is
        told instead (KPI005).

    Flagged:
        ```yaml
        title: Faster claims
        currency: EUR
        kpis:
          days:
            unit: day
            direction: decrease
            owner: coo
            baseline: 14
            target: {value: 10, by: 2026-12-31}
            worth: (level - baseline) * day_cost
        assumptions:
          day_cost: {range: 9000, unit: EUR/day/year, by: finance, because: Controlling report 2025}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        currency: EUR
        kpis:
          days:
            unit: day
            direction: decrease
            owner: coo
            baseline: 14
            target: {value: 10, by: 2026-12-31}
            worth: (baseline - level) * day_cost
        assumptions:
          day_cost: {range: 9000, unit: EUR/day/year, by: finance, because: Controlling report 2025}
        ```

    How to fix:
        Turn the difference in `worth:` round, or correct the figures in it.
    """
    for name in streams(case.initiative)[0]:
        kpi = case.initiative.kpis[name]
        pricing = Pricing(case.initiative, case.evidence, name)
        if kpi.target is None or pricing.problem or against_target(case, name):
            continue
        try:
            value = pricing.at(kpi.target.value)
        except FormulaFault as fault:
            problem, fix = f"has no value: {fault.problem}", fault.fix
        else:
            if value > 0:
                continue
            problem = f"is {amount(value, f'{case.initiative.currency}/year')} at its target"
            fix = f"Check the sign of the difference in kpis.{name}.worth, and the figures in it."
        yield Flag(
            f"kpis.{name}",
            f"The worth of KPI `{name}` {problem}.",
            fix,
            at=f"kpis.{name}.worth",
            owner=kpi_owner(case, name),
        )
