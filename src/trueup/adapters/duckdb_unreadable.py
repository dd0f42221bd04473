"""Files that DuckDB could not read as a table, in our words: the file and line where there is one, and the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.adapters.csv_head import Head, head_of
from trueup.adapters.duckdb_text import first_words
from trueup.adapters.source_fault import SourceFault
from trueup.adapters.torn_lines import Torn, torn_csv, torn_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trueup.adapters.source_forms import Format
    from trueup.adapters.sources import Source

_FIXES: Final[Mapping[Format, str]] = {
    "csv": "Mend that line; trueup leaves no row out. The file must be UTF-8 with one header line.",
    "json": "Write a list of objects, or one JSON object a line.",
    "jsonl": "Write one JSON object a line.",
    "parquet": "Export the file again; it may be cut short.",
    "xlsx": "Save it again, or save the sheet as CSV (UTF-8).",
    "sqlite": "Name a table of the file: `file.sqlite#table`.",
    "duckdb": "Name a table of the file: `file.duckdb#table`.",
    "zip": "Unpack it and name the file inside.",
}


def unreadable(source: Source, problem: Exception) -> SourceFault:
    """Return why a data set cannot be read; what the engine said is kept only where nothing better is known."""
    torn = _torn(source)
    if torn is not None:
        return SourceFault(torn.problem, torn.fix)
    names = ", ".join(f"`{file.name}`" for file in source.files[:3])
    said = first_words(problem)
    if source.format == "parquet":
        why = f"{names} cannot be read as Parquet: cut short or damaged"
    elif source.format == "duckdb" and "does not exist" in said:
        why = f"{names} has no table `{source.table}`"
    else:
        why = f"{names} cannot be read; the engine says: {said.replace(f'{source.files[0].parent}/', '')}"
    return SourceFault(why, _FIXES[source.format])


def _torn(source: Source) -> Torn | None:
    if source.format == "jsonl":
        return torn_json(source.files)
    if source.format != "csv":
        return None
    try:
        filled = [file for file in source.files if file.stat().st_size]
        heads = {file: head_of(file) for file in filled}
    except (SourceFault, OSError):
        return None
    doubtful = next((file for file, head in heads.items() if head.doubt), None)
    if doubtful is not None:
        return _doubtful(doubtful.name, heads[doubtful])
    torn = (torn_csv([file], head.delimiter, head.names, head.skip) for file, head in heads.items())
    return next((each for each in torn if each is not None), None)


def _doubtful(name: str, head: Head) -> Torn:
    problem = f"`{name}` has a table from line {head.doubt} on, and it is in doubt which line above names its columns"
    return Torn(problem, "Take out the lines above the header, so that the names of the columns are the first line.")
