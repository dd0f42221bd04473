"""The dated things of initiatives as iCalendar (RFC 5545): the same bytes for the same agenda and day."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

from trueup.core.gates.agenda import Dated, Kind
from trueup.core.model.initiative import Initiative
from trueup.render.harmless import cut
from trueup.render.plain import person

_VERBS: Final[Mapping[Kind, str]] = {
    "condition": "Condition of the go",
    "decision": "Decide",
    "review": "Review",
    "communication": "Tell",
    "waiver": "Ends",
}
_MILESTONES: Final = frozenset({"gate", "pilot", "target"})
"""Kinds that stay in the calendar when their day has passed."""

_DAYS_OF_A_WEEK: Final = 7
_LONGEST: Final = 160
_EPOCH: Final = date(2000, 1, 1)


def calendar_ics(agendas: Sequence[tuple[Initiative, Sequence[Dated]]], as_of: date) -> tuple[bytes, int]:
    """Return a calendar with the agendas of some initiatives, and how many events it holds.

    Everything lasts a whole day. What recurs is one event with its rule, from the day it is due next. The id of an
    event hangs on the initiative and the document's path, never on its day, so that importing anew moves an event
    instead of making another one; for that its sequence number grows with `as_of`.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//trueup//trueup//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if len(agendas) == 1:
        calendar.add("x-wr-calname", cut(agendas[0][0].title, _LONGEST))
    count = 0
    for initiative, dated in agendas:
        seen: dict[str, int] = {}
        for each in dated:
            if each.done and each.kind not in _MILESTONES:
                continue
            key = f"{initiative.id}\n{each.path}\n{each.kind}"
            seen[key] = seen.get(key, 0) + 1
            calendar.add_component(_event(initiative, each, f"{key}\n{seen[key]}", as_of, named=len(agendas) > 1))
            count += 1
    return bytes(calendar.to_ical()), count


def _event(initiative: Initiative, each: Dated, key: str, as_of: date, *, named: bool) -> Event:
    event = Event()
    event.add("uid", f"{hashlib.sha256(key.encode()).hexdigest()[:32]}@trueup")
    event.add("dtstamp", datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC))
    event.add("sequence", max((as_of - _EPOCH).days, 0))
    verb = _VERBS.get(each.kind)
    title = f"{verb}: {each.what}" if verb else each.what
    event.add("summary", cut(" ".join(f"{initiative.title}: {title}".split() if named else title.split()), _LONGEST))
    event.add("dtstart", each.day)
    if each.day < date.max:
        event.add("dtend", each.day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("categories", [each.kind])
    event.add("description", _description(initiative, each))
    if each.every:
        event.add("rrule", _rule(each.every))
    return event


def _rule(every: int) -> dict[str, object]:
    if every % _DAYS_OF_A_WEEK == 0:
        return {"freq": "weekly", "interval": every // _DAYS_OF_A_WEEK}
    return {"freq": "daily", "interval": every}


def _description(initiative: Initiative, each: Dated) -> str:
    among = ", ".join(person(initiative, name) for name in each.among)
    lines = (
        each.note,
        f"Who: {person(initiative, each.owner)}" if each.owner else "",
        f"With: {among}" if among else "",
        f"{initiative.title} ({initiative.id}), {each.path}",
    )
    return "\n".join(line for line in lines if line)
