"""Money in the document: assumptions with ranges, and the budget."""

from typing import ClassVar

from pydantic import Field

from trueup.core.model.fields import Amount, Day, Days, Name, Number, Part, Range, Share, Text, UnitText


class Assumption(Part):
    """A figure that formulas use: its range and unit, who vouches for it and why."""

    range: Range = Field(description="what it may be")
    unit: UnitText = Field(description="its unit, checked through every formula that uses it")
    by: Name | None = Field(None, description="who vouches for it")
    because: Text | None = Field(None, description="where it comes from")
    as_of: Day | None = Field(None, description="the day it was true")


class Budget(Part):
    """The money granted and what of it is spent, in the initiative's currency."""

    alone: ClassVar[str] = "amount"

    amount: Amount = Field(description="what was granted")
    spent: Amount = Field(
        0.0, description="what of it is spent; more than was granted is possible, and then none is left"
    )
    owner: Name | None = Field(None, description="who answers for it")

    @property
    def remaining(self) -> float:
        """What may still be spent."""
        return max(0.0, self.amount - self.spent)


class CaseSettings(Part):
    """How the business case is reckoned: over how many years, from when, at what rate."""

    years: Number = Field(3.0, description="over how many years it is reckoned")
    discount_rate: Share = Field(0.08, description="what money a year later is worth less")
    starts: Day | None = Field(None, description="the day from which it is reckoned; without it, the first of the plan")
    ramp_up: Days = Field(0, description="how long the benefit takes to its full rate, from production on")
    by: Name | None = Field(None, description="who set these")
    because: Text | None = Field(None, description="why they are set so")
