"""A read document: the initiative, the portfolio around it, and where each part of them stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Final

from trueup.core.base.finding import Id, Place
from trueup.core.base.record import dataclass
from trueup.core.base.tree import Branch, Tree, line_of
from trueup.core.model.initiative import Initiative, Portfolio

if TYPE_CHECKING:
    from trueup.core.model.waiver import Waiver

_OF_ONE: Final = 2
"""Steps of a path such as `kpis.late` that name one thing: the file that holds them is where the thing is defined."""

WAIVERS: Final = "waivers"


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a document and the tree read from it; `epics_in` names the other files that hold some of its epics."""

    file: str
    tree: Branch
    epics_in: Mapping[str, str] = field(default_factory=dict)

    def file_of(self, steps: Sequence[str | int]) -> str:
        """Return the file in which a path of the document stands."""
        if not self.epics_in or len(steps) < _OF_ONE or steps[0] != "epics":
            return self.file
        return self.epics_in.get(str(steps[1]), self.file)

    def place(self, path: str) -> Place:
        """Return where a document path stands; what is missing is placed at the part that should hold it."""
        return self.place_of(path, _steps(self.tree, path)[0])

    def place_of(self, path: str, steps: Sequence[str | int]) -> Place:
        """Return where a document path stands that is split into its steps."""
        return Place(self.file_of(steps), line_of(self.tree, steps), Id(path))


@dataclass(frozen=True, slots=True)
class Document:
    """An initiative with everything it takes from its portfolio merged in.

    `shared` holds the ids of KPIs that the portfolio defines: their benefit may be claimed by several initiatives.
    `waivers` are the exceptions of `waivers.yaml`, whose text is `exceptions`. `missing` are the paths of the document
    that name files which are not there, apart from data, which is looked for when it is read.
    """

    initiative: Initiative
    portfolio: Portfolio | None
    own: Source
    around: Source | None = None
    shared: frozenset[str] = field(default_factory=frozenset)
    waivers: tuple[Waiver, ...] = ()
    exceptions: Source | None = None
    missing: frozenset[str] = field(default_factory=frozenset)

    def place(self, path: str) -> Place:
        """Return where a document path stands; what is missing is placed at the part that should hold it."""
        if self.exceptions is not None and path.partition(".")[0] == WAIVERS:
            return self.exceptions.place(path)
        steps, held = _steps(self.own.tree, path)
        if self.around is not None and held < _OF_ONE and _steps(self.around.tree, path)[1] > held:
            return self.around.place(path)
        return self.own.place_of(path, steps)


def _steps(tree: Branch, path: str) -> tuple[list[str | int], int]:
    """Split a path at its dots, but not within keys that hold dots themselves; count the steps that are there."""
    here: Tree = tree
    steps: list[str | int] = []
    parts = path.split(".") if path else []
    while parts and isinstance(here, Branch):
        key, length = parts[0], 1
        while key not in here and length < len(parts):
            key, length = f"{key}.{parts[length]}", length + 1
        if key not in here:
            break
        steps.append(key)
        parts, here = parts[length:], here[key]
    return [*steps, *parts], len(steps)
