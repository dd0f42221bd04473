"""The money of an initiative against its budget: spent against the straight line of days, and what it comes to."""

from __future__ import annotations

from datetime import date

from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Initiative
from trueup.core.model.items import items_of


@dataclass(frozen=True, slots=True)
class Spent:
    """The budget, what of it is spent, its share of days by now in money, and the forecast at completion.

    `line` and `forecast` are None where they are not known: `no_line` and `no_forecast` say why. `unpriced` items have
    no estimate, so that the forecast is the least it comes to. Amounts are in `currency`.
    """

    currency: str
    amount: float
    spent: float
    line: float | None
    no_line: str
    begins: date | None
    ends: date | None
    to_come: float | None
    no_forecast: str
    unpriced: int

    @property
    def forecast(self) -> float | None:
        """Spent so far and the cost of the work to come."""
        return None if self.to_come is None else self.spent + self.to_come


def spent_by_now(
    initiative: Initiative, evidence: Evidence, agreed: date | None, ends: date | None, as_of: date
) -> Spent | None:
    """Return how the money stands on a day, None without a budget.

    The straight line runs from the day the case is reckoned from, else the one on which the budget was `agreed`. It
    `ends` with the plan that was signed; where that has no day, on the last one on which work is wanted today, else on
    the pilot's last.
    """
    budget = initiative.budget
    if budget is None:
        return None
    begins = (initiative.case.starts if initiative.case else None) or agreed
    ends = ends or _ends(initiative)
    line, no_line = _line(budget.amount, begins, ends, as_of)
    to_come, no_forecast, unpriced = _to_come(initiative, evidence)
    currency = initiative.currency or ""
    return Spent(currency, budget.amount, budget.spent, line, no_line, begins, ends, to_come, no_forecast, unpriced)


def _ends(initiative: Initiative) -> date | None:
    days = [item.due for _, item in items_of(initiative) if item.due and item.status != "cancelled"]
    return max(days, default=initiative.pilot.ends if initiative.pilot else None)


def _line(amount: float, begins: date | None, ends: date | None, as_of: date) -> tuple[float | None, str]:
    if begins is None:
        return None, "nobody signed the budget and `case.starts` is not set"
    if ends is None:
        return None, "neither the work nor the pilot has a last day"
    if ends <= begins:
        return None, f"its last day, {ends}, is not after its first, {begins}"
    share = min(max((as_of - begins).days / (ends - begins).days, 0.0), 1.0)
    return amount * share, ""


def _to_come(initiative: Initiative, evidence: Evidence) -> tuple[float | None, str, int]:
    spend = evidence.spend
    if isinstance(spend, NotRun):
        return (None, spend.detail, 0) if initiative.epics else (None, "no work is planned yet", 0)
    if spend.unit != initiative.currency:
        return None, f"the work is in {spend.unit}s, without a rate for a day (`rates:`)", 0
    if spend.work is None:
        return None, "no work is priced", 0
    return spend.work, "", sum(leaf.cost is None for leaf in spend.leaves)
