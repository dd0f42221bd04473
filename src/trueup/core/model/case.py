"""Money in the document: assumptions with ranges, and the budget."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from trueup.core.model.fields import Amount, Day, Name, Part, Range, Text, UnitText


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
