"""From how a source was read to checks: what must hold of a file, what was odd, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.source import Oddity, OddityKind, SourceFacts, SourceOf
from trueup.core.model.results.checks import CheckResult, DataCheck, Dimension, Severity


@dataclass(frozen=True, slots=True)
class _Rule:
    """What must hold of a source, the words for one and for several that break it, and how grave that is."""

    what: str
    one: str
    several: str
    severity: Severity
    dimension: Dimension = "conformity"


_RULES: Final[Mapping[OddityKind, _Rule]] = {
    "more_cells": _Rule(
        "no row has more cells than the header", "row has more cells", "rows have more cells", "error"
    ),
    "fewer_cells": _Rule(
        "no row has fewer cells than the header", "row has fewer cells", "rows have fewer cells", "error"
    ),
    "open_quote": _Rule("every quote is closed", "quote is never closed", "quotes are never closed", "error"),
    "not_utf8": _Rule("the text is UTF-8", "line is not UTF-8", "lines are not UTF-8", "error"),
    "nul": _Rule("the text holds no NUL characters", "NUL character", "NUL characters", "warning"),
    "stray_quote": _Rule(
        "quotes stand around values, not in them", "quote stands inside a value", "quotes stand inside values",
        "warning",
    ),
    "line_ends": _Rule(
        "all lines end the same way", "line ends otherwise than most", "lines end otherwise than most", "info"
    ),
    "byte_order_mark": _Rule(
        "no file begins with a byte order mark", "file begins with one", "files begin with one", "info"
    ),
    "empty_lines": _Rule("no line is empty", "empty line was passed over", "empty lines were passed over", "info"),
    "preamble": _Rule(
        "the names of the columns are the first line", "line above them was passed over",
        "lines above them were passed over", "info",
    ),
    "empty_name": _Rule("every column has a name", "column has no name", "columns have no name", "warning"),
    "repeated_name": _Rule(
        "no two columns have one name", "column has the name of another", "columns have the name of another", "warning",
        "uniqueness",
    ),
    "read_as_text": _Rule(
        "all values have the type that most of them have", "value does not", "values do not", "warning"
    ),
    "date_order": _Rule(
        "all dates have the same order of day and month", "date does not, or does not show it",
        "dates do not, or do not show it", "warning",
    ),
    "decimal_comma": _Rule(
        "numbers have a decimal point", "value has a decimal comma and is text",
        "values have a decimal comma and are text", "warning",
    ),
    "mixed_values": _Rule(
        "all cells of a column have one type", "cell has another type, so all are text",
        "cells have another type, so all are text", "warning",
    ),
    "error_values": _Rule(
        "no cell holds an error of the spreadsheet", "cell holds one and counts as missing",
        "cells hold one and count as missing", "warning",
    ),
    "formulas": _Rule(
        "every formula has a saved value", "formula has none and counts as missing",
        "formulas have none and count as missing", "warning", "completeness",
    ),
    "merged_cells": _Rule(
        "no cells are merged", "merged range has its value in its first cell only",
        "merged ranges have their value in their first cell only", "warning",
    ),
    "not_read": _Rule("an archive holds data only", "other file was not read", "other files were not read", "info"),
}  # fmt: skip
_ALWAYS: Final[Mapping[str, tuple[OddityKind, ...]]] = {
    "csv": ("more_cells", "fewer_cells", "open_quote", "not_utf8", "empty_name", "repeated_name", "read_as_text",
            "date_order"),
    "xlsx": ("empty_name", "repeated_name", "mixed_values", "error_values", "formulas", "merged_cells"),
    "sqlite": ("mixed_values",),
    "json": ("mixed_values",),
    "jsonl": ("mixed_values",),
}  # fmt: skip
"""What is told of a source also where it holds."""
_SHOWN: Final = 5
READS: Final = "source.reads"
"""The check that a source can be read at all."""


def source_results(data: DataId, facts: SourceFacts | NotRun, owner: str | None = None) -> tuple[CheckResult, ...]:
    """Return what came of the checks of a data set's files, those that hold first.

    A check of one column has the id `column.kind`, one of the whole source `source.kind`. `failing` counts lines,
    cells or names as the kind says; it is no share of the rows.
    """
    if isinstance(facts, NotRun):
        reads = _check(data, READS, "", "the files can be read as a table", "conformity", "error", owner)
        return (CheckResult(reads, "not_run", "", "", not_run=facts),)
    odd: dict[tuple[OddityKind, str], list[Oddity]] = {}
    for each in facts.oddities:
        odd.setdefault((each.kind, each.column), []).append(each)
    seen = {kind for kind, _ in odd}
    held = [_held(data, kind, owner) for kind in _ALWAYS.get(facts.format, ()) if kind not in seen and facts.readable]
    return (*held, *(_failed(data, kind, column, found, owner) for (kind, column), found in odd.items()))


def _held(data: DataId, kind: OddityKind, owner: str | None) -> CheckResult:
    rule = _RULES[kind]
    check = _check(data, f"source.{kind}", "", rule.what, rule.dimension, rule.severity, owner)
    return CheckResult(check, "pass", "none", "none", failing=0)


def _failed(data: DataId, kind: OddityKind, column: str, found: Sequence[Oddity], owner: str | None) -> CheckResult:
    rule = _RULES[kind]
    count = sum(each.count for each in found)
    check = _check(data, f"{column or 'source'}.{kind}", column, rule.what, rule.dimension, rule.severity, owner)
    places = [place for each in found for place in each.places]
    where = f": {', '.join(places[:_SHOWN])}{' ...' if count > len(places[:_SHOWN]) else ''}" if places else ""
    detail = "".join(f" ({each.detail})" for each in found if each.detail)
    observed = f"{count:,} {rule.one if count == 1 else rule.several}{detail}{where}"
    return CheckResult(check, "fail", observed, "none", failing=count)


def _check(
    data: DataId, name: str, column: str, what: str, dimension: Dimension, severity: Severity, owner: str | None
) -> DataCheck:
    columns = (column,) if column else ()
    return DataCheck(name, data, columns, what, dimension, SourceOf(data), severity=severity, owner=owner)
