"""A sheet of an Excel workbook as text in scratch space: values as Excel saved them, never computed anew."""

from __future__ import annotations

import difflib
import warnings
import zipfile
from contextlib import closing
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

from trueup.adapters.csv_head import distinct, header_at, odd_names
from trueup.adapters.excel_sheet import SheetMarks, sheet_marks
from trueup.adapters.row_text import BATCH, RowText
from trueup.adapters.source_fault import SourceFault
from trueup.adapters.zip_members import BROKEN, checked
from trueup.core.model.ask.source import Oddity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from trueup.adapters.duckdb_csv import CsvPlan
    from trueup.adapters.scratch_room import Room

_MOST_UNPACKED: Final = 2_000_000_000
_CELLS_AT_ONCE: Final = 1_000_000
_LAST_ROW: Final = 1_048_576
_LOOKED_AT: Final = 30
_NAMED: Final = 10
_PLACES: Final = 5
_WRONG: Final = (*BROKEN, KeyError, TypeError, IndexError, AttributeError, ParseError, ArithmeticError, AssertionError)
"""What openpyxl raises for workbooks that are damaged."""
_ERRORS: Final = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!"}
)
_DAMAGED: Final = "Open it in Excel and save it again as `.xlsx`, or save the sheet as CSV (UTF-8)."


def excel_text(file: Path, sheet: str | None, room: Room) -> tuple[CsvPlan, tuple[Oddity, ...]]:
    """Return how to read a sheet once it is text, and what was odd; raises SourceFault where it cannot be read."""
    if find_spec("openpyxl") is None:
        raise SourceFault(
            f"`{file.name}`: reading Excel needs the package openpyxl", 'pip install "trueup[xlsx]"', "extra_missing"
        )
    try:
        with zipfile.ZipFile(file) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            checked(archive, file, _MOST_UNPACKED)
            _no_definitions(archive, file)
            return _read(archive, file, sheet, room)
    except SourceFault:
        raise
    except _WRONG as problem:
        raise SourceFault(f"`{file.name}` cannot be read as Excel: cut short or damaged", _DAMAGED) from problem


def _no_definitions(archive: zipfile.ZipFile, file: Path) -> None:
    """Refuse XML that defines entities: no program writes such, and a few bytes of it can fill the memory."""
    for each in archive.infolist():
        if each.filename.endswith((".xml", ".rels")):
            with archive.open(each) as stream:
                if b"<!DOCTYPE" in stream.read(4_096).replace(b"\0", b""):
                    raise SourceFault(f"`{file.name}` defines entities in its XML", _DAMAGED, "refused")


def _read(archive: zipfile.ZipFile, file: Path, sheet: str | None, room: Room) -> tuple[CsvPlan, tuple[Oddity, ...]]:
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    with closing(book):
        name = _sheet(file, [each.title for each in book.worksheets], sheet)
        page = next(each for each in book.worksheets if each.title == name)
        page.reset_dimensions()
        marks = sheet_marks(archive, page._worksheet_path)  # noqa: SLF001 - there is no public name for it
        rows = _filled(page.iter_rows(values_only=True, max_row=_LAST_ROW), room)
        return _Sheet(file, name, marks, room).read(rows)


def _sheet(file: Path, sheets: Sequence[str], wanted: str | None) -> str:
    listed = ", ".join(f"`{name}`" for name in sheets[:_NAMED]) + (" ..." if len(sheets) > _NAMED else "")
    if wanted is None and len(sheets) == 1:
        return sheets[0]
    if wanted is None:
        problem = f"`{file.name}` has {len(sheets)} sheets: {listed}"
        raise SourceFault(problem, f"Name one: `{file.name}#{sheets[0] if sheets else 'Sheet1'}`.", "no_data")
    found = next((name for name in sheets if name.lower() == wanted.lower()), None)
    if found is None:
        close = difflib.get_close_matches(wanted, sheets, n=1, cutoff=0.5)
        fix = f"Write `{file.name}#{close[0]}`, the nearest sheet." if close else f"Name one of its sheets: {listed}."
        raise SourceFault(f"`{file.name}` has no sheet `{wanted}`", fix, "no_data")
    return found


