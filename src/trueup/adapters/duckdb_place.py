"""Putting a source in place as a table of a session: each form of file by its own way, nothing left out in silence.

What DuckDB reads itself becomes a view, or a table where it is small text. What Python reads (Excel, SQLite) is first
written as text into scratch space; what is large is kept there as Parquet, so that it is converted once.
"""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

import duckdb

from trueup.adapters import partitions
from trueup.adapters.csv_head import start_of
from trueup.adapters.duckdb_csv import FORMS, WIDE, CsvPlan, listed, plan_csv, settled
from trueup.adapters.duckdb_csv_once import loaded
from trueup.adapters.duckdb_text import ident, is_number, literal
from trueup.adapters.duckdb_unreadable import unreadable
from trueup.adapters.gzip_size import not_a_bomb
from trueup.adapters.line_ends import mixed_ends, with_one_end
from trueup.adapters.row_text import counted
from trueup.adapters.source_fault import SourceFault
from trueup.adapters.source_forms import is_packed
from trueup.adapters.torn_lines import Torn, torn_json
from trueup.adapters.zip_members import unpacked
from trueup.core.base.record import dataclass
from trueup.core.model.ask.source import Oddity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from trueup.adapters.scratch_room import Room
    from trueup.adapters.sources import Source

MOST_IN_MEMORY: Final = 200_000_000
_TEXTS_IN_MEMORY: Final = 3
"""How much larger a text file may be: it is read only once then, and what does not fit goes to scratch space."""
_GZIP_RATIO: Final = 6
_PACKED_RATIO: Final = 4
_NO_OBJECTS: Final = "Write a list of objects, each with the names of its columns, or one object a line."
_JSON_KINDS: Final = {"VARCHAR": str, "UBIGINT": int, "BIGINT": int, "DOUBLE": float, "BOOLEAN": bool}


class Place(Protocol):
    """What putting a table in place may use of a session."""

    def fetch(self, sql: str, *, scans: bool = True) -> list[tuple[object, ...]]:
        """Return the rows of one SELECT."""
        ...

    def write(self, sql: str) -> None:
        """Run a statement of ours that makes a view, a table or a file in scratch space."""
        ...

    @property
    def room(self) -> Room:
        """Scratch space for what is converted."""
        ...


@dataclass(frozen=True, slots=True)
class Placed:
    """A source in place: the files that are read (those taken out of an archive), and what was odd on the way."""

    source: Source
    csv: CsvPlan | None = None
    oddities: tuple[Oddity, ...] = ()


def in_place(place: Place, source: Source, name: str) -> Placed:
    """Make the table or view `name` over a source; raises SourceFault and duckdb.Error where it cannot be read."""
    for file in filter(is_packed, source.files):
        not_a_bomb(file, place.room)
    if source.format == "zip":
        files, form, notes = unpacked(source.files[0], source.table, place.room)
        inner = replace(source, files=files, format=form, table=None)
        found = _inner(place, inner, name)
        return replace(found, oddities=(*notes, *found.oddities))
    if source.format in {"xlsx", "sqlite"}:
        return _converted(place, source, name)
    if source.format == "csv":
        return _csv(place, source, name)
    if source.format in {"json", "jsonl"}:
        return _json(place, source, name)
    kept = "TABLE" if _is_wide(place, source) else "VIEW"
    place.write(f"CREATE {kept} {name} AS {_parquet(place, source)}")
    return Placed(source)


def _inner(place: Place, source: Source, name: str) -> Placed:
    """Put what was taken out of an archive in place; a fault names the file as it is called inside."""
    try:
        return in_place(place, source, name)
    except duckdb.Error as problem:
        raise _told(source, problem) from problem


def _told(source: Source, problem: duckdb.Error) -> SourceFault | duckdb.Error:
    return problem if isinstance(problem, duckdb.OutOfMemoryException) else unreadable(source, problem)


# ---- text ------------------------------------------------------------------------------------------------------------


def _csv(place: Place, source: Source, name: str) -> Placed:
    try:
        return Placed(source, _load_csv(place, source, name))
    except duckdb.Error:
        mixed = mixed_ends(source.files)
        if not mixed:
            raise
        _drop(place, name)
        inner = replace(source, files=tuple(with_one_end(file, place.room) for file in source.files))
        try:
            return Placed(inner, _load_csv(place, inner, name), (Oddity("line_ends", mixed),))
        except duckdb.Error as problem:
            raise _told(inner, problem) from problem


