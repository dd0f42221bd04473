"""From an engine's answers to a KPI's reading: level over the baseline window, months, arms and funnel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from trueup.core.base.quantity import Basis, Quantity, Spread, Unit
from trueup.core.measure.estimate import Cluster, Estimate, cluster_of, monthly_sum, ratio
from trueup.core.measure.windows import Settled, funnel, months, settled, within
from trueup.core.measure.woodruff import quantile_spread
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.kpi import Day, KpiDays, QuantileWindow, QuantileWindows
from trueup.core.model.kpi import Kpi
from trueup.core.model.results.measure import Arm, KpiReading, Month

LONGEST_SERIES = 120
"""Months shown at most, the newest ones: one row dated 1700 must not draw 3,900 of them."""


def read_sums(name: str, kpi: Kpi, answer: KpiDays, as_of: date) -> KpiReading | NotRun:
    """Return the reading of a KPI whose units add up (share, mean, sum, ratio)."""
    base = countable(name, kpi, answer, as_of)
    if isinstance(base, NotRun):
        return base
    window = window_of(kpi, base)
    if _is_share(kpi) and not all(0 <= day.yy <= day.y * (1 + 1e-9) <= day.n * (1 + 2e-9) for day in base.days):
        return NotRun(
            "refused",
            f"KPI `{name}` is a share, but its `value:` is not true or false for each unit",
            "Write a condition such as `amount > 100`, or `across: mean`.",
        )
    level = estimate(kpi, base.days, *window, base)
    inside = within(base.days, *window)
    arms = sorted({day.arm for day in inside if day.arm})
    found = [(arm, estimate(kpi, [d for d in inside if d.arm == arm], *window, base)) for arm in arms]
    return KpiReading(
        level=_outside(window, base) or quantity(kpi, level, window[1]),
        window=window,
        overall=quantity(kpi, estimate(kpi, base.days, base.first, base.last, base), base.last),
        span=(base.first, base.last),
        clusters=0 if isinstance(level, NotRun) else level.clusters,
        funnel=funnel(answer, base, *window),
        series=_series(kpi, base),
        arms=tuple(
            Arm(arm, q, e.counted)
            for arm, e in found
            if not isinstance(e, NotRun) and not isinstance(q := quantity(kpi, e, window[1]), NotRun)
        ),
    )


def read_quantiles(kpi: Kpi, answer: KpiDays, found: QuantileWindows, base: Settled) -> KpiReading:
    """Return the reading of a median or quantile; `found` answers `quantile_windows` in its order."""
    window, span = window_of(kpi, base), (base.first, base.last)
    by_window = {(w.since, w.until): w for w in found.windows}
    p = probability(kpi)

    def level(since: date, until: date) -> Quantity | NotRun:
        return _quantile(kpi, by_window.get((since, until)), p, until)

    series = tuple(
        Month(since.replace(day=1), q, by_window[since, until].n, whole)
        for since, until, whole in _months(base)
        if isinstance(q := level(since, until), Quantity)
    )
    days = by_window[window].days if window in by_window else ()
    return KpiReading(
        _outside(window, base) or level(*window),
        window,
        level(*span),
        span,
        len({cluster_of(day.day, kpi.cluster) for day in days if day.n}),
        funnel(answer, base, *window),
        series,
    )


def quantile_windows(kpi: Kpi, base: Settled) -> tuple[tuple[date, date], ...]:
    """Return the windows to ask a quantile for: the KPI's own, the whole span, and each month; none twice."""
    wanted = [window_of(kpi, base), (base.first, base.last), *((since, until) for since, until, _ in _months(base))]
    return tuple(dict.fromkeys(wanted))


