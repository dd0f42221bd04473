"""The slice of the chain as a picture for wide columns, and as a nested list for phones, paper and screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.core.base.record import dataclass
from trueup.render.charts.slice import WORDS, ChainLink, ChainNode, ChainSlice, Shown, State, shorten
from trueup.render.charts.svg import Box, drawing, element, fit, line, text, wrap

if TYPE_CHECKING:
    from markupsafe import Markup

_WIDTH: Final = 1092.0
_GAP: Final = 38.0
_MOST_WIDTH: Final = 230.0
_HEAD: Final = 28.0
_PADDING: Final = 12.0
_LINE: Final = 15.0
_MOST_LINES: Final = 3
_SPACE: Final = 9.0
_SIZE: Final = 12.0
_ICON: Final = 15.0
_INDENT: Final = 27.0
_STUB: Final = 24.0

# Each state has its own shape, so that it is told without colour; drawn around (0, 0) within five units.
_SHAPES: Final[dict[State, str]] = {
    "ok": "M-5 0A5 5 0 1 1 5 0A5 5 0 1 1 -5 0Z",
    "warn": "M0 -5.2L5.6 4.6H-5.6Z",
    "bad": "M0 -6L6 0L0 6L-6 0Z",
    "quiet": "M-4.2 0A4.2 4.2 0 1 1 4.2 0A4.2 4.2 0 1 1 -4.2 0Z",
}
_SIGNS: Final[dict[State, str]] = {
    "ok": "M-2.3 0.2L-0.6 1.9L2.4 -1.7",
    "warn": "M0 -1.8V1M0 2.6V3.1",
    "bad": "M-1.8 -1.8L1.8 1.8M1.8 -1.8L-1.8 1.8",
    "quiet": "",
}


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a node is drawn: its column, left edge, middle and size, and the lines of its label."""

    column: int
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]


def chain_slice(chain: ChainSlice, ident: str) -> Markup:
    """Return the picture together with the same slice as a nested list; the page shows the one that fits."""
    shown = shorten(chain)
    if not any(column.nodes for column in shown.columns):
        return element("p", "Nothing is linked yet.", class_="none")
    drawn = element("div", _picture(chain, shown, ident), _key(shown), class_="wide")
    return element("div", drawn, _list(shown), class_="pic chain")


def state_icon(state: State) -> Markup:
    """Return the small sign of a state for use beside text; it is silent, so the text must say the state too."""
    return element("svg", *_sign(state), class_="sign", viewBox="-7 -7 14 14", aria_hidden="true")


def _sign(state: State) -> list[Markup]:
    sign = [element("path", class_="sign-in", d=_SIGNS[state])] if _SIGNS[state] else []
    return [element("path", class_=f"s-{state}", d=_SHAPES[state]), *sign]


def _picture(chain: ChainSlice, shown: Shown, ident: str) -> Markup:
    spots, height = _placed(shown)
    led_to = {link.target for link in shown.links}
    parts: list[Markup] = []
    width, step = _column_width(shown)
    for k, column in enumerate(shown.columns):
        parts.append(text(k * step, 12, fit(column.title, width, _SIZE), "tick"))
    parts += [_link(link, spots) for link in shown.links]
    for column in shown.columns:
        for node in column.nodes:
            spot = spots[node.id]
            if spot.column and node.state == "bad" and node.id not in led_to:
                parts += _stub(spot)
            parts.append(_node(node, spot))
    return drawing(ident, Box(_WIDTH, height), chain.title, chain.description, *parts, kind="slice")


def _column_width(shown: Shown) -> tuple[float, float]:
    """Return how wide a column is and how far the next one begins; few columns spread over the whole width."""
    count = len(shown.columns)
    width = min(_MOST_WIDTH, (_WIDTH - _GAP * (count - 1)) / count)
    return width, (_WIDTH - width) / max(count - 1, 1)


