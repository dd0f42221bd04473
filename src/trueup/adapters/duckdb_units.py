"""One row a unit: the part of a statement that all KPIs over the same units share, and the checks before it runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_session import Session, Table
from trueup.adapters.duckdb_text import WHOLE, ZONED, ident, is_local, is_real, literal, not_null
from trueup.adapters.duckdb_words import kind_words
from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun, Sql
from trueup.core.model.ask.kpi import ArmTable, KpiQuantile, KpiSum, Unitised

if TYPE_CHECKING:
    from collections.abc import Iterable

KpiQuestion = KpiSum | KpiQuantile
LARGEST: Final = "1e150"
"""From here on a square is not finite: such a value, like NaN and infinity, counts as NULL."""
_LONGEST_ARM: Final = 200
_PART: Final = r'"(?:[^"]|"")+"|[0-9]+'
_FROM_PARTS: Final = re.compile(rf"make_date\(({_PART}), ({_PART}), ({_PART})\)")


@dataclass(frozen=True, slots=True)
class Days:
    """How units come to their days: `needs` (named parts of a unit), `keys` over them to group by, and `text`.

    `text` is the day of a group, over the names d0, d1 ... of its keys. Two groups have the same day only if neither
    has one; it may lie beyond the years that Python knows.
    """

    needs: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Units:
    """The units of one `Unitised` on its tables; `mark` starts every name of ours and no name of a column."""

    of: Unitised
    table: Table
    arms: Table | None
    mark: str

    def rows(self, parts: Iterable[tuple[str, str]]) -> str:
        """Return the SELECT of one row a unit: `k` (rows of the unit), its key, and each part under its name."""
        named = [f"{text} AS {self.mark}{name}" for name, text in parts]
        rows = f"({self.of.rows.text})" if self.of.rows is not None else "TRUE"
        if not self.of.per:
            chosen = ", ".join([f"1 AS {self.mark}k", *named])
            return f"SELECT {chosen} FROM {self.table.sql} WHERE {rows}"  # noqa: S608
        keys = ", ".join(ident(name) for name in self.of.per)
        joined = [f"{ident(self.of.per[0])} AS {self.mark}key"] if self.arms is not None else []
        chosen = ", ".join([f"count(*) AS {self.mark}k", *joined, *named])
        return f"SELECT {chosen} FROM {self.table.sql} WHERE {rows} AND {not_null(self.of.per)} GROUP BY {keys}"  # noqa: S608

    def own_arm(self) -> list[tuple[str, str]]:
        """Return the part of a unit that is its arm; none where it has no arm or this stands in another table."""
        return [("arm", self.of.arm.text)] if isinstance(self.of.arm, Sql) else []

    def day(self, kind: str) -> str | NotRun:
        """Return the expression for a unit's day; it may lie beyond the years that Python knows."""
        at = f"{self.mark}at"
        if kind == ZONED or is_local(kind):
            if self.of.zone is None:
                problem = f"`at` of a KPI on `{self.of.data}` is a timestamp and the KPI names no time zone"
                return NotRun("refused", problem, "Add `zone:`, such as `zone: Europe/London`.")
            at = f"{at} AT TIME ZONE {literal(self.of.zone)}" if kind == ZONED else at
        elif kind != "DATE":
            problem = f"`at` of a KPI on `{self.of.data}` is {kind_words(kind)}, not a date"
            return NotRun("error", problem, "Write an expression that gives a date or a timestamp.")
        return f"CAST({at} AS DATE)"

    def days(self, kind: str) -> Days | NotRun:
        """Return how to group units by day; `kind` is the type of `at`.

        A date made of whole numbers is made after grouping by them: there are fewer groups than rows, and DuckDB counts
        groups of small numbers faster than those of dates.
        """
        day = self.day(kind)
        if isinstance(day, NotRun):
            return day
        made = None if self.of.per else _FROM_PARTS.fullmatch(self.of.at.text)
        columns = [part for part in dict.fromkeys(made.groups()) if part.startswith('"')] if made else []
        if made is None or not columns or not all(self._is_whole(column) for column in columns):
            return Days((("at", self.of.at.text),), (day,), "d0")
        needs = tuple((f"p{at}", column) for at, column in enumerate(columns))
        of_group = ", ".join(f"d{columns.index(part)}" if part in columns else part for part in made.groups())
        return Days(needs, tuple(f"{self.mark}{name}" for name, _ in needs), f"make_date({of_group})")

    def _is_whole(self, quoted: str) -> bool:
        return self.table.kind(quoted[1:-1].replace('""', '"')) in WHOLE

    def arm(self) -> str:
        """Return the expression for a unit's arm: '' where it has none."""
        if self.of.arm is None:
            return "''"
        return f"coalesce(left(CAST({self.mark}arm AS VARCHAR), {_LONGEST_ARM}), '')"

    def source(self, units: str) -> str:
        """Return the FROM clause over the units, with their arms joined where these stand in a table of their own."""
        if self.arms is None or not isinstance(self.of.arm, ArmTable):
            return units
        on, key = ident(self.of.arm.on), f"{self.mark}key"
        if self.arms.kind(self.of.arm.on) != self.table.kind(self.of.per[0]):
            on, key = f"CAST({on} AS VARCHAR)", f"CAST({key} AS VARCHAR)"
        arms = (
            f"SELECT {on} AS {self.mark}on, min(CAST({ident(self.of.arm.take)} AS VARCHAR)) AS {self.mark}arm "  # noqa: S608
            f"FROM {self.arms.sql} WHERE {ident(self.of.arm.on)} IS NOT NULL GROUP BY 1"
        )
        return f"{units} LEFT JOIN ({arms}) ON {key} = {self.mark}on"


