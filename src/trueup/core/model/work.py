"""The work: epics, stories and tasks, with estimates, links to KPIs, dependencies and money."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BeforeValidator, Field

from trueup.core.base.quantity import Spread
from trueup.core.base.ranges import RangeFault
from trueup.core.base.record import dataclass
from trueup.core.base.units import Fault
from trueup.core.model.dependency import DependsField
from trueup.core.model.fields import (
    REMEMBERED,
    Amount,
    Cost,
    Day,
    Expected,
    Ident,
    ItemNames,
    Name,
    Names,
    Part,
    Share,
    Text,
    Texts,
    Weight,
    Written,
    by,
    read_cost,
    read_ids,
)

Status = Literal["todo", "doing", "done", "cancelled"]
Effort = Literal["day", "point"]
_ESTIMATE: Final = re.compile(r"(.*?)\s*(days?|points?)?")


@dataclass(frozen=True, slots=True)
class Estimate:
    """Effort in days or in points; the two are never converted into each other."""

    effort: Spread
    unit: Effort = "day"


class Mandate(Part):
    """Why work has to be done without serving a KPI (a law, a contract), and who says so."""

    alone: ClassVar[str] = "reason"

    owner: Name | None = Field(None, description="who says so")
    reason: Text | None = Field(None, description="the law, the contract, the decision")


def _estimate(raw: object) -> Estimate:
    if isinstance(raw, str):
        return _estimate_of(raw)
    if isinstance(raw, Estimate):
        return raw
    raise Expected(_EFFORT)


@lru_cache(maxsize=REMEMBERED)
def _estimate_of(text: str) -> Estimate:
    match = _ESTIMATE.fullmatch(text.strip())
    number, unit = (match[1], match[2]) if match else (text, None)
    try:
        effort = read_cost(number)
    except RangeFault as fault:
        raise Fault(fault.problem, _EFFORT.how) from None
    return Estimate(effort=effort, unit="point" if unit and unit.startswith("point") else "day")


_EFFORT: Final = Written("estimate", "Write days (`12`, `8..15`, `8/12/20`) or points (`5 points`)", by(_estimate))


EstimateField = Annotated[Estimate, _EFFORT]


_ADVANCES: Final = Written(
    "list of KPIs", "Write one KPI, a list [late, cancelled], or weights {late: 2, cancelled: 1}"
)


def _advances(raw: object) -> object:
    """Read one KPI, a list, and weights; a KPI without a weight has the weight 1."""
    if isinstance(raw, dict):
        return (
            {name: "1" if weight is None else weight for name, weight in raw.items()} if None in raw.values() else raw
        )
    names = read_ids(raw)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise Fault("not every entry is the id of a KPI", _ADVANCES.how)
    return dict.fromkeys(names, "1")


class Item(Part):
    """What an epic, a story and a task have in common."""

    alone: ClassVar[str] = "title"

    title: Text | None = Field(None, description="what is to be done")
    status: Status = Field("todo", description="how far it is; cancelled work counts nowhere")
    advances: Annotated[Mapping[Ident, Weight], BeforeValidator(_advances), _ADVANCES] = Field(
        default_factory=dict,
        description="the KPIs it moves, equally unless weighted; else those of the item above count",
    )
    enables: ItemNames = Field((), description="the work that this makes possible: it counts through what it enables")
    depends_on: DependsField = Field((), description="the work that must be done first, how and how long before")
    estimate: EstimateField | None = Field(None, description="the whole effort, done and to come")
    spent: Amount = Field(0.0, description="what of the effort is done, in the unit of the estimate")
    remaining: EstimateField | None = Field(
        None, description="the effort to come, where it is not estimate minus spent"
    )
    cost: Cost | None = Field(None, description="money beside the effort, such as licences")
    cost_spent: Amount = Field(0.0, description="what of that money is paid")
    role: Name | None = Field(None, description="the role that does it, which `rates` may price")
    assignee: Name | None = Field(None, description="the person who does it")
    mandated: Mandate | None = Field(None, description="why it is done without a KPI, and who says so")
    labels: Names = Field((), description="words to find it by")
    description: Text | None = Field(None, description="what is to be done, at length")
    acceptance: Texts = Field((), description="the acceptance criteria: what has to hold when it is done")
    skills: Names = Field((), description="the competences it takes, which people list as theirs")
    technical_risk: Share | None = Field(None, description="how likely it fails for technical reasons, 0 to 1")
    due: Day | None = Field(None, description="the day it is wanted")
    key: Text | None = Field(None, description="its key in the tool it was imported from, such as `CLM-12`")
    type: Text | None = Field(None, description="what that tool calls it, such as `Bug`")


class Task(Item):
    """The smallest piece of work."""


class Story(Item):
    """A piece of work a user can see."""

    tasks: Mapping[Ident, Task] = Field(default_factory=dict, description="its tasks, by their ids")


class Epic(Item):
    """A large piece of work, for an operational goal."""

    first: ClassVar[tuple[str, ...]] = ("title", "goal")

    goal: Ident | None = Field(None, alias="for", description="the operational goal it serves")
    stories: Mapping[Ident, Story] = Field(default_factory=dict, description="its stories, by their ids")
