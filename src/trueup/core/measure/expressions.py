"""The expressions of a KPI after the guard, and where they may stand; `check` needs them without the statistics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import Sql

if TYPE_CHECKING:
    from trueup.core.model.kpi import Kpi

EXPRESSIONS = ("rows", "value", "over", "where", "at", "arm")
"""The fields of a KPI that are SQL expressions; all but `rows` stand on aggregates where `per:` is a key."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """A KPI's expressions after the guard; `value` and `at` are always there."""

    value: Sql
    at: Sql
    rows: Sql | None = None
    over: Sql | None = None
    where: Sql | None = None
    arm: Sql | None = None


def misplaced(kpi: Kpi, guarded: Mapping[str, Sql]) -> list[tuple[str, str]]:
    """Return (field, what is wrong) for expressions that do not fit the unit of analysis."""
    wrong = []
    for field, sql in guarded.items():
        if field == "rows" or not kpi.per:
            if sql.aggregate:
                wrong.append(
                    (
                        field,
                        "aggregates over rows, but "
                        + ("filters single rows" if field == "rows" else "`per:` is `row`, so each row is a unit"),
                    )
                )
        elif not sql.aggregate and sql.columns:
            wrong.append(
                (field, f"names a column outside an aggregate, but one unit is a whole `{', '.join(kpi.per)}`")
            )
    return wrong
