"""The chain as a tree of values, and how it is cut: to a level, to what leads to one part, to the largest epics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, Literal

from trueup.core.base.quantity import Quantity
from trueup.core.base.record import dataclass

Mark = Literal["holds", "warns", "breaks", "unknown"]
Level = Literal["objective", "kpi", "goal", "epic", "story", "task"]
LEVELS: Final[tuple[Level, ...]] = ("objective", "kpi", "goal", "epic", "story", "task")

MOST: Final = 12
"""How many epics of one parent are shown before the rest is counted."""
_WORST: Final[tuple[Mark, ...]] = ("holds", "unknown", "warns", "breaks")
_DEPTHS: Final = {"strategic objective": -1, "primary objective": 0, "KPI": 1, "operational goal": 2, "group": 2}
_ITEMS: Final = {"epic": 3, "story": 4, "task": 5}


@dataclass(frozen=True, slots=True)
class Twig:
    """One place in the tree: what it is, whether the chain holds there, the work below it, and what hangs on it.

    `spend` is the remaining work that reaches it, in the tree's unit (the objective: through KPIs that do not break);
    `unpriced` counts pieces without an estimate.
    `counts` are the epics, stories and tasks below.
    """

    kind: str
    path: str
    name: str
    title: str
    mark: Mark = "holds"
    why: str = ""
    note: str = ""
    owner: str | None = None
    spend: float | None = None
    unpriced: int = 0
    benefit: Quantity | None = None
    counts: tuple[int, int, int] = (0, 0, 0)
    children: tuple[Twig, ...] = ()

    @property
    def level(self) -> int:
        """The place in `LEVELS`; a strategic objective stands above them all."""
        return _DEPTHS.get(self.kind, _ITEMS.get(self.kind, 0))


@dataclass(frozen=True, slots=True)
class ChainTree:
    """The whole tree of one initiative; `unit` is the currency, or `day` or `point` where no rates are known."""

    title: str
    lead: str
    unit: str
    roots: tuple[Twig, ...]


def cut(twigs: tuple[Twig, ...], deepest: Level) -> tuple[Twig, ...]:
    """Return the twigs without what lies below a level."""
    limit = LEVELS.index(deepest)
    return tuple(replace(twig, children=cut(twig.children, deepest) if twig.level < limit else ()) for twig in twigs)


def shortened(twigs: tuple[Twig, ...], most: int = MOST) -> tuple[Twig, ...]:
    """Return the twigs with long rows of epics cut to the largest, in their order, and the rest as one."""
    return tuple(replace(twig, children=_fewer(shortened(twig.children, most), most)) for twig in twigs)


def _fewer(children: tuple[Twig, ...], most: int) -> tuple[Twig, ...]:
    epics = [at for at, child in enumerate(children) if child.kind == "epic"]
    if len(epics) <= most + 1:
        return children
    kept = set(sorted(epics, key=lambda at: -(children[at].spend or 0.0))[:most])
    rest = [children[at] for at in epics if at not in kept]
    more = Twig(
        kind="group",
        path="+more",
        name="",
        title=f"and {len(rest):,} more",
        mark=max((each.mark for each in rest), key=_WORST.index),
        spend=sum(each.spend or 0.0 for each in rest),
        unpriced=sum(each.unpriced for each in rest),
        counts=(len(rest), sum(each.counts[1] for each in rest), sum(each.counts[2] for each in rest)),
    )
    return (*(child for at, child in enumerate(children) if child.kind != "epic" or at in kept), more)


def focused(twigs: tuple[Twig, ...], path: str) -> tuple[Twig, ...]:
    """Return only what leads to a path, and all that lies below it."""
    kept = []
    for twig in twigs:
        below = focused(twig.children, path)
        if twig.path == path:
            kept.append(twig)
        elif below:
            kept.append(replace(twig, children=below, counts=counted(below)))
    return tuple(kept)


def every(twigs: tuple[Twig, ...]) -> Iterator[Twig]:
    """Yield all twigs, each before those below it."""
    for twig in twigs:
        yield twig
        yield from every(twig.children)


def counted(below: tuple[Twig, ...]) -> tuple[int, int, int]:
    """Return how many different epics, stories and tasks stand below."""
    paths = {"epic": set[str](), "story": set[str](), "task": set[str]()}
    for twig in every(below):
        if twig.kind in paths:
            paths[twig.kind].add(twig.path)
    return len(paths["epic"]), len(paths["story"]), len(paths["task"])
