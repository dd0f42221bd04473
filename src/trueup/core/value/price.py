"""What a piece of work costs: remaining effort at a rate plus remaining direct cost, at P50."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from trueup.core.model.initiative import Initiative
from trueup.core.model.links import Links
from trueup.core.model.work import Effort, Estimate, Item


@dataclass(frozen=True, slots=True)
class Price:
    """An item's own figures, without its children: whole, remaining and spent; None where nothing was estimated."""

    whole: float | None
    remaining: float | None
    spent: float
    fixed: bool


class Pricer:
    """Prices items in money where rates are known, else in the effort unit that most estimates have."""

    def __init__(self, initiative: Initiative, links: Links) -> None:
        """Choose the unit: the currency, `day` or `point`."""
        self.initiative = initiative
        rated = bool(initiative.rates) or any(p.rate is not None for p in initiative.people.values())
        self.money = initiative.currency is not None and rated
        self.unit = (initiative.currency or "") if self.money else _effort_unit(links)

    def price(self, item: Item) -> Price:
        """Return the item's own price; done work has nothing remaining, `remaining:` overrides estimate less spent."""
        rate = self._rate(item) if self.money else 1.0
        effort = self._effort(item.estimate, rate)
        left = self._effort(item.remaining, rate)
        cost = item.cost.mid if item.cost and self.money else None
        spent = item.spent * (rate or 0.0) + (item.cost_spent if self.money else 0.0)
        if item.status == "done":
            return Price((effort or 0.0) + (cost or 0.0), 0.0, spent, fixed=True)
        if effort is None and left is None and (cost is None or item.estimate is not None):
            return Price(None, None, spent, fixed=False)
        whole = (effort if effort is not None else (left or 0.0) + item.spent * (rate or 0.0)) + (cost or 0.0)
        open_effort = left if left is not None else max(0.0, (effort or 0.0) - item.spent * (rate or 0.0))
        return Price(whole, open_effort + max(0.0, (cost or 0.0) - item.cost_spent), spent, fixed=left is not None)

    def _effort(self, estimate: Estimate | None, rate: float | None) -> float | None:
        if estimate is None or rate is None or estimate.unit != ("day" if self.money else self.unit):
            return None
        return estimate.effort.mid * rate

    def _rate(self, item: Item) -> float | None:
        person = self.initiative.people.get(item.assignee or "")
        if person and person.rate is not None:
            return person.rate
        rates = self.initiative.rates
        for role in (item.role, person.role if person else None, "default"):
            if role and role in rates:
                return rates[role]
        return None


def _effort_unit(links: Links) -> Effort:
    units = Counter(n.item.estimate.unit for n in links.nodes.values() if n.item.estimate and not n.cancelled)
    return "point" if units["point"] > units["day"] else "day"
