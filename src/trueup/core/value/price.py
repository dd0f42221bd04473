"""What a piece of work costs: remaining effort at a rate plus remaining direct cost, at P50."""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple

from trueup.core.model.initiative import Initiative
from trueup.core.model.links import Links
from trueup.core.model.work import Effort, Estimate, Item


class Amount(NamedTuple):
    """Effort, or direct cost: all of it, what is still to be spent, and what the document says was spent."""

    whole: float
    left: float
    spent: float


NOTHING: Final = Amount(0.0, 0.0, 0.0)


class Price(NamedTuple):
    """An item's own figures, without its children: effort at a rate, and direct cost beside it.

    `effort` is in the unit of effort, `direct` in money. `sized` is set where its size can be told, `fixed` where the
    document states what remains, `estimated` where it states effort, `costed` where it states direct cost. In the unit
    of the `Pricer` are `whole`, its size, `remaining`, what is still to be spent (None where that cannot be told), and
    `spent`, what the document says was.
    """

    effort: Amount = NOTHING
    direct: Amount = NOTHING
    rate: float = 0.0
    sized: bool = False
    fixed: bool = False
    estimated: bool = False
    costed: bool = False
    whole: float = 0.0
    remaining: float | None = None
    spent: float = 0.0


UNPRICED: Final = Price()
"""What an item has that says nothing of its own about effort and money: most epics and stories."""

_BESIDE_AN_ESTIMATE: Final = frozenset({"remaining", "cost", "spent", "cost_spent", "status"})

PRICED_BY: Final = ("estimate", *sorted(_BESIDE_AN_ESTIMATE))
"""Fields of which an item states at least one where its price says anything."""


class Pricer:
    """Prices items in money where rates are known, else in the effort unit that most estimates have."""

    def __init__(self, initiative: Initiative, links: Links) -> None:
        """Choose the unit: the currency, `day` or `point`."""
        self.initiative = initiative
        self.money = initiative.prices_work
        self.unit = (initiative.currency or "") if self.money else _effort_unit(links)
        self.unit_of_effort = "day" if self.money else self.unit
        self._rates: dict[tuple[str | None, str | None], float | None] = {}
        self._plain: dict[tuple[float, float], Price] = {}

    def price(self, item: Item) -> Price:
        """Return the item's own price; done work has nothing remaining, `remaining:` overrides estimate less spent.

        Not priced (None) is work without an estimate, in the other effort unit, or of somebody without a rate; an item
        that has direct cost alone is priced by that.
        """
        rate = self._rate(item.assignee, item.role) if self.money else 1.0
        estimate = self._effort(item.estimate, rate)
        if estimate is not None and rate is not None and _BESIDE_AN_ESTIMATE.isdisjoint(item.model_fields_set):
            return self._estimated(estimate, rate)
        left = self._effort(item.remaining, rate)
        used = self._used(item, rate)
        cost = item.cost.mid if item.cost and self.money else None
        paid = item.cost_spent if self.money else 0.0
        still = _still(item, estimate, left, used, cost)
        done = item.status == "done"
        sized = still is not None
        if done:
            effort, direct = Amount(used if estimate is None else estimate, 0.0, used), Amount(cost or paid, 0.0, paid)
            sized = estimate is not None or cost is not None or bool(used or paid)
        elif still is None:
            effort, direct = Amount(0.0, 0.0, used), Amount(0.0, 0.0, paid)
        else:
            effort = Amount(still + used if estimate is None else estimate, still, used)
            direct = Amount(cost or 0.0, max(0.0, (cost or 0.0) - paid), paid)
        rate = rate or 0.0
        return Price(
            effort,
            direct,
            rate,
            sized=sized,
            fixed=done or (still is not None and left is not None),
            estimated=estimate is not None or left is not None,
            costed=cost is not None,
            whole=effort.whole * rate + direct.whole,
            remaining=effort.left * rate + direct.left if done or still is not None else None,
            spent=effort.spent * rate + direct.spent,
        )

    def _estimated(self, effort: float, rate: float) -> Price:
        """Return the price of work that states an estimate alone, as most does: kept, for many are of one size."""
        found = self._plain.get((effort, rate))
        if found is None:
            cost = effort * rate
            found = self._plain[effort, rate] = Price(
                Amount(effort, effort, 0.0), NOTHING, rate, sized=True, estimated=True, whole=cost, remaining=cost
            )
        return found

    def _effort(self, estimate: Estimate | None, rate: float | None) -> float | None:
        if estimate is None or rate is None or estimate.unit != self.unit_of_effort:
            return None
        return estimate.effort.mid

    def _used(self, item: Item, rate: float | None) -> float:
        """Return the effort spent, stated in the unit of the item's estimate; the other unit is not mixed in."""
        given = item.estimate or item.remaining
        if rate is None or (given is not None and given.unit != self.unit_of_effort):
            return 0.0
        return item.spent

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


def _still(item: Item, estimate: float | None, left: float | None, used: float, cost: float | None) -> float | None:
    """Return the effort that remains, in the unit of effort; None where what remains cannot be told."""
    if item.remaining is not None:
        return left
    if item.estimate is not None:
        return None if estimate is None else max(0.0, estimate - used)
    return None if cost is None else 0.0


def _effort_unit(links: Links) -> Effort:
    open_items = (n.item for n in links.stating("estimate", "remaining") if not n.cancelled)
    units = Counter(given.unit for item in open_items if (given := item.estimate or item.remaining))
    return "point" if units["point"] > units["day"] else "day"
