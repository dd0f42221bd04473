"""A read document: the initiative, the portfolio around it, and where each part of them stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from trueup.core.base.finding import Id, Place
from trueup.core.base.tree import Branch, Tree, line_of
from trueup.core.model.initiative import Initiative, Portfolio


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a document and the tree read from it."""

    file: str
    tree: Branch


@dataclass(frozen=True, slots=True)
class Document:
    """An initiative with everything it takes from its portfolio merged in.

    `shared` holds the ids of KPIs that the portfolio defines: their benefit may be claimed by several initiatives.
    """

    initiative: Initiative
    portfolio: Portfolio | None
    own: Source
    around: Source | None = None
    shared: frozenset[str] = field(default_factory=frozenset)

    def place(self, path: str) -> Place:
        """Return where a document path stands; what is missing is placed at the part that should hold it."""
        source = self.own
        steps, held = _steps(source.tree, path)
        if self.around is not None and held < _OF_ONE:
            outer, there = _steps(self.around.tree, path)
            if there > held:
                source, steps = self.around, outer
        return Place(source.file, line_of(source.tree, steps), Id(path))


def place_in(source: Source, path: str) -> Place:
    """Return where a document path stands in one file."""
    return Place(source.file, line_of(source.tree, _steps(source.tree, path)[0]), Id(path))


_OF_ONE = 2
"""Steps of a path such as `kpis.late` that name one thing: the file that holds them is where the thing is defined."""


def _steps(tree: Branch, path: str) -> tuple[list[str | int], int]:
    """Split a path at its dots, but not within keys that hold dots themselves; count the steps that are there."""
    here: Tree = tree
    steps: list[str | int] = []
    parts = path.split(".") if path else []
    while parts and isinstance(here, Branch):
        length = next((n for n in range(1, len(parts) + 1) if ".".join(parts[:n]) in here), 0)
        if not length:
            break
        key = ".".join(parts[:length])
        steps.append(key)
        parts, here = parts[length:], here[key]
    return [*steps, *parts], len(steps)
