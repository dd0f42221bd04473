"""MON001."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.worth import unit_problem
from trueup.core.rules.lookups import is_guardrail, kpi_owner, own_definitions
from trueup.core.rules.rule import Case, Flag, rule


@rule("MON001", "worth-not-money-per-year", "blocks", "discovery")
def worth_not_money_per_year(case: Case) -> Iterator[Flag]:
    """What a KPI is worth does not come out as money a year.

    Why it matters:
        A worth in EUR/claim or in EUR*day is no benefit, whatever its number. The units of all figures in the formula
        are computed with it, so a forgotten volume or a monthly figure shows at once. Such a KPI is left out of the
        benefit.

    Flagged:
        ```yaml
        title: Faster claims
        currency: EUR
        kpis:
          days: {unit: day/claim, direction: decrease, owner: coo, worth: (baseline - level) * cost_per_day}
        assumptions:
          cost_per_day: {range: 4..7, unit: EUR/day, by: finance, because: Letters and calls while a claim is open}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        currency: EUR
        kpis:
          days: {unit: day/claim, direction: decrease, owner: coo, worth: (baseline - level) * cost_per_day * claims}
        assumptions:
          cost_per_day: {range: 4..7, unit: EUR/day, by: finance, because: Letters and calls while a claim is open}
          claims: {range: 40000..48000, unit: claim/year, by: claims-control, because: The last two years}
        ```

    How to fix:
        Multiply by what is missing (claims a year), or correct the unit of an assumption. The document's `currency:`
        is the one that must come out.
    """
    for name, kpi in own_definitions(case):
        if kpi.worth is None or kpi.unit is None or is_guardrail(case, name):
            continue
        problem = unit_problem(case.initiative, name)
        if problem:
            yield Flag(
                f"kpis.{name}",
                f"{problem[0][:1].upper()}{problem[0][1:]}.",
                problem[1],
                at=f"kpis.{name}.worth",
                owner=kpi_owner(case, name),
            )
