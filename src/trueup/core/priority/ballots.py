"""From the rows that people filled in to ballots that count, and what is wrong with the others."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from trueup.core.base.finding import Place
from trueup.core.base.nearest import nearest
from trueup.core.base.units import Fault
from trueup.core.model.chain import side_of
from trueup.core.model.document import Document
from trueup.core.model.initiative import Initiative
from trueup.core.model.results.priority import ALL_POINTS, Ballot, BallotFault, Outcome, RedLine
from trueup.core.priority.handed import Handed, Row, Stated
from trueup.core.priority.voices import accepted, voices

ROUNDING: Final = 0.1
"""Points that a sum may lie beside 100: three times 33.3 is meant as thirds."""
_NUMBER: Final = re.compile(r"([+-]?)([0-9]{1,9}(?:[.,][0-9]{1,9})?)\s*%?")
_TENTHS: Final = 10
_SHOWN: Final = 60
_LISTED: Final = 8


@dataclass(slots=True)
class Counted:
    """The ballots that count, every red line, and every fault."""

    ballots: list[Ballot] = field(default_factory=list)
    red_lines: list[RedLine] = field(default_factory=list)
    faults: list[BallotFault] = field(default_factory=list)


def count_ballots(document: Document, handed: Handed, *, scaled: bool = False) -> Counted:
    """Return what counts of the ballots in a document and beside it, by name.

    A ballot with a fault does not count before it is mended: unknown, doubled or negative entries, nothing filled in, a
    sum that is not 100. With `scaled`, one that is right but for its sum counts scaled to 100. Red lines always count.
    """
    initiative = document.initiative
    outcomes = accepted(initiative, handed.listed)
    found = Counted(faults=[*handed.faults, *_list_faults(initiative, handed.listed, document)])
    everything = [*_in_document(document), *(_named(initiative, each) for each in handed.stated)]
    for who in sorted({each.who for each in everything}):
        mine = [each for each in everything if each.who == who]
        with_points = [each for each in mine if any(row.points or row.wrong for row in each.rows)]
        found.red_lines += [line for each in mine for line in _red_lines(each, outcomes)]
        counted = with_points or mine[-1:]
        if len(with_points) > 1:
            found.faults.append(_doubled(with_points))
        else:
            _count(found, initiative, counted[0], outcomes, scaled=scaled)
    return found


def scaled_to_100(points: Mapping[str, float]) -> dict[str, float]:
    """Return points in the same proportions that sum to exactly 100, to one decimal.

    What rounding leaves over goes to the largest remainders (Hamilton's method).
    """
    whole = math.fsum(points.values())
    exact = {name: value / whole * ALL_POINTS * _TENTHS for name, value in points.items()}
    tenths = {name: math.floor(value + 1e-9) for name, value in exact.items()}
    left = round(ALL_POINTS * _TENTHS) - sum(tenths.values())
    for name in sorted(exact, key=lambda each: (tenths[each] - exact[each], each))[:left]:
        tenths[name] += 1
    return {name: value / _TENTHS for name, value in tenths.items()}


def number(value: float) -> str:
    """Return points as people write them: 40, 33.3, 12.25."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _in_document(document: Document) -> Iterator[Stated]:
    for who, each in document.initiative.stakeholders.items():
        path = f"stakeholders.{who}"
        points = [
            Row(name, f"{value:.9f}", "", document.place(f"{path}.priorities.{name}"))
            for name, value in each.priorities.items()
        ]
        lines = [Row("", "", text, document.place(f"{path}.red_lines.{k}")) for k, text in enumerate(each.red_lines)]
        if points or lines:
            yield Stated(who, (*points, *lines), document.place(f"{path}.priorities" if points else path))


def _named(initiative: Initiative, stated: Stated) -> Stated:
    """Return a ballot under the name that the document knows, whatever its capitals."""
    said = stated.who.casefold()
    who = next((each for each in voices(initiative) if each.casefold() == said), stated.who)
    return Stated(who, stated.rows, stated.place)


def _doubled(mine: Sequence[Stated]) -> BallotFault:
    places = " and ".join(f"`{each.place}`" for each in mine)
    who = mine[0].who
    return BallotFault(
        who, mine[-1].place, f"The points of `{who}` stand twice, in {places}; neither counts.", "Keep one of them."
    )


def _count(
    found: Counted, initiative: Initiative, stated: Stated, outcomes: Sequence[Outcome], *, scaled: bool
) -> None:
    """Add a ballot where it counts, and its faults."""
    known = voices(initiative)
    if known and stated.who not in known:
        near = nearest(stated.who, known)
        fix = f"Name the file after `{near}`" if near else f"Name the file after one of {_few(known)}"
        problem = f"Nobody is called `{stated.who[:_SHOWN]}` in the document; the points do not count."
        found.faults.append(
            BallotFault(stated.who, stated.place, problem, f"{fix}, or add them under `stakeholders:`.")
        )
        return
    points, wrong = _points(stated, outcomes)
    found.faults += wrong
    if wrong or (not any(row.points for row in stated.rows) and any(row.red_line for row in stated.rows)):
        return
    said = math.fsum(points.values())
    if said == 0:
        fix = "Split 100 points over the outcomes that matter to them, and leave the others empty."
        found.faults.append(BallotFault(stated.who, stated.place, f"`{stated.who}` gives no points at all.", fix))
        return
    side = side_of(initiative, stated.who)
    if abs(said - ALL_POINTS) > ROUNDING + 1e-9:
        found.faults.append(_not_100(stated, points, said, scaled=scaled))
        if not scaled:
            return
    if side is None:
        found.faults.append(_no_side(stated))
    exact = {name: value / said * ALL_POINTS for name, value in points.items() if value}
    found.ballots.append(Ballot(stated.who, side, exact, stated.place, said))


def _not_100(stated: Stated, points: Mapping[str, float], said: float, *, scaled: bool) -> BallotFault:
    words = ", ".join(f"{name} {number(value)}" for name, value in scaled_to_100(points).items())
    tail = "counted scaled to 100" if scaled else "they do not count"
    problem = f"The points of `{stated.who}` sum to {number(said)}, not to 100; {tail}."
    fix = f"Ask them what they mean. Scaled to 100 it would be: {words}"
    return BallotFault(stated.who, stated.place, problem, f"{fix} (`--scaled` counts it so).", left_out=not scaled)


def _no_side(stated: Stated) -> BallotFault:
    problem = f"The side of `{stated.who}` is not said; they weigh with all others of no side, as one side."
    fix = f"Write `side:` under `stakeholders: {stated.who}:` (business, technology, data or operations)."
    return BallotFault(stated.who, stated.place, problem, fix, left_out=False)


def _points(stated: Stated, outcomes: Sequence[Outcome]) -> tuple[dict[str, float], list[BallotFault]]:
    """Return the points by outcome and what is wrong with single rows."""
    points: dict[str, float] = {}
    wrong: list[BallotFault] = []
    rows: dict[str, Place] = {}
    if not stated.rows:
        fix = "Fill it in: one row an outcome, 100 points in all."
        return {}, [BallotFault(stated.who, stated.place, f"The ballot of `{stated.who}` holds no outcome.", fix)]
    for row in stated.rows:
        try:
            name, value = _read(row, outcomes)
        except Fault as fault:
            wrong.append(BallotFault(stated.who, row.place, fault.problem, fault.fix))
            continue
        if row.red_line and not row.points:
            continue
        if name in rows:
            problem = f"`{name}` stands twice, here and at {rows[name]}."
            wrong.append(BallotFault(stated.who, row.place, problem, "Keep one of the two rows."))
        elif name:
            rows[name], points[name] = row.place, value
    return points, wrong


def _read(row: Row, outcomes: Sequence[Outcome]) -> tuple[str, float]:
    """Return the outcome and the points of a row; no outcome where it says nothing of one."""
    if row.wrong:
        raise Fault(row.wrong, row.fix)
    if row.points and not row.outcome:
        problem = f"`{row.points[:_SHOWN]}` points are given, and no outcome."
        raise Fault(problem, "Name the outcome they are for.")
    if row.points and _NUMBER.fullmatch(row.red_line):
        both = f"{row.points},{row.red_line}"
        problem = f"A comma splits the points of `{row.outcome[:_SHOWN]}`: `{both[:_SHOWN]}` reads as two cells."
        raise Fault(problem, f"Write {both.replace(',', '.')[:_SHOWN]}, or put it into quotes.")
    if not row.outcome:
        return "", 0.0
    return _outcome(row.outcome, outcomes), _value(row)


def _outcome(said: str, outcomes: Sequence[Outcome]) -> str:
    names = [each.name for each in outcomes]
    if said in names or not names:
        return said
    same = [name for name in names if name.casefold() == said.casefold()]
    if len(same) == 1:
        return same[0]
    near = nearest(said, names)
    fix = f"Write `{near}`." if near else f"Name one of {_few(names)}, or add it to the outcomes."
    raise Fault(f"`{said[:_SHOWN]}` is not one of the outcomes.", fix)


def _value(row: Row) -> float:
    if not row.points:
        return 0.0
    match = _NUMBER.fullmatch(row.points.replace("\N{MINUS SIGN}", "-"))
    if match is None:
        problem = f"`{row.points[:_SHOWN]}` is not a number of points for `{row.outcome[:_SHOWN]}`."
        raise Fault(problem, "Write a number from 0 to 100.")
    value = float(match[2].replace(",", "."))
    if match[1] == "-" and value:
        problem = f"{row.points} points for `{row.outcome[:_SHOWN]}` are below zero."
        raise Fault(problem, "Write 0 or more; what must not happen is a red line.")
    return value


def _red_lines(stated: Stated, outcomes: Sequence[Outcome]) -> Iterator[RedLine]:
    known = {each.name.casefold(): each.name for each in outcomes}
    for row in stated.rows:
        if row.red_line and not row.wrong and not (row.points and _NUMBER.fullmatch(row.red_line)):
            beside = known.get(row.outcome.casefold()) if row.outcome else None
            yield RedLine(stated.who, row.red_line, row.place, beside)


def _list_faults(initiative: Initiative, listed: Iterable[Outcome], document: Document) -> Iterator[BallotFault]:
    kpis = initiative.kpis
    for each in listed:
        if each.kpi and each.kpi not in kpis:
            near = nearest(each.kpi, kpis)
            fix = f"Write `{near}`." if near else "Define it under `kpis:`, or leave the cell empty."
            problem = f"The outcome `{each.name}` names the KPI `{each.kpi}`, which is not defined."
            yield BallotFault("", document.place("kpis"), problem, fix, left_out=False)


def _few(names: Collection[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in list(names)[:_LISTED])
    return f"{shown} ..." if len(names) > _LISTED else shown
