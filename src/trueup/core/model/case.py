"""Money in the document: assumptions with ranges, and the budget."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from trueup.core.model.fields import Day, Ident, Number, Part, Range, Text, UnitText


class Assumption(Part):
    """A figure that formulas use: its range and unit, who vouches for it and why."""

    range: Range
    unit: UnitText
    by: Ident | None = None
    because: Text | None = None
    as_of: Day | None = None


def _budget(raw: object) -> object:
    return {"amount": raw} if isinstance(raw, str) else raw


class Budget(Part):
    """The money granted and what of it is spent, in the initiative's currency."""

    amount: Number
    spent: Number = 0.0
    owner: Ident | None = None

    @property
    def remaining(self) -> float:
        """What may still be spent."""
        return max(0.0, self.amount - self.spent)


BudgetField = Annotated[Budget | None, BeforeValidator(_budget)]
