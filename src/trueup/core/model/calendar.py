"""Calendars: which days are worked."""

import re
from datetime import date
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BeforeValidator, Field

from trueup.core.base.record import dataclass
from trueup.core.base.units import Fault
from trueup.core.model.fields import DATE, LONGEST_NAME, Amount, Expected, Part, Text, Written, by

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both among them."""

    first: date
    last: date


def _spans(raw: object) -> tuple[Span, ...]:
    if isinstance(raw, tuple):
        return raw
    entries = [raw] if isinstance(raw, str) else raw
    if not isinstance(entries, list):
        raise Expected(CLOSED)
    return tuple([_span(entry) for entry in entries])


def _span(raw: object) -> Span:
    if not isinstance(raw, str):
        raise Expected(CLOSED)
    first, dots, last = (part.strip() for part in raw.partition(".."))
    span = Span(_date(first), _date(last if dots else first))
    if span.last < span.first:
        raise Fault(f"`{raw}` ends before it begins", CLOSED.how)
    return span


def _date(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise Fault(f"`{text[:LONGEST_NAME]}` is not a date", CLOSED.how)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Fault(f"there is no day {text} in the calendar", DATE.how) from None


def _entries(raw: object) -> object:
    return [raw] if isinstance(raw, str) else raw


CLOSED: Final = Written(
    "list of days", "Write days and spans of them: [2026-12-24, 2026-12-27..2026-12-31]", by(_spans)
)


class Calendar(Part):
    """Which days people work: the public holidays of a place, the days of the week, and when nobody is there."""

    alone: ClassVar[str] = "country"

    country: Text | None = Field(None, description="the country whose public holidays are free, such as `DE`")
    subdivision: Text | None = Field(None, description="its part with holidays of its own, such as `BY`")
    days: Annotated[tuple[Weekday, ...], BeforeValidator(_entries)] = Field(
        ("mon", "tue", "wed", "thu", "fri"),
        description="the days of the week that are worked; Monday to Friday unless said",
    )
    hours: Amount = Field(8.0, description="the hours of a day of work")
    closed: Annotated[tuple[Span, ...], CLOSED] = Field((), description="days on which nobody works")
