"""Merged priorities as text: weights, disagreements, what each gives up, red lines, who is lacking."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from trueup.core.model.document import Document
from trueup.core.model.results.priority import (
    BallotFault,
    GivingUp,
    Group,
    OutcomeWeight,
    Priorities,
    Touch,
)
from trueup.core.priority.ballots import number
from trueup.core.priority.disagree import agreement_in_words
from trueup.render.harmless import cut, one_line
from trueup.render.plain import count_of
from trueup.render.terminal import Screen

if TYPE_CHECKING:
    from rich.table import Table

RULE: Final = (
    "Merged: the mean of each side's people, then the mean of the sides, so that no side outvotes another by numbers."
)
SIDES: Final[dict[Group, str]] = {
    "business": "business",
    "technology": "technology",
    "data": "data",
    "operations": "operations",
    "unsaid": "no side said",
}
_NAME: Final = 24
_FIGURE: Final = 4
_GAP: Final = 2
_LEAST_SHOWN: Final = 0.05
_LINE: Final = 160


def priorities_text(document: Document, found: Priorities, screen: Screen) -> str:
    """Return the priorities for a screen: the table, who disagrees most, what each gives up, what is wrong."""
    from rich.console import Console

    console = Console(
        file=io.StringIO(),
        width=screen.width,
        force_terminal=screen.colour,
        no_color=not screen.colour,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )
    console.print(f"{one_line(document.initiative.title)}: priorities", style="bold")
    for line in summary(found):
        console.print(line)
    if found.outcomes:
        console.print()
        console.print(_table(found, screen.width))
    for title, lines in (
        ("Largest disagreements", list(disagreements(found))),
        ("Who gives up what", [giving_words(each) for each in found.giving_up]),
        ("Red lines", list(red_line_words(found))),
        ("What does not count, and what to do", [fault_words(each) for each in found.faults]),
    ):
        if lines:
            console.print()
            console.print(title, style="bold")
            for line in lines:
                console.print(f"  {line}")
    output = console.file
    assert isinstance(output, io.StringIO)  # noqa: S101 - made above
    return "\n".join(line.rstrip() for line in output.getvalue().splitlines()) + "\n"


def _table(found: Priorities, width: int) -> Table:
    """Return the weights: merged, mean, each side, and each person where there is room, else the least and the most."""
    from rich import box
    from rich.table import Table

    groups = list(found.outcomes[0].sides)
    people = [one_line(ballot.who) for ballot in found.ballots]
    headings = ["merged", "mean", *(SIDES[group] for group in groups)]
    wide = [max(len(heading), _FIGURE) + _GAP for heading in (*headings, *people)]
    each_person = _NAME + sum(wide) <= width
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("outcome", overflow="fold")
    for heading in (*headings, *(people if each_person else ["least", "most"])):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in found.outcomes:
        stated = list(each.points.values())
        figures = [each.merged, each.raw, *(each.sides[group] for group in groups)]
        figures += stated if each_person else [min(stated), max(stated)]
        table.add_row(outcome_words(each), *(points(value) for value in figures))
    return table


def summary(found: Priorities) -> list[str]:
    """Return how many were heard, how far they agree, and whether anybody is lacking, in a few sentences."""
    if not found.ballots:
        lines = ["Nobody has stated priorities that count yet. `trueup priorities --ballot NAME` hands out a ballot."]
    else:
        mean = points(found.distance)
        lines = [f"{count_of(len(found.ballots), 'ballot')} {'counts' if len(found.ballots) == 1 else 'count'}. {RULE}"]
        if len(found.ballots) > 1:
            lines.append(f"Agreement is {agreement_words(found)}; people give up {mean} of 100 points on average.")
            first = found.giving_up[0]
            if first.points >= _LEAST_SHOWN:
                lines.append(f"Most at odds with the whole: {one_line(first.who)}, by {points(first.points)} points.")
        if found.camps and found.camps.apart >= _LEAST_SHOWN:
            one, other = SIDES[found.camps.one], SIDES[found.camps.other]
            lines.append(
                f"Furthest apart: {one} and {other}, who place {points(found.camps.apart)} points differently."
            )
    if found.heard is not None:
        lacking = found.heard.lacking
        lines.append(f"Unknown until heard: {'; '.join(lacking)}." if lacking else "All sides needed were heard.")
    if found.waiting:
        names = ", ".join(map(one_line, found.waiting))
        lines.append(f"Still to state their points: {names}. Until then show them a ballot and nothing of this.")
    return lines


def agreement_words(found: Priorities) -> str:
    """Return the agreement in a word, with Kendall's W."""
    if found.agreement is None:
        return "not defined (Kendall's W needs outcomes that somebody ranks)"
    return f"{agreement_in_words(found.agreement)} (Kendall's W {found.agreement:.2f}; 1: all rank alike)"


def disagreements(found: Priorities, most: int = 3) -> Iterator[str]:
    """Yield the outcomes that people want most differently, the widest first: who wants how much, and the sides."""
    wide = [each for each in found.outcomes if each.between_people >= _LEAST_SHOWN]
    for each in sorted(wide, key=lambda one: (-round(one.between_people, 9), one.name))[:most]:
        high, low = max(each.points.values()), min(each.points.values())
        words = f"{one_line(each.name)}: {points(high)} points ({_people(each.most)}) against {points(low)} "
        words += f"({_people(each.least)})"
        if len(each.sides) > 1:
            words += f"; sides {points(each.between_sides)} apart"
        yield words


def giving_words(each: GivingUp) -> str:
    """Return what somebody gives up, in points of 100, and on which outcomes."""
    if each.points < _LEAST_SHOWN:
        return f"{one_line(each.who)}: nothing"
    said = ", ".join(
        f"{one_line(gap.outcome)} {points(gap.wish)} -> {points(gap.merged)}"
        for gap in each.losses
        if gap.lost >= _LEAST_SHOWN
    )
    return f"{one_line(each.who)} ({SIDES[each.group]}): {points(each.points)} points: {said}"


def red_line_words(found: Priorities) -> Iterator[str]:
    """Yield each red line with what it names and who wants that."""
    for line in found.red_lines:
        named = [touch_words(touch) for touch in found.touches if touch.line == line]
        text = cut(one_line(line.text), _LINE)
        yield f"{one_line(line.who)}: {text}" + (f" [{'; '.join(named)}]" if named else "")


def touch_words(touch: Touch) -> str:
    """Return what a red line names, and whether that is wanted."""
    what = {
        "decides": f"names the KPI that decides, `{touch.name}`",
        "guardrail": f"names the guardrail `{touch.name}`",
        "kpi": f"names the KPI `{touch.name}`, which is no guardrail",
        "outcome": f"stands against the outcome `{one_line(touch.name)}`",
    }[touch.kind]
    if touch.wished_by:
        what += f", weight {points(touch.weight)}, wanted by {_people(touch.wished_by)}"
    return what


def fault_words(fault: BallotFault) -> str:
    """Return a fault with its place and its remedy."""
    return one_line(f"{fault.place}: {fault.problem} {fault.fix}")


def outcome_words(each: OutcomeWeight) -> str:
    """Return an outcome with its KPI where that is called otherwise."""
    if each.kpi is None:
        return f"{one_line(each.name)} (no KPI)"
    return one_line(each.name) if each.kpi == each.name else f"{one_line(each.name)} ({each.kpi})"


def points(value: float) -> str:
    """Return points to one decimal: 40, 33.3."""
    return number(round(value, 1))


def _people(names: tuple[str, ...], most: int = 3) -> str:
    shown = ", ".join(one_line(name) for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
