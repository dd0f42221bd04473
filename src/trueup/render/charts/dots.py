"""How people weigh outcomes: one row an outcome, a dot for each person, a line for the merged weight.

Sides are told apart by shape as well as by colour; equal points stand above each other.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from trueup.core.base.record import dataclass
from trueup.render.charts.scale import Ticks, nice_ticks
from trueup.render.charts.svg import Box, drawing, element, line, sizes, text, text_width, wrap

if TYPE_CHECKING:
    from markupsafe import Markup

    from trueup.core.model.results.priority import Group

SHAPES: Final[dict[Group, tuple[str, str]]] = {
    "business": ("fill-aligned", "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z"),
    "technology": ("fill-unqualified", "M-4.5 -4.5h9v9h-9z"),
    "data": ("s-ok", "M0 -6L6 0L0 6L-6 0z"),
    "operations": ("fill-mandated", "M0 -5.5L5.5 4.5H-5.5z"),
    "unsaid": ("fill-not_planned", "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z"),
}
_ROW: Final = 30.0
_STEP: Final = 8.0
_FOOT: Final = 40.0
_KEY: Final = 22.0
_MOST_STACKED: Final = 6
_SIZE: Final = 12.5


@dataclass(frozen=True, slots=True)
class Dot:
    """One person's points for an outcome."""

    who: str
    group: Group
    points: float


@dataclass(frozen=True, slots=True)
class DotRow:
    """An outcome: its name, the points of each person, and the merged weight."""

    label: str
    merged: float
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class DotPlot:
    """The outcomes in the order in which they are drawn; `groups` names the sides that stated points, in words."""

    title: str
    description: str
    rows: tuple[DotRow, ...]
    groups: tuple[tuple[Group, str], ...]


def dot_plot(plot: DotPlot, ident: str) -> Markup:
    """Return the picture in three sizes; a sentence instead where nobody stated points."""
    if not plot.rows:
        return element("p", "Nobody has stated points that count yet.", class_="none")
    return sizes(
        _drawn(plot, f"{ident}-w", 1092, 250),
        _drawn(plot, f"{ident}-m", 640, 170),
        _drawn(plot, f"{ident}-n", 320, 0),
        kind="broad",
    )


def _drawn(plot: DotPlot, ident: str, width: float, left: float) -> Markup:
    """Return one drawing; without room at the left, each label stands above its row."""
    key, top = _key(plot, width)
    heights = [_height(row, left) for row in plot.rows]
    box = Box(width, top + sum(heights) + _FOOT, left or 10, 44, top, _FOOT)
    most = max(value for row in plot.rows for value in (row.merged, *(dot.points for dot in row.dots)))
    ticks = nice_ticks(0, max(most, 1), 5 if left else 4)
    parts = [*key, *_axis(box, ticks)]
    y = top
    for row, height in zip(plot.rows, heights, strict=True):
        parts += _row(row, box, ticks, (y, height), beside=bool(left))
        y += height
    return drawing(ident, box, plot.title, plot.description, *parts, kind="dots")


def _height(row: DotRow, left: float) -> float:
    """Return how high a row is: its stacks of equal points, and a label above where there is no room beside."""
    stacked = max((len(found) for found in _stacks(row).values()), default=1)
    return _ROW + _STEP * (min(stacked, _MOST_STACKED) - 1) + (0 if left else 20)


def _stacks(row: DotRow) -> dict[float, list[Dot]]:
    found: dict[float, list[Dot]] = defaultdict(list)
    for dot in row.dots:
        found[round(dot.points, 1)].append(dot)
    return found


