"""One initiative and the portfolio around it, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator

from trueup.core.base.finding import Phase
from trueup.core.model.case import Assumption, BudgetField
from trueup.core.model.dataset import DataSet
from trueup.core.model.fields import Ident, Names, Number, Part, Text, Texts
from trueup.core.model.kpi import Kpi
from trueup.core.model.option import Option
from trueup.core.model.people import Person
from trueup.core.model.work import Epic


def _statement(raw: object) -> object:
    return {"statement": raw} if isinstance(raw, str) else raw


def _statements(raw: object) -> object:
    if not isinstance(raw, dict):
        return raw
    return {name: _statement(entry) for name, entry in raw.items()}


def _source(raw: object) -> object:
    if not isinstance(raw, dict):
        return raw
    return {name: {"source": entry} if isinstance(entry, str) else entry for name, entry in raw.items()}


def _currency(raw: object) -> object:
    if not isinstance(raw, str) or len(raw) != 3 or not raw.isascii() or not raw.isupper():  # noqa: PLR2004 - ISO 4217
        msg = "a currency is expected | write its ISO 4217 code, such as EUR"
        raise ValueError(msg)
    return raw


Currency = Annotated[str, BeforeValidator(_currency)]


class Objective(Part):
    """The primary objective: the business outcome, its owner, the KPI that decides and those that must not get worse."""

    statement: Text
    owner: Ident | None = None
    kpi: Ident | None = None
    guardrails: Names = ()
    non_goals: Texts = ()


class Vision(Part):
    """The product in one sentence for everyone, and in some more for those who build it."""

    high: Text | None = None
    low: Text | None = None


class OperationalGoal(Part):
    """The means at product level: what it does, which KPIs it moves, when it decides."""

    statement: Text
    owner: Ident | None = None
    moves: Names = ()
    vision: Vision | None = None
    decides: Text | None = None


class StrategicObjective(Part):
    """What the organisation wants."""

    statement: Text
    owner: Ident | None = None


class Initiative(Part):
    """Everything an initiative's document says."""

    trueup: Literal["1"] = "1"
    initiative: Ident | None = None
    title: Text
    currency: Currency | None = None
    phase: Phase | None = None
    supports: Names = ()
    objective: Annotated[Objective | None, BeforeValidator(_statement)] = None
    kpis: Mapping[Ident, Kpi] = {}
    assumptions: Mapping[Ident, Assumption] = {}
    data: Annotated[Mapping[Ident, DataSet], BeforeValidator(_source)] = {}
    operational_goals: Mapping[Ident, OperationalGoal] = {}
    options: Mapping[Ident, Option] = {}
    epics: Mapping[Ident, Epic] = {}
    people: Mapping[Ident, Person] = {}
    rates: Mapping[Ident, Number] = {}
    budget: BudgetField = None
    notes: Texts = ()

    @property
    def id(self) -> str:
        """The initiative's id; the folder's name stands in where the document gives none."""
        return self.initiative or "initiative"


class Portfolio(Part):
    """What initiatives share: strategic objectives, people, rates, KPIs, currency."""

    trueup: Literal["1"] = "1"
    portfolio: Ident | None = None
    title: Text | None = None
    currency: Currency | None = None
    strategic_objectives: Annotated[Mapping[Ident, StrategicObjective], BeforeValidator(_statements)] = {}
    kpis: Mapping[Ident, Kpi] = {}
    assumptions: Mapping[Ident, Assumption] = {}
    people: Mapping[Ident, Person] = {}
    rates: Mapping[Ident, Number] = {}
    notes: Texts = ()