def countable(name: str, kpi: Kpi, answer: KpiDays, as_of: date) -> Settled | NotRun:
    """Return the days that count, or why there are none."""
    if not answer.rows:
        return NotRun("no_data", f"the data of KPI `{name}` has 0 rows", "Check the source: the table is empty.")
    base = settled(answer, kpi.settles, as_of)
    if base is not None:
        return base
    if not answer.kept:
        return NotRun(
            "no_data", f"no row of the data passes `rows:` of KPI `{name}`", "Loosen `rows:` or check its spelling."
        )
    if not answer.days:
        return NotRun("no_data", f"no unit of KPI `{name}` has a date in `at:`", "Name a column that is filled.")
    first, last = min(day.day for day in answer.days), max(day.day for day in answer.days)
    if first > as_of:
        return NotRun(
            "no_data",
            f"all units of KPI `{name}` ({first} and later) lie after the as-of date {as_of}",
            "Give a later --as-of.",
        )
    return NotRun(
        "no_data",
        f"no unit of KPI `{name}` has settled: the data ends {last}, `settles:` is {kpi.settles} days",
        "Shorten `settles:` if that is honest, or wait for more data.",
    )


def window_of(kpi: Kpi, base: Settled) -> tuple[date, date]:
    """Return the baseline window where one is given, else the whole span of the data."""
    baseline = kpi.baseline
    if baseline and baseline.since and baseline.until:
        return baseline.since, baseline.until
    return base.first, base.last


def estimate(
    kpi: Kpi, days: Sequence[Day], since: date, until: date, base: Settled, cluster: Cluster | None = None
) -> Estimate | NotRun:
    """Return the KPI's estimate over a window, as its `across:` says; clustered as the KPI says by default."""
    how = kpi.across.how if kpi.across else "mean"
    inside = within(days, since, until)
    cluster = cluster or kpi.cluster
    if how == "sum":
        start, end = max(since, base.first), min(until, base.last)
        if start > end:
            return NotRun("no_data", "no unit with a value lies in the window")
        return monthly_sum(inside, cluster, start, end)
    return ratio(inside, cluster, over=how == "ratio")


def quantity(kpi: Kpi, found: Estimate | NotRun, as_of: date) -> Quantity | NotRun:
    """Return an estimate as a measured figure of the KPI; a share stays between 0 and 1."""
    if isinstance(found, NotRun):
        return found
    share = kpi.across is not None and kpi.across.how == "share"
    return _measured(kpi, found.share_spread() if share else found.spread(), as_of)


def probability(kpi: Kpi) -> float:
    """Return the probability of the KPI's quantile: 0.5 for a median."""
    return kpi.across.quantile if kpi.across and kpi.across.quantile else 0.5


def _measured(kpi: Kpi, spread: Spread, as_of: date) -> Quantity:
    return Quantity(spread, kpi.unit or Unit("1"), Basis.MEASURED, kpi.data or "formula", as_of)


def _quantile(kpi: Kpi, window: QuantileWindow | None, p: float, as_of: date) -> Quantity | NotRun:
    if window is None or window.level is None or not math.isfinite(window.level):
        return NotRun("no_data", "no unit with a value lies in the window")
    spread = quantile_spread(window, p, kpi.cluster)
    if not all(math.isfinite(end) for end in spread.at):
        return NotRun(
            "error",
            f"the quantile's interval from {window.since} to {window.until} has no finite end",
            "The expression gives NaN or infinity for some unit: guard it, or keep such rows out.",
        )
    return _measured(kpi, spread, as_of)


def _outside(window: tuple[date, date], base: Settled) -> NotRun | None:
    since, until = window
    if until >= base.first and since <= base.last:
        return None
    return NotRun(
        "no_data",
        f"the baseline window {since} to {until} lies outside the data, which counts from {base.first} to {base.last}",
        "Move `baseline:` into the span of the data.",
    )


def _months(base: Settled) -> list[tuple[date, date, bool]]:
    return months(base.first, base.last)[-LONGEST_SERIES:]


def _series(kpi: Kpi, base: Settled) -> tuple[Month, ...]:
    series = []
    for since, until, whole in _months(base):
        found = estimate(kpi, base.days, since, until, base)
        level = quantity(kpi, found, until)
        if isinstance(found, Estimate) and isinstance(level, Quantity):
            series.append(Month(since.replace(day=1), level, found.counted, whole))
    return tuple(series)


def _is_share(kpi: Kpi) -> bool:
    return kpi.across is not None and kpi.across.how == "share"
