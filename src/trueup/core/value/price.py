"""What a piece of work costs: remaining effort at a rate plus remaining direct cost, at P50."""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple

from trueup.core.model.initiative import Initiative
from trueup.core.model.links import Links
from trueup.core.model.work import Effort, Estimate, Item


class Price(NamedTuple):
    """An item's own figures, without its children, in the unit of the `Pricer`.

    `whole` is its size, `remaining` what is still to be spent; each is None where it cannot be told. `spent` is what
    the document says was spent on it. `fixed` is set where the document states what remains.
    """

    whole: float | None
    remaining: float | None
    spent: float
    fixed: bool


UNPRICED: Final = Price(None, None, 0.0, fixed=False)
"""What an item has that says nothing of its own about effort and money: most epics and stories."""


class Pricer:
    """Prices items in money where rates are known, else in the effort unit that most estimates have."""

    def __init__(self, initiative: Initiative, links: Links) -> None:
        """Choose the unit: the currency, `day` or `point`."""
        self.initiative = initiative
        rated = bool(initiative.rates) or any(p.rate is not None for p in initiative.people.values())
        self.money = initiative.currency is not None and rated
        self.unit = (initiative.currency or "") if self.money else _effort_unit(links)
        self._unit_of_effort = "day" if self.money else self.unit
        self._rates: dict[tuple[str | None, str | None], float | None] = {}

    def price(self, item: Item) -> Price:
        """Return the item's own price; done work has nothing remaining, `remaining:` overrides estimate less spent.

        Not priced (None) is work without an estimate, in the other effort unit, or of somebody without a rate; an item
        that has direct cost alone is priced by that.
        """
        if _says_nothing(item):
            return UNPRICED
        rate = self._rate(item.assignee, item.role) if self.money else 1.0
        effort, left = self._effort(item.estimate, rate), self._effort(item.remaining, rate)
        used = self._used(item, rate)
        cost = item.cost.mid if item.cost and self.money else None
        paid = item.cost_spent if self.money else 0.0
        if item.status == "done":
            return Price(_whole(effort, used, cost, paid), 0.0, used + paid, fixed=True)
        if item.remaining is not None:
            still = left
        elif item.estimate is not None:
            still = None if effort is None else max(0.0, effort - used)
        else:
            still = None if cost is None else 0.0
        if still is None:
            return Price(None, None, used + paid, fixed=False)
        whole = (effort if effort is not None else still + used) + (cost or 0.0)
        return Price(whole, still + max(0.0, (cost or 0.0) - paid), used + paid, fixed=item.remaining is not None)

    def _effort(self, estimate: Estimate | None, rate: float | None) -> float | None:
        if estimate is None or rate is None or estimate.unit != self._unit_of_effort:
            return None
        return estimate.effort.mid * rate

    def _used(self, item: Item, rate: float | None) -> float:
        """Return the effort spent, stated in the unit of the item's estimate; the other unit is not mixed in."""
        given = item.estimate or item.remaining
        if rate is None or (given is not None and given.unit != self._unit_of_effort):
            return 0.0
        return item.spent * rate

    def _rate(self, assignee: str | None, role: str | None) -> float | None:
        who = (assignee, role)
        if who not in self._rates:
            self._rates[who] = self._rate_of(assignee, role)
        return self._rates[who]

    def _rate_of(self, assignee: str | None, role: str | None) -> float | None:
        person = self.initiative.people.get(assignee or "")
        if person and person.rate is not None:
            return person.rate
        rates = self.initiative.rates
        for each in (role, person.role if person else None, "default"):
            if each and each in rates:
                return rates[each]
        return None


def _says_nothing(item: Item) -> bool:
    """Whether an item that is not done has no estimate and no cost of its own, and nothing was spent on it."""
    return (
        item.estimate is None
        and item.remaining is None
        and item.cost is None
        and not (item.spent or item.cost_spent)
        and item.status != "done"
    )


def _whole(effort: float | None, used: float, cost: float | None, paid: float) -> float | None:
    """Return the size of done work: as estimated, else as spent; None where the document says neither."""
    if effort is None and cost is None and not used + paid:
        return None
    return (used if effort is None else effort) + (paid if cost is None else cost)


def _effort_unit(links: Links) -> Effort:
    open_items = (n.item for n in links.nodes.values() if not n.cancelled)
    units = Counter(given.unit for item in open_items if (given := item.estimate or item.remaining))
    return "point" if units["point"] > units["day"] else "day"
