"""Which days count: the data's span up to the as-of date, less what has not settled, cut into windows and months."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from trueup.core.base.record import dataclass
from trueup.core.measure.estimate import month_end
from trueup.core.model.ask.kpi import Day, KpiDays
from trueup.core.model.results.measure import Funnel


@dataclass(frozen=True, slots=True)
class Settled:
    """The days of a KPI that may be counted: from `first` to `last`; `later` and `unsettled` units are left out."""

    days: tuple[Day, ...]
    first: date
    last: date
    later: int
    unsettled: int


def settled(answer: KpiDays, settles: int, as_of: date) -> Settled | None:
    """Return the countable days: not after the as-of date, and old enough to have settled at the end of the data.

    The end of the data is its newest day that is not after the as-of date. None where no day is left.
    """
    known = [day for day in answer.days if day.day <= as_of]
    if not known:
        return None
    newest = max(day.day for day in known)
    if settles >= newest.toordinal():
        return None
    end = newest - timedelta(settles)
    days = tuple(day for day in known if day.day <= end)
    if not days:
        return None
    later = sum(day.units for day in answer.days if day.day > as_of)
    return Settled(days, min(day.day for day in days), end, later, sum(day.units for day in known if day.day > end))


def within(days: Sequence[Day], since: date, until: date) -> list[Day]:
    """Return the days from `since` to `until`, both included."""
    return [day for day in days if since <= day.day <= until]


def months(first: date, last: date) -> list[tuple[date, date, bool]]:
    """Return each calendar month of a span as (first day covered, last day covered, whether it is whole)."""
    found = []
    start = first.replace(day=1)
    while start <= last:
        end = month_end(start)
        found.append((max(start, first), min(end, last), start >= first and end <= last))
        if end == date.max:
            break
        start = end + timedelta(1)
    return found


def funnel(answer: KpiDays, base: Settled, since: date, until: date) -> Funnel:
    """Return how the table's rows became the units counted in a window."""
    inside = within(base.days, since, until)
    units = sum(day.units for day in answer.days) + answer.undated
    return Funnel(
        rows=answer.rows,
        kept=answer.kept,
        units=units,
        undated=answer.undated,
        later=base.later,
        unsettled=base.unsettled,
        outside=sum(day.units for day in base.days) - sum(day.units for day in inside),
        excluded=sum(day.excluded for day in inside),
        null=sum(day.null for day in inside),
        counted=sum(day.n for day in inside),
    )
