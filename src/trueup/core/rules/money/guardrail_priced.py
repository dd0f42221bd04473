"""MON006."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import is_guardrail, kpi_owner, own_definitions
from trueup.core.rules.rule import Case, Flag, rule


@rule("MON006", "guardrail-priced", "notes", "discovery")
def guardrail_priced(case: Case) -> Iterator[Flag]:
    """A guardrail carries a worth that does not count.

    Why it matters:
        A guardrail must not get worse; nobody promises that it gets better. Its worth is left out of the promised
        benefit, and whoever wrote it may believe that it is in.

    Flagged:
        ```yaml
        title: Faster claims
        currency: EUR
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days, guardrails: [disputed]}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
          disputed: {unit: "1", direction: at_most, owner: coo, worth: (baseline - level) * disputes}
        assumptions:
          disputes: {range: 80000, unit: EUR/year, by: legal, because: Cost of all disputes in 2025}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        currency: EUR
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days, guardrails: [disputed]}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
          disputed: {unit: "1", direction: at_most, owner: coo}
        ```

    How to fix:
        Remove `worth:` from the guardrail. Where its improvement is wanted and promised, it is no guardrail: take it
        out of `guardrails:`.
    """
    for name, kpi in own_definitions(case):
        if kpi.worth and is_guardrail(case, name):
            yield Flag(
                f"kpis.{name}",
                f"Guardrail KPI `{name}` carries a worth; it does not count as promised benefit.",
                f"Remove `worth:` from kpis.{name}, or take it out of `guardrails:` if its improvement is promised.",
                at=f"kpis.{name}.worth",
                owner=kpi_owner(case, name),
            )
