"""Aligned spend: how much of the money still to be spent reaches a measured, owned KPI."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from trueup.core.base.finding import Id
from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun

Segment = Literal["aligned", "mandated", "unqualified", "no_kpi", "not_planned"]


class Leaf(NamedTuple):
    """One piece of work that is not broken down further: its cost, where that cost goes, and its first missing link."""

    path: Id
    title: str
    cost: float | None
    segments: tuple[tuple[Segment, float], ...]
    kpis: tuple[tuple[str, float], ...]
    missing: str | None


def item_of_leaf(path: str) -> str:
    """Return the path of the item that a leaf belongs to: what is not broken down has its item's path and an ending."""
    return path.partition("+")[0]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether money that reaches a KPI counts as aligned (`qualifies`), and what is missing first to last if not.

    `unknown` is set where that hangs on data which was not read.
    """

    kpi: str
    qualifies: bool
    owned: bool
    missing: tuple[str, ...]
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Undercut:
    """A parent whose own estimate lies below the sum of its children's: both as effort, else both as direct cost.

    `unit` is that of the two figures; `cost` is the difference in the unit of all figures, effort at the parent's rate.
    """

    path: Id
    own: float
    children: float
    unit: str
    cost: float


@dataclass(frozen=True, slots=True)
class SpendFigures:
    """The headline and what it is made of; amounts in `unit` (a currency, `day` or `point`).

    `total` is what the work still costs, or the budget that remains where that is more: what no work is planned for is
    a segment of its own. `aligned` and `linked` are shares of `total`, or why they are unknown; `segments` sum to it.
    `at_median` is the aligned share with every missing estimate set to the median of its siblings (assumed), None where
    none is missing.
    """

    unit: str
    total: float
    aligned: float | NotRun
    linked: float | NotRun
    segments: tuple[tuple[Segment, float], ...]
    priced: int
    leaves: tuple[Leaf, ...]
    spent: float
    at_median: float | None
    standings: tuple[Standing, ...]
    undercuts: tuple[Undercut, ...]

    @property
    def work(self) -> float | None:
        """What the work still costs at P50, as far as it is priced, in `unit`; None where none of it is."""
        costs = [leaf.cost for leaf in self.leaves if leaf.cost is not None]
        return math.fsum(costs) if costs else None

    def behind(self, kpi: str) -> float:
        """Return the part of the total that reaches a KPI."""
        return sum(leaf.cost * share for leaf in self.leaves if leaf.cost for name, share in leaf.kpis if name == kpi)
