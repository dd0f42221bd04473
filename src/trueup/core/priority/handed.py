"""What stakeholders handed in, as it was written; `ballots` says what of it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.core.base.finding import Place
from trueup.core.base.record import dataclass

if TYPE_CHECKING:  # most initiatives have nothing handed in: what comes of it is loaded where there is something
    from trueup.core.model.results.priority import BallotFault, Outcome


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a ballot as it was written; `wrong` says what keeps it from being read, and `fix` what to do."""

    outcome: str
    points: str
    red_line: str
    place: Place
    wrong: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """What one person handed in: their name as the file has it, and its rows."""

    who: str
    rows: tuple[Row, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Handed:
    """What lies beside the document: ballots, the outcomes listed for them, and what could not be read."""

    stated: tuple[Stated, ...] = ()
    listed: tuple[Outcome, ...] = ()
    faults: tuple[BallotFault, ...] = ()


NOTHING_HANDED: Final = Handed()
