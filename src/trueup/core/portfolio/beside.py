"""What lies beside the document: what stakeholders handed in, and the ledger with what was entered into it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from trueup.core.base.record import dataclass
from trueup.core.priority.handed import NOTHING_HANDED, Handed

if TYPE_CHECKING:
    from trueup.core.gates.standing import Memory
    from trueup.core.model.ledger import Entry

PRIORITIES: Final = "priorities"
BALLOTS: Final = "ballots"
RED_LINES: Final = "red_lines"
OUTCOMES: Final = "outcomes"
BESIDE: Final = frozenset({PRIORITIES, BALLOTS, RED_LINES, OUTCOMES})
"""What the paths of changes in what was handed in begin with; merged priorities and red lines as in the agreement."""


@dataclass(frozen=True, slots=True)
class Aside:
    """What lay beside a version: what stakeholders handed in, and what was remembered (None: no ledger was begun)."""

    handed: Handed = NOTHING_HANDED
    memory: Memory | None = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of the ledger, in order."""
        return self.memory.entries if self.memory else ()


NOTHING_ASIDE: Final = Aside()


@dataclass(frozen=True, slots=True)
class Entered:
    """The entries of a ledger about one initiative that only one of two versions has.

    With `lost` the later version has no ledger beside it at all.
    """

    new: tuple[Entry, ...] = ()
    gone: tuple[Entry, ...] = ()
    lost: bool = False


NOTHING_ENTERED: Final = Entered()


def entered(before: Aside, after: Aside, names: frozenset[str], as_of: date) -> Entered:
    """Return the entries until a day about an initiative, by its ids, that only the later or the earlier ledger has."""
    old, new = (
        {each.id: each for each in side.entries if each.draft.initiative in names and each.draft.at.date() <= as_of}
        for side in (before, after)
    )
    return Entered(
        tuple(each for key, each in new.items() if key not in old),
        tuple(each for key, each in old.items() if key not in new),
        not after.entries,
    )
