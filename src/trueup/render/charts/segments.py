"""Where the remaining money goes: one bar in up to five segments, told apart by pattern as well as by colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.core.base.record import dataclass
from trueup.render.charts import numbers
from trueup.render.charts.svg import Box, anchor, drawing, element, sizes, text, text_width

if TYPE_CHECKING:
    from markupsafe import Markup

    from trueup.core.model.results.spend import Segment

LABELS: Final[dict[Segment, str]] = {
    "aligned": "Aligned",
    "mandated": "Mandated",
    "unqualified": "KPI does not qualify",
    "no_kpi": "No KPI",
    "not_planned": "Not planned",
}

_WIDE: Final = Box(1092, 58)
_MEDIUM: Final = Box(640, 58)
_NARROW: Final = Box(320, 58)
_BAR_TOP: Final = 22.0
_BAR_HEIGHT: Final = 30.0
_GAP: Final = 2.0
_LEAST: Final = 4.0
_SIZE: Final = 12.5

# The lines drawn over each fill, in a tile of eight by eight: none, upright, slanting, crossing, dots.
_STROKES: Final[dict[Segment, str]] = {
    "aligned": "",
    "mandated": "M4 0V8",
    "unqualified": "M-2 2L2 -2M0 8L8 0M6 10L10 6",
    "no_kpi": "M0 0L8 8M8 0L0 8",
    "not_planned": "M4 3.2V4.8M3.2 4H4.8",
}


@dataclass(frozen=True, slots=True)
class SegmentBar:
    """Amounts by segment in one unit (`EUR`, `day`, `point`), in the order in which they are drawn."""

    title: str
    description: str
    unit: str
    segments: tuple[tuple[Segment, float], ...]

    @property
    def total(self) -> float:
        """The sum of the segments."""
        return sum(amount for _, amount in self.segments)


def segment_bar(bar: SegmentBar, ident: str) -> Markup:
    """Return the bar and its legend with amount and share; a sentence instead where there is nothing to divide."""
    if bar.total <= 0:
        return element("p", "No work is left to place.", class_="none")
    shown = tuple((kind, amount) for kind, amount in bar.segments if amount > 0)
    boxes = (("w", _WIDE), ("m", _MEDIUM), ("n", _NARROW))
    picture = sizes(*(_bar(bar, shown, f"{ident}-{size}", box) for size, box in boxes), kind="broad")
    entries = (_entry(bar, kind, amount, f"{ident}-{kind}") for kind, amount in shown)
    return element("div", picture, element("ul", *entries, class_="segs"), class_="segbar")


def _bar(bar: SegmentBar, shown: tuple[tuple[Segment, float], ...], ident: str, box: Box) -> Markup:
    room = box.width - _GAP * (len(shown) - 1)
    widths = [max(_LEAST, room * amount / bar.total) for _, amount in shown]
    widths = [w * room / sum(widths) for w in widths]
    x, parts = 0.0, [element("defs", *(_pattern(kind, ident) for kind, _ in shown))]
    for (kind, amount), width in zip(shown, widths, strict=True):
        words = numbers.share(amount / bar.total)
        title = element("title", f"{LABELS[kind]}: {numbers.amount(amount, bar.unit)}, {words}")
        parts.append(_block(kind, ident, x, width, title))
        for label in (f"{LABELS[kind]} {words}", words):
            if text_width(label, _SIZE) * 1.06 < width:
                parts.append(text(x, _BAR_TOP - 8, label, "seg-t"))
                break
        x += width + _GAP
    return drawing(ident, box, bar.title, bar.description, *parts, kind="seg")


def _block(kind: Segment, ident: str, x: float, width: float, *inside: Markup) -> Markup:
    fill = f"url(#{anchor(ident)}-{kind})"
    inset = 0.75 if kind == "not_planned" else 0.0
    return element(
        "rect",
        *inside,
        class_=f"seg-{kind}",
        fill=fill,
        x=x + inset,
        y=_BAR_TOP + inset,
        width=max(width - 2 * inset, 1),
        height=_BAR_HEIGHT - 2 * inset,
        rx=3,
    )


def _pattern(kind: Segment, ident: str) -> Markup:
    ground = element("rect", class_=f"fill-{kind}", width=8, height=8)
    strokes = [element("path", class_=f"hatch-{kind}", d=_STROKES[kind])] if _STROKES[kind] else []
    where = f"{anchor(ident)}-{kind}"
    return element("pattern", ground, *strokes, id=where, width=8, height=8, patternUnits="userSpaceOnUse")


def _entry(bar: SegmentBar, kind: Segment, amount: float, ident: str) -> Markup:
    swatch = element(
        "svg",
        element("defs", _pattern(kind, ident)),
        element(
            "rect", class_=f"seg-{kind}", fill=f"url(#{anchor(ident)}-{kind})", x=1, y=1, width=20, height=12, rx=2
        ),
        class_="swatch",
        viewBox="0 0 22 14",
        aria_hidden="true",
    )
    return element(
        "li",
        swatch,
        element("span", LABELS[kind]),
        element("b", numbers.amount(amount, bar.unit)),
        element("small", numbers.share(amount / bar.total)),
    )
