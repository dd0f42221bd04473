"""Why a file cannot be read as a table, in words for the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trueup.core.model.ask.identity import NotRunReason


class SourceFault(ValueError):
    """A source that cannot be read as a table: `problem` with its place, `fix` for the user, and the kind of reason."""

    def __init__(self, problem: str, fix: str, reason: NotRunReason = "error") -> None:
        """Keep what is said."""
        super().__init__(problem)
        self.problem = problem
        self.fix = fix
        self.reason: NotRunReason = reason
