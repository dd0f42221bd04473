"""What every question and answer names: a data set, a guarded expression, or why there is no answer."""

from __future__ import annotations

from typing import Literal, NewType

from trueup.core.base.record import dataclass

DataId = NewType("DataId", str)
"""The id of a data set as the document names it: `flights`, not `data.flights`."""

NotRunReason = Literal[
    "no_data", "no_column", "timeout", "refused", "extra_missing", "not_due", "stale", "error", "sampled"
]


@dataclass(frozen=True, slots=True)
class NotRun:
    """Something that was not computed, and why; `fix` says what the user can do, where there is something to do."""

    reason: NotRunReason
    detail: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Sql:
    """A guarded expression: normalised text, the columns it names, whether it stands on aggregates.

    Only the guard makes one; its text is safe to place inside a SELECT of ours.
    """

    text: str
    columns: tuple[str, ...]
    aggregate: bool
