"""Whether people have the days that their open work takes by the days it is due.

Public holidays are not taken off, and estimates count at their P50: what shows as too much is too much.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from trueup.core.base.record import dataclass
from trueup.core.model.calendar import Calendar, Span, Weekday
from trueup.core.model.people import Person
from trueup.core.model.work import Item
from trueup.core.rules.rule import Case

_WEEK: Final[tuple[Weekday, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS: Final = 7
_USUAL: Final = Calendar.model_construct()  # nothing in it needs checking: its model is not built for that


@dataclass(frozen=True, slots=True)
class Demand:
    """Days of one person's open work, and the day by which they are wanted; `path` is the item."""

    due: date
    days: float
    path: str
    case: Case


@dataclass(frozen=True, slots=True)
class Load:
    """Work that a person has until a day, in days, against the days they have until then."""

    due: date
    work: float
    days: float
    demands: tuple[Demand, ...]


def demands(case: Case) -> dict[str, list[Demand]]:
    """Return the dated open work of each person who is listed, in time linear in the items.

    Counted are items without open parts, estimated in days, that name an assignee; where an item is not due by itself,
    the nearest above it that is due speaks for it. Points are never turned into days.
    """
    found: dict[str, list[Demand]] = {}
    people, links = case.initiative.people, case.links
    if not people or not links.stating("due"):
        return found
    for node in links.stating("assignee"):
        who = node.item.assignee
        if who is None or who not in people or node.cancelled or node.status == "done" or links.parts(node):
            continue
        by = next((each.item.due for each in links.lineage(node) if each.item.due), None)
        left = _left(node.item)
        if by is not None and left > 0:
            found.setdefault(who, []).append(Demand(by, left, node.path, case))
    return found


def _left(item: Item) -> float:
    """Return the days of effort still to come, 0 where they are not stated in days."""
    if item.remaining is not None:
        return item.remaining.effort.mid if item.remaining.unit == "day" else 0.0
    if item.estimate is None or item.estimate.unit != "day":
        return 0.0
    return max(0.0, item.estimate.effort.mid - item.spent)


def overload(
    wanted: Iterable[Demand], person: Person, calendar: Calendar | None, as_of: date, most: float, share: float
) -> Load | None:
    """Return where a person's work exceeds `most` times the days they have, by the most days; None where nowhere.

    `share` is the part of a full week that they have. Work that was due before `as_of` counts by the next due day.
    """
    ordered = sorted(wanted, key=lambda each: (each.due, each.path))
    first = max(as_of, person.since or as_of)
    worst: tuple[int, float, float] | None = None
    work = 0.0
    for number, each in enumerate(ordered):
        work += each.days
        last_of_day = number + 1 == len(ordered) or ordered[number + 1].due != each.due
        if each.due < as_of or not last_of_day:
            continue
        until = each.due if person.left is None else min(each.due, person.left - timedelta(1))
        days = share * working_days(calendar or _USUAL, first, until)
        if work > most * days and (worst is None or work - days > worst[1] - worst[2]):
            worst = (number, work, days)
    if worst is None:
        return None
    number, work, days = worst
    return Load(ordered[number].due, work, days, tuple(ordered[: number + 1]))


def working_days(calendar: Calendar, first: date, last: date) -> int:
    """Return the days from `first` to `last`, both among them, that a calendar works, public holidays included."""
    worked = frozenset(_WEEK.index(day) for day in calendar.days)
    closed = sum(_weekdays(worked, *span) for span in _merged(calendar.closed, first, last))
    return _weekdays(worked, first, last) - closed


def _weekdays(worked: frozenset[int], first: date, last: date) -> int:
    if last < first:
        return 0
    weeks, rest = divmod((last - first).days + 1, _DAYS)
    begins = first.weekday()
    return weeks * len(worked) + sum((begins + day) % _DAYS in worked for day in range(rest))


def _merged(spans: Sequence[Span], first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield the parts of spans within two days, none twice."""
    here = first
    for span in sorted(spans, key=lambda each: each.first):
        begin, end = max(span.first, here), min(span.last, last)
        if begin <= end:
            yield begin, end
            if end == date.max:
                return
            here = end + timedelta(1)


def calendar_of(person: Person, calendars: Mapping[str, Calendar]) -> Calendar | None:
    """Return the calendar a person works by, None where the document names none."""
    return calendars.get(person.calendar or "")
