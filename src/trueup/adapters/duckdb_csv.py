"""Reading CSV without surprises: every column is read as text, and gets a type only if all its values fit it.

DuckDB's own detection skips lines and changes the dialect until a broken file fits, rounds `1.5` to 2 where it took a
column for whole numbers, turns `007` into 7, and picks one of two date orders. So nothing is left to it: the names and
the delimiter come from the first line, and the types from a closed list, tried in order. A value of `sentinels.TEXTS`
says nothing about the type and is NULL in a typed column.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from trueup.adapters.csv_head import head_of
from trueup.adapters.duckdb_text import ident, literal
from trueup.adapters.sentinels import BLANK_OR_MISSING, TEXTS
from trueup.adapters.source_fault import SourceFault
from trueup.core.base.record import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import TypeAlias

    Run: TypeAlias = Callable[[str], list[tuple[object, ...]]]

_SAMPLE: Final = 40_000
"""Values looked at first, all columns together; every later value is checked as it is read."""
_DIALECT: Final = (
    "auto_detect=false, header=true, quote='\"', escape='\"', comment='', strict_mode=true, "
    "null_padding=false, ignore_errors=false, max_line_size=16000000, hive_partitioning=false"
)
_MOST_NAMED: Final = 5
_FIRST: Final = 1_000
"""Values of which a type is ruled out before all of a column are looked at."""
WIDE: Final = 400
"""Columns from which a table is typed in parts; planning time grows with the square of the columns."""
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
_PLAIN: Final = frozenset({"whole", "flag"})
"""Types of which the form alone says that a text can be read."""
FORMS: Final = {kind: re.compile(found.form) for kind, found in TYPES.items()}


@dataclass(frozen=True, slots=True)
class CsvPlan:
    """How to read a CSV: `raw` is the FROM clause that gives texts, `types` the type of each column that has one."""

    raw: str
    names: tuple[str, ...]
    types: tuple[tuple[str, str], ...]
    blank_is_value: bool = False
    """Whether an empty text of a column of texts is a value, as in a database; in a CSV nobody can tell."""
    sure: frozenset[str] = frozenset()
    """Columns whose type was found on all their values, so that no second look is needed."""

    def select(self, rows: str) -> str:
        """Return the SELECT of the typed columns from `rows`, which hold the texts."""
        types = dict(self.types)
        columns = ", ".join(f"{self._read(name, types.get(name))} AS {ident(name)}" for name in self.names)
        return f"SELECT {columns} FROM {rows}"  # noqa: S608

    def parts(self, table: str) -> list[str]:
        """Return `select` from a table in parts: planning one statement over thousands of columns takes minutes."""
        types = dict(self.types)
        reads = [
            f"{TYPES[types[name]].reads.format(ident(name)) if name in types else ident(name)} AS {ident(name)}"
            for name in self.names
        ]
        return [f"SELECT {', '.join(reads[at : at + WIDE])} FROM {table}" for at in range(0, len(reads), WIDE)]  # noqa: S608

    def _read(self, name: str, kind: str | None) -> str:
        return ident(name) if kind is None and self.blank_is_value else read(name, kind)


def read(name: str, kind: str | None) -> str:
    """Return the expression that reads a column of texts; NULL for each text that is not of the type."""
    # NULLIF keeps DuckDB from pushing TRY_CAST down into its CSV reader, where it would be a CAST that fails.
    text = f"nullif({ident(name)}, '')"
    return text if kind is None else TYPES[kind].reads.format(text)


def real(column: str) -> str:
    """Return the condition that a text column holds something that does not stand for missing."""
    return f"({column} IS NOT NULL AND NOT regexp_full_match({column}, {literal(BLANK_OR_MISSING)}))"


def plan_csv(run: Run, files: Sequence[Path]) -> CsvPlan:
    """Return how to read these files, types taken from the first rows; raises SourceFault where their columns differ.

    The same columns in another order, behind another delimiter or below other lines are the same table.
    """
    filled = [file for file in files if file.stat().st_size]
    if not filled:
        raise SourceFault(f"`{files[0].name}` is empty", "Write at least a line with the names of its columns.")
    alike: dict[tuple[str, tuple[str, ...], int], list[Path]] = {}
    for file in filled:
        head = head_of(file)
        alike.setdefault((head.delimiter, head.names, head.skip), []).append(file)
    (_, names, _), *others = alike
    for found in others:
        if {name.lower() for name in found[1]} != {name.lower() for name in names}:
            raise _other_columns(filled[0], names, alike[found][0], found[1])
    columns = ", ".join(map(ident, names))
    parts = [_read_csv(grouped, *how) for how, grouped in alike.items()]
    raw = parts[0] if len(parts) == 1 else f"({' UNION ALL '.join(f'SELECT {columns} FROM {part}' for part in parts)})"  # noqa: S608
    most = max(200, min(2_000, _SAMPLE // len(names)))
    rows = run(f"SELECT * FROM {raw} LIMIT {most}")  # noqa: S608
    types = {name: _form(values) for name, values in zip(names, zip(*rows, strict=True), strict=False)}
    sure = frozenset(name for name, kind in types.items() if kind in _PLAIN) if len(rows) < most else frozenset()
    return CsvPlan(raw, names, tuple((name, kind) for name in names if (kind := types.get(name, "?"))), sure=sure)


def _read_csv(files: Sequence[Path], delimiter: str, names: Sequence[str], skip: int) -> str:
    texts = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    listed = ", ".join(literal(str(file)) for file in files)
    return f"read_csv([{listed}], delim={literal(delimiter)}, skip={skip}, {_DIALECT}, columns={{{texts}}})"


def _other_columns(first: Path, names: Sequence[str], other: Path, others: Sequence[str]) -> SourceFault:
    """Return the fault of two files of one table that have different columns."""
    differ = [
        f"only `{file.name}` has {listed(set(mine) - set(theirs))}"
        for file, mine, theirs in ((first, names, others), (other, others, names))
        if set(mine) - set(theirs)
    ]
    return SourceFault(
        f"`{other.name}` has other columns than `{first.name}`: {'; '.join(differ)}",
        "Give both the same columns, or name only files that belong together.",
    )


def listed(names: Iterable[str]) -> str:
    """Return some names of columns in backticks, at most five of them."""
    found = sorted(names)
    more = f" and {len(found) - _MOST_NAMED:,} more" if len(found) > _MOST_NAMED else ""
    return ", ".join(f"`{name}`" for name in found[:_MOST_NAMED]) + more


def settled(run: Run, plan: CsvPlan, rows: str) -> CsvPlan:
    """Return the plan after a look at every value in `rows`: a type that does not fit all of them is chosen anew."""
    types = dict(plan.types)
    wrong = [name for name, kind in plan.types if kind == "?"]
    known = [name for name, kind in plan.types if kind != "?" and name not in plan.sure]
    for part in _batches(known):
        counts = (f"count(*) FILTER ({misfits(types[name], ident(name), read(name, types[name]))})" for name in part)
        flat = run(f"SELECT {', '.join(counts)} FROM {rows}")[0]  # noqa: S608
        wrong += [name for name, misfits in zip(part, flat, strict=True) if misfits]
    chosen = types | found_types(run, rows, wrong)
    return CsvPlan(plan.raw, plan.names, tuple((name, kind) for name, kind in chosen.items() if kind))


def misfits(kind: str, text: str, value: str) -> str:
    """Return the condition that a text is not of a type, where `value` is what reading it as that type gives."""
    fits = f"{value} IS NOT NULL"
    if kind == "whole":
        padded = f"{text} > '0/' AND {text} < '0:' AND strlen({text}) > 2"
        fits = f"TRY_CAST(nullif({text}, '') AS DOUBLE) = {value} AND NOT ({padded})"
        # written back it is nearly always the same text, which is quicker to see than reading it as a float
        text_differs = f"NOT coalesce(CAST({value} AS VARCHAR) = {text}, FALSE)"
        return f"{text} IS NOT NULL AND {text_differs} AND NOT coalesce({fits}, FALSE) AND {real(text)}"
    return f"{text} IS NOT NULL AND NOT coalesce({fits}, FALSE) AND {real(text)}"


def _batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    return (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))


def _form(values: Sequence[object]) -> str:
    """Return the first type whose form all these texts have, "" for text, "?" where the texts cannot tell."""
    texts = {str(value).strip() for value in values if value is not None}.difference(TEXTS, [""])
    kind = next((kind for kind, form in FORMS.items() if all(map(form.fullmatch, texts))), "")
    return "?" if not texts or kind in {"day first", "month first"} else kind


def found_types(run: Run, rows: str, names: Sequence[str]) -> dict[str, str]:
    """Return the type of each column over all rows, "" for text and where there is no value."""
    found: dict[str, str] = {}
    for name in names:
        values = f"(SELECT trim({ident(name)}) AS t FROM {rows} WHERE {real(ident(name))})"  # noqa: S608
        # a type that the first values do not have is not looked for in all of them
        likely = _fitting(run, f"(SELECT t FROM {values} LIMIT {_FIRST})", tuple(TYPES))  # noqa: S608
        fitting = _fitting(run, values, likely)
        found[name] = "" if not fitting or {"day first", "month first"} <= {*fitting} else fitting[0]
    return found


def _fitting(run: Run, values: str, kinds: Sequence[str]) -> tuple[str, ...]:
    """Return those of the types that every text `t` of these has, none where there is no text."""
    fits = (f"count(*) FILTER ({TYPES[kind].fits('t')})" for kind in kinds)
    count, *counts = run(f"SELECT {', '.join(['count(*)', *fits])} FROM {values}")[0]  # noqa: S608
    return tuple(kind for kind, fit in zip(kinds, counts, strict=True) if fit == count and fit)
