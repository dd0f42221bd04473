"""A wide, low table profiled some columns at a time: they are copied beside each other before each is described.

DuckDB looks at every column of a table or file whenever a statement names it: with a thousand columns that takes longer
than reading one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_text import ident

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trueup.adapters.duckdb_session import Session

WIDE: Final = 100
"""Columns from which a table is copied in parts."""
_AT_ONCE: Final = 50
_MOST_CELLS: Final = 20_000_000
"""Values of one part: of a table with more rows reading takes so long that naming its columns does not count."""
_TABLE: Final = "trueup_part"


class Parts:
    """Where to read each of the wanted columns from; the last part copied is kept, for columns are asked in order."""

    def __init__(self, session: Session, place: str, rows: int, names: Sequence[str]) -> None:
        """Copy nothing yet: only what is asked for is copied."""
        self._session, self._place = session, place
        self._names = list(names) if len(names) > WIDE and rows * _AT_ONCE <= _MOST_CELLS else []
        self._at = {name: at // _AT_ONCE for at, name in enumerate(self._names)}
        self._held = -1

    def place(self, name: str) -> str:
        """Return the SQL name of what has this column; raises what `Session.write` raises."""
        part = self._at.get(name)
        if part is None:
            return self._place
        if part != self._held:
            self.drop()
            chosen = ", ".join(map(ident, self._names[part * _AT_ONCE : (part + 1) * _AT_ONCE]))
            self._session.write(f"CREATE TEMP TABLE {_TABLE} AS SELECT {chosen} FROM {self._place}")  # noqa: S608
            self._held = part
        return _TABLE

    def drop(self) -> None:
        """Give back the memory of the last part."""
        if self._at:
            self._held = -1
            self._session.write(f"DROP TABLE IF EXISTS {_TABLE}")
