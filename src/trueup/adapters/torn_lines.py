"""The first line of a text file that breaks the table, found the way an editor counts lines.

An engine says that a file is broken, often without the line and in words about itself. When it has said so, the file
is read once more, here, up to that line. Nothing in this module is on the way of a file that is sound.
"""

from __future__ import annotations

import csv
import gzip
import json
import zlib
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from trueup.core.base.record import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SAVE_AS_UTF8: Final = "Save it as UTF-8 (in Excel: Save As, \u201cCSV UTF-8\u201d)."
_NO_ROW_LEFT_OUT: Final = "trueup leaves no row out."
_MOST_LINES: Final = 20_000_000
LONGEST_LINE: Final = 16_000_000
"""Bytes of a line; the engine reads no longer one."""
_SHOWN: Final = 60
_OLDER: Final = "cp1252"
"""What text that is not UTF-8 most often is; only used to show it."""


@dataclass(frozen=True, slots=True)
class Torn:
    """What is wrong with a line, as `problem` (it begins with `file:line`) and `fix`."""

    problem: str
    fix: str


csv.field_size_limit(LONGEST_LINE)


class NotUtf8(Exception):
    """A line that is not UTF-8: its number, its bytes, and the place of the first odd byte in the unpacked file."""

    def __init__(self, line: int, raw: bytes, byte: int) -> None:
        """Keep the place."""
        super().__init__(line)
        self.line = line
        self.raw = raw
        self.byte = byte


class TooLong(Exception):
    """A line is longer than `LONGEST_LINE`."""

    def __init__(self, line: int) -> None:
        """Keep the line's number."""
        super().__init__(line)
        self.line = line


UNREADABLE: Final = (OSError, EOFError, zlib.error, csv.Error, NotUtf8, TooLong)
"""What reading the lines of a file can fail with."""


def shown(text: str) -> str:
    """Return the begin of a text of the data on one line, in backticks."""
    flat = " ".join(text.split()).replace("`", "'")
    return f"`{flat if len(flat) <= _SHOWN else flat[: _SHOWN - 3] + '...'}`"


def torn_csv(files: Sequence[Path], delimiter: str, names: Sequence[str], skip: int = 0) -> Torn | None:
    """Return the first line that is no row of the columns `names`; None where there is none among the first millions.

    Rows begin after `skip` lines and a header; a blank line is a row of one column only where there is one column.
    """
    for file in files:
        line = 0
        try:
            for line, row in rows(file, delimiter, skip):
                if len(row) != len(names) and (row or len(names) > 1):
                    return _ragged(f"`{file.name}:{line}`", row, delimiter, names)
        except NotUtf8 as fault:
            return _not_utf8(file, fault, delimiter, names)
        except TooLong as fault:
            return _too_long(file, fault)
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
        except UNREADABLE:
            return ""
    return ""


def torn_json(files: Sequence[Path]) -> Torn | None:
    """Return the first line that is no JSON object; None where each is one."""
    for file in files:
        try:
            with _opened(file) as stream:
                for number, text in enumerate(decoded(stream), 1):
                    if text.strip() and not _is_object(text):
                        problem = f"`{file.name}:{number}` is no JSON object: {shown(text)}"
                        return Torn(problem, f"Write one JSON object a line; {_NO_ROW_LEFT_OUT}")
        except NotUtf8 as fault:
            return Torn(f"`{file.name}:{fault.line}` is not UTF-8 (byte {fault.byte:,})", "Save it as UTF-8.")
        except TooLong as fault:
            return _too_long(file, fault)
        except (OSError, EOFError, zlib.error):
            return Torn(f"`{file.name}` is cut short or damaged", "Export or download it again.")
    return None


def rows(file: Path, delimiter: str, skip: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows after the header, each with the number of the line it begins on.

    The header is the line after `skip` others. Raises what `UNREADABLE` lists.
    """
    with _opened(file) as stream:
        reader = csv.reader(islice(decoded(stream), skip, None), delimiter=delimiter, strict=True)
        begin = 0
        for row in reader:
            if begin:
                yield begin + skip + 1, row
            begin = reader.line_num


def _opened(file: Path) -> gzip.GzipFile | IO[bytes]:
    return gzip.open(file, "rb") if file.name.lower().endswith(".gz") else file.open("rb")


def decoded(stream: gzip.GzipFile | IO[bytes], told: Callable[[NotUtf8], None] | None = None) -> Iterator[str]:
    """Yield the lines of a text; raises `TooLong`, and `NotUtf8` where no `told` takes it and reading goes on."""
    byte = 0
    for number in range(1, _MOST_LINES + 1):
        raw = stream.readline(LONGEST_LINE + 1)
        if not raw:
            return
        if len(raw) > LONGEST_LINE:
            raise TooLong(number)
        try:
            text = raw.decode()
        except UnicodeDecodeError as problem:
            fault = NotUtf8(number, raw, byte + problem.start)
            if told is None:
                raise fault from problem
            told(fault)
            text = raw.decode("utf-8", "replace")
        byte += len(raw)
        yield text.removeprefix("\ufeff") if number == 1 else text


def _too_long(file: Path, fault: TooLong) -> Torn:
    problem = f"`{file.name}:{fault.line}` is longer than {LONGEST_LINE // 1_000_000} MB"
    return Torn(problem, "Check that its line ends and quotes are whole, and export it again.")


def _ragged(place: str, row: Sequence[str], delimiter: str, names: Sequence[str]) -> Torn:
    line = shown(delimiter.join(row)) if row else "nothing"
    has = f"{place} has {len(row)} value{'' if len(row) == 1 else 's'}, the header names {len(names)} columns"
    if len(row) > len(names):
        fix = f"Put a value that holds `{'tab' if delimiter == chr(9) else delimiter}` in double quotes, or take out"
        return Torn(f"{has}: {line}", f"{fix} what is too much; {_NO_ROW_LEFT_OUT}")
    lacks = f"nothing stands for `{names[len(row)]}`"
    return Torn(f"{has}, {lacks}: {line}", f"Mend that line, or take it out of the file yourself; {_NO_ROW_LEFT_OUT}")


def _not_utf8(file: Path, fault: NotUtf8, delimiter: str, names: Sequence[str]) -> Torn:
    text = fault.raw.decode(_OLDER, "replace")
    problem = f"`{file.name}:{fault.line}` is not UTF-8 (byte {fault.byte:,})"
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
