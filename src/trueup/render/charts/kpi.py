"""A KPI month by month: its level with the 95 % band, the baseline over its window, and the target."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from trueup.core.base.record import dataclass
from trueup.render.charts import numbers
from trueup.render.charts.scale import MonthAxis, Ticks, keep_apart, next_month, nice_ticks
from trueup.render.charts.svg import Box, drawing, element, line, points, sizes, text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from markupsafe import Markup

_WIDE: Final = Box(742, 296, left=50, right=118, top=14, bottom=40)
_MEDIUM: Final = Box(540, 268, left=44, right=114, top=14, bottom=40)
_NARROW: Final = Box(320, 262, left=44, right=10, top=8, bottom=38)
_KEY_ROW: Final = 17
_LABEL_GAP: Final = 33
_MOST_DOTS: Final = 26


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """The level in the month that starts on `first`, its 95 % interval if known, and whether the month is complete."""

    first: date
    value: float
    low: float | None = None
    high: float | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class BaselineLine:
    """The baseline's level and the window it was taken over; `end` is its last day.

    One that is `assumed` was typed, not taken over the window: it is dashed and says so.
    """

    value: float
    start: date
    end: date
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class TargetLine:
    """The level to reach and the day it is due."""

    value: float
    by: date | None = None


@dataclass(frozen=True, slots=True)
class KpiChart:
    """What to draw of a KPI; `title` and `description` are read out, shares (0..1) are shown in percent."""

    title: str
    description: str
    is_share: bool
    months: tuple[MonthPoint, ...]
    baseline: BaselineLine | None = None
    target: TargetLine | None = None


@dataclass(frozen=True, slots=True)
class _Plot:
    """The chart with its axes laid out in a box."""

    chart: KpiChart
    box: Box
    axis: MonthAxis
    ticks: Ticks

    def x(self, point: MonthPoint) -> float:
        return self.axis.middle(point.first)

    def y(self, value: float) -> float:
        return self.ticks.place(value * self.factor, self.box.floor, self.box.top)

    @property
    def factor(self) -> float:
        return 100 if self.chart.is_share else 1

    def level(self, value: float) -> str:
        digits = max(self.ticks.decimals, 1)
        return numbers.share(value, digits) if self.chart.is_share else numbers.significant(value, 4)


def kpi_chart(chart: KpiChart, ident: str) -> Markup:
    """Return the KPI's picture in three sizes; a sentence instead where there is nothing to draw."""
    if not chart.months and chart.baseline is None:
        return element("p", "No month is measured yet.", class_="none")
    wide, medium = _labelled(chart, f"{ident}-w", _WIDE, 13), _labelled(chart, f"{ident}-m", _MEDIUM, 9)
    return sizes(wide, medium, _narrow(chart, f"{ident}-n"))


def _labelled(chart: KpiChart, ident: str, box: Box, most_months: int) -> Markup:
    plot = _laid_out(chart, box)
    body = (*_body(plot, most_months), *_labels(plot))
    return drawing(ident, box, chart.title, chart.description, *body, kind="kpi")


def _narrow(chart: KpiChart, ident: str) -> Markup:
    key = _key(_laid_out(chart, _NARROW))
    head = _KEY_ROW * len(key) + 6
    box = Box(_NARROW.width, _NARROW.height + head, _NARROW.left, _NARROW.right, _NARROW.top + head, _NARROW.bottom)
    return drawing(ident, box, chart.title, chart.description, *key, *_body(_laid_out(chart, box), 7), kind="kpi")


def _laid_out(chart: KpiChart, box: Box) -> _Plot:
    """Return the plot whose axes enclose every month, interval, the baseline and the target."""
    values = [v for m in chart.months for v in (m.value, m.low, m.high) if v is not None]
    days = [m.first for m in chart.months]
    if chart.baseline:
        values.append(chart.baseline.value)
        days += [chart.baseline.start, chart.baseline.end]
    if chart.target:
        values.append(chart.target.value)
    factor = 100 if chart.is_share else 1
    ticks = nice_ticks(min(values) * factor, max(values) * factor)
    return _Plot(chart, box, MonthAxis.over(days, box.left, box.edge), ticks)


def _body(plot: _Plot, most_labels: int) -> list[Markup]:
    months = plot.chart.months
    bands = [_band(plot, run) for run in _runs([m for m in months if m.low is not None and m.high is not None])]
    return [*_grid(plot), *_calendar(plot, most_labels), *bands, *_reference(plot), *_series(plot)]


def _grid(plot: _Plot) -> list[Markup]:
    box, ticks = plot.box, plot.ticks
    unit = f"{numbers.SPACE}%" if plot.chart.is_share else ""
    parts = []
    for value in ticks.values:
        y = ticks.place(value, box.floor, box.top)
        parts.append(line(box.left, y, box.edge, y, "axis" if value == ticks.low else "grid"))
        parts.append(text(box.left - 8, y + 4, numbers.number(value, ticks.decimals) + unit, "tick", "end"))
    return parts


def _calendar(plot: _Plot, most: int) -> list[Markup]:
    """Return the month names, with the year below the first of each year."""
    parts = []
    year = None
    for month in plot.axis.labelled(most):
        x = plot.axis.middle(month)
        parts.append(text(x, plot.box.floor + 17, numbers.MONTHS[month.month - 1], "tick", "middle"))
        if month.year != year:
            parts.append(text(x, plot.box.floor + 32, str(month.year), "tick strong", "middle"))
        year = month.year
    return parts


