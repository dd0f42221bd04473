"""Reading CSV without surprises: every column is read as text, and gets a type only if all its values fit it.

DuckDB's own detection skips lines and changes the dialect until a broken file fits, rounds `1.5` to 2 where it took a
column for whole numbers, turns `007` into 7, and picks one of two date orders. So nothing is left to it: the names and
the delimiter come from the first line, and the types from a closed list, tried in order. A value of `sentinels.TEXTS`
says nothing about the type and is NULL in a typed column.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import re
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_text import ident, literal
from trueup.adapters.sentinels import BLANK_OR_MISSING, TEXTS
from trueup.adapters.torn_lines import SAVE_AS_UTF8, torn_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    Run: TypeAlias = Callable[[str], list[tuple[object, ...]]]

_SAMPLE: Final = 40_000
"""Values looked at first, all columns together; every later value is checked as it is read."""
_LONGEST_HEADER: Final = 1_000_000
_DELIMITERS: Final = (",", ";", "\t", "|")
_DIALECT: Final = (
    "auto_detect=false, header=true, quote='\"', escape='\"', comment='', skip=0, strict_mode=true, "
    "null_padding=false, ignore_errors=false, max_line_size=16000000, hive_partitioning=false"
)
_AT_ONCE: Final = 25
"""Columns looked at in one statement: the engine keeps room for every step of every expression."""
_WHOLE: Final = r"(0|0\d|[1-9]\d{0,17})"
_ISO_DAY: Final = r"\d{4}-\d{2}-\d{2}"
_ISO_TIME: Final = _ISO_DAY + r"[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?"
_SLASHED: Final = r"\d{1,2}/\d{1,2}/\d{4}"


@dataclass(frozen=True, slots=True)
class CsvType:
    """A type a column can get: the form each value must have, and the expression that reads it (NULL if it cannot)."""

    form: str
    reads: str

    def fits(self, text: str) -> str:
        """Return the condition that a text has this type."""
        read = self.reads.format(text)
        return f"(regexp_full_match({text}, {literal(self.form)}) AND {read} IS NOT NULL)"


TYPES: Final[Mapping[str, CsvType]] = {
    "whole": CsvType(r"[+-]?" + _WHOLE, "TRY_CAST({} AS BIGINT)"),
    "real": CsvType(
        r"[+-]?(" + _WHOLE + r"(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?|[+-]?(?i:inf|infinity|nan)", "TRY_CAST({} AS DOUBLE)"
    ),
    "flag": CsvType(r"(?i)true|false", "TRY_CAST({} AS BOOLEAN)"),
    "day": CsvType(_ISO_DAY, "TRY_CAST({} AS DATE)"),
    "time": CsvType(_ISO_TIME, "TRY_CAST({} AS TIMESTAMP)"),
    "zoned": CsvType(_ISO_TIME + r"(Z|[+-]\d{2}(:?\d{2})?)", "TRY_CAST({} AS TIMESTAMPTZ)"),
    "dotted": CsvType(r"\d{1,2}\.\d{1,2}\.\d{4}", "CAST(try_strptime(trim({}), '%d.%m.%Y') AS DATE)"),
    "day first": CsvType(_SLASHED, "CAST(try_strptime(trim({}), '%d/%m/%Y') AS DATE)"),
    "month first": CsvType(_SLASHED, "CAST(try_strptime(trim({}), '%m/%d/%Y') AS DATE)"),
}
"""In order of preference; where both slashed orders fit every value, the column stays text: nobody can tell."""
_FORMS: Final = {kind: re.compile(found.form) for kind, found in TYPES.items()}


class CsvFault(ValueError):
    """A CSV file that cannot be read as a table: `problem` and `fix` for the user."""

    def __init__(self, problem: str, fix: str) -> None:
        """Keep both sentences."""
        super().__init__(problem)
        self.problem = problem
        self.fix = fix


@dataclass(frozen=True, slots=True)
class CsvPlan:
    """How to read a CSV: `raw` is the FROM clause that gives texts, `types` the type of each column that has one."""

    raw: str
    names: tuple[str, ...]
    types: tuple[tuple[str, str], ...]

    def select(self, rows: str) -> str:
        """Return the SELECT of the typed columns from `rows`, which hold the texts."""
        types = dict(self.types)
        columns = ", ".join(f"{read(name, types.get(name))} AS {ident(name)}" for name in self.names)
        return f"SELECT {columns} FROM {rows}"  # noqa: S608


def read(name: str, kind: str | None) -> str:
    """Return the expression that reads a column of texts; NULL for each text that is not of the type."""
    # NULLIF keeps DuckDB from pushing TRY_CAST down into its CSV reader, where it would be a CAST that fails.
    text = f"nullif({ident(name)}, '')"
    return text if kind is None else TYPES[kind].reads.format(text)


def real(column: str) -> str:
    """Return the condition that a text column holds something that does not stand for missing."""
    return f"({column} IS NOT NULL AND NOT regexp_full_match({column}, {literal(BLANK_OR_MISSING)}))"


def plan_csv(run: Run, files: Sequence[Path]) -> CsvPlan:
    """Return how to read these files, types taken from the first rows; raises CsvFault where their headers differ."""
    filled = [file for file in files if file.stat().st_size]
    if not filled:
        raise CsvFault(f"`{files[0].name}` is empty", "Write at least a line with the names of its columns.")
    first, *others = filled
    delimiter, names = header(first)
    for other in others:
        if header(other) != (delimiter, names):
            raise CsvFault(
                f"`{other.name}` has other columns than `{first.name}`",
                "Give both the same header, or name only files that belong together.",
            )
    texts = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    listed = ", ".join(literal(str(file)) for file in (first, *others))
    raw = f"read_csv([{listed}], delim={literal(delimiter)}, {_DIALECT}, columns={{{texts}}})"
    rows = run(f"SELECT * FROM {raw} LIMIT {max(200, min(2_000, _SAMPLE // len(names)))}")  # noqa: S608
    types = {name: _form(values) for name, values in zip(names, zip(*rows, strict=True), strict=False)}
    return CsvPlan(raw, names, tuple((name, kind) for name in names if (kind := types.get(name, "?"))))


def settled(run: Run, plan: CsvPlan, rows: str) -> CsvPlan:
    """Return the plan after a look at every value in `rows`: a type that does not fit all of them is chosen anew."""
    types = dict(plan.types)
    wrong = [name for name, kind in plan.types if kind == "?"]
    known = [name for name, kind in plan.types if kind != "?"]
    for part in _batches(known):
        flat = run(f"SELECT {', '.join(_misfits(name, types[name]) for name in part)} FROM {rows}")[0]  # noqa: S608
        wrong += [name for name, misfits in zip(part, flat, strict=True) if misfits]
    chosen = types | _types(run, rows, wrong)
    return CsvPlan(plan.raw, plan.names, tuple((name, kind) for name, kind in chosen.items() if kind))


def _misfits(name: str, kind: str) -> str:
    text, value = ident(name), read(name, kind)
    fits = f"{value} IS NOT NULL"
    if kind == "whole":
        padded = f"{text} > '0/' AND {text} < '0:' AND strlen({text}) > 2"
        fits = f"TRY_CAST(nullif({text}, '') AS DOUBLE) = {value} AND NOT ({padded})"
    return f"count(*) FILTER ({text} IS NOT NULL AND NOT coalesce({fits}, FALSE) AND {real(text)})"


def _batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    return (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))


def header(file: Path) -> tuple[str, tuple[str, ...]]:
    """Return the delimiter and the names in the first line; raises CsvFault where there is no readable one."""
    opened = gzip.open if file.suffix == ".gz" else Path.open
    try:
        with opened(file, "rb") as stream:
            start = stream.read(_LONGEST_HEADER)
    except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
        raise CsvFault(f"`{file.name}` is not a whole gzip file", "Pack it again.") from problem
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(start)
    except UnicodeDecodeError as problem:
        raise _not_utf8(file, start) from problem
    lines = text.splitlines(keepends=True)
    delimiter, names = _columns(lines)
    if not any(names):
        raise CsvFault(f"`{file.name}` does not begin with a line of column names", "Add the header line.")
    return delimiter, _distinct(names)


def _not_utf8(file: Path, start: bytes) -> CsvFault:
    """Return the fault with the first line that is not UTF-8, its column and how it reads in an older encoding."""
    delimiter, names = _columns(start.decode("cp1252", "replace").splitlines(keepends=True))
    torn = torn_csv([file], delimiter, _distinct(names))
    if torn is not None and "UTF-8" in torn.problem:
        return CsvFault(torn.problem, torn.fix)
    return CsvFault(f"`{file.name}` is not UTF-8", SAVE_AS_UTF8)


def _columns(lines: Sequence[str]) -> tuple[str, list[str]]:
    """Return the delimiter that splits the first line into most names, and these."""
    names: list[str] = []
    delimiter = ","
    for candidate in _DELIMITERS:
        with suppress(csv.Error):
            found = next(csv.reader(lines, delimiter=candidate), [])
            if len(found) > len(names):
                names, delimiter = found, candidate
    return delimiter, names


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Return names that differ also without regard to case: `a, a, ""` becomes `a, a_1, column2`."""
    taken: set[str] = set()
    found = []
    for at, name in enumerate(names):
        wanted = fresh = name.strip() or f"column{at}"
        number = 0
        while fresh.lower() in taken:
            number += 1
            fresh = f"{wanted}_{number}"
        taken.add(fresh.lower())
        found.append(fresh)
    return tuple(found)


def _form(values: Sequence[object]) -> str:
    """Return the first type whose form all these texts have, "" for text, "?" where the texts cannot tell."""
    texts = {str(value).strip() for value in values if value is not None}.difference(TEXTS, [""])
    kind = next((kind for kind, form in _FORMS.items() if all(map(form.fullmatch, texts))), "")
    return "?" if not texts or kind in {"day first", "month first"} else kind


def _types(run: Run, rows: str, names: Sequence[str]) -> dict[str, str]:
    """Return the type of each column over all rows, "" for text and where there is no value."""
    found: dict[str, str] = {}
    for name in names:
        text = f"trim({ident(name)})"
        fits = ", ".join(f"count(*) FILTER ({kind.fits(text)})" for kind in TYPES.values())
        flat = run(f"SELECT count(*), {fits} FROM {rows} WHERE {real(ident(name))}")[0]  # noqa: S608
        fitting = [kind for kind, fit in zip(TYPES, flat[1:], strict=True) if fit == flat[0] and fit]
        found[name] = "" if not fitting or {"day first", "month first"} <= {*fitting} else fitting[0]
    return found
