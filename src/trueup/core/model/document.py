"""A read document: the initiative, the portfolio around it, and where each part of them stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from trueup.core.base.finding import Id, Place
from trueup.core.base.tree import Branch, line_of
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
        steps = path.split(".") if path else []
        source = self.own
        if self.around is not None and not _holds(self.own.tree, steps[:2]) and _holds(self.around.tree, steps[:2]):
            source = self.around
        return Place(source.file, line_of(source.tree, steps), Id(path))


def _holds(tree: Branch, steps: list[str]) -> bool:
    here: object = tree
    for step in steps:
        if not isinstance(here, Branch) or step not in here:
            return False
        here = here[step]
    return True
