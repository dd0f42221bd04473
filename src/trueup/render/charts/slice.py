"""A slice of the chain as values: columns of nodes, the links between them, and what stays visible when it is long."""

from __future__ import annotations

from typing import Final, Literal

from trueup.core.base.record import dataclass

State = Literal["ok", "warn", "bad", "quiet"]

WORDS: Final[dict[State, str]] = {"ok": "linked", "warn": "warns", "bad": "broken", "quiet": "not due"}
MOST: Final = 12

_URGENCY: Final[dict[State, int]] = {"bad": 0, "warn": 1, "ok": 2, "quiet": 3}


@dataclass(frozen=True, slots=True)
class ChainNode:
    """One item of the chain; `label` is what is read, `id` what links refer to."""

    id: str
    label: str
    state: State = "ok"


@dataclass(frozen=True, slots=True)
class ChainColumn:
    """The items on one level of the chain, under a heading such as KPI."""

    title: str
    nodes: tuple[ChainNode, ...]


@dataclass(frozen=True, slots=True)
class ChainLink:
    """A link between two items, given in either direction; a bad one is drawn broken."""

    source: str
    target: str
    state: State = "ok"


@dataclass(frozen=True, slots=True)
class ChainSlice:
    """What to draw of the chain, from strategic objective on the left to stories on the right."""

    title: str
    description: str
    columns: tuple[ChainColumn, ...]
    links: tuple[ChainLink, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The slice as it is drawn: at most MOST nodes a column in an order with few crossings, the rest as one node."""

    columns: tuple[ChainColumn, ...]
    links: tuple[ChainLink, ...]


def shorten(chain: ChainSlice, most: int = MOST) -> Shown:
    """Return the slice with long columns cut to the most urgent nodes plus "and 14 more", and its links redirected."""
    columns: list[ChainColumn] = []
    stands_for: dict[str, str] = {}
    level = {node.id: k for k, column in enumerate(chain.columns) for node in column.nodes}
    for k, column in enumerate(chain.columns):
        kept = column.nodes
        if len(column.nodes) > most:
            urgent = sorted(range(len(column.nodes)), key=lambda j: (_URGENCY[column.nodes[j].state], j))[:most]
            kept = tuple(node for j, node in enumerate(column.nodes) if j in urgent)
            hidden = [node for j, node in enumerate(column.nodes) if j not in urgent]
            rest = ChainNode(f"rest {k}", f"and {len(hidden)} more", _worst([node.state for node in hidden]))
            stands_for |= {node.id: rest.id for node in hidden}
            kept = (*kept, rest)
        stands_for |= {node.id: node.id for node in kept}
        columns.append(ChainColumn(column.title, kept))
    links = _merged(chain.links, stands_for, level)
    return Shown(_untangled(columns, links), links)


def _worst(states: list[State]) -> State:
    return min(states, key=_URGENCY.__getitem__)


def _merged(links: tuple[ChainLink, ...], stands_for: dict[str, str], level: dict[str, int]) -> tuple[ChainLink, ...]:
    """Return the links between drawn nodes from left to right, one a pair, in its worst state."""
    states: dict[tuple[str, str], list[State]] = {}
    for link in links:
        if link.source in level and link.target in level:
            left, right = sorted((link.source, link.target), key=level.__getitem__)
            if stands_for[left] != stands_for[right]:
                states.setdefault((stands_for[left], stands_for[right]), []).append(link.state)
    return tuple(ChainLink(a, b, _worst(found)) for (a, b), found in states.items())


def _untangled(columns: list[ChainColumn], links: tuple[ChainLink, ...]) -> tuple[ChainColumn, ...]:
    """Return the columns, each ordered by the mean place of what leads to its nodes; the loose ones come last."""
    place: dict[str, float] = {}
    ordered: list[ChainColumn] = []
    for column in columns:
        keys = {}
        for j, node in enumerate(column.nodes):
            before = [place[link.source] for link in links if link.target == node.id and link.source in place]
            lost = bool(ordered) and not before
            keys[node.id] = (node.id.startswith("rest "), lost, sum(before) / len(before) if before else 0.0, j)
        nodes = tuple(sorted(column.nodes, key=lambda node: keys[node.id]))
        place |= {node.id: (j + 0.5) / len(nodes) for j, node in enumerate(nodes)}
        ordered.append(ChainColumn(column.title, nodes))
    return tuple(ordered)
