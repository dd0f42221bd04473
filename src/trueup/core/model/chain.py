"""Who is there, and which KPIs lead to the objective: what rules, figures and gates ask of the chain alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from trueup.core.model.initiative import Initiative
from trueup.core.model.people import Person, Side


def leading(initiative: Initiative) -> frozenset[str]:
    """Return the deciding KPI, the guardrails, and every KPI that drives one of them, directly or through others."""
    objective = initiative.objective
    if objective is None:
        return frozenset()
    found = {name for name in (objective.kpi, *objective.guardrails) if name}
    drivers: dict[str, list[str]] = {}
    for name, kpi in initiative.kpis.items():
        for driven in kpi.drives:
            drivers.setdefault(driven, []).append(name)
    waiting = list(found)
    while waiting:
        for driver in drivers.get(waiting.pop(), ()):
            if driver not in found:
                found.add(driver)
                waiting.append(driver)
    return frozenset(found)


def present(owner: str | None, people: Mapping[str, Person], as_of: date) -> bool:
    """Whether an owner is somebody who is there: listed and not left, or any name where nobody is listed."""
    if owner is None:
        return False
    if not people:
        return True
    person = people.get(owner)
    return person is not None and (person.left is None or person.left > as_of)


def side_of(initiative: Initiative, name: str) -> Side | None:
    """Return the side somebody speaks for: their own, that of their stake, else that of a role they hold."""
    person = initiative.people.get(name)
    stake = initiative.stakeholders.get(name)
    sides = [person.side if person else None, stake.side if stake else None]
    for each in person.all_roles if person else ():
        role = initiative.roles.get(each)
        sides.append(role.side if role else None)
    return next((side for side in sides if side), None)
