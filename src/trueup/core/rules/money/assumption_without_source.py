"""MON004."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.base.formula import compile_formula
from trueup.core.rules.lookups import kpi_owner, objective_owner, own_definitions
from trueup.core.rules.rule import Case, Flag, rule


@rule("MON004", "assumption-without-source", "warns", "discovery")
def assumption_without_source(case: Case) -> Iterator[Flag]:
    """Nobody vouches for a figure, or nobody says where it comes from.

    Why it matters:
        A business case is as good as the figure behind it that nobody can defend. Benefit that rests on such a figure
        does not count as evidenced, whatever is measured. An assumption that no worth uses is only noted.

    Flagged:
        ```yaml
        title: Faster claims
        currency: EUR
        kpis:
          days: {unit: day, direction: decrease, owner: coo, worth: (baseline - level) * day_cost}
        assumptions:
          day_cost: {range: 7000..9000, unit: EUR/day/year}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        currency: EUR
        kpis:
          days: {unit: day, direction: decrease, owner: coo, worth: (baseline - level) * day_cost}
        assumptions:
          day_cost: {range: 7000..9000, unit: EUR/day/year, by: finance, because: Controlling report 2025}
        ```

    How to fix:
        Add `by:` with the person or department that vouches for the figure, and `because:` with where it comes from.
    """
    users = _users(case)
    shared = case.document.portfolio.assumptions if case.document.portfolio else {}
    for name, assumption in case.initiative.assumptions.items():
        missing = [what for what, there in (("by", assumption.by), ("because", assumption.because)) if not there]
        kpis = users.get(name, [])
        if not missing or (not kpis and name in shared):
            continue
        lacks = {"by": "nobody vouches for it", "because": "nothing says where it comes from"}
        used = f", which `worth:` of KPI `{kpis[0]}` uses" if kpis else ""
        yield Flag(
            f"assumptions.{name}",
            f"Assumption `{name}`{used}: {' and '.join(lacks[what] for what in missing)}.",
            f"Add {' and '.join(f'`{what}:`' for what in missing)} to assumptions.{name}.",
            owner=assumption.by or (kpi_owner(case, kpis[0]) if kpis else objective_owner(case)),
            stake=case.money_behind(kpis[0]) if kpis else None,
            severity=None if kpis else "notes",
        )


def _users(case: Case) -> dict[str, list[str]]:
    """Return for each assumption the KPIs whose worth uses it."""
    users: dict[str, list[str]] = {}
    for name, kpi in own_definitions(case):
        for used in compile_formula(kpi.worth).names if kpi.worth else ():
            users.setdefault(used, []).append(name)
    return users
