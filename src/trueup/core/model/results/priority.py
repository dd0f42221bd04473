"""Priorities: what each stakeholder stated alone, what comes out of it merged, and where they disagree.

Points are of 100: a weight of 25 is a quarter of everything somebody, a side or all of them want.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from trueup.core.base.finding import Place
from trueup.core.base.record import dataclass
from trueup.core.model.people import Side

ALL_POINTS: Final = 100.0

Group = Literal["business", "technology", "data", "operations", "unsaid"]
GROUPS: Final[tuple[Group, ...]] = ("business", "technology", "data", "operations", "unsaid")
"""The sides; those whose side the document does not say weigh together as one more."""

Touched = Literal["decides", "guardrail", "kpi", "outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something that may be wanted: its name on the ballots, the KPI that measures it, and what is meant by it."""

    name: str
    kpi: str | None = None
    means: str = ""


@dataclass(frozen=True, slots=True)
class RedLine:
    """What somebody will not accept; `outcome` is the one it was written beside, where it was."""

    who: str
    text: str
    place: Place
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one person stated alone; `points` sum to 100, `said` is the sum as it was written."""

    who: str
    side: Side | None
    points: Mapping[str, float]
    place: Place
    said: float = ALL_POINTS

    @property
    def group(self) -> Group:
        """The side it weighs with."""
        return self.side or "unsaid"

    def of(self, outcome: str) -> float:
        """Return the points for an outcome, 0 where it was left out."""
        return self.points.get(outcome, 0.0)


@dataclass(frozen=True, slots=True)
class BallotFault:
    """What is wrong with a ballot; while it is `left_out`, its points do not count."""

    who: str
    place: Place
    problem: str
    fix: str
    left_out: bool = True


@dataclass(frozen=True, slots=True)
class OutcomeWeight:
    """An outcome's weight: merged by side, as the plain mean of people (`raw`), of each side and of each person."""

    name: str
    kpi: str | None
    merged: float
    raw: float
    sides: Mapping[Group, float]
    points: Mapping[str, float]

    @property
    def between_people(self) -> float:
        """The points between those who want it most and least."""
        return max(self.points.values()) - min(self.points.values()) if self.points else 0.0

    @property
    def between_sides(self) -> float:
        """The points between the sides that want it most and least."""
        known = [points for group, points in self.sides.items() if group != "unsaid"]
        return max(known) - min(known) if known else 0.0

    @property
    def most(self) -> tuple[str, ...]:
        """Who wants it most; all of them where several do."""
        return self._with(max(self.points.values(), default=0.0))

    @property
    def least(self) -> tuple[str, ...]:
        """Who wants it least; all of them where several do."""
        return self._with(min(self.points.values(), default=0.0))

    def _with(self, points: float) -> tuple[str, ...]:
        return tuple(who for who, each in self.points.items() if each == points)


@dataclass(frozen=True, slots=True)
class Gap:
    """What somebody wished for an outcome, and the weight it got."""

    outcome: str
    wish: float
    merged: float

    @property
    def lost(self) -> float:
        """The points that the wish loses; below 0 where the outcome got more than was wished."""
        return self.wish - self.merged


@dataclass(frozen=True, slots=True)
class GivingUp:
    """What one person gives up: `points` of 100 that go to other outcomes than they wished, and the gaps by size."""

    who: str
    group: Group
    points: float
    gaps: tuple[Gap, ...]

    @property
    def losses(self) -> tuple[Gap, ...]:
        """The outcomes that get less than they wished, the largest loss first."""
        return tuple(gap for gap in self.gaps if gap.lost > 0)


@dataclass(frozen=True, slots=True)
class Camps:
    """The two sides furthest apart: how many points of 100 they place differently, and the outcomes that carry it."""

    one: Group
    other: Group
    apart: float
    outcomes: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Touch:
    """A red line that names an outcome or a KPI, told by `words`; none where it was written beside the outcome.

    `kind` says what it names: the KPI that decides, a guardrail, another KPI, or an outcome that `wished_by` want.
    """

    line: RedLine
    kind: Touched
    name: str
    words: tuple[str, ...]
    weight: float = 0.0
    wished_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """Which sides stated their points, and who is lacking: one reason each, in the user's ids."""

    groups: tuple[Group, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Priorities:
    """All of it.

    `outcomes` stand by merged weight, `giving_up` by points. `agreement` is Kendall's W (None where it is not
    defined), `distance` the mean of the points that people give up. `heard` is None where nobody has to be.
    """

    ballots: tuple[Ballot, ...]
    outcomes: tuple[OutcomeWeight, ...]
    agreement: float | None
    distance: float
    camps: Camps | None
    giving_up: tuple[GivingUp, ...]
    red_lines: tuple[RedLine, ...]
    touches: tuple[Touch, ...]
    faults: tuple[BallotFault, ...]
    waiting: tuple[str, ...]
    heard: Heard | None

    @property
    def weights(self) -> tuple[tuple[str, float], ...]:
        """Each outcome with its merged weight, the largest first."""
        return tuple((each.name, each.merged) for each in self.outcomes)
