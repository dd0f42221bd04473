"""OBJ015."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.ask.identity import NotRun
from trueup.core.model.streams import streams
from trueup.core.rules.lookups import deciding
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import amount, several


@rule("OBJ015", "several-deciding-kpis", "notes", "discovery")
def several_deciding_kpis(case: Case) -> Iterator[Flag]:
    """Beside the deciding KPI others promise money of their own, and none drives the other.

    Why it matters:
        One KPI decides, so that nobody can choose the best of several afterwards. A second one with a target and a
        worth of its own is a second objective: the money counts it, the decision does not. It warns where the others
        promise more than the one that decides. Where no KPI is named as deciding, that is told instead (OBJ002).

    Flagged:
        ```yaml
        title: Faster claims
        currency: EUR
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days:
            {unit: day, direction: decrease, owner: bo, baseline: 14, target: {value: 10, by: 2026-12-31},
             worth: (baseline - level) * day_cost}
          renewals:
            {unit: customer, direction: increase, owner: cmo, baseline: 900, target: {value: 950, by: 2026-12-31},
             worth: (level - baseline) * premium}
        assumptions:
          day_cost: {range: 9000, unit: EUR/day/year, by: finance, because: Controlling report 2025}
          premium: {range: 400, unit: EUR/customer/year, by: finance, because: Controlling report 2025}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        currency: EUR
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days, guardrails: [renewals]}
        kpis:
          days:
            {unit: day, direction: decrease, owner: bo, baseline: 14, target: {value: 10, by: 2026-12-31},
             worth: (baseline - level) * day_cost}
          renewals: {unit: customer, direction: at_least, owner: cmo, baseline: 900}
        assumptions:
          day_cost: {range: 9000, unit: EUR/day/year, by: finance, because: Controlling report 2025}
        ```

    How to fix:
        Ask which one would be given up for the other. Make that one a guardrail, or say with `drives:` that it moves
        the deciding KPI; an outcome that stands for itself is an initiative of its own.
    """
    objective, first = case.initiative.objective, deciding(case)
    if objective is None or first is None:
        return
    kpis = case.initiative.kpis
    others = [name for name in streams(case.initiative)[0] if name != first and kpis[name].target is not None]
    if not others or kpis[first].worth is None:
        return
    promised = _promised(case)
    own, beside = promised.get(first, 0.0), sum(promised.get(name, 0.0) for name in others)
    unit = f"{case.initiative.currency}/year"
    money = f": {amount(beside, unit)} beside {amount(own, unit)}" if beside > 0 else ""
    verb = "promises" if len(others) == 1 else "promise"
    yield Flag(
        "objective.kpi",
        f"KPI `{first}` decides, but {several('KPI', others)} {verb} money as well and "
        f"{'is' if len(others) == 1 else 'are'} not decided on{money}.",
        f"Make {several('KPI', others)} guardrails, say what drives what with `drives:`, or make it an initiative of "
        "its own.",
        owner=objective.owner,
        severity="warns" if beside > own else None,
    )


def _promised(case: Case) -> dict[str, float]:
    benefit = case.evidence.benefit
    return {} if isinstance(benefit, NotRun) else {stream.kpi: stream.promised.value for stream in benefit.streams}
