"""What keeps an initiative true on its way: risks, decisions, reviews and who is told what."""

from typing import ClassVar

from pydantic import Field

from trueup.core.model.fields import Cost, Dates, Day, Days, ItemNames, Name, Names, Part, Share, Text


class Risk(Part):
    """What may go wrong, how likely, at what cost, and what is done about it."""

    alone: ClassVar[str] = "title"

    title: Text = Field(description="what may go wrong")
    probability: Share | None = Field(None, description="how likely it is, 0 to 1")
    impact: Cost | None = Field(None, description="what it would cost, in the initiative's currency")
    technical: Share | None = Field(None, description="its technical risk: how likely the work itself fails, 0 to 1")
    owner: Name | None = Field(None, description="who answers for it")
    items: ItemNames = Field((), description="the work it threatens")
    response: Text | None = Field(None, description="what is done about it")
    review: Day | None = Field(None, description="the day it is looked at again")
    closed: Day | None = Field(None, description="the day it was over")


class Decision(Part):
    """A question that somebody has to decide by a day, and what was decided."""

    alone: ClassVar[str] = "question"

    question: Text = Field(description="what is to be decided")
    owner: Name | None = Field(None, description="who decides")
    by: Day | None = Field(None, description="the day it must be decided")
    decided: Day | None = Field(None, description="the day it was decided")
    outcome: Text | None = Field(None, description="what was decided")
    because: Text | None = Field(None, description="why it was decided so")


class Review(Part):
    """A meeting that looks again whether the initiative still serves its objective."""

    alone: ClassVar[str] = "title"

    title: Text | None = Field(None, description="what is looked at")
    owner: Name | None = Field(None, description="who calls it")
    among: Names = Field((), alias="with", description="who takes part")
    every: Days | None = Field(None, description="how often it is due")
    starts: Day | None = Field(None, description="the day from which it is due")
    held: Dates = Field((), description="the days it was held")


class CollaborationRules(Part):
    """From when on working together counts as weak."""

    quiet: Days = Field(90, description="how long somebody who is expected may do nothing before they count as quiet")
    slow: Days = Field(60, description="how long a proposal may take from the first signature on it to its decision")
    apart: Share = Field(
        0.2, description="from which share of their points on two people disagree about an outcome; 20 % unless said"
    )
    steady: Share = Field(
        0.2, description="how far a measure may move from one phase to the next and is steady; 20 % unless said"
    )


class Communication(Part):
    """Who is told what, how and how often."""

    alone: ClassVar[str] = "title"

    title: Text | None = Field(None, description="what is told")
    to: Names = Field((), description="who is told")
    how: Text | None = Field(None, description="the way: a mail, a meeting, a page")
    owner: Name | None = Field(None, description="who tells it")
    every: Days | None = Field(None, description="how often")
    by: Day | None = Field(None, description="the first day it is due")
    sent: Dates = Field((), description="the days it was told")
