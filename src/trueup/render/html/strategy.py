"""The data strategy as a page: a picture from objectives to initiatives, and the table behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from trueup.core.base.finding import Finding
from trueup.core.portfolio.strategy import DataStrategy, Standing, StrategyRow
from trueup.render.charts.numbers import full_date
from trueup.render.charts.slice import ChainColumn, ChainLink, ChainNode, ChainSlice, State
from trueup.render.html.page import NavItem, page
from trueup.render.plain import count_of, money
from trueup.render.strategy import summary

_STATES: Final[dict[Standing, State]] = {"have": "ok", "gap": "bad", "unknown": "warn"}
WORDS: Final[dict[Standing, str]] = {"have": "have", "gap": "gap", "unknown": "not named"}


def strategy_html(found: DataStrategy, findings: Sequence[Finding]) -> str:
    """Return the data strategy as a whole page."""
    return page(
        "strategy.html.j2",
        {
            "s": found,
            "findings": findings,
            "summary": summary(found),
            "picture": picture(found),
            "states": _STATES,
            "words": WORDS,
            "money": money,
            "count": f"{count_of(len(found.aims), 'strategic objective')}, {count_of(len(found.titles), 'initiative')}",
            "items": (NavItem("Picture", "#picture"), NavItem("Table", "#table"), NavItem("Open", "#open")),
            "day": full_date(found.as_of),
        },
    )


def picture(found: DataStrategy) -> ChainSlice:
    """Return the strategy as columns: objectives, decisions, data, initiatives."""
    rows = found.rows
    data: dict[str, State] = {}
    links: list[ChainLink] = []
    for row in rows:
        state = _STATES[row.standing]
        if row.objective:
            links.append(ChainLink(f"aim {row.objective}", f"row {row.id}", state))
        for node, here in _data_nodes(row):
            data[node] = "bad" if "bad" in (here, data.get(node)) else here
            links.append(ChainLink(f"row {row.id}", node, here))
            links += [ChainLink(node, f"initiative {one}", here) for one in row.initiatives]
    return ChainSlice(
        "The data strategy",
        "From each strategic objective to the decisions that serve it, the data they need, and the initiatives.",
        (
            ChainColumn("Strategic objective", tuple(_aim(found, aim.id) for aim in found.aims)),
            ChainColumn(
                "Decision", tuple(ChainNode(f"row {r.id}", r.decision or r.id, _STATES[r.standing]) for r in rows)
            ),
            ChainColumn("Data", tuple(ChainNode(node, node.partition(" ")[2], state) for node, state in data.items())),
            ChainColumn("Initiative", tuple(_initiative(found, one) for one in found.titles)),
        ),
        tuple(links),
    )


def _aim(found: DataStrategy, name: str) -> ChainNode:
    aim = next(each for each in found.aims if each.id == name)
    return ChainNode(f"aim {name}", aim.statement, "ok" if aim.rows else "bad")


def _initiative(found: DataStrategy, name: str) -> ChainNode:
    return ChainNode(f"initiative {name}", found.titles[name], "warn" if name in found.outside else "ok")


def _data_nodes(row: StrategyRow) -> list[tuple[str, State]]:
    nodes: list[tuple[str, State]] = [(f"data {each.name}", "ok" if each.initiatives else "bad") for each in row.data]
    if row.gap:
        nodes.append((f"gap {row.gap}", "bad"))
    return nodes