def _row(row: DotRow, box: Box, ticks: Ticks, span: tuple[float, float], *, beside: bool) -> list[Markup]:
    top, height = span
    base = top + height - 12
    parts = [line(box.left, base, box.edge, base, "grid")]
    if beside:
        lines = wrap(row.label, box.left - 20, _SIZE)
        parts += [_label(row.label, words, base + 4 - 14 * (len(lines) - 1 - k)) for k, words in enumerate(lines)]
    else:
        parts.append(_label(row.label, wrap(row.label, box.width - 4, _SIZE, 1)[0], top + 12))
    x = ticks.place(row.merged, box.left, box.edge)
    rule = element("line", x1=x, x2=x, y1=base - 14, y2=base + 8, stroke="currentColor", stroke_width=2.5)
    shown = f"{row.merged:.1f}".removesuffix(".0")
    parts += [rule, *(each for points, dots in _stacks(row).items() for each in _stack(points, dots, box, ticks, base))]
    return [*parts, text(box.width, base + 4, shown, "lab strong", "end")]


def _stack(points: float, dots: list[Dot], box: Box, ticks: Ticks, base: float) -> list[Markup]:
    """Return the dots of people who gave the same points, one above the other; too many are told as a number."""
    x = ticks.place(points, box.left, box.edge)
    parts = [_dot(dot, x, base - _STEP * k) for k, dot in enumerate(dots[:_MOST_STACKED])]
    if len(dots) > _MOST_STACKED:
        parts.append(text(x + 9, base - _STEP * (_MOST_STACKED - 1), f"+{len(dots) - _MOST_STACKED}", "tick"))
    return parts


def _dot(dot: Dot, x: float, y: float) -> Markup:
    kind, shape = SHAPES[dot.group]
    said = f"{dot.points:.1f}".removesuffix(".0")
    title = element("title", f"{dot.who}: {said}")
    return element("path", title, class_=kind, d=shape, transform=f"translate({x:.1f} {y:.1f})", **_edge(dot.group))


def _edge(group: Group) -> dict[str, str]:
    colour = "var(--edge)" if group == "unsaid" else "var(--card)"
    return {"stroke": colour, "stroke_width": "1"}


def _label(whole: str, words: str, y: float) -> Markup:
    inside = (words,) if words == whole else (element("title", whole), words)
    return element("text", *inside, class_="lab strong", x=0, y=y)


def _axis(box: Box, ticks: Ticks) -> list[Markup]:
    parts = []
    for value in ticks.values:
        x = ticks.place(value, box.left, box.edge)
        parts.append(line(x, box.top, x, box.floor, "axis" if value == 0 else "grid"))
        parts.append(text(x, box.floor + 16, f"{value:g}", "tick", "middle"))
    parts.append(text(box.edge, box.floor + 34, "points of 100", "tick", "end"))
    return [*parts, text(box.width, box.floor + 16, "merged", "tick", "end")] if _room(box, ticks) else parts


def _room(box: Box, ticks: Ticks) -> bool:
    """Whether the word `merged` fits beside the last tick's number."""
    return box.right - text_width(f"{ticks.high:g}", 12) / 2 > text_width("merged", 12) - 2


def _key(plot: DotPlot, width: float) -> tuple[list[Markup], float]:
    """Return what the signs mean, in as many lines as the width needs, and where the plot begins."""
    entries: list[tuple[str, Group | None]] = [(words, group) for group, words in plot.groups]
    entries.append(("merged weight", None))
    parts: list[Markup] = []
    x, y = 6.0, 8.0
    for words, group in entries:
        room = 14 + text_width(words, 12) + 22
        if x + room > width and x > 6:  # noqa: PLR2004 - never an empty line
            x, y = 6.0, y + _KEY
        if group is None:
            parts.append(element("line", x1=x, x2=x, y1=y - 6, y2=y + 6, stroke="currentColor", stroke_width=2.5))
        else:
            kind, shape = SHAPES[group]
            parts.append(element("path", class_=kind, d=shape, transform=f"translate({x:.1f} {y:.1f})", **_edge(group)))
        parts.append(text(x + 12, y + 4, words, "tick"))
        x += room
    return parts, y + _KEY
