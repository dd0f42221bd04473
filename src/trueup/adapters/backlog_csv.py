"""From the text of a CSV export to its header and numbered records, whatever its separator."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from trueup.adapters.backlog_text import LARGEST
from trueup.core.backlog.columns import KNOWN, columns, rows
from trueup.core.backlog.row import Note
from trueup.core.base.errors import ErrorCode, TrueupError
from trueup.core.base.record import dataclass
from trueup.core.base.units import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from trueup.adapters.backlog_text import Decoded
    from trueup.core.backlog.row import Row, Tool

_SEPARATORS: Final = ",;\t|"
_NAMES: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_MOST_COLUMNS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds: its rows, the header of each column a field is read from, and how it was read."""

    rows: tuple[Row, ...]
    headers: Mapping[str, tuple[str, ...]]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the records below it, each with the number a spreadsheet gives its row."""

    header: tuple[str, ...]
    records: tuple[tuple[int, list[str]], ...]
    notes: tuple[Note, ...]
    separator: str = ","


def read_csv(found: Decoded, file: str, tool: Tool, mapped: Mapping[str, Sequence[str]]) -> Read:
    """Return the rows of a CSV export; raises `TrueupError` where it holds none or a needed column is missing."""
    words = {word for known in KNOWN[tool].values() for word in known}
    table = read_table(found, file, words | {name.casefold() for names in mapped.values() for name in names})
    try:
        where = columns(table.header, tool, mapped)
    except Fault as fault:
        raise TrueupError(ErrorCode.SOURCE, f"{file}: {fault.problem}", file, fault.fix) from None
    if not table.records:
        problem = f"{file} holds a header and no rows."
        raise TrueupError(ErrorCode.SOURCE, problem, file, "Export again with the items selected; nothing was changed.")
    notes = (*table.notes, *([Note(where.hint)] if where.hint else []))
    return Read(tuple(rows(table.records, where)), where.headers, notes)


def read_table(found: Decoded, file: str, known: set[str]) -> Table:
    """Return a CSV text as a table; `known` are names of columns, in lower case, that tell which separator it uses.

    Blank lines and a first line `sep=;` are left out. Raises `TrueupError` where there is no header, or a quote that
    is opened and never closed swallows the rest.
    """
    csv.field_size_limit(LARGEST)
    text, separator = _separated(found.text, known)
    notes = [Note(found.note)] if found.note else []
    if separator != ",":
        notes.append(Note(f"separated by {_NAMES[separator]}"))
    lines = _records(text, separator, file)
    header: tuple[str, ...] = ()
    records: list[tuple[int, list[str]]] = []
    for number, record in lines:
        if not header:
            header = tuple(record) if any(cell.strip() for cell in record) else ()
        elif record:
            records.append((number, record))
    if not header or len(header) > _MOST_COLUMNS:
        problem = f"{file} is empty." if not header else f"{file} has {len(header):,} columns."
        raise TrueupError(ErrorCode.SOURCE, problem, file, "Name a CSV file with a header and one row an item.")
    return Table(header, tuple(records), tuple(notes), separator)


def _separated(text: str, known: set[str]) -> tuple[str, str]:
    """Return the text without a line `sep=`, and the separator: as that line says, else as the header shows."""
    body = text.lstrip("\r\n")
    first, _, rest = body.partition("\n")
    said = first.strip().strip('"').casefold()
    if said.startswith("sep=") and len(first.strip().strip('"')) <= len("sep=;"):
        named = first.strip("\r\n").strip('"')[len("sep=") :][:1]
        if named in _SEPARATORS and named:
            return "\n" + rest, named
    best = max(_SEPARATORS, key=lambda each: _score(body, each, known))
    return text, best


def _score(body: str, separator: str, known: set[str]) -> tuple[int, int]:
    try:
        header = next(csv.reader(io.StringIO(body[:200_000], newline=""), delimiter=separator), [])
    except csv.Error:
        return (0, 0)
    names = {name.strip().casefold().removeprefix("custom field (").removesuffix(")") for name in header}
    return (len(names & known), len(header))


def _records(text: str, separator: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield numbered records; quotes inside an unquoted text are read as they stand."""
    for strict in (True, False):
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)
        found: list[tuple[int, list[str]]] = []
        began = 1
        try:
            for number, record in enumerate(reader, 1):
                found.append((number, record))
                began = reader.line_num + 1
        except csv.Error as error:
            if "end of data" not in str(error) and strict:
                continue  # a quote inside a text: read again without insisting
            problem = f"{file}: a quote is opened on line {began} or below and never closed."
            fix = "Close it, or write a quote inside a text twice."
            raise TrueupError(ErrorCode.SOURCE, problem, f"{file}:{began}", fix) from None
        yield from found
        return