def _load_csv(place: Place, source: Source, name: str) -> CsvPlan:
    plan = plan_csv(place.fetch, source.files)
    if len(plan.names) <= WIDE:
        kept = _kept(place, source, plan, name)
        if kept is not None:
            return kept
        plan = settled(place.fetch, plan, plan.raw)
        place.write(f"CREATE VIEW {name} AS {plan.select(plan.raw)}")
        return plan
    texts = f"{name}_texts"
    place.write(f"CREATE TABLE {texts} AS SELECT * FROM {plan.raw}")  # noqa: S608
    plan = settled(place.fetch, plan, texts)
    _typed(place, plan, texts, name)
    place.write(f"DROP TABLE {texts}")
    return plan


def _kept(place: Place, source: Source, plan: CsvPlan, name: str) -> CsvPlan | None:
    """Make the table `name` in one reading; None, and no table, where the file is too large for the room there is."""
    if not is_small(source.files):
        return None
    try:
        return loaded(place.fetch, place.write, plan, name)
    except duckdb.OutOfMemoryException:
        if _size(source.files) <= MOST_IN_MEMORY:
            raise
        _drop(place, name)
        return None


def _drop(place: Place, name: str) -> None:
    """Take away what an attempt to load a table may have left."""
    for left in (name, f"{name}_texts"):
        place.write(f"DROP TABLE IF EXISTS {left}")


def _typed(place: Place, plan: CsvPlan, texts: str, name: str) -> None:
    """Make the table of typed columns from the table of texts; a wide one in parts that are put side by side."""
    if len(plan.names) <= WIDE:
        place.write(f"CREATE TABLE {name} AS {plan.select(texts)}")
        return
    parts = [f"{name}_part{at}" for at, _ in enumerate(plan.parts(texts))]
    for part, select in zip(parts, plan.parts(texts), strict=True):
        place.write(f"CREATE TABLE {part} AS {select}")
    place.write(f"CREATE TABLE {name} AS SELECT * FROM {' POSITIONAL JOIN '.join(parts)}")  # noqa: S608
    for part in parts:
        place.write(f"DROP TABLE {part}")


def _json(place: Place, source: Source, name: str) -> Placed:
    files = [file for file in source.files if file.stat().st_size]
    is_list = [source.format == "json" and _is_list(file) for file in files]
    if len(set(is_list)) > 1:
        fix = "Write all of them as lists, or all with one object a line."
        raise SourceFault(f"`{files[0].name}` and others are lists of objects or lines of objects, not all alike", fix)
    form = "array" if is_list[0] else "newline_delimited"
    texts = ", ".join(literal(str(file)) for file in files)
    raw = f"read_json([{texts}], format='{form}', sample_size=-1, union_by_name=true, hive_partitioning=false)"
    kinds = {str(row[0]): str(row[1]) for row in place.fetch(f"DESCRIBE SELECT * FROM {raw}", scans=False)}  # noqa: S608
    if list(kinds) == ["json"]:
        _objects_only(place, files, form)
    mixed = [column for column, kind in kinds.items() if kind == "JSON"]
    # a column whose values differ in type comes as JSON, where a text would carry its quotes
    plain = ", ".join(f"{ident(column)} ->> '$' AS {ident(column)}" for column in mixed)
    select = f"SELECT *{f' REPLACE ({plain})' if mixed else ''} FROM {raw}"  # noqa: S608
    place.write(f"CREATE {'TABLE' if is_small(files) else 'VIEW'} {name} AS {select}")
    return Placed(source, None, tuple(_json_mixed(place, raw, column) for column in mixed))


def _is_list(file: Path) -> bool:
    """Return whether a file is a JSON list; raises SourceFault where it is one of no objects."""
    start = start_of(file, 65_536).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"["):
        return False
    first = start[1:].lstrip()
    if first.startswith(b"]"):
        raise SourceFault(f"`{file.name}` is an empty list: no rows, so no columns", "Export it again.")
    if not first.startswith(b"{"):
        raise SourceFault(f"`{file.name}` is a list, but not of objects", _NO_OBJECTS)
    return True


