"""The header of a CSV: its delimiter, its names, and the lines above it where these are beyond doubt.

The first line is the header, unless every line of the head says otherwise: a few lines of one or two cells, then a line
of names (all filled, no number and no date among them), then only lines of exactly as many cells.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import re
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from trueup.adapters.source_fault import SourceFault
from trueup.adapters.source_forms import is_packed
from trueup.adapters.torn_lines import SAVE_AS_UTF8, torn_csv
from trueup.core.base.record import dataclass
from trueup.core.model.ask.source import Oddity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST_HEADER: Final = 1_000_000
_DELIMITERS: Final = (",", ";", "\t", "|")
_LOOKED_AT: Final = 60
_MOST_ABOVE: Final = 20
_FEWEST_BELOW: Final = 2
_FEW_CELLS: Final = 2
_WIDE: Final = 4
"""A first line with only its first cell filled is above the header where the table has as many columns or more."""
_NO_NAME: Final = re.compile(r"\s*([+-]?[\d.,\s]*\d[\d.,\s]*([eE][+-]?\d+)?%?|\d+[-/.]\d+[-/.]\d+.*)\s*")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a CSV: `written` are the names as they stand, `names` as they are used; `skip` lines stand above.

    `doubt` is the line where a wider table begins of which nobody can tell the header, 0 where there is none.
    """

    delimiter: str
    names: tuple[str, ...]
    written: tuple[str, ...]
    skip: int = 0
    marked: bool = False
    doubt: int = 0


def head_of(file: Path) -> Head:
    """Return the head of a file; raises SourceFault where there is no readable line of names."""
    start = start_of(file, _LONGEST_HEADER)
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(start)
    except UnicodeDecodeError as problem:
        raise _not_utf8(file, start) from problem
    lines = _lines(text)
    if len(start) == _LONGEST_HEADER and len(lines) > 1:
        lines.pop()
    marked = start.startswith(codecs.BOM_UTF8)
    delimiter, names = _columns(lines)
    if not any(name.strip() for name in names) and not lines:
        raise SourceFault(f"`{file.name}` does not begin with a line of column names", "Add the header line.")
    above = _above(lines, len(names))
    if above is not None and above[0]:
        skip, delimiter, names = above
        return Head(delimiter, distinct(names), tuple(names), skip, marked)
    if not any(name.strip() for name in names):
        raise SourceFault(f"`{file.name}` does not begin with a line of column names", "Add the header line.")
    return Head(delimiter, distinct(names), tuple(names), 0, marked, _doubt(lines, len(names)))


def header(file: Path) -> tuple[str, tuple[str, ...]]:
    """Return the delimiter and the names of a CSV; raises SourceFault where there is no readable line of names."""
    head = head_of(file)
    return head.delimiter, head.names


