"""A fault in somebody's initiative, as a value: what is wrong, where, what to do and who acts."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, NewType, get_args

from trueup.core.base.quantity import Quantity
from trueup.core.base.record import dataclass

Id = NewType("Id", str)
"""A document path in the user's own ids, such as `kpis.late` or `epics.E1.stories.S2`."""

Phase = Literal["discovery", "feasibility", "blueprinting", "planning", "execution"]
PHASES: Final[tuple[Phase, ...]] = get_args(Phase)

Severity = Literal["blocks", "warns", "notes"]
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file and line when it came from a file, and always its document path."""

    file: str | None
    line: int | None
    path: Id

    def __str__(self) -> str:
        """Return `file:line`, or the path alone when there is no file."""
        if self.file is None:
            return self.path
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why a finding may stay for a while: until when, the reason, who allowed it, and where that is written."""

    until: date
    because: str
    approved_by: str
    place: Place


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault found by a rule or by reading the document; its identity is (code, subject).

    A waived finding is still there and still shown, but nothing is due because of it.
    """

    code: str
    name: str
    subject: Id
    place: Place
    severity: Severity
    phase: Phase
    problem: str
    fix: str
    owner: Id | None = None
    stake: Quantity | None = None
    waived: Exemption | None = None

    @property
    def key(self) -> tuple[str, Id]:
        """What a waiver or a comparison of two revisions recognises this finding by."""
        return (self.code, self.subject)
