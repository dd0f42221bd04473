"""Who is there, and which KPIs lead to the objective: what rules, figures and gates ask of the chain alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, get_args

from trueup.core.model.initiative import Initiative
from trueup.core.model.people import Person, Side

SIDES: Final[tuple[Side, ...]] = get_args(Side)
"""Every side that somebody may speak for."""

_NAMED: Final[Mapping[str, Side]] = {side: side for side in SIDES}


def leading(initiative: Initiative) -> frozenset[str]:
    """Return the deciding KPI, the guardrails, and every KPI that drives one of them, directly or through others."""
    objective = initiative.objective
    return _with_drivers(initiative, (objective.kpi, *objective.guardrails)) if objective else frozenset()


def leading_to_decision(initiative: Initiative) -> frozenset[str]:
    """Return the deciding KPI and every KPI that drives it, directly or through others; none that only guards."""
    return _with_drivers(initiative, (initiative.objective.kpi,)) if initiative.objective else frozenset()


def _with_drivers(initiative: Initiative, names: Iterable[str | None]) -> frozenset[str]:
    found = {name for name in names if name}
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


def side_of(initiative: Initiative, who: str, role: str | None = None) -> Side | None:
    """Return the side somebody speaks for, None where nothing says it: what is said closest to the act counts.

    That is the role they act in, where one is given: a side itself (`business` may be signed as) or the `side:` that
    `roles:` gives it. Then their stake in this initiative (`stakeholders:`), then what they are everywhere (`people:`),
    then the first of the roles they hold that has a side.
    """
    return next((side for side in _sides(initiative, who, role) if side), None)


def _sides(initiative: Initiative, who: str, role: str | None) -> Iterator[Side | None]:
    if role:
        yield _of_role(initiative, role)
    if who in initiative.stakeholders:
        yield initiative.stakeholders[who].side
    if who in initiative.people:
        person = initiative.people[who]
        yield person.side
        for each in person.all_roles:
            yield _of_role(initiative, each)


def _of_role(initiative: Initiative, role: str) -> Side | None:
    known = initiative.roles.get(role)
    return _NAMED.get(role) or (known.side if known else None)
