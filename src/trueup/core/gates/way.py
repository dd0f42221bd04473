"""A way through the chain: the steps from an item to the strategic objective, and where one of them does not hold."""

from __future__ import annotations

from typing import Final, Literal

from trueup.core.base.finding import Id, Place
from trueup.core.base.quantity import Quantity
from trueup.core.base.record import dataclass

StepKind = Literal[
    "task",
    "story",
    "epic",
    "mandate",
    "data set",
    "option",
    "assumption",
    "person",
    "operational goal",
    "KPI",
    "primary objective",
    "strategic objective",
]
Held = Literal["holds", "breaks", "unknown"]


@dataclass(frozen=True, slots=True)
class Step:
    """One station of a way.

    `missing` are the links that are missing here, in the order to mend them, and `fix` mends the first; both also say
    why something is unknown. `spend` is the remaining work that flows through here from the item asked about, `benefit`
    what reaching a KPI's target is worth a year. `note` says what the step is to the way ("decides", "enables E2").
    """

    path: Id
    kind: StepKind
    title: str
    owner: str | None
    place: Place
    held: Held = "holds"
    missing: tuple[str, ...] = ()
    fix: str = ""
    note: str = ""
    spend: Quantity | None = None
    benefit: Quantity | None = None

    @property
    def id(self) -> str:
        """The last part of the path: the id as people say it."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Way:
    """One way upwards; `share` is the part of the item's remaining work that takes it, None for what is no work."""

    steps: tuple[Step, ...]
    share: float | None = None
    spend: Quantity | None = None

    @property
    def broken(self) -> Step | None:
        """The first step that does not hold."""
        return next((step for step in self.steps if step.held == "breaks"), None)

    @property
    def holds(self) -> bool:
        """Whether no step breaks; a step that is unknown because no data was read does not break."""
        return self.broken is None


ABOVE_ALL: Final = "strategic_objectives"
"""Where the portfolio keeps what all ways lead to."""