def _objects_only(place: Place, files: Sequence[Path], form: str) -> None:
    """Raise SourceFault where some records are no objects: the engine puts all of them into one column then."""
    texts = ", ".join(literal(str(file)) for file in files)
    raw = f"read_json_objects([{texts}], format='{form}')"
    if place.fetch(f"SELECT 1 FROM {raw} WHERE json_type(json) <> 'OBJECT' LIMIT 1"):  # noqa: S608
        torn = torn_json(files) if form != "array" else None
        fault = torn or Torn(f"`{files[0].name}` is a list, but not of objects only", _NO_OBJECTS)
        raise SourceFault(fault.problem, fault.fix)


def _json_mixed(place: Place, raw: str, column: str) -> Oddity:
    of = f"json_type({ident(column)})"
    rows = place.fetch(f"SELECT {of}, count(*) FROM {raw} WHERE {of} <> 'NULL' GROUP BY 1 ORDER BY 2 DESC, 1")  # noqa: S608
    counts: dict[type, int] = {}
    for kind, count in rows:
        known = _JSON_KINDS.get(str(kind), dict)
        counts[known] = counts.get(known, 0) + int(str(count))
    return Oddity("mixed_values", sum(counts.values()) - max(counts.values()), column, detail=counted(counts))


# ---- what Python reads -----------------------------------------------------------------------------------------------


