"""The page around a report: templates, the style and the font, put together into one file that fetches nothing."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from trueup.core.base.record import dataclass
from trueup.render.charts import numbers
from trueup.render.charts.benefit import benefit_bars
from trueup.render.charts.chain import chain_slice, state_icon
from trueup.render.charts.kpi import kpi_chart
from trueup.render.charts.segments import segment_bar
from trueup.render.charts.svg import anchor

if TYPE_CHECKING:
    from collections.abc import Mapping

BASES: Final = {
    "measured": "computed from data",
    "estimated": "derived from other figures, or judged",
    "assumed": "stated, not measured",
    "unknown": "not computed",
}

_LONG_RUN: Final = re.compile(r"[^\s`/]{32}(?=[^\s`/])")
_BREAK: Final = "\0"

_FONT: Final = "inter-latin-wght-normal.woff2"
_FACE: Final = (
    '@font-face{{font-family:Inter;src:url(data:font/woff2;base64,{data}) format("woff2");'
    "font-weight:100 900;font-display:swap}}\n"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is read, with what stands behind it: one click shows definition, source, date and who.

    `basis` is measured, estimated, assumed or unknown; `unit` follows the value in small letters (" of €132k").
    """

    value: str
    basis: str
    definition: str
    source: str = ""
    as_of: str = ""
    by: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a whole table or picture stands on, said once beside it: a basis, and words that go on from it."""

    basis: str
    words: str


@dataclass(frozen=True, slots=True)
class NavItem:
    """A line of the side bar: one of the four words or a card below it; `count` is shown where it is not empty."""

    word: str
    href: str
    count: str = ""
    below: tuple[NavItem, ...] = ()


def page(template: str, view: Mapping[str, object]) -> str:
    """Return a whole HTML page from a template of this package and the values that it names.

    Every name the template uses must be given (`jinja2.UndefinedError` otherwise); text is escaped.
    """
    return environment().get_template(template).render(view)


@cache
def environment() -> Environment:
    """Return the one environment of the HTML templates: escaping, strict about names, charts as functions."""
    made = Environment(
        loader=PackageLoader("trueup.render.html", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(
        amount=numbers.amount,
        full_date=numbers.full_date,
        month=numbers.month,
        number=numbers.number,
        prose=prose,
        share=numbers.share,
        significant=numbers.significant,
    )
    made.globals.update(
        anchor=anchor,
        bases=BASES,
        benefit_bars=benefit_bars,
        chain_slice=chain_slice,
        kpi_chart=kpi_chart,
        segment_bar=segment_bar,
        state_icon=state_icon,
        style=style(),
    )
    return made


def prose(words: object) -> Markup:
    """Return a message as markup: ids in backticks as code; paths may break after a slash, long words anywhere."""
    if isinstance(words, Markup):
        return words
    broken = _LONG_RUN.sub(f"\\g<0>{_BREAK}", str(words).replace(_BREAK, ""))
    parts = str(escape(broken)).split("`")
    if len(parts) % 2 == 0:
        parts[-2:] = ["`".join(parts[-2:])]
    marked = (f"<code>{part}</code>" if k % 2 else part for k, part in enumerate(parts))
    text = "".join(marked).replace("/", "/<wbr>").replace("</<wbr>", "</").replace(_BREAK, "<wbr>")
    return Markup(text)  # noqa: S704 - escaped above


@cache
def style() -> Markup:
    """Return the page's CSS with the font inside it."""
    room = files("trueup.render.html")
    font = b64encode(room.joinpath(_FONT).read_bytes()).decode()
    css = room.joinpath("report.css").read_text(encoding="utf-8")
    return Markup(_FACE.format(data=font) + css)  # noqa: S704 - our own file
