"""The forms of files that are read, by the ending of their name, and how messages and documents list them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from pathlib import Path

Format: TypeAlias = Literal["csv", "parquet", "json", "jsonl", "xlsx", "sqlite", "duckdb", "zip"]
FORMATS: Final = get_args(Format)

ENDINGS: Final[Mapping[str, Format]] = {
    ".csv": "csv",
    ".csv.gz": "csv",
    ".tsv": "csv",
    ".tsv.gz": "csv",
    ".parquet": "parquet",
    ".json": "json",
    ".json.gz": "json",
    ".jsonl": "jsonl",
    ".jsonl.gz": "jsonl",
    ".ndjson": "jsonl",
    ".ndjson.gz": "jsonl",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
    ".duckdb": "duckdb",
    ".zip": "zip",
}
NAMES: Final[Mapping[Format, str]] = {
    "csv": "CSV",
    "parquet": "Parquet",
    "json": "JSON",
    "jsonl": "JSON lines",
    "xlsx": "Excel",
    "sqlite": "an SQLite file",
    "duckdb": "a DuckDB file",
    "zip": "a ZIP archive",
}
READABLE: Final = (
    "CSV, TSV, Parquet, JSON (a list of objects), JSON lines (each CSV and JSON also .gz), Excel `file.xlsx#Sheet`, "
    "`file.sqlite#table`, `file.duckdb#table`, or a .zip of one of the text forms or Parquet"
)
INSIDE: Final[frozenset[Format]] = frozenset({"xlsx", "sqlite", "duckdb", "zip"})
"""Forms of which `file#part` names a part: a sheet, a table, a file of an archive."""
TABLED: Final[Mapping[Format, str]] = {"duckdb": "table", "sqlite": "table"}
"""Forms that need a part to be named, and what it is."""
IN_ARCHIVES: Final[frozenset[Format]] = frozenset({"csv", "parquet", "json", "jsonl"})


def format_of(name: str) -> Format | None:
    """Return the form that a file's name ends in, None if that is none we read."""
    lower = name.lower()
    return next((found for ending, found in ENDINGS.items() if lower.endswith(ending)), None)


def split_part(text: str) -> tuple[str, str | None]:
    """Return the file and the part that `file.xlsx#Sheet` names; the part is None where none is named."""
    at = text.find("#")
    while at >= 0:
        name, part = text[:at], text[at + 1 :]
        if part and format_of(name) in INSIDE:
            return name, part
        at = text.find("#", at + 1)
    return text, None


def is_packed(file: Path) -> bool:
    """Return whether a file's name says that it is packed with gzip."""
    return file.name.lower().endswith(".gz")
