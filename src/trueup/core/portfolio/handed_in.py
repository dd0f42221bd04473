"""What changed in what stakeholders handed in: the merged priorities, ballots, red lines and outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trueup.core.base.finding import Place
from trueup.core.model.changes import Change, ChangeKind
from trueup.core.model.document import Document
from trueup.core.model.results.priority import Outcome
from trueup.core.portfolio.beside import BALLOTS, OUTCOMES, PRIORITIES, RED_LINES
from trueup.core.priority.ballots import Counted, count_ballots, number
from trueup.core.priority.handed import Handed
from trueup.core.priority.merge import merged

Told = tuple[Change, str]
"""A change with its words."""

_State = Mapping[str, float] | str
"""Somebody's points by outcome, or why they do not count."""


def of_handed(before: Document, was: Handed, after: Document, now: Handed) -> tuple[Told, ...]:
    """Return what changed in the merged priorities, and in the ballots, red lines and outcomes beside the document.

    Points that stand in the document are told where they stand; here is what they, too, make of the merged priorities.
    """
    old, new = count_ballots(before, was), count_ballots(after, now)
    return (
        *_of_merged(dict(merged(before, was)), dict(merged(after, now))),
        *_of_ballots(_states(old), _states(new)),
        *_of_red_lines(_red_lines(old), _red_lines(new)),
        *_of_outcomes({each.name: each for each in was.listed}, {each.name: each for each in now.listed}),
    )


def _of_merged(old: Mapping[str, float], new: Mapping[str, float]) -> Iterator[Told]:
    for name in dict.fromkeys((*new, *old)):
        was, now = old.get(name, 0.0), new.get(name, 0.0)
        if was == now:
            continue
        first, second = f"{was:.1f}", f"{now:.1f}"
        if first == second:
            first, second = number(was), number(now)
        went = f"went from {_plain(first)} to {_plain(second)} points of 100"
        if not old:
            went = f"is set now: {_plain(second)} points of 100"
        elif not new:
            went = f"is gone; it was {_plain(first)} points of 100"
        change = Change("changed", (PRIORITIES, name), old.get(name), new.get(name))
        yield change, f"priority of `{name}` {went}"


def _plain(figure: str) -> str:
    return figure.removesuffix(".0")


def _states(found: Counted) -> dict[str, _State]:
    """Return what each person handed in beside the document: points that count, or why they do not."""
    states: dict[str, _State] = {
        each.who: each.problem.rstrip(".")
        for each in reversed(found.faults)
        if each.left_out and _is_beside(each.place)
    }
    states.update((each.who, each.points) for each in found.ballots if _is_beside(each.place))
    return states


def _is_beside(place: Place) -> bool:
    return (place.file or "").startswith(f"{PRIORITIES}/")


def _of_ballots(old: Mapping[str, _State], new: Mapping[str, _State]) -> Iterator[Told]:
    for who in dict.fromkeys((*old, *new)):
        was, now = old.get(who), new.get(who)
        if was != now:
            kind: ChangeKind = "added" if was is None else "removed" if now is None else "changed"
            yield Change(kind, (BALLOTS, who), was, now), _ballot(who, was, now)


def _ballot(who: str, was: _State | None, now: _State | None) -> str:
    if now is None:
        return f"ballot of `{who}` is gone"
    if isinstance(now, str):
        return f"ballot of `{who}` {'is handed in and does not count' if was is None else 'does not count'}: {now}"
    if was is None:
        return f"ballot of `{who}` is handed in: {_points(now)}"
    if isinstance(was, str):
        return f"ballot of `{who}` counts now: {_points(now)}"
    moved = (
        f"`{name}` went from {number(was.get(name, 0.0))} to {number(now.get(name, 0.0))} points"
        for name in dict.fromkeys((*now, *was))
        if was.get(name) != now.get(name)
    )
    return f"ballot of `{who}`: {', '.join(moved)}"


def _points(points: Mapping[str, float]) -> str:
    return ", ".join(f"`{name}` {number(value)}" for name, value in points.items()) + " points"


def _red_lines(found: Counted) -> dict[tuple[str, str], None]:
    return {(each.who, each.text): None for each in found.red_lines if _is_beside(each.place)}


def _of_red_lines(old: Mapping[tuple[str, str], None], new: Mapping[tuple[str, str], None]) -> Iterator[Told]:
    for who, text in new:
        if (who, text) not in old:
            yield Change("added", (RED_LINES, who), None, text), f"red line of `{who}` is new: “{text}”"
    for who, text in old:
        if (who, text) not in new:
            yield Change("removed", (RED_LINES, who), text, None), f"red line of `{who}` is gone: “{text}”"


def _of_outcomes(old: Mapping[str, Outcome], new: Mapping[str, Outcome]) -> Iterator[Told]:
    for name in dict.fromkeys((*new, *old)):
        was, now = old.get(name), new.get(name)
        if now is None:
            yield Change("removed", (OUTCOMES, name), was, None), f"outcome `{name}` is no longer on the ballots"
        elif was is None:
            yield Change("added", (OUTCOMES, name), None, now), f"outcome `{name}` is new on the ballots"
        elif was != now:
            measured = f"measured by KPI `{now.kpi}`" if now.kpi else "measured by no KPI"
            words = f"outcome `{name}` on the ballots is {measured} now" if was.kpi != now.kpi else ""
            yield Change("changed", (OUTCOMES, name), was, now), words or f"outcome `{name}` is explained differently"