def start_of(file: Path, most: int) -> bytes:
    """Return the first bytes of a file, unpacked; raises SourceFault where it is packed and damaged."""
    opened = gzip.open if is_packed(file) else Path.open
    try:
        with opened(file, "rb") as stream:
            return stream.read(most)
    except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
        raise SourceFault(f"`{file.name}` is not a whole gzip file", "Pack it again.") from problem


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Return names that differ also without regard to case: `a, a, ""` becomes `a, a_1, column2`."""
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    found = []
    for at, name in enumerate(names):
        wanted = fresh = name.strip() or f"column{at}"
        number = numbers.get(wanted.lower(), 0)
        while fresh.lower() in taken:
            number += 1
            fresh = f"{wanted}_{number}"
        numbers[wanted.lower()] = number
        taken.add(fresh.lower())
        found.append(fresh)
    return tuple(found)


def odd_names(written: Sequence[str], names: Sequence[str]) -> Iterator[Oddity]:
    """Yield the columns whose name was empty or taken, each with the name it was given."""
    for at, (mine, given) in enumerate(zip(written, names, strict=True), 1):
        if not mine.strip():
            yield Oddity("empty_name", 1, given, (f"column {at}",), f"named `{given}`")
        elif mine.strip() != given:
            yield Oddity("repeated_name", 1, given, (f"column {at}",), f"named `{given}`")


def _lines(text: str) -> list[str]:
    """Return the lines as an editor counts them; `str.splitlines` also parts at form feeds and U+2028."""
    return re.findall(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z", text)


def _not_utf8(file: Path, start: bytes) -> SourceFault:
    """Return the fault with the first line that is not UTF-8, its column and how it reads in an older encoding."""
    delimiter, names = _columns(start.decode("cp1252", "replace").splitlines(keepends=True))
    torn = torn_csv([file], delimiter, distinct(names))
    if torn is not None and "UTF-8" in torn.problem:
        return SourceFault(torn.problem, torn.fix)
    return SourceFault(f"`{file.name}` is not UTF-8", SAVE_AS_UTF8)


def _columns(lines: Sequence[str]) -> tuple[str, list[str]]:
    """Return the delimiter that splits the first line into most names, and these."""
    names: list[str] = []
    delimiter = ","
    for candidate in _DELIMITERS:
        with suppress(csv.Error):
            found = next(csv.reader(lines, delimiter=candidate), [])
            if len(found) > len(names):
                names, delimiter = found, candidate
    return delimiter, names


def _above(lines: Sequence[str], first: int) -> tuple[int, str, list[str]] | None:
    """Return the lines above the header, its delimiter and names; None where the first line may be the header."""
    for delimiter in _DELIMITERS:
        rows = _rows(lines, delimiter)
        if rows and first <= len(rows[-1][1]):
            at = header_at([cells for _, cells in rows])
            if at:
                return rows[at][0] - 1, delimiter, rows[at][1]
    return None


def header_at(rows: Sequence[Sequence[str]]) -> int | None:
    """Return which of some rows is the header where the rows above it are beyond doubt none of the table, else None."""
    width = len(rows[-1]) if rows else 0
    if width < _FEW_CELLS:
        return None
    at = next((at for at, cells in enumerate(rows) if _may_be_header(cells, width)), 0)
    over, below = rows[:at], rows[at + 1 :]
    if not over or len(over) > _MOST_ABOVE or len(below) < _FEWEST_BELOW or any(len(row) != width for row in below):
        return None
    return at if all(_may_be_above(cells, width, len(over)) for cells in over) else None


def _rows(lines: Sequence[str], delimiter: str) -> list[tuple[int, list[str]]]:
    """Return the rows with a cell among the first lines, each with its line; [] where a cell spans several lines."""
    looked = list(lines[:_LOOKED_AT])
    found = []
    try:
        reader = csv.reader(looked, delimiter=delimiter, strict=True)
        for number, cells in enumerate(reader, 1):
            if reader.line_num != number:
                return []
            if cells:
                found.append((number, cells))
    except csv.Error:
        return []
    return found


def _may_be_header(cells: Sequence[str], width: int) -> bool:
    return len(cells) == width and all(cell.strip() and not _NO_NAME.fullmatch(cell) for cell in cells)


def _may_be_above(cells: Sequence[str], width: int, many: int) -> bool:
    filled = sum(bool(cell.strip()) for cell in cells)
    if len(cells) == width:
        return filled <= 1 < width and bool(cells[0].strip() or not filled) and (width >= _WIDE or many > 1)
    return filled <= min(_FEW_CELLS, width - 1)


def _doubt(lines: Sequence[str], first: int) -> int:
    """Return the first of two or more equally wide lines that are wider than the first line, 0 where none are."""
    for delimiter in _DELIMITERS:
        rows = _rows(lines, delimiter)
        width = len(rows[-1][1]) if rows else 0
        wide = [number for number, cells in rows if len(cells) == width]
        if width > first and len(wide) > _FEWEST_BELOW:
            return wide[0]
    return 0