def _placed(shown: Shown) -> tuple[dict[str, _Spot], float]:
    """Return where each node stands, columns centred on each other, and the height of the picture."""
    width, step = _column_width(shown)
    labels = {n.id: wrap(n.label, width - _INDENT - 8, _SIZE, _MOST_LINES) for c in shown.columns for n in c.nodes}
    height = _PADDING + _LINE * max(2, *(len(lines) for lines in labels.values()))
    most = max(len(column.nodes) for column in shown.columns)
    spots = {}
    for k, column in enumerate(shown.columns):
        top = _HEAD + (most - len(column.nodes)) * (height + _SPACE) / 2
        for j, node in enumerate(column.nodes):
            middle = top + j * (height + _SPACE) + height / 2
            spots[node.id] = _Spot(k, k * step, middle, width, height, labels[node.id])
    return spots, _HEAD + most * (height + _SPACE) - _SPACE + 2


def _key(shown: Shown) -> Markup:
    """Return the signs that occur, each with its word."""
    found = {node.state for column in shown.columns for node in column.nodes}
    entries = (element("li", state_icon(state), word) for state, word in WORDS.items() if state in found)
    return element("ul", *entries, class_="key", aria_hidden="true")


def _link(link: ChainLink, spots: dict[str, _Spot]) -> Markup:
    """Return the curve of a link; one within a column bends out to its left."""
    start, end = spots[link.source], spots[link.target]
    x0, x1 = start.x + start.width, end.x
    bends = ((x0 + x1) / 2, (x0 + x1) / 2)
    if start.column == end.column:
        x0, bends = x1, (x1 - _GAP, x1 - _GAP)
    path = f"M{x0:.1f} {start.y:.1f}C{bends[0]:.1f} {start.y:.1f} {bends[1]:.1f} {end.y:.1f} {x1:.1f} {end.y:.1f}"
    return element("path", class_=f"l l-{link.state}", d=path)


def _stub(spot: _Spot) -> list[Markup]:
    """Return the loose end before a node that nothing leads to."""
    x = spot.x - _STUB
    cross = f"M{x - 4:.1f} {spot.y - 4:.1f}l8 8m0 -8l-8 8"
    return [line(x + 5, spot.y, spot.x, spot.y, "l l-bad"), element("path", class_="l l-cut", d=cross)]


def _node(node: ChainNode, spot: _Spot) -> Markup:
    top = spot.y - spot.height / 2
    rect = element("rect", class_=f"n n-{node.state}", x=spot.x, y=top, width=spot.width, height=spot.height, rx=6)
    sign = element("g", *_sign(node.state), transform=f"translate({spot.x + _ICON:.1f} {spot.y:.1f})")
    first = spot.y + 4.2 - _LINE / 2 * (len(spot.lines) - 1)
    words = [text(spot.x + _INDENT, first + _LINE * k, row) for k, row in enumerate(spot.lines)]
    return element("g", element("title", f"{node.label}: {WORDS[node.state]}"), rect, sign, *words)


def _list(shown: Shown) -> Markup:
    """Return the slice as a nested list; what hangs on several items is shown under the first, the loose ends last."""
    titles = {node.id: column.title for column in shown.columns for node in column.nodes}
    nodes = {node.id: node for column in shown.columns for node in column.nodes}
    seen: set[str] = set()

    def entry(node: ChainNode) -> Markup:
        seen.add(node.id)
        below = [
            entry(nodes[link.target]) for link in shown.links if link.source == node.id and link.target not in seen
        ]
        inside = [element("ul", *below)] if below else []
        kind = element("small", titles[node.id])
        state = element("span", f" ({WORDS[node.state]})", class_="sr")
        body = element("span", kind, node.label, state)
        return element("li", element("div", state_icon(node.state), body, class_=f"node node-{node.state}"), *inside)

    every = (node for column in shown.columns for node in column.nodes)
    return element("ul", *(entry(node) for node in every if node.id not in seen), class_="nodes")
