"""What to ask an engine about a KPI, from its definition and its guarded expressions."""

from __future__ import annotations

from trueup.core.measure.expressions import EXPRESSIONS, Guarded, misplaced
from trueup.core.measure.reading import probability, quantile_windows
from trueup.core.measure.windows import Settled
from trueup.core.model.ask.identity import DataId, Sql
from trueup.core.model.ask.kpi import ArmTable, KpiQuantile, KpiSum, Unitised
from trueup.core.model.kpi import Kpi

__all__ = ["EXPRESSIONS", "Guarded", "is_quantile", "misplaced", "quantile_question", "sum_question"]


def sum_question(kpi: Kpi, guarded: Guarded) -> KpiSum:
    """Return the question for a KPI's daily sums; asked for quantiles too: it carries the funnel and the data's end."""
    return KpiSum(_unitised(kpi, guarded), guarded.value, guarded.over, guarded.where)


def quantile_question(kpi: Kpi, guarded: Guarded, base: Settled) -> KpiQuantile:
    """Return the question for a median or quantile in all windows that the reading needs."""
    return KpiQuantile(
        _unitised(kpi, guarded), guarded.value, guarded.where, probability(kpi), quantile_windows(kpi, base)
    )


def is_quantile(kpi: Kpi) -> bool:
    """Whether the KPI is a median or another quantile."""
    return kpi.across is not None and kpi.across.how in ("median", "quantile")


def _unitised(kpi: Kpi, guarded: Guarded) -> Unitised:
    arm: Sql | ArmTable | None = guarded.arm
    if kpi.arm and kpi.arm.data and kpi.arm.on and kpi.arm.take:
        arm = ArmTable(DataId(kpi.arm.data), kpi.arm.on, kpi.arm.take)
    return Unitised(DataId(kpi.data or ""), kpi.per, guarded.rows, guarded.at, kpi.zone, arm)
