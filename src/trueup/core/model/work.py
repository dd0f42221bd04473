"""The work: epics, stories and tasks, with estimates, links to KPIs, dependencies and money."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field

from trueup.core.base.quantity import Spread
from trueup.core.base.ranges import RangeFault, parse_range
from trueup.core.model.fields import Ident, Names, Number, Part, Range, Text

Status = Literal["todo", "doing", "done", "cancelled"]
Effort = Literal["day", "point"]
_ESTIMATE: Final = re.compile(r"(.*?)\s*(days?|points?)?")


class Estimate(Part):
    """Effort in days or in points; the two are never converted into each other."""

    effort: Range
    unit: Effort = "day"


class Mandate(Part):
    """Why work has to be done without serving a KPI (a law, a contract), and who says so."""

    owner: Ident | None = None
    reason: Text | None = None


def _estimate(raw: object) -> object:
    if not isinstance(raw, str):
        return raw
    match = _ESTIMATE.fullmatch(raw.strip())
    number, unit = (match[1], match[2]) if match else (raw, None)
    try:
        effort: Spread = parse_range(number)
    except RangeFault as fault:
        msg = f"{fault.problem} | write days (`12`, `8..15`, `8/12/20`) or points (`5 points`)"
        raise ValueError(msg) from None
    if effort.low < 0:
        msg = f"an estimate of {raw} is below zero | write the effort that remains, 0 if there is none"
        raise ValueError(msg)
    return {"effort": effort, "unit": "point" if unit and unit.startswith("point") else "day"}


def _advances(raw: object) -> object:
    if isinstance(raw, str):
        return {raw: "1"}
    if isinstance(raw, list):
        return {str(name): "1" for name in raw}
    return raw


class Item(Part):
    """What an epic, a story and a task have in common.

    `estimate` is the whole effort, `spent` what of it is done; `remaining` overrides their difference. `cost` is money
    beside the effort (licences, services), `cost_spent` what of that is paid. `advances` holds a weight for each KPI.
    """

    title: Text | None = None
    status: Status = "todo"
    advances: Annotated[Mapping[Ident, Number], BeforeValidator(_advances)] = {}
    enables: Names = ()
    depends_on: Names = ()
    estimate: Annotated[Estimate | None, BeforeValidator(_estimate)] = None
    spent: Number = 0.0
    remaining: Annotated[Estimate | None, BeforeValidator(_estimate)] = None
    cost: Range | None = None
    cost_spent: Number = 0.0
    role: Ident | None = None
    assignee: Ident | None = None
    mandated: Mandate | None = None
    labels: Names = ()


class Task(Item):
    """The smallest piece of work."""


class Story(Item):
    """A piece of work a user can see."""

    tasks: Mapping[Ident, Task] = {}


class Epic(Item):
    """A large piece of work, for an operational goal."""

    goal: Ident | None = Field(None, alias="for")
    stories: Mapping[Ident, Story] = {}
