"""Whether something that happens again and again is late: reviews and what people are told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from trueup.core.base.record import dataclass


@dataclass(frozen=True, slots=True)
class Late:
    """Something that should have happened on a day; `last` is when it did so before, None where it never did."""

    due: date
    last: date | None


def late(done: Iterable[date], first: date | None, every: int | None, as_of: date, grace: float) -> Late | None:
    """Return what was due and did not happen by `as_of`; None where nothing was.

    It is first due on `first`, then `every` so many days after it happened last; a part `grace` of these days may pass
    before it counts as late. Without `every` it is due once.
    """
    last = max((day for day in done if day <= as_of), default=None)
    due = first if last is None else _after(last, every)
    if due is None:
        return None
    limit = _after(due, round(grace * (every or 0)))
    return Late(due, last) if limit is not None and limit < as_of else None


def _after(day: date, days: int | None) -> date | None:
    if days is None or days > (date.max - day).days:
        return None
    return day + timedelta(days)
