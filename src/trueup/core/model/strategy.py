"""The data strategy: from strategic objectives to the decisions they ask for and the data these need."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from trueup.core.base.quantity import Basis, Quantity, Unit
from trueup.core.model.fields import Ident, Ids, Name, Part, Range, Text, UnitText


class Worth(Part):
    """What better decisions would be worth, as the organisation states it."""

    alone: ClassVar[str] = "range"

    range: Range = Field(description="how much it may be")
    unit: UnitText | None = Field(None, description="its unit; without it, the portfolio's currency a year")
    by: Name | None = Field(None, description="who vouches for it")


class DataNeed(Part):
    """One row of the data strategy: an objective, a decision to improve, the data it needs and whose that is."""

    alone: ClassVar[str] = "decision"

    objective: Ident | None = Field(None, description="the strategic objective it serves")
    decision: Text | None = Field(None, description="the decision that data shall improve")
    needs: Text | None = Field(None, description="the data it needs, in words")
    owner: Name | None = Field(None, description="who answers for that data")
    data: Ids = Field((), description="the data sets of its initiatives that hold it")
    gap: Text | None = Field(None, description="what of it is not there yet")
    gap_by: Name | None = Field(None, description="who closes the gap")
    initiatives: Ids = Field((), description="the initiatives that use it")
    value: Worth | None = Field(None, description="what better decisions would be worth")

    def stated(self, currency: str | None, source: str, as_of: date) -> Quantity | None:
        """Return the value as stated, without a unit in the portfolio's currency a year; None where none is stated."""
        if self.value is None:
            return None
        unit = self.value.unit or (Unit(f"{currency}/year") if currency else None)
        return Quantity(self.value.range, unit, Basis.ASSUMED, source, as_of, self.value.by) if unit else None
