"""How the values of a column spread, and how rows and missing values lie in time: small pictures without a script."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from trueup.render.charts.numbers import MINUS, number, significant
from trueup.render.charts.svg import Box, drawing, element, fit, line, sizes, text, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from trueup.core.model.ask.profile import ColumnProfile, Histogram
    from trueup.core.model.ask.together import Coverage

_WIDTH: Final = 300.0
_HEIGHT: Final = 74.0
_FOOT: Final = 18.0
_ROW: Final = 18.0
_TOP: Final = 58.0
_ISO: Final = len("2024-01-01")
_SHADES: Final = (0.0, 0.01, 0.05, 0.2, 0.5, 0.999)
"""Shares of missing values from which a cell is darker."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def histogram(column: ColumnProfile, ident: str) -> Markup | None:
    """Return the distribution of a column of numbers or times; None where it has none."""
    bins = column.spread.histogram if column.spread else None
    if bins is None or not sum(bins.counts):
        return None
    box = Box(_WIDTH, _HEIGHT, 0, 0, 4, _FOOT)
    most, step = max(bins.counts), _WIDTH / len(bins.counts)
    bars = []
    for at, rows in enumerate(bins.counts):
        if rows:
            tall = max(1.5, (box.floor - box.top) * rows / most)
            bars.append(f"M{at * step + 0.5:.1f} {box.floor:.1f}v-{tall:.1f}h{max(1.0, step - 1):.1f}v{tall:.1f}z")
    moment = column.group in {"date", "timestamp"}
    low, high = (_label(edge, moment=moment) for edge in (bins.low, _end(column, bins)))
    beyond = _beyond(bins)
    words = f"{column.name}: {number(sum(bins.counts))} rows from {low} to {high}{f'; {beyond}' if beyond else ''}"
    parts = [
        element("path", class_="spread", d="".join(bars)),
        line(0, box.floor, _WIDTH, box.floor, "axis"),
        text(0, _HEIGHT - 4, low, "tick"),
        text(_WIDTH, _HEIGHT - 4, high, "tick", "end"),
    ]
    room = _WIDTH - text_width(low, 12) - text_width(high, 12) - 24
    if beyond and text_width(beyond, 11.5) <= room:
        parts.append(text(_WIDTH / 2, _HEIGHT - 4, beyond, "tick", "middle"))
    return drawing(ident, box, f"Distribution of {column.name}", words, *parts, kind="spreads")


def _end(column: ColumnProfile, bins: Histogram) -> float:
    """Return the right end of the bins, no further than the highest value, for the last bin may be half empty."""
    end = bins.low + bins.width * len(bins.counts)
    highest = column.spread.quantiles[-1] if column.spread else None
    return min(end, highest) if isinstance(highest, float | int) else end


def _beyond(bins: Histogram) -> str:
    out = bins.below + bins.above
    return f"{number(out)} further out" if out else ""


def _label(value: float, *, moment: bool) -> str:
    if not moment:
        whole = value == int(value) and abs(value) < 1e9  # noqa: PLR2004 - digits that fit under a bar
        return f"{value:.0f}".replace("-", MINUS) if whole else significant(value, 4)
    try:
        return str((_EPOCH + timedelta(seconds=value)).date())
    except OverflowError:
        return "beyond year 9999"


def in_time(course: Coverage, most: int, ident: str) -> Markup:
    """Return rows in each period as bars, and below a line of cells for each column, darker where more is missing."""
    wide, medium, narrow = (
        _drawn(course, f"{ident}-{kind}", width, left, most)
        for kind, width, left in (("w", 1092.0, 190.0), ("m", 640.0, 150.0), ("n", 320.0, 96.0))
    )
    return sizes(wide, medium, narrow, kind="broad")


def _drawn(course: Coverage, ident: str, width: float, left: float, most: int) -> Markup:
    names = course.columns[:most]
    box = Box(width, _TOP + 26 + _ROW * len(names), left, 2, 10, 20)
    places = _places(course)
    step = (box.edge - left) / (places[-1] + 1)
    highest = max(period.rows for period in course.periods)
    bars = "".join(
        f"M{left + at * step:.1f} {_TOP}v-{max(0.5, (_TOP - box.top) * period.rows / highest):.1f}"
        f"h{max(0.8, step - 0.6):.1f}V{_TOP}z"
        for at, period in zip(places, course.periods, strict=True)
    )
    parts = [
        element("path", class_="spread", d=bars),
        line(left, _TOP, box.edge, _TOP, "axis"),
        text(0, _TOP - 4, f"rows a {course.unit}", "tick"),
        text(left - 6, box.top + 8, number(highest), "tick", "end"),
        text(left, box.height - 4, course.periods[0].start, "tick"),
        text(box.edge, box.height - 4, course.periods[-1].start, "tick", "end"),
    ]
    for row, name in enumerate(names):
        y = _TOP + 8 + _ROW * row
        parts.append(text(0, y + 12, fit(name, left - 10, 12), "tick"))
        parts += _cells(course, row, places, (left, y, step))
    words = f"{number(sum(p.rows for p in course.periods))} rows by {course.time}; darker cells miss more values"
    return drawing(ident, box, "Rows and missing values in time", words, *parts, kind="course")


def _cells(course: Coverage, row: int, places: Sequence[int], at: tuple[float, float, float]) -> list[Markup]:
    left, y, step = at
    shades: dict[int, list[str]] = {}
    for place, period in zip(places, course.periods, strict=True):
        share = period.missing[row] / period.rows if period.rows else 0
        shade = sum(share > edge for edge in _SHADES)
        shades.setdefault(shade, []).append(
            f"M{left + place * step:.1f} {y:.1f}h{max(0.8, step - 0.4):.1f}v14h-{max(0.8, step - 0.4):.1f}z"
        )
    return [element("path", class_=f"miss-{shade}", d="".join(cells)) for shade, cells in sorted(shades.items())]


def _places(course: Coverage) -> list[int]:
    """Return where each period stands, periods without rows left free; side by side where they are too many."""
    starts = [
        date.fromisoformat(p.start).toordinal() if p.start[:1].isdigit() and len(p.start) == _ISO else 0
        for p in course.periods
    ]
    per = {"day": 1, "week": 7, "month": 30.4369, "year": 365.2425}[course.unit]
    found = [round((start - starts[0]) / per) for start in starts]
    crowded = found[-1] > 4 * len(found) + 400 or any(b <= a for a, b in pairwise(found))
    return list(range(len(found))) if crowded else found
