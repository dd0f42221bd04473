"""Which KPIs carry a stream of money, and which price the same money once more."""

from __future__ import annotations

from trueup.core.model.initiative import Initiative
from trueup.core.model.worth import unit_problem


def streams(initiative: Initiative) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the KPIs that carry a stream of money, and those left out with the reason.

    Guardrails and competing definitions carry none. In a chain of drivers only one KPI may be priced: the deciding KPI
    if it is in the chain, else the one that is driven.
    """
    carriers, left_out = _priced(initiative)
    counted = _counted_instead(initiative, carriers)
    left_out += [
        (name, f"KPI `{name}` and KPI `{winner}` price the same stream of money; `{winner}` counts")
        for name, winner in counted.items()
    ]
    return [name for name in carriers if name not in counted], left_out


def priced_twice(initiative: Initiative) -> dict[str, str]:
    """Return each KPI whose money another KPI prices as well, with the KPI that counts instead."""
    return _counted_instead(initiative, _priced(initiative)[0])


def drives(initiative: Initiative, driver: str, driven: str) -> bool:
    """Whether one KPI drives another, directly or through others."""
    seen, waiting = {driver}, [driver]
    while waiting:
        for name in initiative.kpis[waiting.pop()].drives:
            if name == driven:
                return True
            if name in initiative.kpis and name not in seen:
                seen.add(name)
                waiting.append(name)
    return False


def _priced(initiative: Initiative) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the KPIs with a worth in money a year, and those whose worth cannot count, with the reason."""
    guardrails = set(initiative.objective.guardrails) if initiative.objective else set()
    carriers: list[str] = []
    left_out: list[tuple[str, str]] = []
    for name, kpi in initiative.kpis.items():
        if kpi.worth is None or kpi.instead_of:
            continue
        if name in guardrails:
            left_out.append((name, f"KPI `{name}` is a guardrail: guardrails carry no benefit"))
        elif problem := unit_problem(initiative, name):
            left_out.append((name, problem[0]))
        else:
            carriers.append(name)
    return carriers, left_out


def _counted_instead(initiative: Initiative, carriers: list[str]) -> dict[str, str]:
    deciding = initiative.objective.kpi if initiative.objective else None
    counted: dict[str, str] = {}
    for name in carriers:
        driven = [other for other in carriers if other != name and drives(initiative, name, other)]
        drivers = [other for other in carriers if other != name and drives(initiative, other, name)]
        if name == deciding:
            continue
        if deciding in driven or deciding in drivers:
            counted[name] = str(deciding)
        elif driven:
            counted[name] = driven[0]
    return counted
