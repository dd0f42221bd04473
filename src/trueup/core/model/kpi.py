"""A KPI: a measure with unit, direction, baseline, target, owner, and the one definition that everything uses."""

from typing import Annotated, ClassVar, Final, Literal, get_args

from pydantic import BeforeValidator, Field

from trueup.core.base.nearest import nearest
from trueup.core.base.ranges import parse_range
from trueup.core.base.record import dataclass
from trueup.core.base.units import Fault
from trueup.core.model.fields import (
    Day,
    Days,
    Expected,
    Flag,
    Ident,
    Ids,
    Name,
    Number,
    Part,
    Text,
    Texts,
    UnitText,
    Written,
    by,
)

Direction = Literal["increase", "decrease", "at_least", "at_most"]
SQL: Final = ("rows", "value", "over", "where", "at")
"""The fields of a KPI that are SQL: names there are the same in capitals."""

FORMULAS: Final = ("formula", "worth")
"""The fields of a KPI that are formulas over other KPIs and assumptions, whose ids are as they are written."""

Across = Literal["share", "mean", "sum", "ratio", "median", "quantile"]


class Baseline(Part):
    """Where the KPI stands before: a window to measure, or a typed figure, which is assumed."""

    alone: ClassVar[str] = "value"

    since: Day | None = Field(None, alias="from", description="first day of the window to measure")
    until: Day | None = Field(None, alias="to", description="last day of that window")
    value: Number | None = Field(None, description="the figure itself where there is no data: assumed, not measured")
    because: Text | None = Field(None, description="why this window, or where the figure comes from")


class Target(Part):
    """Where the KPI shall stand, and by when."""

    alone: ClassVar[str] = "value"

    value: Number = Field(description="the level to reach, or to keep for a guardrail KPI")
    by: Day | None = Field(None, description="the day it is due")


class Arm(Part):
    """Which arm of the pilot a unit belongs to: an expression, or another data set joined on the unit's key."""

    alone: ClassVar[str] = "expression"

    expression: Text | None = Field(None, description="an expression over the columns that gives the arm's name")
    data: Ident | None = Field(None, description="the data set that says which unit is in which arm")
    on: Text | None = Field(None, description="its column that holds the unit's key")
    take: Text | None = Field(None, description="its column that names the arm")


@dataclass(frozen=True, slots=True)
class AcrossUnits:
    """How units become one figure; `quantile` is set for `{quantile: 0.9}` alone."""

    how: Across
    quantile: float | None = None


def _across(raw: object) -> AcrossUnits:
    if isinstance(raw, AcrossUnits):
        return raw
    if isinstance(raw, dict) and set(raw) == {"quantile"}:
        share = raw["quantile"]
        value = parse_range(share).mid if isinstance(share, str) else 0.0
        if not 0 < value < 1:
            raise Fault("a quantile lies between 0 and 1", "Write `{quantile: 0.9}`")
        return AcrossUnits("quantile", value)
    words: tuple[Across, ...] = get_args(Across)
    if isinstance(raw, str) and raw != "quantile":
        for word in words:
            if raw == word:
                return AcrossUnits(word)
        hint = nearest(raw, words[:-1])
        raise Fault(f"`{raw[:40]}` does not make one figure of many units", f"Write `{hint}`" if hint else _ACROSS.how)
    raise Expected(_ACROSS)


_ACROSS: Final = Written(
    "way from many units to one figure",
    "Write `share`, `mean`, `sum`, `ratio` (with `over:`), `median` or `{quantile: 0.9}`",
    by(_across),
)


def _per(raw: object) -> object:
    return () if raw in ("row", ["row"]) else [raw] if isinstance(raw, str) else raw


class Kpi(Part):
    """One KPI with its definition in the KPI language."""

    alone: ClassVar[str] = "title"

    title: Text | None = Field(None, description="what people call it")
    instead_of: Ident | None = Field(
        None, description="the KPI that this is a competing definition of; what is left out here is taken from there"
    )
    unit: UnitText | None = Field(None, description="what it counts; `1` for a share")
    direction: Direction | None = Field(None, description="which way is better, or which limit holds")
    kind: Literal["business", "model", "data"] = Field(
        "business", description="what it says something about: the business, a model's quality or the data's"
    )
    owner: Name | None = Field(None, description="who answers for it")
    benefit_owner: Name | None = Field(None, description="who answers for its benefit; without it, its owner")
    data: Ident | None = Field(None, description="the data set it is measured on")
    rows: Text | None = Field(None, description="which rows count, before they are grouped into units")
    per: Annotated[Texts, BeforeValidator(_per)] = Field(
        (),
        description="the columns that name a unit (a claim, a customer); `row`, as without it, where each row is one",
    )
    value: Text | None = Field(None, description="what is measured on each unit: an [SQL expression](kpi-sql.md)")
    over: Text | None = Field(None, description="with `across: ratio`, what the value is divided by")
    where: Text | None = Field(None, description="which units count, after grouping")
    across: Annotated[AcrossUnits, _ACROSS] | None = Field(None, description="how the units' values become one figure")
    at: Text | None = Field(None, description="the day a unit counts on; windows apply to it, never to rows")
    zone: Text | None = Field(None, description="the time zone of timestamps, such as `Europe/London`")
    settles: Days = Field(0, description="how long a unit may still change: younger ones are not counted yet")
    cluster: Literal["day", "week", "month"] = Field(
        "day", description="what is drawn as one sample in the interval: units of one day resemble each other"
    )
    arm: Arm | None = Field(None, description="which units are in the pilot and which are its control")
    formula: Text | None = Field(None, description="instead of `data` and `value`: a formula over other KPIs")
    baseline: Baseline | None = Field(None, description="where it stands before")
    target: Target | None = Field(None, description="where it shall stand, and by when")
    worth: Text | None = Field(
        None,
        description="the money a level is worth a year: a formula over assumptions and `baseline`, `level`, `target`",
    )
    drives: Ids = Field((), description="the KPIs that it moves in turn")
    because: Text | None = Field(None, description="why it is defined so")
    since: Day | None = Field(
        None, description="the day this definition was first written down: the age of a disagreement about it"
    )
    mandated: Flag = Field(default=False, description="whether a law or a contract asks for it")
    notes: Texts = Field((), description="what else should be known")

    @property
    def is_defined(self) -> bool:
        """Whether the document says how to measure it: an expression over a data set, or a formula over KPIs."""
        return self.formula is not None or (self.data is not None and self.value is not None)
