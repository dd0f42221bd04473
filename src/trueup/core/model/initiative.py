"""One initiative and the portfolio around it, as frozen values."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from trueup.core.base.finding import Phase
from trueup.core.model.calendar import Calendar
from trueup.core.model.case import Assumption, Budget, CaseSettings
from trueup.core.model.dataset import DataSet
from trueup.core.model.fields import Amounts, Currency, Day, Ident, Ids, Name, Part, Shares, Text, Texts
from trueup.core.model.governance import CollaborationRules, Communication, Decision, Review, Risk
from trueup.core.model.kpi import Kpi
from trueup.core.model.mvp import Mvp
from trueup.core.model.operation import Operation
from trueup.core.model.option import Option
from trueup.core.model.people import Answering, Person, Role, Stakeholder
from trueup.core.model.pilot import Pilot
from trueup.core.model.ruling import Ruling
from trueup.core.model.signing import SigningRules
from trueup.core.model.strategy import DataNeed
from trueup.core.model.work import Epic


class Objective(Part):
    """The primary objective: the business outcome that the initiative is for."""

    alone: ClassVar[str] = "statement"

    statement: Text = Field(description="the outcome in one sentence, with its measure and its date")
    owner: Name | None = Field(None, description="who of the business answers for it and signs it")
    kpi: Ident | None = Field(None, description="the KPI that decides whether it is reached")
    guardrails: Ids = Field((), description="the KPIs that must not get worse")
    non_goals: Texts = Field((), description="what is not meant by it")
    since: Day | None = Field(None, description="the day it was first written down")


class Vision(Part):
    """The product in one sentence for everyone, and in some more for those who build it."""

    alone: ClassVar[str] = "high"

    high: Text | None = Field(None, description="for everyone")
    low: Text | None = Field(None, description="for those who build it")


class OperationalGoal(Part):
    """The means at product level: what it does, which KPIs it moves, when it decides."""

    alone: ClassVar[str] = "statement"

    statement: Text = Field(description="what the product does, in one sentence")
    owner: Name | None = Field(None, description="who of technology answers for it and signs it")
    moves: Ids = Field((), description="the KPIs that it moves")
    decides: Text | None = Field(None, description="the moment it decides, before which its data must be known")
    vision: Vision | None = Field(None, description="the product, shortly and at length")
    since: Day | None = Field(None, description="the day it was first written down")


class StrategicObjective(Part):
    """What the organisation wants."""

    alone: ClassVar[str] = "statement"

    statement: Text = Field(description="what is wanted")
    owner: Name | None = Field(None, description="who answers for it")


class Initiative(Part):
    """Everything an initiative's document says."""

    trueup: Literal["1"] = Field("1", description="the version of this language")
    initiative: Ident | None = Field(None, description="its id; without it, the name of its folder")
    title: Text = Field(description="what people call it")
    currency: Currency | None = Field(None, description="the currency of all its money; without it, the portfolio's")
    phase: Phase | None = Field(None, description="where it stands; later phases are shown, never held against it")
    supports: Ids = Field((), description="the portfolio's strategic objectives that it serves")
    objective: Objective | None = Field(None, description="the business outcome it is for")
    kpis: Mapping[Ident, Kpi] = Field(default_factory=dict, description="what is measured, by id")
    claims: Shares = Field(
        default_factory=dict,
        description="the share of a KPI's worth that it promises to bring, by KPI; all of it unless said",
    )
    assumptions: Mapping[Ident, Assumption] = Field(default_factory=dict, description="figures for formulas, by id")
    data: Mapping[Ident, DataSet] = Field(default_factory=dict, description="the tables it needs, by id")
    operational_goals: Mapping[Ident, OperationalGoal] = Field(
        default_factory=dict, description="what the product does, by id"
    )
    options: Mapping[Ident, Option] = Field(default_factory=dict, description="the ways to reach the objective, by id")
    epics: Mapping[Ident, Epic] = Field(default_factory=dict, description="the work, by id")
    mvp: Mvp | None = Field(None, description="the smallest set of epics that can prove the value")
    stakeholders: Mapping[Name, Stakeholder] = Field(default_factory=dict, description="who has a stake, by name")
    people: Mapping[Name, Person] = Field(default_factory=dict, description="who is who, by the name used elsewhere")
    roles: Mapping[Name, Role] = Field(default_factory=dict, description="the roles people hold, by name")
    raci: Mapping[Name, Answering] = Field(
        default_factory=dict, description="who does, answers, is asked and told: by item, goal, data set, KPI, decision"
    )
    calendars: Mapping[Ident, Calendar] = Field(default_factory=dict, description="which days are worked, by id")
    rates: Amounts = Field(
        default_factory=dict, description="what a day of work costs, by role; `default` for all others"
    )
    budget: Budget | None = Field(None, description="the money granted")
    case: CaseSettings | None = Field(None, description="how the business case is reckoned")
    risks: Mapping[Ident, Risk] = Field(default_factory=dict, description="what may go wrong, by id")
    decisions: Mapping[Ident, Decision] = Field(default_factory=dict, description="what is to be decided, by id")
    pilot: Pilot | None = Field(None, description="where the MVP is measured, and what comes after")
    operation: Operation | None = Field(None, description="how it is run after the pilot, in production and scaled")
    reviews: Mapping[Ident, Review] = Field(default_factory=dict, description="when it is looked at again, by id")
    communication: Mapping[Ident, Communication] = Field(default_factory=dict, description="who is told what, by id")
    notes: Texts = Field((), description="what else should be known")

    @property
    def id(self) -> str:
        """The initiative's id; the folder's name stands in where the document gives none."""
        return self.initiative or "initiative"

    @property
    def prices_work(self) -> bool:
        """Whether work has a price in money: there is a currency, and a rate of a role or of a person."""
        rated = bool(self.rates) or any(person.rate is not None for person in self.people.values())
        return self.currency is not None and rated


class Portfolio(Part):
    """What initiatives share: strategic objectives, people, rates, KPIs, currency."""

    trueup: Literal["1"] = Field("1", description="the version of this language")
    portfolio: Ident | None = Field(None, description="its id")
    title: Text | None = Field(None, description="what people call it")
    currency: Currency | None = Field(None, description="the currency of all money in it")
    strategic_objectives: Mapping[Ident, StrategicObjective] = Field(
        default_factory=dict, description="what the organisation wants, by id"
    )
    data_strategy: Mapping[Ident, DataNeed] = Field(
        default_factory=dict, description="which data the strategic objectives need, one decision a row, by id"
    )
    kpis: Mapping[Ident, Kpi] = Field(default_factory=dict, description="KPIs that several initiatives use, by id")
    assumptions: Mapping[Ident, Assumption] = Field(default_factory=dict, description="figures for formulas, by id")
    people: Mapping[Name, Person] = Field(default_factory=dict, description="who is who, by the name used elsewhere")
    roles: Mapping[Name, Role] = Field(default_factory=dict, description="the roles people hold, by name")
    calendars: Mapping[Ident, Calendar] = Field(default_factory=dict, description="which days are worked, by id")
    rates: Amounts = Field(
        default_factory=dict, description="what a day of work costs, by role; `default` for all others"
    )
    rules: Mapping[Ident, Ruling] = Field(
        default_factory=dict, description="which rules are held otherwise than the catalogue says, by code"
    )
    signing: SigningRules | None = Field(None, description="who signs what, where it is not as the method has it")
    collaboration: CollaborationRules | None = Field(None, description="from when on working together counts as weak")
    notes: Texts = Field((), description="what else should be known")