def units_of(session: Session, of: Unitised) -> Units | NotRun:
    """Return the units of a KPI on the session's tables, or the first reason why there are none."""
    table = session.table(of.data)
    if isinstance(table, NotRun):
        return table
    zone = session.zone(of.zone)
    if zone is not None:
        return zone
    parts = [part for part in (of.rows, of.at, of.arm) if isinstance(part, Sql)]
    missing = table.missing([*of.per, *(name for part in parts for name in part.columns)])
    if missing is not None:
        return missing
    arms = _arms(session, of, of.arm) if isinstance(of.arm, ArmTable) else None
    if isinstance(arms, NotRun):
        return arms
    mark = "_"
    while any(column.name.lower().startswith(mark) for column in table.columns):
        mark += "_"
    return Units(of, table, arms, mark)


def _arms(session: Session, of: Unitised, arm: ArmTable) -> Table | NotRun:
    """Return the table of arms, or why it cannot say which arm a unit belongs to."""
    table = session.table(arm.data)
    if isinstance(table, NotRun):
        return table
    if len(of.per) != 1:
        problem = f"arms from `{arm.data}` need a unit with one key column; the KPI on `{of.data}` has {len(of.per)}"
        return NotRun("error", problem, "Write `per:` with the one column that `on:` names.")
    missing = table.missing((arm.on, arm.take))
    if missing is not None:
        return missing
    on, take = ident(arm.on), ident(arm.take)
    several = session.run(
        f"SELECT CAST({on} AS VARCHAR), count(DISTINCT {take}) FROM {table.sql} "  # noqa: S608
        f"WHERE {on} IS NOT NULL GROUP BY {on} HAVING count(DISTINCT {take}) > 1 ORDER BY 1 LIMIT 1"
    )
    if several:
        problem = f"unit `{several[0][0]}` has {several[0][1]} arms in `{arm.data}`"
        return NotRun("error", problem, "Keep one arm a unit.")
    return table


def misplaced(question: KpiQuestion) -> NotRun | None:
    """Return why an aggregate cannot stand where each row is a unit."""
    over = question.over if isinstance(question, KpiSum) else None
    parts = (question.of.at, question.of.arm, question.value, over, question.where)
    if not question.of.per and any(isinstance(part, Sql) and part.aggregate for part in parts):
        problem = f"a KPI on `{question.of.data}` aggregates, but each row is a unit of its own"
        return NotRun("error", problem, "Name the unit's key with `per:`, or take the aggregate out.")
    return None


def condition(name: str, kind: str | None, data: str) -> str | NotRun | None:
    """Return `where` as an expression that is never NULL; None where there is none, so that its type `kind` is None."""
    if kind is None:
        return None
    if kind != "BOOLEAN":
        problem = f"`where` of a KPI on `{data}` is {kind_words(kind)}, not true or false"
        return NotRun("error", problem, "Write a comparison.")
    return f"coalesce({name}, FALSE)"


def number(name: str, kind: str, what: str, data: str, *, real: bool) -> tuple[str, str] | NotRun:
    """Return a value as an expression, and how it is summed: `flag` (0 or 1), `whole` (exactly) or `real`."""
    if kind == "BOOLEAN":
        return (f"CAST({name} AS DOUBLE)", "real") if real else (name, "flag")
    if kind in WHOLE and not real:
        return name, "whole"
    if kind in WHOLE or is_real(kind):
        double = f"CAST({name} AS DOUBLE)"
        return f"CASE WHEN abs({double}) < {LARGEST} THEN {double} END", "real"
    problem = f"`{what}` of a KPI on `{data}` is {kind_words(kind)}, not a number"
    return NotRun("error", problem, "Write an expression that gives a number, or true and false.")