def _reference(plot: _Plot) -> list[Markup]:
    """Return the dotted target across the plot and the baseline over its window, with end marks."""
    parts = []
    if plot.chart.target:
        y = plot.y(plot.chart.target.value)
        parts.append(line(plot.box.left, y, plot.box.edge, y, "target"))
    if plot.chart.baseline:
        y = plot.y(plot.chart.baseline.value)
        start, end = plot.axis.at(plot.chart.baseline.start), plot.axis.at(_day_after(plot.chart.baseline.end))
        path = f"M{start:.1f} {y - 4:.1f}v8M{start:.1f} {y:.1f}H{end:.1f}M{end:.1f} {y - 4:.1f}v8"
        parts.append(element("path", class_="base typed" if plot.chart.baseline.assumed else "base", d=path))
    return parts


def _day_after(day: date) -> date:
    following = next_month(day)
    return following if (following - day).days == 1 else day.replace(day=day.day + 1)


def _series(plot: _Plot) -> list[Markup]:
    """Return the line (dashed into and out of partial months) and a dot a month, hollow where partial."""
    months = plot.chart.months
    parts = [part for run in _runs(months) for part in _path(plot, run)]
    for k, m in enumerate(months, 1):
        if len(months) <= _MOST_DOTS or k == len(months) or not m.whole:
            kind, radius = "dot" if m.whole else "dot part", 4 if k == len(months) else 3
            parts.append(element("circle", _reading(plot, m), class_=kind, cx=plot.x(m), cy=plot.y(m.value), r=radius))
    return parts


def _runs(months: Sequence[MonthPoint]) -> list[list[MonthPoint]]:
    """Return the months in runs without a missing month between."""
    runs: list[list[MonthPoint]] = []
    for m in months:
        if runs and next_month(runs[-1][-1].first) == m.first:
            runs[-1].append(m)
        else:
            runs.append([m])
    return runs


def _band(plot: _Plot, run: list[MonthPoint]) -> Markup:
    """Return the 95 % band of a run of months; a single month gets a whisker."""
    ends = [(plot.x(m), plot.y(m.low or 0), plot.y(m.high or 0)) for m in run]
    if len(ends) == 1:
        x, low, high = ends[0]
        return line(x, low, x, high, "whisker")
    outline = [(x, low) for x, low, _ in ends] + [(x, high) for x, _, high in reversed(ends)]
    return element("polygon", class_="band", points=points(outline))


def _path(plot: _Plot, run: list[MonthPoint]) -> list[Markup]:
    """Return the line through a run of months, solid between whole months, dashed beside a partial one."""
    stretches: list[tuple[bool, list[MonthPoint]]] = []
    for m, after in pairwise(run):
        solid = m.whole and after.whole
        if stretches and stretches[-1][0] == solid:
            stretches[-1][1].append(after)
        else:
            stretches.append((solid, [m, after]))
    return [
        element(
            "polyline",
            class_="obs" if solid else "obs part",
            points=points([(plot.x(m), plot.y(m.value)) for m in stretch]),
        )
        for solid, stretch in stretches
    ]


def _reading(plot: _Plot, m: MonthPoint) -> Markup:
    """Return the tooltip of a month."""
    words = f"{numbers.month(m.first)}: {plot.level(m.value)}"
    if m.low is not None and m.high is not None:
        words += f", 95{numbers.SPACE}% interval {plot.level(m.low)} to {plot.level(m.high)}"
    return element("title", words if m.whole else f"{words}; the month is not complete")


def _words(plot: _Plot) -> list[tuple[float, str, str, str]]:
    """Return value, CSS kind, first and second line of what is named: the last month, the baseline, the target."""
    chart, named = plot.chart, []
    last = chart.months[-1] if chart.months else None
    if last:
        when = numbers.month(last.first) + ("" if last.whole else ", partial")
        named.append((last.value, "obs", plot.level(last.value), when))
    if chart.baseline:
        window = numbers.months(chart.baseline.start, chart.baseline.end)
        window = "typed: assumed" if chart.baseline.assumed else window
        named.append((chart.baseline.value, "base", f"Baseline {plot.level(chart.baseline.value)}", window))
    if chart.target:
        due = f"by {numbers.full_date(chart.target.by)}" if chart.target.by else "no date"
        named.append((chart.target.value, "target", f"Target {plot.level(chart.target.value)}", due))
    return named


def _labels(plot: _Plot) -> list[Markup]:
    """Return the labels beside the plot, at the height of what they name and apart from each other."""
    named = _words(plot)
    wanted = [plot.y(value) - 3 for value, *_ in named]
    places = keep_apart(wanted, _LABEL_GAP, plot.box.top + 8, plot.box.floor - 10)
    x = plot.box.edge + 12
    parts = []
    for (_, kind, first, second), y in zip(named, places, strict=True):
        parts.append(text(x, y, first, f"lab {kind}-t"))
        parts.append(text(x, y + 14, second, "tick"))
    return parts


def _key(plot: _Plot) -> list[Markup]:
    """Return the key above a narrow plot: a sample of each line and what it is."""
    parts = []
    for row, (_, kind, first, second) in enumerate(_words(plot)):
        y = 6 + _KEY_ROW * row
        words = f"{first}, {second}"
        parts.append(element("g", line(0, y, 22, y, kind), text(30, y + 4, words, f"lab {kind}-t")))
    return parts
