"""What to ask an engine about a KPI, from its definition and its guarded expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trueup.core.measure.reading import probability, quantile_windows
from trueup.core.measure.windows import Settled
from trueup.core.model.ask import ArmTable, DataId, KpiQuantile, KpiSum, Sql, Unitised
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


def sum_question(kpi: Kpi, guarded: Guarded) -> KpiSum:
    """Return the question for a KPI's daily sums (asked for quantiles too: it carries the funnel and the data's end)."""
    return KpiSum(_unitised(kpi, guarded), guarded.value, guarded.over, guarded.where)


def quantile_question(kpi: Kpi, guarded: Guarded, base: Settled) -> KpiQuantile:
    """Return the question for a median or quantile in all windows that the reading needs."""
    return KpiQuantile(
        _unitised(kpi, guarded), guarded.value, guarded.where, probability(kpi), quantile_windows(kpi, base)
    )


def is_quantile(kpi: Kpi) -> bool:
    """Whether the KPI is a median or another quantile."""
    return kpi.across is not None and kpi.across.how in ("median", "quantile")


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


def _unitised(kpi: Kpi, guarded: Guarded) -> Unitised:
    arm: Sql | ArmTable | None = guarded.arm
    if kpi.arm and kpi.arm.data and kpi.arm.on and kpi.arm.take:
        arm = ArmTable(DataId(kpi.arm.data), kpi.arm.on, kpi.arm.take)
    return Unitised(DataId(kpi.data or ""), kpi.per, guarded.rows, guarded.at, kpi.zone, arm)
