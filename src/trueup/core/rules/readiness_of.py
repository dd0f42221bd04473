"""What several rules ask of the checks of data: which are told by which rule, and what hangs on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from trueup.core.base.quantity import Basis, Quantity, Unit, point
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import KeyOf, OrphansOf
from trueup.core.rules.lookups import money_on
from trueup.core.rules.rule import Case

if TYPE_CHECKING:
    from trueup.core.model.dataset import DataSet
    from trueup.core.model.results.checks import CheckResult, DataReadiness, Impact

FITNESS: Final = "fit"
"""How the ids of checks begin that ask whether data is fit to learn from."""

_TIMING: Final = "fit.timing."
"""How the ids of checks begin that ask whether a column is known in time; `all` is the whole data set."""

CONTRACT: Final = "contract"
"""The check that a contract can be read and used at all."""

_HALF: Final = 0.5


def ready_sets(case: Case) -> Iterator[tuple[str, DataReadiness]]:
    """Yield the data sets whose checks were made, in the order of the document."""
    for name in case.initiative.data:
        for data, found in case.evidence.readiness.items():
            if data == name:
                yield name, found


def is_fitness(result: CheckResult) -> bool:
    """Whether a check asks if data is fit to learn from."""
    return result.check.id == FITNESS or result.check.id.startswith(f"{FITNESS}.")


def is_declared_late(table: DataSet, result: CheckResult) -> bool:
    """Whether a check says no more than `known_after:` does, which rule OPT002 tells of every option."""
    late = {column.lower() for column in table.known_after}
    column = result.check.id.removeprefix(_TIMING).lower()
    return result.check.id.startswith(_TIMING) and bool(late) and (column in (*late, "all") or "all" in late)


def is_needed(result: CheckResult) -> bool:
    """Whether something stands on the very columns of a check, or on the table where it is about all of it."""
    whole = not result.check.columns
    return any(need.column or whole for need in result.needs)


def told_elsewhere(case: Case, name: str, result: CheckResult) -> bool:
    """Whether another rule tells what a check found: of keys, references, empty tables and columns, unknown columns."""
    table, ask = case.initiative.data[name], result.check.ask
    if isinstance(ask, KeyOf):
        return bool(table.key) and _folded(ask.columns) == _folded(table.key)
    if isinstance(ask, OrphansOf):
        return any(_folded(each.columns) == _folded(ask.columns) and each.to == ask.to for each in table.references)
    if result.check.where:
        return False
    if result.check.id in ("rows", "columns.empty"):
        return True
    if result.check.id.endswith(".given"):
        return bool(result.of) and (result.failing or 0) >= _HALF * (result.of or 0)
    return result.check.id.endswith(".present") and not any(need.by.startswith("options.") for need in result.needs)


def lacks_column(result: CheckResult) -> bool:
    """Whether a check of our own found that a column which somebody named is not there at all."""
    return result.check.id.endswith(".present") and not result.check.where


def told_as_not_measurable(case: Case, result: CheckResult) -> bool:
    """Whether a column that is not there is named by KPIs alone: that each cannot be measured is told with its name."""
    kpis = [need.by.removeprefix("kpis.") for need in result.needs if need.by.startswith("kpis.")]
    return (
        lacks_column(result)
        and len(kpis) == len(result.needs)
        and all(isinstance(case.evidence.reading(kpi), NotRun) for kpi in kpis)
    )


def stake_of(case: Case, name: str, impact: Impact | None) -> Quantity | None:
    """Return how far the yearly benefit moves with a fault, else the money behind the KPI measured on the data set.

    It is never more than what this initiative promises of these KPIs: of a shared KPI it promises a part.
    """
    if impact is None or impact.money is None or not case.initiative.currency:
        return money_on(case, name)
    unit = Unit(f"{case.initiative.currency}/year")
    promised = [benefit.value for each in impact.kpis if (benefit := case.benefit_behind(each.kpi))]
    money = min(impact.money, sum(promised)) if promised else impact.money
    return Quantity(point(money), unit, Basis.ASSUMED, f"data.{name}", case.as_of)


def _folded(columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(column.lower() for column in columns)
