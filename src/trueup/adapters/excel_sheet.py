"""What the XML of a worksheet says and a reader of values does not: merged cells, formulas without a saved value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import zipfile

_BLOCK: Final = 1 << 20
_LONGEST_CELL: Final = 1 << 20
_CELL: Final = re.compile(rb"<c\b[^>]*\br=\"([A-Z]{1,3}\d{1,7})\"")
_VALUE: Final = re.compile(rb"<v\b[^>]*>[^<]|<is>")
_MERGED: Final = re.compile(rb"<mergeCell\b[^>]*\bref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")
_NAMED: Final = 5


@dataclass(slots=True)
class SheetMarks:
    """Merged ranges (`A1:C1`, with their first and last row) and formulas without a value: how many, and the first."""

    merged: list[tuple[str, int, int]] = field(default_factory=list)
    formulas: int = 0
    first: list[str] = field(default_factory=list)


def sheet_marks(archive: zipfile.ZipFile, path: str) -> SheetMarks:
    """Return the marks of one worksheet, read as a stream."""
    marks, rest = SheetMarks(), b""
    with archive.open(path) as stream:
        while block := stream.read(_BLOCK):
            *cells, rest = (rest + block).split(b"</c>")
            for cell in cells:
                _look(cell, marks)
            rest = rest[-_LONGEST_CELL:]
            cut = rest.rfind(b"<mergeCell ")
            merged = rest if cut < 0 or rest.find(b">", cut) >= 0 else rest[:cut]
            if b"<mergeCell" in merged:
                _merged(merged, marks)
                rest = rest[len(merged) :]
    _merged(rest, marks)
    return marks


def _look(cell: bytes, marks: SheetMarks) -> None:
    at = cell.rfind(b"<f")
    if at < 0 or cell[at + 2 : at + 3] not in (b">", b" ", b"/") or _VALUE.search(cell, at):
        return
    marks.formulas += 1
    if len(marks.first) < _NAMED:
        names = _CELL.findall(cell)
        marks.first += [names[-1].decode()] if names else []


def _merged(text: bytes, marks: SheetMarks) -> None:
    for left, top, right, bottom in _MERGED.findall(text):
        marks.merged.append(((left + top + b":" + right + bottom).decode(), int(top), int(bottom)))
