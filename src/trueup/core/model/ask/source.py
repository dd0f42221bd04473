"""How the files of a data set were read, and what was odd about them: told, never mended in silence."""

from __future__ import annotations

from typing import Literal

from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import DataId

OddityKind = Literal[
    "more_cells",
    "fewer_cells",
    "open_quote",
    "stray_quote",
    "not_utf8",
    "nul",
    "byte_order_mark",
    "line_ends",
    "empty_lines",
    "preamble",
    "empty_name",
    "repeated_name",
    "read_as_text",
    "date_order",
    "decimal_comma",
    "mixed_values",
    "error_values",
    "formulas",
    "merged_cells",
    "not_read",
]
"""What can be odd, each with one meaning. Lines and rows are counted from 1, as an editor or a spreadsheet does.

more_cells, fewer_cells: rows with more or fewer cells than the header. open_quote: a double quote that is never closed
properly. stray_quote: double quotes inside a value that is not quoted. not_utf8: lines that are not UTF-8. nul: NUL
characters. byte_order_mark: files that begin with one. line_ends: lines that end otherwise than most do. empty_lines:
lines (or rows of a sheet) without anything, passed over. preamble: lines above the header, passed over. empty_name,
repeated_name: columns whose name is missing or taken, and the name given. read_as_text: a column that is text because
of a few values. date_order: values of a column whose order of day and month differs from most, or cannot be told.
decimal_comma: numbers with a decimal comma, read as text. mixed_values: a column whose cells hold different types.
error_values: cells that hold an error of the spreadsheet, read as missing. formulas: formulas without a saved value,
read as missing. merged_cells: merged ranges, whose value stands only in their first cell. not_read: files of an archive
that are no data.
"""


@dataclass(frozen=True, slots=True)
class SourceOf:
    """How the files of a data set were read and what was odd -> `SourceFacts`."""

    data: DataId


@dataclass(frozen=True, slots=True)
class Oddity:
    """One thing that is odd: how often (`count`, exact), in which column ("" for none), and the first places.

    A place is `file:line`, `row 17` or a cell such as `B7`; a value of the data is never shown. `detail` says more in
    words: the name given to a column, what a column of texts looks like.
    """

    kind: OddityKind
    count: int
    column: str = ""
    places: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """The answer to `SourceOf`.

    `format` is that of the files (`csv`, `xlsx` ...), `bytes` their size on disk. Encoding, delimiter, quote and
    decimal mark are None where the format has none, or where no column shows a decimal mark. `skipped` are the lines
    above the header of the first file. `readable` is false where no row can be read before the oddities are mended.
    """

    format: str
    files: int
    bytes: int
    readable: bool
    oddities: tuple[Oddity, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    decimal: str | None = None
    skipped: int = 0
