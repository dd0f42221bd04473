"""Promised against evidenced benefit, one stream of money a row: two bars, and a whisker for the range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.core.base.record import dataclass
from trueup.render.charts import numbers
from trueup.render.charts.scale import Ticks, nice_ticks
from trueup.render.charts.svg import Box, drawing, element, fit, line, sizes, text

if TYPE_CHECKING:
    from markupsafe import Markup

_ROW_WIDE: Final = 48.0
_ROW_NARROW: Final = 76.0
_KEY: Final = 26.0
_FOOT: Final = 26.0
_BAR: Final = 11.0


@dataclass(frozen=True, slots=True)
class BenefitRow:
    """A stream: what it promises at P50, worst and best over the stated ranges, and what evidence bears out.

    `note` says why not more.
    """

    label: str
    promised: float
    evidenced: float
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class BenefitBars:
    """The streams of one initiative in one unit, such as `EUR/year`."""

    title: str
    description: str
    unit: str
    rows: tuple[BenefitRow, ...]


def benefit_bars(bars: BenefitBars, ident: str) -> Markup:
    """Return the picture in three sizes; a sentence instead where no stream is given."""
    if not bars.rows:
        return element("p", "No benefit is promised yet.", class_="none")
    height, tall = (_KEY + row * len(bars.rows) + _FOOT for row in (_ROW_WIDE, _ROW_NARROW))
    wide = Box(1092, height, 240, 196, _KEY, _FOOT)
    medium = Box(640, height, 180, 172, _KEY, _FOOT)
    narrow = Box(320, tall, 2, 26, _KEY, _FOOT)
    return sizes(
        _drawn(bars, f"{ident}-w", wide, narrow=False),
        _drawn(bars, f"{ident}-m", medium, narrow=False),
        _drawn(bars, f"{ident}-n", narrow, narrow=True),
        kind="broad",
    )


def _drawn(bars: BenefitBars, ident: str, box: Box, *, narrow: bool) -> Markup:
    ends = [v for r in bars.rows for v in (r.promised, r.evidenced, r.low, r.high) if v is not None]
    ticks = nice_ticks(min(0.0, *ends), max(0.0, *ends), 3 if narrow else 5)
    height = _ROW_NARROW if narrow else _ROW_WIDE
    parts = [*_key(narrow=narrow), *_axis(bars, box, ticks)]
    for k, row in enumerate(bars.rows):
        top = box.top + height * k + (42 if narrow else 12)
        parts += _bars(row, box, ticks, top)
        parts += _narrow_words(bars, row, box, top) if narrow else _wide_words(bars, row, box, top)
    return drawing(ident, box, bars.title, bars.description, *parts, kind="benefit")


def _key(*, narrow: bool) -> list[Markup]:
    places = (0.0, 84.0, 178.0) if narrow else (0.0, 110.0, 226.0)
    return [
        element("rect", class_="promised", x=places[0] + 0.5, y=3, width=18, height=9, rx=2),
        text(places[0] + 25, 12, "Promised", "tick"),
        element("rect", class_="evidenced", x=places[1], y=3, width=18, height=9, rx=2),
        text(places[1] + 25, 12, "Evidenced", "tick"),
        element("path", class_="whisker", d=f"M{places[2]:.0f} 4v7M{places[2]:.0f} 7.5h18m0 -3.5v7"),
        text(places[2] + 25, 12, "stated ranges" if narrow else "over the stated ranges", "tick"),
    ]


def _axis(bars: BenefitBars, box: Box, ticks: Ticks) -> list[Markup]:
    parts = []
    for value in ticks.values:
        x = ticks.place(value, box.left, box.edge)
        at = "start" if x < box.left + 1 and box.left < _BAR else "middle"
        parts.append(line(x, box.top, x, box.floor, "axis" if value == 0 else "grid"))
        parts.append(text(x, box.floor + 17, numbers.amount(value, bars.unit.partition("/")[0]), "tick", at))
    return parts


def _bars(row: BenefitRow, box: Box, ticks: Ticks, top: float) -> list[Markup]:
    zero = ticks.place(0, box.left, box.edge)
    parts = [
        _bar("promised", zero, ticks.place(row.promised, box.left, box.edge), top),
        _bar("evidenced", zero, ticks.place(row.evidenced, box.left, box.edge), top + _BAR + 3),
    ]
    if row.low is not None and row.high is not None:
        low, high = (ticks.place(v, box.left, box.edge) for v in (row.low, row.high))
        y = top + _BAR / 2
        parts.append(
            element("path", class_="whisker", d=f"M{low:.1f} {y - 4:.1f}v8M{low:.1f} {y:.1f}H{high:.1f}m0 -4v8")
        )
    return parts


def _bar(kind: str, start: float, end: float, top: float) -> Markup:
    left, width = min(start, end), max(abs(end - start), 2.0)
    return element("rect", class_=kind, x=left, y=top, width=width, height=_BAR, rx=2)


def _wide_words(bars: BenefitBars, row: BenefitRow, box: Box, top: float) -> list[Markup]:
    x = box.edge + 18
    return [
        _label(row.label, 0, top + (10 if row.note else 17), box.left - 16),
        text(0, top + 25, fit(row.note, box.left - 16, 11.5), "tick"),
        text(x, top + 10, f"{numbers.amount(row.promised, bars.unit)} promised", "lab"),
        text(x, top + 25, _evidenced(bars, row), "lab obs-t" if row.evidenced else "tick"),
    ]


def _narrow_words(bars: BenefitBars, row: BenefitRow, box: Box, top: float) -> list[Markup]:
    promised = numbers.amount(row.promised, bars.unit.partition("/")[0])
    words = f"{promised} promised, {_evidenced(bars, row)}"
    return [_label(row.label, 0, top - 24, box.width), text(0, top - 8, words, "tick")]


def _evidenced(bars: BenefitBars, row: BenefitRow) -> str:
    short = numbers.amount(row.evidenced, bars.unit.partition("/")[0])
    return f"{short} evidenced" if row.evidenced else "none evidenced"


def _label(words: str, x: float, y: float, width: float) -> Markup:
    shown = fit(words, width, 12.5)
    inside = (shown,) if shown == words else (element("title", words), shown)
    return element("text", *inside, class_="lab strong", x=x, y=y)
