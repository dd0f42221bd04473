"""The data strategy as it stands: each objective with its decisions, the data they need, and the money on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from trueup.core.base.quantity import Quantity
from trueup.core.base.record import dataclass
from trueup.core.gates.assessment import Assessment
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.initiative import Portfolio
from trueup.core.model.strategy import DataNeed

Standing = Literal["have", "gap", "unknown"]


@dataclass(frozen=True, slots=True)
class Holding:
    """A data set that a row names: the initiatives that hold it, none where no initiative does."""

    name: str
    initiatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StrategyRow:
    """One decision to improve: the data it needs, whose that is, what is there, and which initiatives use it.

    `standing` is `have` where every named data set is held and no gap is named, `gap` where one is, `unknown` where no
    data set is named at all. `stated` is the value as the strategy states it, `promised` what its initiatives promise
    a year, one figure a currency.
    """

    id: str
    objective: str | None
    decision: str
    needs: str
    owner: str | None
    data: tuple[Holding, ...]
    gap: str | None
    gap_by: str | None
    standing: Standing
    initiatives: tuple[str, ...]
    strangers: tuple[str, ...]
    stated: Quantity | None
    promised: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class Aim:
    """A strategic objective with the rows that serve it and the initiatives that support it."""

    id: str
    statement: str
    owner: str | None
    rows: tuple[StrategyRow, ...]
    supported_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataStrategy:
    """The whole table: aims in the portfolio's order, then rows that serve none, then initiatives in no row."""

    title: str
    aims: tuple[Aim, ...]
    adrift: tuple[StrategyRow, ...]
    outside: tuple[str, ...]
    titles: Mapping[str, str]
    as_of: date

    @property
    def rows(self) -> tuple[StrategyRow, ...]:
        """Every row."""
        return (*(row for aim in self.aims for row in aim.rows), *self.adrift)


def strategy(portfolio: Portfolio, assessments: Sequence[Assessment], as_of: date) -> DataStrategy:
    """Return a portfolio's data strategy with what its initiatives have and promise; what was killed has nothing."""
    titles = {each.document.initiative.id: each.document.initiative.title for each in assessments}
    by_id = {each.document.initiative.id: each for each in assessments if each.killed is None}
    known_ids = frozenset(titles)
    rows = [
        _row(name, need, by_id, known_ids, portfolio.currency, as_of) for name, need in portfolio.data_strategy.items()
    ]
    aims = tuple(
        Aim(
            name,
            aim.statement,
            aim.owner,
            tuple(row for row in rows if row.objective == name),
            tuple(one for one, each in by_id.items() if name in each.document.initiative.supports),
        )
        for name, aim in portfolio.strategic_objectives.items()
    )
    known = {aim.id for aim in aims}
    named = {one for row in rows for one in row.initiatives}
    return DataStrategy(
        portfolio.title or portfolio.portfolio or "Portfolio",
        aims,
        tuple(row for row in rows if row.objective not in known),
        tuple(name for name in by_id if name not in named),
        titles,
        as_of,
    )


def _row(
    name: str,
    need: DataNeed,
    by_id: Mapping[str, Assessment],
    known: frozenset[str],
    currency: str | None,
    as_of: date,
) -> StrategyRow:
    users = tuple(one for one in need.initiatives if one in by_id)
    held = tuple(Holding(data, _holders(data, users or tuple(by_id), by_id)) for data in need.data)
    lacking = need.gap is not None or any(not each.initiatives for each in held)
    return StrategyRow(
        name,
        need.objective,
        need.decision or "",
        need.needs or "",
        need.owner,
        held,
        need.gap,
        need.gap_by,
        "gap" if lacking else "have" if held else "unknown",
        users,
        tuple(one for one in need.initiatives if one not in known),
        need.stated(currency, f"data_strategy.{name}.value", as_of),
        tuple(found for one in users if (found := promised(by_id[one])) is not None),
    )


def _holders(data: str, among: Iterable[str], by_id: Mapping[str, Assessment]) -> tuple[str, ...]:
    """Return the initiatives that have a data set with a source; one without is still a gap."""
    tables = ((one, by_id[one].document.initiative.data.get(data)) for one in among)
    return tuple(one for one, table in tables if table is not None and table.source is not None)


def promised(found: Assessment) -> Quantity | None:
    """Return what an initiative promises a year, None where it promises nothing or that cannot be told."""
    benefit = found.evidence.benefit
    if isinstance(benefit, NotRun) or not benefit.streams:
        return None
    return benefit.promised if isinstance(benefit.promised, Quantity) else None