def _converted(place: Place, source: Source, name: str) -> Placed:
    """Put rows in place that Python reads; their text stays in scratch space, where blanks are counted."""
    before = place.room.used
    if source.format == "sqlite":
        from trueup.adapters.sqlite_rows import sqlite_text

        plan, odd = sqlite_text(source.files[0], source.table or "", place.room)
    else:
        from trueup.adapters.excel_rows import excel_text

        plan, odd = excel_text(source.files[0], source.table, place.room)
    if len(plan.names) > WIDE:
        place.write(f"CREATE TABLE {name}_texts AS SELECT * FROM {plan.raw}")  # noqa: S608
        _typed(place, plan, f"{name}_texts", name)
        place.write(f"DROP TABLE {name}_texts")
    elif place.room.used - before <= MOST_IN_MEMORY:
        place.write(f"CREATE TABLE {name} AS {plan.select(plan.raw)}")
    else:
        kept = place.room.path(f"{name}.parquet")
        place.write(f"COPY ({plan.select(plan.raw)}) TO {literal(str(kept))} (FORMAT parquet)")
        place.write(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({literal(str(kept))})")  # noqa: S608
    return Placed(source, plan, odd)


# ---- Parquet ---------------------------------------------------------------------------------------------------------


def _parquet(place: Place, source: Source) -> str:
    texts = ", ".join(literal(str(file)) for file in source.files)
    if len(source.files) > 1:
        _same_columns(place, source)
    if not source.partitions:
        return f"SELECT * FROM read_parquet([{texts}], union_by_name=true, hive_partitioning=false)"  # noqa: S608
    one = f"read_parquet({literal(str(source.files[0]))}, hive_partitioning=false)"
    own = [str(row[0]) for row in place.fetch(f"DESCRIBE SELECT * FROM {one}", scans=False)]  # noqa: S608
    both = {name.lower() for name in own} & {key.lower() for key in source.partitions}
    if both:
        problem = f"{listed(both)} is a column of the files and the name of folders around them"
        raise SourceFault(problem, "Take it out of the files, or name the files with a glob.")
    types = ", ".join(f"{literal(key)}: {kind}" for key, kind in _kinds(source).items())
    columns = ", ".join(map(ident, (*own, *source.partitions)))
    hive = f"hive_partitioning=true, hive_types={{{types}}}"
    return f"SELECT {columns} FROM read_parquet([{texts}], union_by_name=true, {hive})"  # noqa: S608


def _is_wide(place: Place, source: Source) -> bool:
    """Return whether a Parquet file has so many columns, and so few bytes, that it is better kept in memory.

    Each statement over a view of the file binds every column anew: half a second for 10,000 of them.
    """
    if sum(file.stat().st_size for file in source.files) > MOST_IN_MEMORY // _PACKED_RATIO:
        return False
    first = literal(str(source.files[0]))
    return int(str(place.fetch(f"SELECT count(*) FROM parquet_schema({first})", scans=False)[0][0])) > WIDE  # noqa: S608


def _kinds(source: Source) -> dict[str, str]:
    found = {}
    for key, column in zip(source.partitions, zip(*_values(source), strict=True), strict=True):
        texts = [text for text in column if text is not None]
        kinds = (
            kind for form, kind in (("whole", "BIGINT"), ("day", "DATE")) if all(map(FORMS[form].fullmatch, texts))
        )
        found[key] = next(kinds, "VARCHAR") if texts else "VARCHAR"
    return found


def _values(source: Source) -> list[tuple[str | None, ...]]:
    return partitions.values(source.files, source.partitions)


def _same_columns(place: Place, source: Source) -> None:
    """Raise SourceFault where two files have different columns, or one column has types that do not belong together."""
    texts = ", ".join(literal(str(file)) for file in source.files)
    rows = place.fetch(f"SELECT file_name, name, duckdb_type, num_children FROM parquet_schema([{texts}])", scans=False)  # noqa: S608
    files = _top_columns(rows)
    first, *others = [str(file) for file in source.files]
    unlike = [file for file in others if not _alike(files.get(first, {}), files.get(file, {}))]
    for other in unlike[:1]:
        mine, theirs = files.get(first, {}), files.get(other, {})
        only = [(first, set(mine) - set(theirs)), (other, set(theirs) - set(mine))]
        parts = [f"only `{_base(file)}` has {listed(names)}" for file, names in only if names]
        parts += [
            f"`{name}` is {mine[name]} in `{_base(first)}` and {theirs[name]} in `{_base(other)}`"
            for name in mine
            if name in theirs and not _fit(mine[name], theirs[name])
        ]
        more = f" (and {len(unlike) - 1:,} more files differ)" if len(unlike) > 1 else ""
        raise SourceFault(
            f"`{_base(other)}` has other columns than `{_base(first)}`: {'; '.join(parts[:5])}{more}",
            "Give all files the same columns, or name only files that belong together.",
        )


def _alike(mine: Mapping[str, str], theirs: Mapping[str, str]) -> bool:
    return mine.keys() == theirs.keys() and all(_fit(kind, theirs[name]) for name, kind in mine.items())


def _base(file: str) -> str:
    return "/".join(file.replace("\\", "/").split("/")[-2:]) if "=" in file else file.replace("\\", "/").split("/")[-1]


def _top_columns(rows: Sequence[Sequence[object]]) -> Mapping[str, dict[str, str]]:
    """Return each file's columns, lower case, with their types; what lies inside a structure belongs to its column."""
    files: dict[str, dict[str, str]] = {}
    inside: dict[str, int] = {}
    for file, name, kind, children in rows:
        path, inner = str(file), int(str(children or 0))
        if path not in files:
            files[path], inside[path] = {}, 0
        elif inside[path]:
            inside[path] += inner - 1
        else:
            files[path][str(name).lower()] = str(kind) if not inner else "a list or a structure"
            inside[path] = inner
    return files


def _fit(mine: str, theirs: str) -> bool:
    return mine == theirs or (is_number(mine) and is_number(theirs))


# ---- databases -------------------------------------------------------------------------------------------------------


def inside(attached: str, source: Source) -> str:
    """Return the SQL name of a table of an attached file."""
    schema, mark, table = (source.table or "").rpartition(".")
    return f"{attached}.{ident(schema) if mark else 'main'}.{ident(table)}"


def nearest_table(place: Place, attached: str, source: Source) -> str:
    """Return what to write instead of a table that is not there; "" where there is no table at all."""
    sql = f"SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = {literal(attached)}"  # noqa: S608
    found = [str(table) if schema == "main" else f"{schema}.{table}" for schema, table in place.fetch(sql, scans=False)]
    close = difflib.get_close_matches(source.table or "", found, n=1, cutoff=0.5)
    return f"Write `{source.files[0].name}#{close[0]}`, the nearest table." if close else ""


def is_small(files: Sequence[Path]) -> bool:
    """Return whether text files are small enough to be kept in memory as a table."""
    return _size(files) <= _TEXTS_IN_MEMORY * MOST_IN_MEMORY


def _size(files: Sequence[Path]) -> int:
    """Return how many bytes of text these files hold, about that where they are packed."""
    return sum(file.stat().st_size * (_GZIP_RATIO if is_packed(file) else 1) for file in files)
