"""People: who they are, what they can do and when, what a day of their work costs, and who answers for what."""

from typing import ClassVar, Literal

from pydantic import Field

from trueup.core.model.fields import Amount, Amounts, Day, Ident, Name, Names, Part, Share, Text, Texts

Side = Literal["business", "technology", "data", "operations"]


class Person(Part):
    """Somebody who owns, decides or works; present unless `left` lies in the past."""

    alone: ClassVar[str] = "name"

    name: Text | None = Field(None, description="how people call them")
    role: Name | None = Field(None, description="the role, which `rates` may price")
    roles: Names = Field((), description="further roles they hold")
    side: Side | None = Field(None, description="the side they speak for: business signs objectives, technology goals")
    since: Day | None = Field(None, alias="from", description="the first day they are there")
    left: Day | None = Field(None, description="the first day they are no longer there")
    rate: Amount | None = Field(None, description="what a day of their work costs, before `rates`")
    availability: Share | None = Field(None, description="the share of a full week they have for this")
    competences: Names = Field((), description="what they can do, in the words of `skills:`")
    calendar: Ident | None = Field(None, description="the calendar they work by")
    key: Texts = Field(
        (), description="their public key (Ed25519, base64): no other seals what they sign; earlier ones stay listed"
    )

    @property
    def all_roles(self) -> tuple[str, ...]:
        """Every role they hold."""
        return (*((self.role,) if self.role else ()), *self.roles)


class Role(Part):
    """What somebody is in an initiative: the side they speak for and what they must be able to do."""

    alone: ClassVar[str] = "title"

    title: Text | None = Field(None, description="what people call it")
    side: Side | None = Field(None, description="the side it speaks for")
    needs: Names = Field((), description="the competences it takes")


class Answering(Part):
    """Who does a thing, who answers for it, who is asked and who is told (RACI)."""

    responsible: Names = Field((), description="who does it")
    accountable: Names = Field((), description="the one who answers for it")
    consulted: Names = Field((), description="who is asked before")
    informed: Names = Field((), description="who is told after")


class Stakeholder(Part):
    """Somebody with a stake: what they want, how they weigh outcomes, and what they will not accept."""

    alone: ClassVar[str] = "wants"

    title: Text | None = Field(None, description="their department or function")
    side: Side | None = Field(None, description="the side they speak for")
    wants: Text | None = Field(None, description="what they want of it, in a sentence")
    priorities: Amounts = Field(default_factory=dict, description="their points for outcomes, stated alone; 100 in all")
    red_lines: Texts = Field((), description="what they will not accept")
    heard: Day | None = Field(None, description="the day they were heard")
