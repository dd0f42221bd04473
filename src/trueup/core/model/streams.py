"""Which KPIs carry a stream of money, and which price the same money once more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    return driven in driven_by(initiative, driver)


def driven_by(initiative: Initiative, driver: str) -> set[str]:
    """Return all that a KPI drives, directly or through others."""
    found: set[str] = set()
    waiting = [driver]
    while waiting:
        for name in initiative.kpis[waiting.pop()].drives:
            if name in initiative.kpis and name not in found:
                found.add(name)
                waiting.append(name)
    return found


def _priced(initiative: Initiative) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the KPIs with a worth in money a year, and those whose worth cannot count, with the reason."""
    guardrails = set(initiative.objective.guardrails) if initiative.objective else set()
    carriers: list[str] = []
    left_out: list[tuple[str, str]] = []
    for name, kpi in initiative.kpis.items():
        if kpi.worth is None:
            continue
        if kpi.instead_of:
            left_out.append((name, f"KPI `{name}` is a competing definition of `{kpi.instead_of}`: it carries none"))
        elif name in guardrails:
            left_out.append((name, f"KPI `{name}` is a guardrail: guardrails carry no benefit"))
        elif problem := unit_problem(initiative, name):
            left_out.append((name, problem[0]))
        else:
            carriers.append(name)
    return carriers, left_out


def _counted_instead(initiative: Initiative, carriers: Sequence[str]) -> dict[str, str]:
    """Return the KPI that counts for each that does not.

    The deciding KPI is taken first, then what lies furthest along the chains; each is kept unless it drives, or is
    driven by, one that was kept before. Chains have no circles: the document would be at fault.
    """
    deciding = initiative.objective.kpi if initiative.objective else None
    ahead: Mapping[str, set[str]] = {name: driven_by(initiative, name) & set(carriers) for name in carriers}
    kept: list[str] = []
    counted: dict[str, str] = {}
    for name in sorted(carriers, key=lambda each: (each != deciding, len(ahead[each]), each)):
        same = [other for other in kept if other in ahead[name] or name in ahead[other]]
        if same:
            counted[name] = same[0]
        else:
            kept.append(name)
    return {name: counted[name] for name in carriers if name in counted}
