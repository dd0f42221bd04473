"""The few words of SVG that the charts are written in: elements that escape, identities, and text that fits its box."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

from trueup.core.base.record import dataclass

# Widths of Inter's printable ASCII characters in thousandths of the font size, read from the font we ship.
_ADVANCES: Final = (
    281, 288, 466, 633, 642, 982, 644, 300, 365, 365, 501, 662, 288, 460, 288, 360, 631, 407, 610, 618, 646, 593, 620,
    566, 619, 620, 288, 302, 662, 662, 662, 511, 966, 690, 654, 730, 722, 601, 590, 746, 743, 269, 571, 672, 565, 903,
    753, 765, 639, 765, 644, 642, 646, 744, 690, 985, 682, 679, 629, 365, 360, 365, 471, 456, 323, 562, 612, 571, 612,
    583, 370, 613, 591, 242, 242, 549, 242, 876, 591, 600, 612, 612, 376, 528, 327, 591, 562, 818, 546, 562, 552, 426,
    333, 426, 662,
)  # fmt: skip
_OTHER: Final = 640
_WIDE: Final = 1000
_FIRST_WIDE: Final = 0x1100  # from here on mostly scripts whose characters fill a square
_STRETCH: Final = 1.2  # a picture is not shown larger than this, so that its text stays near the size of the page's
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_.-]")
_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True, slots=True)
class Box:
    """The size of a picture and the margins around its plot, in user units (CSS pixels at full size)."""

    width: float
    height: float
    left: float = 0
    right: float = 0
    top: float = 0
    bottom: float = 0

    @property
    def floor(self) -> float:
        """The y of the plot's lower edge."""
        return self.height - self.bottom

    @property
    def edge(self) -> float:
        """The x of the plot's right edge."""
        return self.width - self.right


def anchor(text: str) -> str:
    """Return a text as an HTML id; two texts never share one, and ids such as `kpis.late` stay as they are."""
    return _UNSAFE.sub(lambda found: f"~{ord(found[0]):x}~", text) or "~"


def _written(value: str | float) -> str:
    """Return an attribute's value; coordinates get one decimal, which is a tenth of a pixel."""
    if isinstance(value, str):
        return value
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def element(name: str, *children: str, **attributes: str | float) -> Markup:
    """Return an element; children and values are escaped unless they are markup. `class_` is class, `_` becomes `-`."""
    words = "".join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _written(value))
        for key, value in attributes.items()
    )
    inside = "".join(escape(child) for child in children)
    return Markup(f"<{name}{words}>{inside}</{name}>" if inside else f"<{name}{words}/>")  # noqa: S704 - escaped above


def text(x: float, y: float, words: str, kind: str = "", anchor_at: str = "start") -> Markup:
    """Return a line of text; `kind` is its CSS class, `anchor_at` start, middle or end."""
    more = {"class_": kind} if kind else {}
    if anchor_at != "start":
        more["text_anchor"] = anchor_at
    return element("text", words, x=x, y=y, **more)


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    """Return a straight line of a CSS class."""
    return element("line", class_=kind, x1=x1, y1=y1, x2=x2, y2=y2)


def points(places: list[tuple[float, float]]) -> str:
    """Return the `points` of a polyline or polygon."""
    return " ".join(f"{_written(x)},{_written(y)}" for x, y in places)


def drawing(ident: str, box: Box, title: str, description: str, *children: str, kind: str = "") -> Markup:
    """Return a whole picture that names and describes itself to a screen reader."""
    name = anchor(ident)
    return element(
        "svg",
        element("title", title, id=f"{name}-t"),
        element("desc", description, id=f"{name}-d"),
        *children,
        class_=f"chart {kind}".strip(),
        viewBox=f"0 0 {_written(box.width)} {_written(box.height)}",
        style=f"max-width:{box.width * _STRETCH:.0f}px",
        role="img",
        aria_labelledby=f"{name}-t",
        aria_describedby=f"{name}-d",
    )


def sizes(wide: Markup, medium: Markup, narrow: Markup, *, kind: str = "") -> Markup:
    """Return the three drawings of one picture; the page shows the one that its column has room for.

    The wide drawing of `kind` "broad" fills a whole page column (1,092 pixels), otherwise two thirds of it (742).
    """
    drawn = (("wide", wide), ("medium", medium), ("narrow", narrow))
    return element("div", *(element("div", one, class_=size) for size, one in drawn), class_=f"pic {kind}".strip())


def text_width(words: str, size: float) -> float:
    """Return about how wide a text is at a font size, in the unit of the size."""
    return sum(map(_advance, words)) * size / 1000


def _advance(letter: str) -> int:
    place = ord(letter) - 32
    if 0 <= place < len(_ADVANCES):
        return _ADVANCES[place]
    return _WIDE if ord(letter) >= _FIRST_WIDE and not letter.isspace() and letter != _ELLIPSIS else _OTHER


def fit(words: str, width: float, size: float) -> str:
    """Return a text cut to a width, with an ellipsis where something was cut; only the part that fits is looked at."""
    room, used, kept = width * 1000 / size, 0, 0
    for letter in words:
        used += _advance(letter)
        if used > room:
            break
        kept += used <= room - _OTHER
    else:
        return words
    return words[:kept].rstrip(" ,;:-") + _ELLIPSIS


def wrap(words: str, width: float, size: float, most: int = 2) -> tuple[str, ...]:
    """Return a text as at most so many lines of a width; the last one is cut with an ellipsis where it must be."""
    lines: list[str] = []
    rest = words.split()
    while rest and len(lines) < most - 1:
        count = 1
        while count < len(rest) and text_width(" ".join(rest[: count + 1]), size) <= width:
            count += 1
        lines.append(fit(" ".join(rest[:count]), width, size))
        rest = rest[count:]
    if rest:
        lines.append(fit(" ".join(rest), width, size))
    return tuple(lines)
