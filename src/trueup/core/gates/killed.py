"""Whether an initiative was killed: from a kill on until a later go takes it up again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from trueup.core.base.finding import Id
from trueup.core.base.record import dataclass
from trueup.core.model.governance import Communication
from trueup.core.model.initiative import Initiative
from trueup.core.model.ledger import Entry


@dataclass(frozen=True, slots=True)
class ToTell:
    """People of the communication plan who were not told yet that an initiative was killed."""

    path: Id
    plan: Communication
    since: date

    @property
    def title(self) -> str:
        """What they are told otherwise."""
        return self.plan.title or self.path.partition(".")[2]


def kill_of(entries: Iterable[Entry]) -> Entry | None:
    """Return the kill that holds: the first one since the last go, at whatever gate; None where there is none.

    The entries come each after those it follows. A hold or a rework takes nothing up again; a further kill, which may
    release more, kills nothing again.
    """
    kill: Entry | None = None
    for entry in entries:
        if entry.draft.kind == "decide" and entry.draft.choice == "go":
            kill = None
        elif entry.draft.kind == "decide" and entry.draft.choice == "kill":
            kill = kill or entry
    return kill


def to_tell(initiative: Initiative, kill: Entry, as_of: date) -> Iterator[ToTell]:
    """Yield the parts of the communication plan that nobody was told since the kill, up to a day."""
    since = kill.draft.at.date()
    for name, plan in initiative.communication.items():
        if not any(since <= day <= as_of for day in plan.sent):
            yield ToTell(Id(f"communication.{name}"), plan, since)
