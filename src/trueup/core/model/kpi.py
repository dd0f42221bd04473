"""A KPI: a measure with unit, direction, baseline, target, owner, and the one definition that everything uses."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from trueup.core.model.fields import Day, Days, Flag, Ident, Names, Number, Part, Text, Texts, UnitText

Direction = Literal["increase", "decrease", "at_least", "at_most"]
Across = Literal["share", "mean", "sum", "ratio", "median", "quantile"]


class Baseline(Part):
    """Where the KPI stands before: a window to measure (`from`, `to`), or a typed `value`, which is assumed."""

    since: Day | None = Field(None, alias="from")
    until: Day | None = Field(None, alias="to")
    value: Number | None = None
    because: Text | None = None


class Target(Part):
    """Where the KPI shall stand, and by when."""

    value: Number
    by: Day | None = None


class Arm(Part):
    """Which arm (pilot, control) a unit belongs to: an expression, or a data set joined on the unit's key `on`.

    `take` is the column of that data set that names the arm.
    """

    expression: Text | None = None
    data: Ident | None = None
    on: Text | None = None
    take: Text | None = None


class AcrossUnits(Part):
    """How units become one figure; `quantile` is set for `{quantile: 0.9}` alone."""

    how: Across
    quantile: Number | None = None


def _baseline(raw: object) -> object:
    return {"value": raw} if isinstance(raw, str) else raw


def _target(raw: object) -> object:
    return {"value": raw} if isinstance(raw, str) else raw


def _across(raw: object) -> object:
    if isinstance(raw, str):
        return {"how": raw}
    if isinstance(raw, dict) and set(raw) == {"quantile"}:
        return {"how": "quantile", "quantile": raw["quantile"]}
    return raw


def _per(raw: object) -> object:
    return () if raw == "row" else [raw] if isinstance(raw, str) else raw


def _arm(raw: object) -> object:
    return {"expression": raw} if isinstance(raw, str) else raw


class Kpi(Part):
    """One KPI with its definition in the KPI language.

    `instead_of` names the KPI that this is a competing definition of; what it leaves out is taken from there.
    """

    title: Text | None = None
    unit: UnitText | None = None
    direction: Direction | None = None
    owner: Ident | None = None
    data: Ident | None = None
    rows: Text | None = None
    per: Annotated[tuple[Text, ...], BeforeValidator(_per)] = ()
    value: Text | None = None
    over: Text | None = None
    where: Text | None = None
    across: Annotated[AcrossUnits | None, BeforeValidator(_across)] = None
    at: Text | None = None
    zone: Text | None = None
    settles: Days = 0
    cluster: Literal["day", "week", "month"] = "day"
    arm: Annotated[Arm | None, BeforeValidator(_arm)] = None
    formula: Text | None = None
    baseline: Annotated[Baseline | None, BeforeValidator(_baseline)] = None
    target: Annotated[Target | None, BeforeValidator(_target)] = None
    worth: Text | None = None
    drives: Names = ()
    instead_of: Ident | None = None
    because: Text | None = None
    mandated: Flag = False
    notes: Texts = ()

    @property
    def is_defined(self) -> bool:
        """Whether the document says how to measure it: an expression over a data set, or a formula over KPIs."""
        return self.formula is not None or (self.data is not None and self.value is not None)
