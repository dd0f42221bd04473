"""The chain as a picture: the rows of the tree with their lines, marks and amounts, text that can be selected.

It needs nothing beside itself: its colours are variables, dark where the reader's system is dark, and a page that shows
it inline may set them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from markupsafe import Markup

from trueup.core.base.record import dataclass
from trueup.render.chain_text import LEGEND, hidden, kind_of, label, remarks, said
from trueup.render.chain_twigs import ChainTree, Mark, Twig, every
from trueup.render.charts.svg import element, fit, line, text, wrap

_WIDTH: Final = 1080.0
_MARGIN: Final = 24.0
_INDENT: Final = 26.0
_TEXT_EDGE: Final = 640.0
_OWNER: Final = 660.0
_BENEFIT_EDGE: Final = 896.0
_WORK_EDGE: Final = _WIDTH - _MARGIN
_SIZE: Final = 13.0
_SMALL: Final = 12.0
_SPARE: Final = 1.16  # how much wider than Inter the fonts are that a system may show instead
_SPARE_STRONG: Final = 1.29  # the same for bold
_LINE: Final = 17.0
_SPACE: Final = 11.0
_BAR: Final = 120.0
_MOST_LINES: Final = 3
_HEAD: Final = 96.0
_WORDS: Final[dict[Mark, str]] = {"holds": "holds", "warns": "warns", "breaks": "breaks", "unknown": "not known here"}

# Each mark has its own shape, so that it is told without colour; drawn around (0, 0) within six units.
_SHAPES: Final[dict[Mark, str]] = {
    "holds": "M-6 0A6 6 0 1 1 6 0A6 6 0 1 1 -6 0Z",
    "warns": "M0 -6.4L6.6 5.2H-6.6Z",
    "breaks": "M0 -7L7 0L0 7L-7 0Z",
    "unknown": "M-5.4 -5.4H5.4V5.4H-5.4Z",
}
_SIGNS: Final[dict[Mark, str]] = {
    "holds": "M-2.7 0.2L-0.7 2.2L2.8 -2",
    "warns": "M0 -2.4V1.2M0 3V3.4",
    "breaks": "M-2.2 -2.2L2.2 2.2M2.2 -2.2L-2.2 2.2",
    "unknown": "M-1.9 -1.6A1.9 1.9 0 1 1 0 0.4V1M0 2.9V3.2",
}

STYLE: Final = """
.trueup-chain { --paper: #ffffff; --ink: #17212b; --soft: #55626e; --line: #b4bec8; --ok: #0f7a4d; --warn: #8a5100;
  --bad: #b3261e; --dim: #55626e; --bar: #c9d8f5; --rule: #e1e6ea; --on: #ffffff; }
@media (prefers-color-scheme: dark) { .trueup-chain { --paper: #171f28; --ink: #e7ecf1; --soft: #a3b0bc;
  --line: #55636f; --ok: #54c78e; --warn: #edb35a; --bad: #ff948a; --dim: #a3b0bc; --bar: #2b446f; --rule: #2a3540;
  --on: #0f151c; } }
.trueup-chain { background: var(--paper); font-family: Inter, system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
.trueup-chain .paper { fill: var(--paper); }
.trueup-chain text { fill: var(--ink); font-size: 13px; }
.trueup-chain .head { font-size: 19px; font-weight: 650; }
.trueup-chain .lead, .trueup-chain .soft { fill: var(--soft); font-size: 12px; }
.trueup-chain .lead { font-size: 13px; }
.trueup-chain .strong { font-weight: 620; }
.trueup-chain .kind { fill: var(--soft); font-weight: 400; }
.trueup-chain .figure { font-variant-numeric: tabular-nums; }
.trueup-chain .why-breaks { fill: var(--bad); font-size: 12px; }
.trueup-chain .why-warns { fill: var(--warn); font-size: 12px; }
.trueup-chain .why-holds, .trueup-chain .why-unknown { fill: var(--soft); font-size: 12px; }
.trueup-chain .link { stroke: var(--line); stroke-width: 1.5; fill: none; }
.trueup-chain .link-breaks { stroke: var(--bad); stroke-dasharray: 4 3; }
.trueup-chain .rule { stroke: var(--rule); stroke-width: 1; }
.trueup-chain .m-holds { fill: var(--ok); } .trueup-chain .m-warns { fill: var(--warn); }
.trueup-chain .m-breaks { fill: var(--bad); } .trueup-chain .m-unknown { fill: var(--dim); }
.trueup-chain .sign { stroke: var(--on); stroke-width: 1.6; fill: none; stroke-linecap: round; }
.trueup-chain .bar { fill: var(--bar); }
@media print { .trueup-chain { --paper: #ffffff; --ink: #000000; --soft: #444444; } }
"""


@dataclass(frozen=True, slots=True)
class _Row:
    """A twig where it is drawn: how deep, from which y on, its lines of text, and the row it hangs on."""

    twig: Twig
    depth: int
    top: float
    name: tuple[str, ...]
    below: tuple[tuple[str, str], ...]
    parent: int | None

    @property
    def middle(self) -> float:
        """The y of its mark."""
        return self.top + _LINE / 2

    @property
    def height(self) -> float:
        """How much room it takes."""
        return _LINE * (len(self.name) + len(self.below)) + _SPACE


def chain_svg(tree: ChainTree) -> str:
    """Return the tree as one SVG picture that stands alone."""
    rows = _rows(tree)
    bottom = max((row.top + row.height for row in rows), default=_HEAD)
    height = bottom + 34
    most = max((twig.spend or 0.0 for twig in every(tree.roots)), default=0.0)
    parts: list[Markup] = [
        element("title", f"{tree.title}: from objective to work", id="trueup-chain-t"),
        element("desc", f"{tree.lead}.", id="trueup-chain-d"),
        element("style", Markup(STYLE)),  # noqa: S704 - a constant without a character that needs escaping
        element("rect", class_="paper", x=0, y=0, width=_WIDTH, height=height),
        text(_MARGIN, 36, fit(tree.title, _WIDTH - 2 * _MARGIN, 19 * _SPARE_STRONG), "head"),
        text(_MARGIN, 58, f"{tree.lead}.", "lead"),
        text(_OWNER, _HEAD - 14, "Owner", "soft"),
        text(_BENEFIT_EDGE, _HEAD - 14, "Benefit", "soft", "end"),
        text(_WORK_EDGE, _HEAD - 14, "Remaining work", "soft", "end"),
        line(_MARGIN, _HEAD - 6, _WORK_EDGE, _HEAD - 6, "rule"),
    ]
    parts += _links(rows)
    parts += [_drawn(row, tree.unit, most) for row in rows]
    parts.append(text(_MARGIN, height - 14, LEGEND, "soft"))
    drawn = element(
        "svg",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_="trueup-chain",
        viewBox=f"0 0 {_WIDTH:.0f} {height:.0f}",
        width=f"{_WIDTH:.0f}",
        height=f"{height:.0f}",
        role="img",
        aria_labelledby="trueup-chain-t",
        aria_describedby="trueup-chain-d",
    )
    return f"{drawn}\n"


def chain_page(tree: ChainTree) -> str:
    """Return the picture in a page that needs no network and no script."""
    style = Markup(
        "html { color-scheme: light dark } body { margin: 0; background: #ffffff } main { overflow-x: auto } "
        "h1 { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) } "
        "svg { display: block; margin: 0 auto } @media (prefers-color-scheme: dark) { body { background: #171f28 } }"
    )
    page = element(
        "html",
        element(
            "head",
            Markup('<meta charset="utf-8">'),
            Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            element("title", tree.title),
            element("style", style),
        ),
        element("body", element("main", element("h1", tree.title), Markup(chain_svg(tree)), tabindex="0")),  # noqa: S704 - escaped where it was made
        lang="en",
    )
    return f"<!doctype html>\n{page}\n"


def _rows(tree: ChainTree) -> list[_Row]:
    """Return where each twig is drawn, from top to bottom."""
    rows: list[_Row] = []
    top = _HEAD + 8

    def place(twig: Twig, depth: int, parent: int | None) -> None:
        nonlocal top
        room = _TEXT_EDGE - _left(depth)
        name = wrap(label(twig), room, _SIZE * (_SPARE_STRONG if _is_strong(twig) else _SPARE), _MOST_LINES)
        below = [
            ("soft" if said_ == hidden(twig) else f"why-{twig.mark}", row)
            for said_ in remarks(twig)
            for row in wrap(said_, room, _SMALL * _SPARE, _MOST_LINES)
        ]
        row = _Row(twig, depth, top, name or ("",), tuple(below), parent)
        rows.append(row)
        here = len(rows) - 1
        top += row.height
        for child in twig.children:
            place(child, depth + 1, here)

    for root in tree.roots:
        place(root, 0, None)
    return rows


def _left(depth: int) -> float:
    """Return where the text of a depth begins."""
    return _MARGIN + depth * _INDENT + 22


def _is_strong(twig: Twig) -> bool:
    return twig.kind in {"primary objective", "KPI", "group"}


def _links(rows: list[_Row]) -> Iterator[Markup]:
    """Yield the lines: down from each row to the last that hangs on it, and across to each; dashed where it breaks."""
    last = {row.parent: row for row in rows if row.parent is not None}
    for at, row in last.items():
        above = rows[at]
        x, kind = _MARGIN + above.depth * _INDENT + 7, _kind(above.twig)
        yield element("path", class_=kind, d=f"M{x:.1f} {above.middle + 10:.1f}V{row.middle:.1f}")
    for row in rows:
        if row.parent is not None:
            x, end = _MARGIN + (row.depth - 1) * _INDENT + 7, _MARGIN + row.depth * _INDENT - 2
            yield element("path", class_=_kind(row.twig), d=f"M{x:.1f} {row.middle:.1f}H{end:.1f}")


def _kind(twig: Twig) -> str:
    return "link link-breaks" if twig.mark == "breaks" else "link"


def _drawn(row: _Row, unit: str, most: float) -> Markup:
    return element("g", *_pieces(row, unit, most))


def _pieces(row: _Row, unit: str, most: float) -> Iterator[Markup]:
    """Yield the mark, the words and the figures of a row."""
    twig, left = row.twig, _left(row.depth)
    yield element("title", f"{label(twig)}: {_WORDS[twig.mark]}{f'. {twig.why}' if twig.why else ''}")
    mark = (
        element("path", class_=f"m-{twig.mark}", d=_SHAPES[twig.mark]),
        element("path", class_="sign", d=_SIGNS[twig.mark]),
    )
    yield element("g", *mark, transform=f"translate({left - 15:.1f} {row.middle:.1f})")
    first = row.top + 13
    for number, words in enumerate(row.name):
        yield _words(twig, words, left, first + number * _LINE, first=number == 0)
    for number, (kind, words) in enumerate(row.below, len(row.name)):
        yield text(left, first + number * _LINE, words, kind)
    benefit, work = said(twig, unit)
    if twig.owner:
        yield text(_OWNER, first, fit(twig.owner, 118, _SMALL * _SPARE), "soft")
    if benefit:
        yield text(_BENEFIT_EDGE, first, benefit, "figure", "end")
    if work:
        width = _BAR * (twig.spend or 0.0) / most if most else 0.0
        if width:
            yield element("rect", class_="bar", x=_WORK_EDGE - width, y=row.top + 16, width=width, height=3, rx=1.5)
        yield text(_WORK_EDGE, first, work, "figure", "end")


def _words(twig: Twig, words: str, x: float, y: float, *, first: bool) -> Markup:
    """Return a line of a twig's name, what it is in the chain set apart from what it is called."""
    kind = kind_of(twig)
    strong = {"class_": "strong"} if _is_strong(twig) else {}
    if not first or not kind or not words.startswith(kind):
        return element("text", words, x=x, y=y, **strong)
    return element("text", element("tspan", kind, class_="kind"), words[len(kind) :], x=x, y=y, **strong)
