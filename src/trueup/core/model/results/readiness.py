"""First readiness facts of one data set, as the engine found them."""

from __future__ import annotations

from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import ColumnFacts, KeyFacts, OrphanFacts


@dataclass(frozen=True, slots=True)
class TableFacts:
    """Rows, columns, keys and references of one data set; a part that could not be asked says why."""

    rows: int
    columns: tuple[ColumnFacts, ...]
    key: KeyFacts | NotRun | None
    references: tuple[OrphanFacts | NotRun, ...]
    newest: str | None

    def column(self, name: str) -> ColumnFacts | None:
        """Return a column by name, upper and lower case alike."""
        wanted = name.lower()
        return next((c for c in self.columns if c.name.lower() == wanted), None)
