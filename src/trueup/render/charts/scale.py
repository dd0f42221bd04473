"""Where values and months stand on a picture: round ticks, a calendar axis, and labels that keep apart."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Final

from trueup.core.base.record import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_STEPS: Final = (1.0, 2.0, 5.0, 10.0)
_STRIDES: Final = (1, 2, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True, slots=True)
class Ticks:
    """Round values that enclose what is shown, and how many decimals they need."""

    values: tuple[float, ...]
    decimals: int

    @property
    def low(self) -> float:
        """The lowest tick."""
        return self.values[0]

    @property
    def high(self) -> float:
        """The highest tick."""
        return self.values[-1]

    def place(self, value: float, start: float, end: float) -> float:
        """Return where a value stands when the lowest tick is at `start` and the highest at `end`."""
        return start + (end - start) * (value - self.low) / (self.high - self.low)


def nice_ticks(low: float, high: float, steps: int = 5) -> Ticks:
    """Return ticks one, two or five apart (times a power of ten) around `low` and `high`, about `steps` intervals."""
    if high <= low:
        pad = abs(low) * 0.1 or 1.0
        low, high = low - pad, high + pad
    raw = (high - low) / steps
    power = 10.0 ** math.floor(math.log10(raw))
    step = power * next(s for s in _STEPS if s * power >= raw * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return Ticks(tuple(round(k * step, decimals) for k in range(first, last + 1)), decimals)


@dataclass(frozen=True, slots=True)
class MonthAxis:
    """A run of calendar months between two edges; every month is equally wide."""

    first: date
    count: int
    left: float
    right: float

    @classmethod
    def over(cls, days: Iterable[date], left: float, right: float) -> MonthAxis:
        """Return the axis from the month of the earliest to the month of the latest day."""
        known = sorted(days)
        start, end = known[0], known[-1]
        return cls(start.replace(day=1), (end.year - start.year) * 12 + end.month - start.month + 1, left, right)

    def at(self, day: date) -> float:
        """Return the x at which a day begins."""
        length = (_later(day, 1) - day.replace(day=1)).days
        return self._x((day.year - self.first.year) * 12 + day.month - self.first.month + (day.day - 1) / length)

    def middle(self, day: date) -> float:
        """Return the x of the middle of a day's month."""
        return self._x((day.year - self.first.year) * 12 + day.month - self.first.month + 0.5)

    def labelled(self, most: int) -> tuple[date, ...]:
        """Return at most so many months to label, evenly apart; strides beyond one month start at a January."""
        stride = next((s for s in _STRIDES if self.count <= s * most), _STRIDES[-1])
        every = (_later(self.first, k) for k in range(self.count))
        return tuple(m for m in every if (m.year * 12 + m.month - 1) % stride == 0) or (self.first,)

    def _x(self, months: float) -> float:
        return self.left + (self.right - self.left) * months / self.count


def _later(day: date, months: int) -> date:
    """Return the first day of the month so many months after a day's own."""
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def next_month(day: date) -> date:
    """Return the first day of the month after a day's own."""
    return _later(day, 1)


def keep_apart(wanted: Sequence[float], gap: float, low: float, high: float) -> tuple[float, ...]:
    """Return places near the wanted ones, at least `gap` apart and inside low..high as far as there is room."""
    order = sorted(range(len(wanted)), key=lambda k: wanted[k])
    placed: list[float] = []
    for rank, k in enumerate(order):
        floor = placed[-1] + gap if placed else low
        placed.append(max(floor, min(wanted[k], high - gap * (len(order) - 1 - rank))))
    result = [0.0] * len(wanted)
    for rank, k in enumerate(order):
        result[k] = placed[rank]
    return tuple(result)
