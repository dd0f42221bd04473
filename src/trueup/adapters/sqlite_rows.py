"""A table of an SQLite file, opened so that nothing can be written beside it, as text in scratch space."""

from __future__ import annotations

import difflib
import itertools
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from trueup.adapters.csv_head import distinct
from trueup.adapters.duckdb_text import ident
from trueup.adapters.row_text import BATCH, RowText
from trueup.adapters.source_fault import SourceFault

if TYPE_CHECKING:
    from pathlib import Path

    from trueup.adapters.duckdb_csv import CsvPlan
    from trueup.adapters.scratch_room import Room
    from trueup.core.model.ask.source import Oddity

_LONGEST_VALUE: Final = 8_000_000
_MOST_NAMED: Final = 10
_STEPS: Final = 200_000
_DAMAGED: Final = "Copy or export it again; it may be cut short."
_OPEN_ELSEWHERE: Final = "Close the program that writes to it, so that it puts the last changes into the file."


def sqlite_text(file: Path, table: str, room: Room) -> tuple[CsvPlan, tuple[Oddity, ...]]:
    """Return how to read a table once it is text, and what was odd; raises SourceFault where it cannot be read.

    SQLite checks no type: a column declared INTEGER may hold texts. What counts is what the cells hold.
    """
    _whole(file)
    for other in ("-wal", "-journal"):
        beside = file.with_name(file.name + other)
        if beside.exists() and beside.stat().st_size:
            raise SourceFault(f"`{file.name}` has changes in `{beside.name}` that are not yet in it", _OPEN_ELSEWHERE)
    try:
        address = f"file:{quote(str(file))}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as base:
            return _read(base, file, table, room)
    except sqlite3.Error as problem:
        room.late()
        raise SourceFault(f"`{file.name}` cannot be read as SQLite: {problem}", _DAMAGED) from problem


def _whole(file: Path) -> None:
    """Raise SourceFault where a file is shorter than the pages that its header counts."""
    with file.open("rb") as stream:
        head = stream.read(100)
    size = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    if head[24:28] == head[92:96] and pages * (65_536 if size == 1 else size) > file.stat().st_size:
        raise SourceFault(f"`{file.name}` is cut short: its header counts more pages than it holds", _DAMAGED)


def _read(base: sqlite3.Connection, file: Path, table: str, room: Room) -> tuple[CsvPlan, tuple[Oddity, ...]]:
    base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    base.execute("PRAGMA trusted_schema = 0")
    base.execute("PRAGMA query_only = 1")
    base.set_progress_handler(lambda: _is_late(room), _STEPS)
    base.text_factory = lambda raw: raw.decode("utf-8", "backslashreplace")
    _known(base, file, table)
    info = base.execute(f"PRAGMA table_xinfo({ident(table)})").fetchall()
    shown = [(str(row[1]), str(row[2])) for row in info if row[6] != 1]
    names = distinct([name for name, _ in shown])
    rows = base.execute(f"SELECT {', '.join(ident(name) for name, _ in shown)} FROM {ident(table)}")  # noqa: S608
    text = RowText(room.path(f"{file.stem}.csv"), names, room, [_declared(kind) for _, kind in shown])
    with closing(text):
        for start in itertools.count(1, BATCH):
            batch = rows.fetchmany(BATCH)
            if not batch:
                break
            text.add(batch, range(start, start + len(batch)))
    return text.plan(), tuple(text.oddities(lambda row, _: f"row {row:,}"))


def _is_late(room: Room) -> int:
    try:
        room.late()
    except Exception:  # noqa: BLE001 - SQLite would swallow it; it is raised again where SQLite has stopped
        return 1
    return 0


def _known(base: sqlite3.Connection, file: Path, table: str) -> None:
    found = base.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    names = sorted(str(row[0]) for row in found)
    if table.lower() in {name.lower() for name in names}:
        return
    close = difflib.get_close_matches(table, names, n=1, cutoff=0.5)
    if close:
        fix = f"Write `{file.name}#{close[0]}`, the nearest table."
    else:
        listed = ", ".join(f"`{name}`" for name in names[:_MOST_NAMED]) or "none"
        fix = f"Name a table of the file; it has {listed}{' ...' if len(names) > _MOST_NAMED else ''}."
    raise SourceFault(f"`{file.name}` has no table `{table}`", fix, "no_data")


def _declared(kind: str) -> str:
    """Return the type that a declaration means beyond what SQLite itself knows."""
    upper = kind.upper()
    if upper.startswith("BOOL"):
        return "flag"
    if upper == "DATE":
        return "day"
    return "time" if upper.startswith(("DATETIME", "TIMESTAMP")) else ""
