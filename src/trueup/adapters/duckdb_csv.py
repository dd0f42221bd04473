"""Reading CSV without surprises: every column is read as text, and gets a type only if all its values fit it.

DuckDB's own reader rounds `1.5` to 2 where it took a column for whole numbers, turns `007` into 7, picks one of two
date orders silently and knows one text for "missing". So it is asked only for the dialect; the types come from a
closed list, tried in order. A value of `sentinels.TEXTS` says nothing about the type and is NULL in a typed column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from trueup.adapters.duckdb_text import ident, literal
from trueup.adapters.sentinels import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import TypeAlias

    Run: TypeAlias = Callable[[str], list[tuple[object, ...]]]

_SAMPLE: Final = 40_000
"""Values looked at first, all columns together; every later value is checked as it is read."""
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
    "dotted": CsvType(r"\d{1,2}\.\d{1,2}\.\d{4}", "CAST(try_strptime({}, '%d.%m.%Y') AS DATE)"),
    "day first": CsvType(_SLASHED, "CAST(try_strptime({}, '%d/%m/%Y') AS DATE)"),
    "month first": CsvType(_SLASHED, "CAST(try_strptime({}, '%m/%d/%Y') AS DATE)"),
}
"""In order of preference. Where both slashed orders fit every value, the column stays text: nobody can tell them apart."""
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
    trusted: bool

    def select(self) -> str:
        """Return the SELECT over the typed columns; one that is not `trusted` fails where a value does not fit."""
        types = dict(self.types)
        columns = ", ".join(self._column(name, types.get(name)) for name in self.names)
        return f"SELECT {columns} FROM {self.raw}"  # noqa: S608

    def _column(self, name: str, kind: str | None) -> str:
        # NULLIF keeps DuckDB from pushing a TRY_CAST down into its reader, where it would be a CAST that fails.
        text = f"nullif({ident(name)}, '')"
        if kind is None:
            return f"{text} AS {ident(name)}"
        if self.trusted:
            return (
                f"CASE WHEN {real(ident(name))} THEN {TYPES[kind].reads.format(f'trim({text})')} END AS {ident(name)}"
            )
        read, misfit = TYPES[kind].reads.format(text), f"CASE WHEN {real(ident(name))} THEN error('misfit') END"
        if kind != "whole":
            return f"coalesce({read}, {misfit}) AS {ident(name)}"
        padded = f"({text} > '0/' AND {text} < '0:' AND strlen({text}) > 2)"
        whole = f"TRY_CAST({text} AS DOUBLE) = {read} AND NOT {padded}"
        return f"CASE WHEN {whole} THEN {read} ELSE {misfit} END AS {ident(name)}"


def real(column: str) -> str:
    """Return the condition that a text column holds something that does not stand for missing."""
    return f"({column} IS NOT NULL AND trim({column}) NOT IN ('', {', '.join(map(literal, TEXTS))}))"


def plan_csv(run: Run, files: Sequence[Path]) -> CsvPlan:
    """Return how to read these files, types taken from the first rows; raises CsvFault where their headers differ."""
    first, *others = files
    dialect, names = _sniff(run, first)
    for other in others:
        if other.stat().st_size and _sniff(run, other)[1] != names:
            raise CsvFault(
                f"`{other.name}` has other columns than `{first.name}`",
                "Give both the same header, or name only files that belong together.",
            )
    texts = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    listed = ", ".join(literal(str(file)) for file in files if file.stat().st_size)
    raw = (
        f"read_csv([{listed}], auto_detect=false, header=true, {dialect}, columns={{{texts}}}, hive_partitioning=false)"
    )
    rows = run(f"SELECT * FROM {raw} LIMIT {max(200, min(2_000, _SAMPLE // len(names)))}")  # noqa: S608
    types = {name: _form(values) for name, values in zip(names, zip(*rows, strict=True), strict=False)}
    unclear = [name for name in names if types.get(name) is None]
    clear = {name: kind for name, kind in types.items() if kind is not None}
    return _plan(raw, names, clear | _types(run, raw, unclear), trusted=False)


def plan_csv_fully(run: Run, plan: CsvPlan) -> CsvPlan:
    """Return the same plan with types taken from every row, to be used when a later row did not fit the first ones."""
    return _plan(plan.raw, plan.names, _types(run, plan.raw, plan.names), trusted=True)


def _plan(raw: str, names: tuple[str, ...], types: Mapping[str, str], *, trusted: bool) -> CsvPlan:
    return CsvPlan(raw, names, tuple((name, kind) for name, kind in types.items() if kind), trusted)


def _sniff(run: Run, file: Path) -> tuple[str, tuple[str, ...]]:
    wanted = "Delimiter, Quote, Escape, Comment, SkipRows, Columns"
    rows = run(f"SELECT {wanted} FROM sniff_csv({literal(str(file))}, all_varchar=true, header=true)")  # noqa: S608
    delimiter, quote, escape, comment, skip, columns = rows[0]
    signs = {"delim": delimiter, "quote": quote, "escape": escape, "comment": comment}
    texts = ", ".join(f"{name}={literal('' if sign == '(empty)' else str(sign))}" for name, sign in signs.items())
    return f"{texts}, skip={skip}", tuple(column["name"] for column in cast("list[dict[str, str]]", columns))


def _form(values: Sequence[object]) -> str | None:
    """Return the first type whose form all these texts have, "" for text, None where the texts cannot tell."""
    texts = {str(value).strip() for value in values if value is not None}.difference(TEXTS, [""])
    kind = next((kind for kind, form in _FORMS.items() if all(map(form.fullmatch, texts))), "")
    return None if not texts or kind in {"day first", "month first"} else kind


def _types(run: Run, rows: str, names: Sequence[str]) -> dict[str, str]:
    """Return the type of each column, "" for text; a column without any value is left out."""
    found: dict[str, str] = {}
    for start in range(0, len(names), 50):
        part = names[start : start + 50]
        counts = ", ".join(_counts(ident(name)) for name in part)
        flat = run(f"SELECT {counts} FROM {rows}")[0]  # noqa: S608
        width = len(TYPES) + 1
        for at, name in enumerate(part):
            some, *fits = flat[at * width : (at + 1) * width]
            if some:
                found[name] = _choice([kind for kind, fit in zip(TYPES, fits, strict=True) if fit == some])
    return found


def _counts(column: str) -> str:
    filled = real(column)
    text = f"trim({column})"
    fits = (f"count(*) FILTER ({filled} AND {kind.fits(text)})" for kind in TYPES.values())
    return f"count(*) FILTER ({filled}), {', '.join(fits)}"


def _choice(fitting: Sequence[str]) -> str:
    if "day first" in fitting and "month first" in fitting:
        return ""
    return fitting[0] if fitting else ""
