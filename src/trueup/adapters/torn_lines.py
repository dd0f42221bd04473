"""The first line of a text file that breaks the table, found the way an editor counts lines.

An engine says that a file is broken, often without the line and in words about itself. When it has said so, the file
is read once more, here, up to that line. Nothing in this module is on the way of a file that is sound.
"""

from __future__ import annotations

import csv
import gzip
import json
import zlib
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

SAVE_AS_UTF8: Final = "Save it as UTF-8 (in Excel: Save As, \u201cCSV UTF-8\u201d)."
_NO_ROW_LEFT_OUT: Final = "trueup leaves no row out."
_MOST_LINES: Final = 20_000_000
_SHOWN: Final = 60
_OLDER: Final = "cp1252"
"""What text that is not UTF-8 most often is; only used to show it."""


@dataclass(frozen=True, slots=True)
class Torn:
    """What is wrong with a line, as `problem` (it begins with `file:line`) and `fix`."""

    problem: str
    fix: str


class _NotUtf8(Exception):
    def __init__(self, line: int, raw: bytes) -> None:
        super().__init__(line)
        self.line = line
        self.raw = raw


def shown(text: str) -> str:
    """Return the begin of a text of the data on one line, in backticks."""
    flat = " ".join(text.split()).replace("`", "'")
    return f"`{flat if len(flat) <= _SHOWN else flat[: _SHOWN - 3] + '...'}`"


def torn_csv(files: Sequence[Path], delimiter: str, names: Sequence[str]) -> Torn | None:
    """Return the first line that is no row of the columns `names`; None where there is none among the first millions.

    Rows begin after a header; a blank line is a row of one column only where there is one column.
    """
    for file in files:
        line = 0
        try:
            for line, row in rows(file, delimiter):
                if len(row) != len(names) and (row or len(names) > 1):
                    return _ragged(f"`{file.name}:{line}`", row, delimiter, names)
        except _NotUtf8 as fault:
            return _not_utf8(file, fault, delimiter, names)
        except csv.Error:
            return Torn(
                f"`{file.name}:{line + 1}` or a line soon after it opens a double quote that is not closed properly",
                f'Close it, and write a quote inside quotes twice (`""`); {_NO_ROW_LEFT_OUT}',
            )
        except (OSError, EOFError, zlib.error):
            return Torn(f"`{file.name}` is cut short or damaged", "Export or download it again.")
    return None


def line_of_value(files: Sequence[Path], delimiter: str, column: int, is_it: Callable[[str], bool]) -> str:
    """Return `file:line` of the first row whose value in a column (counted from 0) is the one; "" if none is found."""
    for file in files:
        try:
            for line, row in rows(file, delimiter):
                if column < len(row) and is_it(row[column]):
                    return f"{file.name}:{line}"
        except (OSError, EOFError, csv.Error, zlib.error, _NotUtf8):
            return ""
    return ""


def torn_json(files: Sequence[Path]) -> Torn | None:
    """Return the first line that is no JSON object; None where each is one."""
    for file in files:
        try:
            with _opened(file) as stream:
                for number, text in enumerate(_decoded(stream), 1):
                    if text.strip() and not _is_object(text):
                        problem = f"`{file.name}:{number}` is no JSON object: {shown(text)}"
                        return Torn(problem, f"Write one JSON object a line; {_NO_ROW_LEFT_OUT}")
        except _NotUtf8 as fault:
            return Torn(f"`{file.name}:{fault.line}` is not UTF-8", "Save it as UTF-8.")
        except (OSError, EOFError, zlib.error):
            return Torn(f"`{file.name}` is cut short or damaged", "Export or download it again.")
    return None


def rows(file: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows after the header, each with the number of the line it begins on (the header is line 1).

    Raises OSError, EOFError, csv.Error, zlib.error, and an error of this module where a line is not UTF-8.
    """
    with _opened(file) as stream:
        reader = csv.reader(_decoded(stream), delimiter=delimiter, strict=True)
        begin = 0
        for row in reader:
            if begin:
                yield begin + 1, row
            begin = reader.line_num


def _opened(file: Path) -> gzip.GzipFile | IO[bytes]:
    return gzip.open(file, "rb") if file.name.lower().endswith(".gz") else file.open("rb")


def _decoded(stream: Iterable[bytes]) -> Iterator[str]:
    for number, raw in enumerate(islice(stream, _MOST_LINES), 1):
        try:
            yield raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as problem:
            raise _NotUtf8(number, raw) from problem


def _ragged(place: str, row: Sequence[str], delimiter: str, names: Sequence[str]) -> Torn:
    line = shown(delimiter.join(row)) if row else "nothing"
    has = f"{place} has {len(row)} value{'' if len(row) == 1 else 's'}, the header names {len(names)} columns"
    if len(row) > len(names):
        fix = f"Put a value that holds `{'tab' if delimiter == chr(9) else delimiter}` in double quotes, or take out"
        return Torn(f"{has}: {line}", f"{fix} what is too much; {_NO_ROW_LEFT_OUT}")
    lacks = f"nothing stands for `{names[len(row)]}`"
    return Torn(f"{has}, {lacks}: {line}", f"Mend that line, or take it out of the file yourself; {_NO_ROW_LEFT_OUT}")


def _not_utf8(file: Path, fault: _NotUtf8, delimiter: str, names: Sequence[str]) -> Torn:
    text = fault.raw.decode(_OLDER, "replace")
    problem = f"`{file.name}:{fault.line}` is not UTF-8"
    try:
        row = next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        row = []
    odd = next((at for at, value in enumerate(row) if not value.isascii()), None)
    if odd is None:
        return Torn(problem, SAVE_AS_UTF8)
    where = f" in column `{names[odd]}`" if fault.line > 1 and len(row) == len(names) else ""
    return Torn(f"{problem}{where}: as Windows-1252 it reads {shown(row[odd])}", SAVE_AS_UTF8)


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
