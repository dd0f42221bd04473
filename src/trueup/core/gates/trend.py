"""Whether working together gets better or worse from phase to phase, measure by measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Literal

from trueup.core.base.finding import Phase
from trueup.core.base.record import dataclass
from trueup.core.rules.words import count

MeasureName = Literal["sides", "people", "days", "reviews", "disagreements"]
Direction = Literal["better", "worse", "steady", "not enough phases"]

_ALMOST: Final = 1e-9
_MORE_IS_BETTER: Final = frozenset({"sides", "people", "reviews"})
TITLES: Final[Mapping[MeasureName, str]] = {
    "sides": "sides that take part",
    "people": "people who take part",
    "days": "days from first signature to decision",
    "reviews": "reviews held",
    "disagreements": "disagreements",
}
REMEDIES: Final[Mapping[MeasureName, str]] = {
    "sides": "Name who speaks for the side that is absent, and ask them.",
    "people": "Ask those who stayed away, or name somebody else.",
    "days": "Agree on a day for the decision before the first signature.",
    "reviews": "Hold the reviews, or plan them as often as they are needed.",
    "disagreements": "Settle what is open before the next signature: `trueup diff` and `trueup priorities` show it.",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted of one phase: (how many, of how many); None for what has nothing to be counted of, or not yet.

    `disagreements` are the texts signed or declined anew in other words and what of the phase is open, `open_now` the
    latter alone.
    """

    phase: Phase
    sides: tuple[int, int] | None
    people: tuple[int, int] | None
    days: int | None
    reviews: tuple[int, int] | None
    disagreements: int | None
    open_now: int


@dataclass(frozen=True, slots=True)
class Step:
    """A measure in one phase: its value, how that is said, and its direction against the phase before."""

    phase: Phase
    value: float
    words: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure over the phases in which it could be counted; `direction` is that of the last of them."""

    measure: MeasureName
    steps: tuple[Step, ...]

    @property
    def title(self) -> str:
        """What is measured."""
        return TITLES[self.measure]

    @property
    def direction(self) -> Direction:
        """Where it goes."""
        return self.steps[-1].direction


def trends(tallies: Sequence[Tally], steady: float) -> tuple[Trend, ...]:
    """Return each measure that could be counted, phase by phase.

    A measure is steady where it moved by at most the share `steady` of what it was the phase before; from nothing,
    everything is a move. The first phase has nothing to be compared with.
    """
    found = []
    for name, said in _SAID.items():
        values = [(each.phase, value, words) for each in tallies for value, words in said(each)]
        if values:
            found.append(Trend(name, tuple(_steps(name, values, steady))))
    return tuple(found)


def _steps(name: MeasureName, values: Sequence[tuple[Phase, float, str]], steady: float) -> Iterator[Step]:
    before: float | None = None
    for phase, value, words in values:
        yield Step(phase, value, words, _direction(name, before, value, steady))
        before = value


def _direction(name: MeasureName, before: float | None, now: float, steady: float) -> Direction:
    if before is None:
        return "not enough phases"
    if abs(now - before) <= steady * abs(before) + _ALMOST:
        return "steady"
    return "better" if (now > before) == (name in _MORE_IS_BETTER) else "worse"


Said = Iterator[tuple[float, str]]


def _share(of: tuple[int, int] | None) -> Said:
    """Yield a share with its count; nothing where there is nothing to be counted of."""
    if of is not None and of[1] > 0:
        yield min(of[0] / of[1], 1.0), f"{of[0]} of {of[1]}"


def _days(each: Tally) -> Said:
    if each.days is not None:
        yield float(each.days), count(each.days, "day")


def _disputes(each: Tally) -> Said:
    total, still = each.disagreements, each.open_now
    if total is None:
        return
    words = f"{total} open" if still == total and total else f"{total} with {still} open" if still else f"{total}"
    yield float(total), words


_SAID: Final[Mapping[MeasureName, Callable[[Tally], Said]]] = {
    "sides": lambda each: _share(each.sides),
    "people": lambda each: _share(each.people),
    "days": _days,
    "reviews": lambda each: _share(each.reviews),
    "disagreements": _disputes,
}
