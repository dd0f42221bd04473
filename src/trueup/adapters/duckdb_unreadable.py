"""Files that DuckDB could not read as a table, in our words: the file and line where there is one, and the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_csv import CsvFault, header
from trueup.adapters.duckdb_text import first_words
from trueup.adapters.torn_lines import Torn, torn_csv, torn_json
from trueup.core.model.ask.identity import NotRun

if TYPE_CHECKING:
    from trueup.adapters.sources import Source

_FIXES: Final = {
    "csv": "Mend that line; trueup leaves no row out. The file must be UTF-8 with one header line.",
    "jsonl": "Write one JSON object a line.",
    "parquet": "Export the file again; it may be cut short.",
    "duckdb": "Name a table of the file: `file.duckdb#table`.",
}


def unreadable(source: Source, problem: Exception) -> NotRun:
    """Return why a data set cannot be read; what the engine said is kept only where nothing better is known."""
    torn = _torn(source)
    if torn is not None:
        return NotRun("error", f"data set `{source.data}`: {torn.problem}", torn.fix)
    names = ", ".join(f"`{file.name}`" for file in source.files[:3])
    said = first_words(problem)
    if source.format == "parquet":
        why = f"{names} cannot be read as Parquet: cut short or damaged"
    elif source.format == "duckdb" and "does not exist" in said:
        why = f"{names} has no table `{source.table}`"
    else:
        why = f"{names} cannot be read; the engine says: {said}"
    return NotRun("error", f"data set `{source.data}`: {why}", _FIXES[source.format])


def _torn(source: Source) -> Torn | None:
    if source.format == "jsonl":
        return torn_json(source.files)
    if source.format != "csv":
        return None
    try:
        delimiter, names = header(next(file for file in source.files if file.stat().st_size))
    except (CsvFault, OSError, StopIteration):
        return None
    return torn_csv(source.files, delimiter, names)