def _filled(rows: Iterator[tuple[object, ...]], room: Room) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Yield the rows that hold something, each with its number and without its empty end."""
    for number, row in enumerate(rows, 1):
        if number % BATCH == 0:
            room.late()
        end = len(row)
        while end and row[end - 1] is None:
            end -= 1
        if end:
            yield number, row[:end]


class _Sheet:
    """One sheet being read: the header is found first, then each row is as wide as it."""

    def __init__(self, file: Path, name: str, marks: SheetMarks, room: Room) -> None:
        self._file, self._name, self._marks, self._room = file, name, marks, room
        self._empty = 0
        self._above = 0
        self._errors: list[str] = []
        self._faulty = 0

    def read(self, rows: Iterator[tuple[int, tuple[object, ...]]]) -> tuple[CsvPlan, tuple[Oddity, ...]]:
        """Return how to read the rows as text, and what was odd."""
        head = list(islice(rows, _LOOKED_AT))
        if not head:
            fix = "Name another sheet, or fill it, its first row with the names of the columns."
            raise SourceFault(f"sheet `{self._name}` of `{self._file.name}` is empty", fix)
        at = self._header(head)
        line, written = head[at]
        self._above = line - 1
        names = distinct([_name(cell) for cell in written])
        text = RowText(self._room.path(f"{self._file.stem}.csv"), names, self._room)
        with closing(text):
            self._copy(text, iter(head[at + 1 :]), len(names), line)
            self._copy(text, rows, len(names), head[-1][0])
        return text.plan(), (*self._odd(names, written), *text.oddities(lambda row, column: f"{_letters(column)}{row}"))

    def _header(self, head: Sequence[tuple[int, tuple[object, ...]]]) -> int:
        width = max(len(row) for _, row in head)
        padded = [[_name(cell) for cell in row] + [""] * (width - len(row)) for _, row in head]
        at = header_at(padded) or 0
        line, row = head[at]
        over = next((ref for ref, top, bottom in self._marks.merged if top <= line <= bottom), None)
        where = f"row {line} of sheet `{self._name}` in `{self._file.name}`"
        if over is not None and (len(row) < width or any(cell is None for cell in row)):
            fix = "Give every column a name of its own in one row."
            raise SourceFault(f"{where} should name the columns, but has merged cells {over}", fix)
        wider = next((number for number, other in head if len(other) > len(row)), 0)
        if wider:
            fix = "Take out what stands above the table, or give the column a name, or clear the cell."
            raise SourceFault(f"{where} should name the columns, but row {wider} has more cells", fix)
        if not any(isinstance(cell, str) for cell in row):
            fix = "Put a row with the names of the columns above the values."
            raise SourceFault(f"{where} should name the columns, but holds no text", fix)
        return at

    def _copy(self, text: RowText, rows: Iterator[tuple[int, tuple[object, ...]]], width: int, last: int) -> None:
        batch: list[tuple[object, ...]] = []
        numbers: list[int] = []
        most = max(1, min(BATCH, _CELLS_AT_ONCE // width))
        for number, row in rows:
            if len(row) > width:
                place = f"{_letters(len(row) - 1)}{number}"
                problem = f"cell {place} of sheet `{self._name}` in `{self._file.name}` stands right of the last column"
                raise SourceFault(problem, "Give its column a name in the header row, or clear the cell.")
            self._empty += number - last - 1
            last = number
            cells = row if _ERRORS.isdisjoint(cell for cell in row if type(cell) is str) else self._sound(row, number)
            batch.append((*cells, *(None,) * (width - len(cells))))
            numbers.append(number)
            if len(batch) >= most:
                text.add(batch, numbers)
                batch, numbers = [], []
        text.add(batch, numbers)

    def _sound(self, row: Sequence[object], number: int) -> tuple[object, ...]:
        wrong = [at for at, cell in enumerate(row) if cell in _ERRORS]
        self._faulty += len(wrong)
        self._errors += [f"{_letters(at)}{number}" for at in wrong[: _PLACES - len(self._errors)]]
        return tuple(None if at in wrong else cell for at, cell in enumerate(row))

    def _odd(self, names: Sequence[str], written: Sequence[object]) -> Iterator[Oddity]:
        marks = self._marks
        yield from odd_names([_name(cell) for cell in written], names)
        if self._above:
            yield Oddity("preamble", self._above)
        if self._empty:
            yield Oddity("empty_lines", self._empty)
        if self._faulty:
            yield Oddity("error_values", self._faulty, places=tuple(self._errors))
        if marks.formulas:
            yield Oddity("formulas", marks.formulas, places=tuple(marks.first))
        merged = [ref for ref, top, _ in marks.merged if top > self._above]
        if merged:
            yield Oddity("merged_cells", len(merged), places=tuple(merged[:_PLACES]))


def _name(cell: object) -> str:
    return "" if cell is None else str(cell)


def _letters(column: int) -> str:
    """Return the letters of a column counted from 0: A, Z, AA."""
    found = ""
    at = column + 1
    while at:
        at, digit = divmod(at - 1, 26)
        found = chr(65 + digit) + found
    return found
