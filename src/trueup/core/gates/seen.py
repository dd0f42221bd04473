"""The figures that signers see beside an agreement, and how far they are from today's.

A hash has no tolerance, so figures are no part of an agreement; they are kept with the signature instead. Where one of
them has moved materially since, the agreement still holds word for word and is suspect.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from math import fsum
from typing import Final

from trueup.core.base.quantity import Quantity
from trueup.core.base.record import dataclass
from trueup.core.base.units import TIMES
from trueup.core.gates.agreements import stands_on
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Initiative
from trueup.core.model.items import dropped, item_at, located, parent_of
from trueup.core.model.ledger import AgreementKind, Seen
from trueup.core.model.results.spend import SpendFigures, item_of_leaf

BENEFIT: Final = "promised benefit"
SPEND: Final = "work still to be paid"
OF_MVP: Final = "MVP still to be paid"
EARLIER: Final = "remaining work"
"""What ledgers of before hold in the place of `SPEND`: what the work still costs, or the budget where that is more."""

OF_WORK: Final = frozenset({SPEND, OF_MVP, EARLIER})
"""Figures that become less by work being done."""

MEANT: Final[Mapping[str, str]] = {EARLIER: " (or the budget, where that was more)"}
"""What is said behind the name of a figure that says too little."""

_WITH_WORK: Final[frozenset[AgreementKind]] = frozenset({"blueprint", "delivery", "pilot"})
_DIGITS: Final = 12
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class Drift:
    """A figure that moved materially since somebody saw it: then, today, each with its unit, and by which tolerance."""

    name: str
    seen: float
    seen_unit: str
    today: float
    unit: str
    why: str

    @property
    def words(self) -> str:
        """Return it as a phrase: `kpis.late` was 24.47 % and is 27.1 % (...)."""
        seen, today = figure_words(self.seen, self.seen_unit), figure_words(self.today, self.unit)
        return f"`{self.name}`{MEANT.get(self.name, '')} was {seen} and is {today} ({self.why})"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of today with its 95 % interval, where it has one."""

    seen: Seen
    low: float | None = None
    high: float | None = None

    def words_of(self, value: float) -> str:
        """Return a value of this figure with its unit."""
        return figure_words(value, self.seen.unit)


def figures(kind: AgreementKind, initiative: Initiative, evidence: Evidence) -> tuple[Figure, ...]:
    """Return the figures beside an agreement: levels of its KPIs, the promised benefit and, with a plan, its work.

    Of the work the MVP has a figure of its own, where one is stated and priced.
    """
    found: list[Figure] = []
    for name in sorted(stands_on(initiative)):
        reading = evidence.reading(name)
        if not isinstance(reading, NotRun) and not isinstance(reading.level, NotRun):
            found.append(_of(f"kpis.{name}", reading.level))
    benefit = evidence.benefit
    if not isinstance(benefit, NotRun) and not isinstance(benefit.promised, NotRun):
        found.append(_of(BENEFIT, benefit.promised))
    spend = evidence.spend
    if kind in _WITH_WORK and not isinstance(spend, NotRun) and spend.work is not None:
        found.append(Figure(Seen(SPEND, rounded(spend.work), spend.unit, "estimated")))
        found += [Figure(Seen(OF_MVP, rounded(cost), spend.unit, "estimated")) for cost in _of_mvp(initiative, spend)]
    return tuple(found)


def _of_mvp(initiative: Initiative, spend: SpendFigures) -> Iterator[float]:
    """Yield what the work of the MVP still costs, as far as it is priced: nothing where none is stated or priced."""
    if initiative.mvp is None:
        return
    named = set(located(initiative, initiative.mvp.items).values())
    costs = [
        leaf.cost
        for leaf in spend.leaves
        if leaf.cost is not None and _is_work_of(initiative, item_of_leaf(leaf.path), named)
    ]
    if costs:
        yield fsum(costs)


def _is_work_of(initiative: Initiative, path: str, named: Container[str]) -> bool:
    """Whether an item that is to be worked on is among those named, or below one of them."""
    here: str | None = path
    while here is not None and here not in named:
        here = parent_of(here)
    item = item_at(initiative, path)
    return here is not None and item is not None and not dropped(item)


def comparable(kind: AgreementKind, initiative: Initiative, evidence: Evidence) -> tuple[Figure, ...]:
    """Return the figures of today that those of signatures are held against: also one that only those of before saw."""
    found, spend = figures(kind, initiative, evidence), evidence.spend
    if kind not in _WITH_WORK or isinstance(spend, NotRun):
        return found
    return (*found, Figure(Seen(EARLIER, rounded(spend.total), spend.unit, "estimated")))


def drifts(seen: Sequence[Seen], today: Sequence[Figure], tolerance: float) -> Iterator[Drift]:
    """Yield the figures that moved materially.

    Materially is outside the 95 % interval of today's measurement, or by more than a share `tolerance` of what was
    seen. Work to be paid that became less is no drift: it was done, for cancelling work changes the agreement itself.
    What has another unit today cannot be compared and counts as moved; what is not known today is left out.
    """
    known: Mapping[str, Figure] = {figure.seen.name: figure for figure in today}
    for each in seen:
        figure = known.get(each.name)
        if figure is None:
            continue
        now = figure.seen
        why = _why(each, figure, tolerance)
        if why:
            yield Drift(each.name, each.value, each.unit, now.value, now.unit, why)


def _why(each: Seen, figure: Figure, tolerance: float) -> str:
    now = figure.seen
    if now.unit != each.unit:
        return f"in {unit_words(now.unit)}, no longer in {unit_words(each.unit)}"
    if figure.low is not None and figure.high is not None and not figure.low <= each.value <= figure.high:
        low, high = figure_words(figure.low, now.unit), figure_words(figure.high, now.unit)
        return f"outside today's 95 % interval, {low} to {high}"
    if now.name in OF_WORK and now.value <= each.value:
        return ""
    if abs(now.value - each.value) > tolerance * abs(each.value):
        return f"more than {tolerance * _HUNDRED:g} % off"
    return ""


def _of(name: str, found: Quantity) -> Figure:
    seen = Seen(name, rounded(found.value), found.unit, found.basis.value)
    if found.spread.form != "interval95":
        return Figure(seen)
    return Figure(seen, found.spread.low, found.spread.high)


def rounded(value: float) -> float:
    """Return a figure at the digits that an engine vouches for: the rest differs from run to run."""
    return float(f"{value:.{_DIGITS}g}")


def unit_words(unit: str) -> str:
    """Return a unit as one says what is counted in it: days, EUR, shares."""
    return "shares" if unit == "1" else f"{unit}s" if unit in TIMES else unit


def figure_words(value: float, unit: str) -> str:
    """Return a figure with its unit, of four digits; a share of 1 in percent."""
    rounded = float(f"{value * (_HUNDRED if unit == '1' else 1):.4g}")
    shown = f"{rounded:,.10g}"
    if unit in TIMES and shown != "1":
        return f"{shown} {unit}s"
    return f"{shown} %" if unit == "1" else f"{shown} {unit}"
