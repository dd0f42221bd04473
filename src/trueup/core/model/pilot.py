"""The pilot: the MVP measured on real users against a control, and what comes after it."""

from typing import ClassVar

from pydantic import Field

from trueup.core.model.fields import Day, Ident, Ids, Name, Part, Text


class Pilot(Part):
    """Where and when the MVP is tried, what would count as success, and its path to production."""

    alone: ClassVar[str] = "statement"

    statement: Text | None = Field(None, description="what is tried")
    owner: Name | None = Field(None, description="who answers for it")
    kpis: Ids = Field((), description="the KPIs that judge it")
    data: Ident | None = Field(None, description="the data set that records it")
    where: Text | None = Field(None, description="on whom or what it is tried")
    control: Text | None = Field(None, description="whom it is compared with")
    starts: Day | None = Field(None, description="its first day")
    ends: Day | None = Field(None, description="its last day")
    success: Text | None = Field(None, description="what must come out for it to go on")
    production: Text | None = Field(None, description="the path to production if it succeeds")
    production_by: Day | None = Field(None, description="the day it shall be in production")
    production_owner: Name | None = Field(None, description="who owns it after the pilot")
