"""Something that is not settled: since when, who holds what, who acts and what would end it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from trueup.core.base.finding import Phase
from trueup.core.base.record import dataclass
from trueup.core.rules.words import count

Subject = Literal["decision", "priorities", "red line", "definition", "signature"]
Known = Literal["on", "after", "before", "unknown"]


@dataclass(frozen=True, slots=True)
class Position:
    """What somebody holds; nobody in particular where `who` is empty."""

    who: str
    holds: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Something that is not settled: what, since when, who holds what, who acts and what to do.

    `known` says what `since` is: the day it began, a day after which it began, a day on which it was there already, or
    that nobody wrote it down. `undated` says what to write in that case.
    """

    subject: Subject
    path: str
    phase: Phase
    what: str
    positions: tuple[Position, ...]
    owner: str | None
    remedy: str
    since: date | None = None
    known: Known = "unknown"
    undated: str = "nobody wrote down since when"

    def days(self, as_of: date) -> int | None:
        """Return its age in days; None where it is not known.

        It is at most that where only a day before it is known, at least that where only one on which it was there.
        """
        return None if self.since is None else (as_of - self.since).days

    def age(self, as_of: date) -> str:
        """Return its age in words."""
        days = self.days(as_of)
        if days is None:
            return self.undated
        shown = count(days, "day")
        if self.known == "before":
            return f"for at least {shown}, since {self.since} or before"
        return f"for {shown}, since {self.since}" if self.known == "on" else f"for at most {shown}, after {self.since}"
