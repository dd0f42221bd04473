"""KPI018."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import deciding, is_guardrail, objective_owner, own_definitions
from trueup.core.rules.rule import Case, Flag, rule


@rule("KPI018", "metric-without-business-kpi", "warns", "discovery")
def metric_without_business_kpi(case: Case) -> Iterator[Flag]:
    """A model or data metric moves no KPI of the business, or decides in its place.

    Why it matters:
        Accuracy rises and nothing gets cheaper: a model may be right where it does not matter. A metric is worth what
        it moves in the business, and only that can decide. A guardrail needs no such link: it says what must not get
        worse.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
          recall: {kind: model, title: Recall of hard claims, unit: 1, direction: increase, owner: ana}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
          recall:
            {kind: model, title: Recall of hard claims, unit: 1, direction: increase, owner: ana, drives: days}
        ```

    How to fix:
        Add `drives:` with the KPI of the business that the metric moves, and check on data that it does. Where it moves
        none, stop reporting it. Where it decides, name a KPI of the business in `objective.kpi`.
    """
    reached = _reaching(case)
    first = deciding(case)
    business = [name for name, kpi in own_definitions(case) if kpi.kind == "business"]
    for name, kpi in own_definitions(case):
        if kpi.kind == "business" or is_guardrail(case, name) or (name in reached and name != first):
            continue
        such = f", such as `drives: {business[0]}`" if len(business) == 1 else ""
        if name == first:
            problem = f"The objective is decided by `{name}`, a {kpi.kind} metric: no KPI of the business decides."
            fix = f"Name a KPI of the business in `objective.kpi`, and let kpis.{name} drive it."
        else:
            problem = f"The {kpi.kind} metric `{name}` moves no KPI of the business."
            fix = f"Add `drives:` to kpis.{name} with the KPI of the business that it moves{such}; else drop it."
        yield Flag(
            f"kpis.{name}",
            problem,
            fix,
            at=f"kpis.{name}" if name == first else f"kpis.{name}.drives",
            owner=objective_owner(case) if name == first else kpi.owner or objective_owner(case),
        )


def _reaching(case: Case) -> frozenset[str]:
    """Return the KPIs that drive a KPI of the business, directly or through others."""
    kpis = case.initiative.kpis
    drivers: dict[str, list[str]] = {}
    for name, kpi in kpis.items():
        for driven in kpi.drives:
            drivers.setdefault(driven, []).append(name)
    waiting = [name for name, kpi in kpis.items() if kpi.kind == "business"]
    found: set[str] = set()
    while waiting:
        for driver in drivers.get(waiting.pop(), ()):
            if driver not in found:
                found.add(driver)
                waiting.append(driver)
    return frozenset(found)
