"""Which reviews that were due were held: each counts for one day on which it was due, so never more than planned."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from trueup.core.base.record import dataclass
from trueup.core.model.governance import Review
from trueup.core.model.ledger import Entry


@dataclass(frozen=True, slots=True)
class DueReview:
    """A day on which a review was due, and whether one was held about then."""

    day: date
    held: bool


def reviews_due(name: str, review: Review, acts: Sequence[Entry], as_of: date) -> tuple[DueReview, ...]:
    """Return the days up to one on which a review was due by its rhythm, none where it has none.

    The first is the day in `starts:`, or the first on which it was held where that was before.
    """
    held = held_on(name, review.held, acts, as_of)
    starts = min((day for day in (review.starts, *held) if day), default=None)
    if not review.every or starts is None or starts > as_of:
        return ()
    count = 1 + (as_of - starts).days // review.every
    met = _met(held, starts, review.every)
    return tuple(DueReview(starts + timedelta(review.every * each), each in met) for each in range(count))


def _met(held: Collection[date], starts: date, every: int) -> set[int]:
    """Return the numbers of the due days that reviews met.

    A review counts for the last day it was due on before; where that is met already, for the next one if that is less
    than half of the rhythm ahead.
    """
    met: set[int] = set()
    for day in sorted(held):
        number, after = divmod((day - starts).days, every)
        if number not in met:
            met.add(number)
        elif 2 * (every - after) < every:
            met.add(number + 1)
    return met


def held_on(name: str, listed: Sequence[date], acts: Sequence[Entry], as_of: date) -> set[date]:
    """Return the days on which a review was held, by the document and the ledger."""
    days = {draft.at.date() for entry in acts if (draft := entry.draft).kind == "review" and draft.subject == name}
    return {day for day in (*listed, *days) if day <= as_of}
