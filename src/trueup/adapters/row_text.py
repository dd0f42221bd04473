"""Rows of Python values as text in scratch space, and the type that each column gets from all its values.

A database or a workbook stores a type with every cell. A column whose cells agree has that type; texts that stand for
missing (`sentinels.TEXTS`) do not speak against it; where cells disagree the column becomes text, and that is told.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_csv import FORMS, CsvPlan
from trueup.adapters.duckdb_text import literal
from trueup.adapters.sentinels import TEXTS
from trueup.core.model.ask.source import Oddity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from trueup.adapters.scratch_room import Room

BATCH: Final = 5_000
_NULL: Final = "\\N"
_LARGEST: Final = 2**63
_PLACES: Final = 5
_MISSING: Final = frozenset(("", *TEXTS))
_MIDNIGHT: Final = time()
_KINDS: Final[Mapping[frozenset[type], str]] = {
    frozenset({int}): "whole",
    frozenset({float}): "real",
    frozenset({int, float}): "real",
    frozenset({bool}): "flag",
    frozenset({date}): "day",
    frozenset({datetime}): "time",
    frozenset({date, datetime}): "time",
}
_NOUNS: Final[Mapping[type, tuple[str, str]]] = {
    int: ("whole number", "whole numbers"),
    float: ("number with decimals", "numbers with decimals"),
    bool: ("true or false", "true or false"),
    date: ("date", "dates"),
    datetime: ("timestamp", "timestamps"),
    time: ("time of day", "times of day"),
    timedelta: ("span of time", "spans of time"),
    bytes: ("value of bytes", "values of bytes"),
    str: ("text", "texts"),
    dict: ("list or structure", "lists or structures"),
}


def counted(kinds: Mapping[type, int]) -> str:
    """Return how many cells have each type, in words."""
    return ", ".join(f"{count:,} {_NOUNS[kind][count != 1]}" for kind, count in kinds.items())


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


_WRITE: Final[Mapping[type, Callable[[object], str]]] = {
    type(None): lambda _: _NULL,
    str: lambda value: _quoted(str(value)),
    bool: lambda value: "true" if value else "false",
    int: str,
    float: repr,
    bytes: lambda value: value.hex() if isinstance(value, bytes) else "",
    datetime: str,
    date: str,
    time: str,
    timedelta: lambda value: _quoted(str(value)),
}


@dataclass(slots=True)
class _Seen:
    """What was seen of one column: cells of each type, texts that are values, and the rows of the first of each."""

    types: Counter[type] = field(default_factory=Counter)
    texts: int = 0
    huge: bool = False
    hours: bool = False
    flags: bool = True
    days: bool = True
    times: bool = True
    rows: dict[type, list[int]] = field(default_factory=dict)

    def add(self, cells: Sequence[object], numbers: Sequence[int]) -> None:
        """Take a batch of cells; `numbers` are the rows they stand in."""
        found = Counter(map(type, cells))
        self.types += found
        for kind in found:
            if kind is not type(None):
                self._look(kind, cells, numbers)

    def _look(self, kind: type, cells: Sequence[object], numbers: Sequence[int]) -> None:
        of_kind = [(cell, at) for cell, at in zip(cells, numbers, strict=True) if type(cell) is kind]
        if kind is str:
            of_kind = [(cell, at) for cell, at in of_kind if str(cell).strip() not in _MISSING]
            self.texts += len(of_kind)
            self.days = self.days and all(FORMS["day"].fullmatch(str(cell).strip()) for cell, _ in of_kind)
            self.times = self.times and all(FORMS["time"].fullmatch(str(cell).strip()) for cell, _ in of_kind)
        elif kind is int:
            self.huge = self.huge or any(not -_LARGEST <= int(str(cell)) < _LARGEST for cell, _ in of_kind)
            self.flags = self.flags and all(cell in (0, 1) for cell, _ in of_kind)
        elif kind is datetime:
            self.hours = self.hours or any(
                isinstance(cell, datetime) and cell.time() != _MIDNIGHT for cell, _ in of_kind
            )
        known = self.rows.setdefault(kind, [])
        known += [at for _, at in of_kind[: _PLACES - len(known)]]

    def kind(self, declared: str) -> str:
        """Return the name of the type in `duckdb_csv.TYPES`, "" for text; `declared` is what the database says."""
        types = {kind for kind, count in self.types.items() if count and kind not in (type(None), str)}
        if self.texts:
            dated = not types and declared in {"day", "time"} and (self.days if declared == "day" else self.times)
            return declared if dated else ""
        if types == {int} and declared == "flag" and self.flags:
            return "flag"
        found = _KINDS.get(frozenset(types), "")
        if found == "whole" and self.huge:
            return "real"
        return "day" if found == "time" and not self.hours else found

    def mixed(self) -> dict[type, int]:
        """Return the cells of each type where they disagree, the most first; {} where they do not."""
        counts = {kind: count for kind, count in self.types.most_common() if kind not in (type(None), str)}
        counts |= {str: self.texts} if self.texts else {}
        return counts if len(counts) > 1 and (self.texts or frozenset(counts) not in _KINDS) else {}


class RowText:
    """A file of rows as text; to be closed before it is read."""

    def __init__(self, path: Path, names: Sequence[str], room: Room, declared: Sequence[str] = ()) -> None:
        """Open the file; `declared` are the types that a database names for its columns, "" where it names none."""
        self._path, self._names, self._room = path, tuple(names), room
        self._declared = tuple(declared) or ("",) * len(self._names)
        self._seen = [_Seen() for _ in self._names]
        self._stream = path.open("w", encoding="utf-8", newline="")

    def add(self, rows: Sequence[Sequence[object]], numbers: Sequence[int]) -> None:
        """Write rows as wide as the names; `numbers` are their places for the reader, counted from 1."""
        lines = [",".join([_WRITE[type(cell)](cell) for cell in row]) for row in rows]
        text = "\n".join(lines) + "\n" if lines else ""
        self._room.take(len(text))
        self._stream.write(text)
        for seen, cells in zip(self._seen, zip(*rows, strict=True), strict=False):
            seen.add(cells, numbers)

    def close(self) -> None:
        """Close the file; it can then be read."""
        self._stream.close()

    def plan(self) -> CsvPlan:
        """Return how to read the file, each column with the type that all its cells have."""
        texts = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in self._names)
        raw = (
            f"read_csv([{literal(str(self._path))}], delim=',', header=false, auto_detect=false, quote='\"', "
            f"escape='\"', comment='', nullstr={literal(_NULL)}, allow_quoted_nulls=false, strict_mode=true, "
            f"max_line_size=16000000, hive_partitioning=false, columns={{{texts}}})"
        )
        kinds = [seen.kind(declared) for seen, declared in zip(self._seen, self._declared, strict=True)]
        types = tuple((name, kind) for name, kind in zip(self._names, kinds, strict=True) if kind)
        return CsvPlan(raw, self._names, types, blank_is_value=True)

    def oddities(self, place: Callable[[int, int], str]) -> list[Oddity]:
        """Return the columns whose cells disagree; `place` names a cell by its row and the column, from 0."""
        found = []
        for at, (name, seen) in enumerate(zip(self._names, self._seen, strict=True)):
            mixed = seen.mixed()
            if mixed:
                others = list(mixed)[1:]
                rows = sorted({row for kind in others for row in seen.rows[kind]})[:_PLACES]
                odd = sum(mixed[kind] for kind in others)
                found.append(Oddity("mixed_values", odd, name, tuple(place(row, at) for row in rows), counted(mixed)))
        return found
