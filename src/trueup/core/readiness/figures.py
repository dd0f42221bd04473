"""The figure that an answer gives to a check: how many rows fail, or a value with its unit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from trueup.core.base.record import dataclass
from trueup.core.model.ask.checks import Figured, SqlFigure, Tallied
from trueup.core.model.ask.engine import AnswerValue
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import ColumnFacts, Columns, KeyFacts, OrphanFacts, Shape
from trueup.core.model.results.checks import DataCheck
from trueup.core.readiness.own_checks import CURRENT, EMPTY, GIVEN, KEY, PLACEHOLDERS, PRESENT, ROWS

_SHOWN = 3
_KEYS = frozenset({KEY, "primaryKey"})


@dataclass(frozen=True, slots=True)
class Found:
    """What was observed: rows that fail of those asked, or one value (None: there is none).

    `value` is a number, or a date whose age in days counts. `note` says more in words.
    """

    failing: int | None = None
    of: int | None = None
    value: float | date | None = None
    noun: str = "row"
    note: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is a count of rows rather than a value."""
        return self.failing is not None


Read: TypeAlias = Found | NotRun


def figure_of(
    check: DataCheck, answer: AnswerValue, limits: Mapping[str, float], as_of: date, rows: int | None = None
) -> Read:
    """Return what an answer says to a check; NotRun where it says nothing to it. `rows` are those of the whole table.

    A guarded `count(*)` that shall be 0 counts the rows that fail: those its condition keeps.
    """
    if isinstance(answer, Tallied):
        return Found(answer.failing, answer.of)
    if isinstance(answer, KeyFacts):
        return _key(answer, whole=check.id in _KEYS)
    if isinstance(answer, OrphanFacts):
        return _orphans(answer)
    if isinstance(answer, Figured):
        failing = counts_failing(check) and rows is not None and isinstance(answer.value, int)
        return Found(answer.of, rows) if failing else _figured(check, answer)
    if isinstance(answer, Shape):
        return Found(of=answer.rows, value=answer.rows)
    if isinstance(answer, Columns):
        return _of_columns(check, answer, limits, as_of)
    return NotRun("error", f"an answer of kind {type(answer).__name__} says nothing to a check")


def counts_failing(check: DataCheck) -> bool:
    """Whether a guarded aggregate counts rows that should not be there."""
    ask = check.ask
    if not isinstance(ask, SqlFigure) or ask.where is None or check.expects.unit == "percent":
        return False
    return ask.value.text.lower().replace(" ", "") == "count(*)" and check.expects.operator in ("=", "<=", "<")


def _key(found: KeyFacts, *, whole: bool) -> Found:
    """Return the rows that repeat a value; those without one fail only where every row must have it, as in a key."""
    if not whole:
        return Found(found.repeated, found.rows)
    lacking = f"{found.with_null:,} of them without a key" if found.with_null and found.repeated else ""
    note = lacking or ("without a key" if found.with_null else "")
    return Found(found.repeated + found.with_null, found.rows, note=note)


def _orphans(found: OrphanFacts) -> Found:
    values = f"{found.values:,} {'value' if found.values == 1 else 'values'}" if found.orphans else ""
    empty = f"{found.empty:,} more are empty" if found.empty else ""
    return Found(found.orphans, found.rows, note="; ".join(part for part in (values, empty) if part))


def _figured(check: DataCheck, found: Figured) -> Read:
    value = found.value
    if not isinstance(value, str):
        return Found(of=found.of, value=value)
    try:
        return Found(of=found.of, value=date.fromisoformat(value[:10]))
    except ValueError:
        return NotRun("error", f"`{check.id}` came out as the text {value[:40]!r}, not as a number or a date")


def _of_columns(check: DataCheck, found: Columns, limits: Mapping[str, float], as_of: date) -> Read:
    if check.id == ROWS:
        return Found(value=found.rows, of=found.rows, noun="row")
    if check.id == PLACEHOLDERS:
        return _listed([(c, c.sentinels) for c in found.columns if c.sentinels], found)
    if check.id == EMPTY:
        least = limits["empty_column_percent"] / 100
        hollow = [(c, c.missing) for c in found.columns if found.rows and c.missing >= least * found.rows]
        return _listed(hollow, found)
    if check.id == CURRENT:
        return _newest(check, found, as_of)
    column = next((c for c in found.columns if c.name.lower() == check.columns[0].lower()), None)
    if check.id.endswith(PRESENT):
        return Found(value=int(column is not None), of=found.rows, noun="column")
    if check.id.endswith(GIVEN):
        if column is None:
            return NotRun("no_column", f"`{check.data}` has no column `{check.columns[0]}`")
        return Found(column.missing, found.rows, note=_marked(column))
    return NotRun("error", f"`{check.id}` reads nothing from the facts of columns")


def _marked(column: ColumnFacts) -> str:
    parts = [(column.blanks, "blank"), (column.sentinels, "stand for missing"), (column.nans, "no number")]
    return ", ".join(f"{count:,} {what}" for count, what in parts if count)


def _listed(columns: list[tuple[ColumnFacts, int]], found: Columns) -> Found:
    worst = sorted(columns, key=lambda pair: -pair[1])
    told = [f"`{column.name}` {count:,} of {found.rows:,} ({share(count, found.rows)})" for column, count in worst]
    more = [f"{len(told) - _SHOWN:,} more"] if len(told) > _SHOWN else []
    return Found(value=len(columns), of=len(found.columns), noun="column", note="; ".join([*told[:_SHOWN], *more]))


def _newest(check: DataCheck, found: Columns, as_of: date) -> Read:
    """Return the newest day of the columns that date its rows and do not reach beyond the as-of date."""
    days: list[date] = []
    dating = {column.lower() for column in check.columns}
    for column in found.columns:
        dates = column.type.upper().startswith(("DATE", "TIMESTAMP"))
        if column.high is not None and dates and column.name.lower() in dating:
            try:
                day = date.fromisoformat(column.high[:10])
            except ValueError:
                continue
            if day <= as_of:
                days.append(day)
    if days:
        return Found(of=found.rows, value=max(days))
    named = ", ".join(f"`{column}`" for column in check.columns)
    return NotRun("no_column", f"{named} holds no date up to {as_of}", "Promise its freshness in a contract.")


def share(part: float, whole: float) -> str:
    """Return a part of a whole in percent, 0 % of nothing; what is more than nothing is never shown as 0.00 %."""
    if not whole:
        return "0 %"
    percent = 100 * part / whole
    return "under 0.01 %" if 0 < percent < 0.01 else f"{percent:,.2f} %"  # noqa: PLR2004 - the last digit shown
