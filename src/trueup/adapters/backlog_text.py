"""From the bytes of an exported backlog to its text: bounded, whatever its encoding, and nothing that is no text."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Final

from trueup.adapters.folder import read_stream
from trueup.core.base.errors import ErrorCode, TrueupError
from trueup.core.base.record import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LARGEST: Final = 64_000_000
"""Bytes of a file that are read; a Jira export of 10,000 rows has about 10 million."""

_EXPORT: Final = "Save or export it as CSV (UTF-8) and import that."
_NO_TEXT: Final[Mapping[bytes, str]] = {
    b"PK\x03\x04": "an Excel, OpenDocument or zip file",
    b"PK\x05\x06": "a zip file",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old or an encrypted Office file",
    b"\x1f\x8b": "a gzip file",
    b"7z\xbc\xaf": "a 7-Zip file",
    b"Rar!": "a RAR file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format": "a database",
    b"PAR1": "a Parquet file",
    b"Salted__": "an encrypted file",
    b"-----BEGIN PGP": "an encrypted file",
    b"age-encryption": "an encrypted file",
    b"\x85\x01": "an encrypted file",
    b"{\\rtf": "a text document with formatting",
}
_PAGES: Final = (b"<!doctype", b"<html", b"<?xml", b"<table")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT: Final = 4_096
_CONTROLS: Final = frozenset(range(32)) - {9, 10, 13, 12, 11}
_TOO_MANY: Final = 0.002
_MOSTLY: Final = 0.4


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and how it was read where that was not plain UTF-8."""

    text: str
    note: str = ""


def read_text(file: Path, expected: str) -> Decoded:
    """Return the text of a file of `expected` kind; raises `TrueupError` where it is none, too large or not there."""
    if not file.exists():
        problem = f"{file} is not there."
        raise TrueupError(ErrorCode.SOURCE, problem, str(file), f"Name the {expected} to read.")
    data = read_stream(file, LARGEST)
    if len(data) > LARGEST:
        problem = f"{file} is larger than {LARGEST // 1_000_000} MB."
        raise TrueupError(ErrorCode.SOURCE, problem, str(file), "Export fewer columns, or one project at a time.")
    return decoded(data, str(file), expected)


def decoded(data: bytes, file: str, expected: str) -> Decoded:
    """Return the text of some bytes: UTF-8, UTF-16 and UTF-32 with or without a mark, else Windows-1252 with a note."""
    for begin, kind in _NO_TEXT.items():
        if data.startswith(begin):
            raise _unreadable(file, f"{file} is {kind}, not a {expected}.", _EXPORT)
    if data[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n")[:9].lower().startswith(_PAGES):
        raise _unreadable(file, f"{file} is a web page or XML, not a {expected}.", _EXPORT)
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), None) or _without_mark(data)
    try:
        text = data.decode(encoding or "utf-8").removeprefix("\ufeff")
        note = f"read as {encoding.upper()}" if encoding and encoding != "utf-8-sig" else ""
    except UnicodeDecodeError:
        if encoding:
            problem = f"{file} begins as {encoding.upper().removesuffix('-SIG')} and is not that throughout."
            raise _unreadable(file, problem, "Save it as UTF-8.") from None
        text, note = data.decode("cp1252", "replace"), "not UTF-8: read as Windows-1252 (Latin-1)"
    if _is_binary(text):
        raise _unreadable(file, f"{file} is no text (encrypted, packed or binary), so it is no {expected}.", _EXPORT)
    return Decoded(text, note)


def _without_mark(data: bytes) -> str | None:
    """Return which UTF-16 a text without a mark is in, by where its zero bytes stand; None where it is not."""
    head = data[:_LOOKED_AT]
    half = len(head) // 2
    if not half:
        return None
    if head[1::2].count(0) > _MOSTLY * half and not head[::2].count(0):
        return "utf-16-le"
    if head[::2].count(0) > _MOSTLY * half and not head[1::2].count(0):
        return "utf-16-be"
    return None


def _is_binary(text: str) -> bool:
    if "\0" in text:
        return True
    head = text[:_LOOKED_AT]
    return sum(ord(character) in _CONTROLS or character == "\ufffd" for character in head) > _TOO_MANY * len(head) + 1


def _unreadable(file: str, problem: str, fix: str) -> TrueupError:
    return TrueupError(ErrorCode.SOURCE, problem, file, fix)
