"""Guarded expressions kept for later: loading their parser takes longer than checking a thousand items."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from trueup import __version__
from trueup.core.base.errors import TrueupError
from trueup.core.model.ask.identity import Sql

if TYPE_CHECKING:
    from trueup.adapters.ahead import Ahead

METHOD: Final = "duckdb/3"
"""Engine and version of the measures: raised when a measure's meaning changes, so that old answers are not reused."""

_GUARD: Final = f"{METHOD}, trueup {__version__}"
_FILES: Final = 16


def default_folder() -> Path:
    """Return where the cache lives: TRUEUP_CACHE, else the user's cache folder."""
    named = os.environ.get("TRUEUP_CACHE")
    base = os.environ.get("XDG_CACHE_HOME")
    return Path(named) if named else (Path(base) if base else Path.home() / ".cache") / "trueup"


class SqlCache:
    """Guarded expressions by their text, in a few files that are read when they are needed and written by `save_sql`.

    Nothing here is needed: what cannot be read is guarded again, what cannot be written is not kept, and `failed` says
    why. Another version of trueup guards everything again, for its guard may refuse what this one allows.
    """

    def __init__(self, folder: Path, ahead: Ahead | None = None) -> None:
        """Use a folder, made when something is kept; `ahead` may know what stands there not yet."""
        self.folder = folder
        self.ahead = ahead
        self.failed: str | None = None
        self._guarded: dict[int, dict[str, Sql]] = {}
        self._unsaved: set[int] = set()

    def get_sql(self, text: str) -> Sql | None:
        """Return the guarded form of an expression that was guarded before."""
        known = self._shard(_number(text)).get(text)
        if known is None and self.ahead is not None and (known := self.ahead.sql(text)):
            self.put_sql(text, known)
        return known

    def put_sql(self, text: str, sql: Sql) -> None:
        """Remember the guarded form of an expression until `save_sql` keeps it."""
        number = _number(text)
        self._shard(number)[text] = sql
        self._unsaved.add(number)

    def save_sql(self) -> None:
        """Keep what was guarded since the last time."""
        for number in sorted(self._unsaved):
            rows = {text: [sql.text, sql.columns, sql.aggregate] for text, sql in self._guarded[number].items()}
            self.write(self._path(number), json.dumps({"guard": _GUARD, "guarded": rows}))
        self._unsaved.clear()

    def write(self, file: Path, text: str) -> None:
        """Write a file of the cache, unless an earlier one could not be written."""
        if self.failed is not None:
            return
        from trueup.adapters.output import write_whole  # only a first run has something to write

        try:
            write_whole(file, text.encode())
        except TrueupError as error:
            self.failed = error.problem

    def _shard(self, number: int) -> dict[str, Sql]:
        if number not in self._guarded:
            self._guarded[number] = _read(self._path(number))
        return self._guarded[number]

    def _path(self, number: int) -> Path:
        return self.folder / "sql" / f"{number:x}.json"


def _number(text: str) -> int:
    return zlib.crc32(text.encode()) % _FILES


def _read(file: Path) -> dict[str, Sql]:
    try:
        raw = json.loads(file.read_text("utf-8"))
        if raw["guard"] != _GUARD:
            return {}
        rows = raw["guarded"].items()
        return {str(text): Sql(str(sql), tuple(map(str, names)), bool(whole)) for text, (sql, names, whole) in rows}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
