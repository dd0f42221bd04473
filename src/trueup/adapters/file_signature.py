"""What a file really is, told by its first bytes: an Excel file stays one, also under a name that ends in `.csv`.

Nothing here reads a table. `not_a_table` looks at one block of a file and says what to do where it is none that an
engine could read; a file it knows nothing against is left to the engine.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from trueup.core.base.record import dataclass

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK: Final = 4_096
_GZIP: Final = b"\x1f\x8b"
_PARQUET: Final = (b"PAR1", b"PARE")
_AS_TABLE: Final = "Save it as CSV (UTF-8) or Parquet and name that file."
_AS_UTF8: Final = "Save it as UTF-8 (in Excel: Save As, \u201cCSV UTF-8\u201d) and name that file."
_DECRYPT: Final = "Decrypt it first, or ask its owner for an export as CSV (UTF-8) or Parquet."
_UNPACK: Final = "Unpack it and name the CSV or Parquet file inside."
_SHEET: Final = "Save the sheet as CSV (UTF-8) or Parquet and name that file."
_LINES: Final = "Write one JSON object a line and name the file `.jsonl`."
_LIST: Final = "Name the file `.json`, or write one JSON object a line."
_SQLITE: Final = b"SQLite format 3\x00"
_ZIP: Final = b"PK\x03\x04"
_ODD_NULS: Final = 50
"""A text holds less than one NUL in so many bytes; its reader tells where they are."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a file is no table: what it `is`, and how to make a table of it."""

    is_: str
    fix: str


_BY_START: Final = (
    (b"%PDF-", Unfit("a PDF", "Ask for the table itself, as CSV (UTF-8) or Parquet: a PDF holds a picture of it.")),
    (b"\x00\x00\xfe\xff", Unfit("UTF-32 text", _AS_UTF8)),
    (b"\xff\xfe\x00\x00", Unfit("UTF-32 text", _AS_UTF8)),
    (b"\xff\xfe", Unfit("UTF-16 text", _AS_UTF8)),
    (b"\xfe\xff", Unfit("UTF-16 text", _AS_UTF8)),
    (b"-----BEGIN PGP MESSAGE", Unfit("encrypted (PGP)", _DECRYPT)),
    (b"age-encryption.org/", Unfit("encrypted (age)", _DECRYPT)),
    (b"Salted__", Unfit("encrypted (OpenSSL)", _DECRYPT)),
    (b"7z\xbc\xaf\x27\x1c", Unfit("a 7-Zip archive", _UNPACK)),
    (b"Rar!\x1a\x07", Unfit("a RAR archive", _UNPACK)),
    (b"BZh", Unfit("packed with bzip2", _UNPACK)),
    (b"\xfd7zXZ\x00", Unfit("packed with xz", _UNPACK)),
    (b"\x28\xb5\x2f\xfd", Unfit("packed with zstd", _UNPACK)),
    (_SQLITE, Unfit("an SQLite file", "Name it `.sqlite`, and the table: `file.sqlite#table`.")),
    (b"\x89PNG", Unfit("a picture", _AS_TABLE)),
    (b"\xff\xd8\xff", Unfit("a picture", _AS_TABLE)),
    (b"GIF8", Unfit("a picture", _AS_TABLE)),
    (b"ARROW1", Unfit("an Arrow (Feather) file", "Save it as Parquet and name that file.")),
    (b"ORC", Unfit("an ORC file", "Save it as Parquet and name that file.")),
    (b"Obj\x01", Unfit("an Avro file", "Save it as Parquet and name that file.")),
)
"""First bytes that settle what a file is; the longer ones before those they begin with."""
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXCEL: Final = (b"xl/", b"[Content_Types].xml", b"docProps/")
_WEB: Final = (b"<!doctype html", b"<html")


def not_a_table(file: Path, form: str) -> Unfit | None:
    """Return what a file is where it cannot be of the form it is named as, None where nothing speaks against it.

    `form` is one of `source_forms.FORMATS`, or "" where the name tells none.
    Raises OSError where the file cannot be read.
    """
    with file.open("rb") as stream:
        start = stream.read(_BLOCK)
    packed = file.name.lower().endswith(".gz")
    if start.startswith(_GZIP) and form in {"csv", "json", "jsonl"}:
        if not packed:
            return Unfit("packed with gzip", f"Name it `{file.name}.gz`, or unpack it.")
        start = _unpacked(start)
    elif packed and start:
        return Unfit("not packed with gzip, as its name says", f"Name it `{file.name[:-3]}`, or pack it.")
    return _told(start, form, size=file.stat().st_size)


