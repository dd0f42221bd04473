"""What one tally or figure asks of a scan: conditions to count and aggregates, and what its answer is made of.

A condition can be counted over rows, or over a list of different values each with its number of rows; an aggregate
needs the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from trueup.adapters.duckdb_check_sql import column_of, condition_of, counted
from trueup.adapters.duckdb_figure_sql import Quantile, figure_sql, unfit
from trueup.adapters.duckdb_text import ident
from trueup.core.base.record import dataclass
from trueup.core.model.ask.checks import Breaks, Figure, Figured, Missing, Tallied, Tally
from trueup.core.model.ask.identity import NotRun

if TYPE_CHECKING:
    from trueup.adapters.duckdb_session import Session, Table

Reader = Callable[[Sequence[object], int], Tallied | Figured | NotRun]


@dataclass(frozen=True, slots=True)
class Part:
    """One question's share of a scan.

    `held` asks for the number of values, `conditions` are counted, `sums` are aggregates; `different` asks for the
    number of different values. `read` makes the answer of their values, in this order, and the table's rows.
    """

    ask: Tally | Figure
    column: str
    read: Reader
    held: bool = False
    conditions: tuple[str, ...] = ()
    sums: tuple[str | Quantile, ...] = ()
    different: bool = False
    dear: bool = False

    @property
    def light(self) -> bool:
        """Whether only values are counted, which files often know by themselves."""
        return self.held and not (self.conditions or self.sums or self.different)

    @property
    def countable(self) -> bool:
        """Whether it can be asked of different values with their numbers of rows."""
        return bool(self.column) and not self.sums

    @property
    def sorts(self) -> bool:
        """Whether the values of the column must be held and sorted."""
        return any(isinstance(one, Quantile) for one in self.sums)

    def expressions(self, *, by_value: bool) -> list[str | Quantile]:
        """Return the expressions to select, over rows or over `trueup_n` rows a different value."""
        name = ident(self.column)
        if by_value:
            asked = ([f"{name} IS NOT NULL"] if self.held else []) + list(self.conditions)
            by_values = [f"coalesce(sum(trueup_n) FILTER ({condition}), 0)" for condition in asked]
            return [*by_values, *([f"count({name})"] if self.different else [])]
        counted = ([f"count({name})"] if self.held else []) + [f"count_if({text})" for text in self.conditions]
        return [*counted, *self.sums, *([f"count(DISTINCT {name})"] if self.different else [])]


def part_of(session: Session, table: Table, ask: Tally | Figure) -> Part | NotRun:
    """Return what a question asks of a scan, or why it cannot be asked; raises what `Session.run` raises."""
    return _tally(session, table, ask) if isinstance(ask, Tally) else _figure(table, ask)


def _tally(session: Session, table: Table, ask: Tally) -> Part | NotRun:
    condition = condition_of(session, table, ask)
    if isinstance(condition, NotRun):
        return condition
    if isinstance(ask.test, Breaks):
        return Part(
            ask, "", lambda values, rows: Tallied(rows, rows, counted(values[0])), conditions=(condition.fails,)
        )
    column = column_of(table, ask.column)
    if isinstance(column, NotRun):
        return column
    if ask.test == Missing():
        return Part(ask, column.name, lambda values, rows: Tallied(rows, rows, rows - counted(values[0])), held=True)
    if isinstance(ask.test, Missing):
        return Part(
            ask,
            column.name,
            lambda values, rows: Tallied(rows, rows, counted(values[0])),
            conditions=(condition.fails,),
            dear=condition.dear,
        )
    return Part(
        ask,
        column.name,
        lambda values, rows: Tallied(rows, counted(values[0]), counted(values[1])),
        held=True,
        conditions=(condition.fails,),
        dear=condition.dear,
    )


def _figure(table: Table, ask: Figure) -> Part | NotRun:
    column = column_of(table, ask.column)
    if isinstance(column, NotRun):
        return column
    if ask.which == "distinct":
        wrong = unfit(column, ask)
        dear = column.family in {"text", "boolean"}
        return wrong or Part(
            ask,
            column.name,
            lambda values, _: Figured(counted(values[0]), counted(values[1])),
            held=True,
            different=True,
            dear=dear,
        )
    found = figure_sql(table, ask)
    if isinstance(found, NotRun):
        return found
    return Part(ask, column.name, lambda values, _: found.read(values), sums=found.sums)


class Quantiles:
    """Quantiles of one statement that share one sorted list: each one's expression and its place in the list."""

    def __init__(self, parts: Sequence[Part]) -> None:
        """Collect the quantiles that these parts ask for."""
        self._wanted: dict[str, list[float]] = {}
        for one in (one for part in parts for one in part.sums if isinstance(one, Quantile)):
            wanted = self._wanted.setdefault(one.of, [])
            if one.p not in wanted:
                wanted.append(one.p)

    def place(self, one: str | Quantile) -> tuple[str, int | None]:
        """Return the expression to select for this one, and the place of its value in a list; None if it is no list."""
        if isinstance(one, str):
            return one, None
        wanted = self._wanted[one.of]
        return one.of.format(f"[{', '.join(map(repr, wanted))}]"), wanted.index(one.p)

    @staticmethod
    def take(value: object, at: int | None) -> object:
        """Return the value an expression stands for: one of a list, or the value itself."""
        if at is None:
            return value
        return value[at] if isinstance(value, list) else None
