"""People and what a day of their work costs."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from trueup.core.model.fields import Amount, Day, Name, Part, Text

Side = Literal["business", "technology", "data", "operations"]


class Person(Part):
    """Somebody who owns, decides or works; present unless `left` lies in the past."""

    alone: ClassVar[str] = "name"

    name: Text | None = Field(None, description="how people call them")
    role: Name | None = Field(None, description="the role, which `rates` may price")
    side: Side | None = Field(None, description="the side they speak for: business signs objectives, technology goals")
    left: Day | None = Field(None, description="the first day they are no longer there")
    rate: Amount | None = Field(None, description="what a day of their work costs, before `rates`")