def _unpacked(start: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(start, _BLOCK)
    except zlib.error:
        return b""


def _told(start: bytes, form: str, *, size: int) -> Unfit | None:
    if form == "parquet":
        return _not_parquet(start) if start else None
    if start.startswith(_PARQUET):
        return Unfit("a Parquet file", "Give it a name that ends in `.parquet`.")
    if form == "duckdb":
        written = Unfit("not a DuckDB file", "Name a file that DuckDB has written.")
        return None if start[8:12] == b"DUCK" else _known(start) or written
    if form in {"sqlite", "xlsx", "zip"}:
        return _not_packed_form(start, form)
    return _known(start) or _text(start, form, whole=size <= len(start))


def _known(start: bytes) -> Unfit | None:
    return _container(start) or next((unfit for first, unfit in _BY_START if start.startswith(first)), None)


def _not_parquet(start: bytes) -> Unfit | None:
    if start.startswith(_PARQUET):
        return None
    found = _known(start)
    if found is None and b"\0" not in start and _is_utf8(start):
        return Unfit("text, not Parquet", "Name it `.csv` or `.jsonl` if that is what it holds, or export it again.")
    return found or Unfit("not a Parquet file", "Export it again as Parquet.")


def _not_packed_form(start: bytes, form: str) -> Unfit | None:
    """Return why a file is no database, workbook or archive, as its name says."""
    if form == "sqlite":
        if start[8:12] == b"DUCK":
            return Unfit("a DuckDB file", "Name it `.duckdb`.")
        written = Unfit("not an SQLite file", "Name a file that SQLite has written; an encrypted one cannot be read.")
        return None if start.startswith(_SQLITE) else _known(start) or written
    found = _known(start)
    is_zip = start.startswith(_ZIP)
    if form == "xlsx":
        is_excel = is_zip and found is not None and "OpenDocument" not in found.is_ and "encrypted" not in found.is_
        written = Unfit("not an Excel file", "Save it in Excel as `.xlsx`, or as CSV (UTF-8).")
        return None if is_excel else found or written
    if is_zip and found is not None and found.is_ == "a ZIP archive":
        return None
    return found or Unfit("not a ZIP archive", "Pack it again.")


def _container(start: bytes) -> Unfit | None:
    """Return what an Office file or an archive is."""
    if start.startswith(_OLE):
        return Unfit("an Excel file (`.xls`, or one with a password)", _SHEET)
    if not start.startswith(_ZIP):
        return None
    if any(mark in start for mark in _EXCEL):
        return Unfit("an Excel file (`.xlsx`)", _SHEET)
    if b"opendocument.spreadsheet" in start:
        return Unfit("an OpenDocument sheet (`.ods`)", _SHEET)
    return Unfit("an encrypted ZIP archive" if start[6] & 1 else "a ZIP archive", _UNPACK)


def _text(start: bytes, form: str, *, whole: bool) -> Unfit | None:
    """Return why bytes are no text, or text of another kind."""
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:20].lower().startswith(_WEB):
        return Unfit("a web page, perhaps a sign-in page", "Download the data itself and name that file.")
    if start.count(0) * _ODD_NULS > len(start):
        even, odd = start[0::2].count(0), start[1::2].count(0)
        if max(even, odd) * 4 > len(start) and min(even, odd) * 20 <= max(even, odd):
            return Unfit("UTF-16 text", _AS_UTF8)
        return Unfit("a binary file, perhaps encrypted", _AS_TABLE)
    if form not in {"csv", "json"} and head.startswith(b"["):
        return Unfit("one JSON list, not a JSON object a line", _LIST if form else "Name the file `.json`.")
    if not form and head.startswith(b"{"):
        return Unfit("JSON under a name that does not say so", _LINES)
    if not _is_utf8(start, cut=not whole) and _control(start) * 10 > len(start):
        return Unfit("a binary file, perhaps encrypted", _AS_TABLE)
    return None


def _control(start: bytes) -> int:
    """Return how many bytes no text of any encoding holds."""
    return sum(byte < 32 and byte not in b"\t\n\r\f" for byte in start)  # noqa: PLR2004 - below the blank


def _is_utf8(start: bytes, *, cut: bool = True) -> bool:
    try:
        start.decode()
    except UnicodeDecodeError as problem:
        return cut and problem.start >= len(start) - 3
    return True
