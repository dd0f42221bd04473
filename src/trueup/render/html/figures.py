"""Every figure of the report with what stands behind it: value, basis, definition, source, date, who."""

from __future__ import annotations

from trueup.core.base.quantity import Quantity
from trueup.core.gates.assessment import Assessment
from trueup.core.model.ask import NotRun
from trueup.core.model.kpi import Kpi
from trueup.core.model.results.measure import KpiReading
from trueup.render.charts.numbers import amount, full_date, months, number, share
from trueup.render.html.page import Figure
from trueup.render.plain import level, quantity_level

UNKNOWN = "unknown"


def spend_figure(found: Assessment) -> Figure:
    """Return aligned spend (or aligned effort), or why it is unknown."""
    spend = found.evidence.spend
    meaning = "Share of the remaining budget whose work reaches a KPI that is owned, complete, measured and leads to the objective"
    if isinstance(spend, NotRun):
        return Figure("not due", UNKNOWN, f"{meaning}. {spend.detail}", as_of=_as_of(found))
    source = f"estimates and links of {found.document.own.file}"
    of = f"of {amount(spend.total, spend.unit)}"
    if isinstance(spend.aligned, NotRun):
        return Figure("unknown", UNKNOWN, f"{meaning}. {spend.aligned.detail}.", source, _as_of(found), unit=of)
    return Figure(
        share(spend.aligned),
        "estimated",
        f"{meaning}. {number(spend.priced)} of {len(spend.leaves)} items are priced.",
        source,
        _as_of(found),
        unit=of,
    )


def promised_figure(found: Assessment) -> Figure:
    """Return the promised benefit a year, or why there is none."""
    benefit = found.evidence.benefit
    meaning = "What the KPIs are worth at target, a year at full rate, P50"
    if isinstance(benefit, NotRun):
        return Figure("none yet", UNKNOWN, f"{meaning}. {benefit.detail}. {benefit.fix}", as_of=_as_of(found))
    if isinstance(benefit.promised, NotRun):
        return Figure("undefined", UNKNOWN, f"{meaning}. {benefit.promised.detail}.", as_of=_as_of(found))
    streams = "; ".join(f"{s.kpi}: {found.document.initiative.kpis[s.kpi].worth}" for s in benefit.streams)
    owners = ", ".join(dict.fromkeys(s.promised.by for s in benefit.streams if s.promised.by))
    value, _, per = amount(benefit.promised.value, benefit.promised.unit).partition(" a ")
    return Figure(
        value,
        benefit.promised.basis.value,
        f"{meaning}: {streams}",
        f"assumptions of {found.document.own.file}",
        _as_of(found),
        owners,
        f"a {per}" if per else "",
    )


def evidenced_figure(found: Assessment) -> Figure:
    """Return the share of the promised benefit that effect evidence bears out."""
    benefit = found.evidence.benefit
    meaning = (
        "Share of the promised benefit that the strongest current effect evidence bears out at its lower 95 % bound"
    )
    if isinstance(benefit, NotRun) or isinstance(benefit.evidenced, NotRun):
        return Figure("undefined", UNKNOWN, f"{meaning}. No benefit is promised.", as_of=_as_of(found))
    why = next((s.why_not for s in benefit.streams if s.why_not), "")
    basis = benefit.promised.basis.value if isinstance(benefit.promised, Quantity) else UNKNOWN
    return Figure(
        share(benefit.evidenced, 0),
        basis,
        f"{meaning}. {why[:1].upper()}{why[1:]}.",
        "effect evidence",
        _as_of(found),
    )


def kpi_figure(name: str, kpi: Kpi, found: Assessment) -> Figure:
    """Return a KPI's baseline level: measured, typed, or not there."""
    reading = found.evidence.reading(name)
    meaning = definition(kpi)
    level_of = reading if isinstance(reading, NotRun) else reading.level
    if isinstance(level_of, Quantity) and isinstance(reading, KpiReading):
        interval = quantity_level(level_of, kpi)
        window = months(*reading.window)
        return Figure(
            level(level_of.value, kpi),
            level_of.basis.value,
            f"{meaning}. With its 95 % interval: {interval}; {window}, clustered by "
            f"{kpi.cluster} ({reading.clusters} of them).",
            _source(kpi, found),
            full_date(reading.window[1]),
            kpi.owner or "",
        )
    if kpi.baseline and kpi.baseline.value is not None:
        return Figure(
            level(kpi.baseline.value, kpi),
            "assumed",
            f"{meaning}. Typed, not measured. {kpi.baseline.because or ''}",
            found.document.own.file,
            _as_of(found),
            kpi.owner or "",
        )
    why = level_of.detail if isinstance(level_of, NotRun) else "no baseline"
    return Figure("not measured", UNKNOWN, f"{meaning}. {why}", as_of=_as_of(found), by=kpi.owner or "")


def definition(kpi: Kpi) -> str:
    """Return a KPI's definition in its own words: what is measured over which units."""
    if kpi.formula:
        return f"`{kpi.formula}` over the KPIs it names"
    if kpi.value is None:
        return "No definition yet"
    across = kpi.across
    how: str = across.how if across else "mean"
    how = f"quantile {across.quantile}" if across and how == "quantile" else how
    unit = f"each `{', '.join(kpi.per)}`" if kpi.per else "rows"
    parts = [
        f"{how.capitalize()} of `{kpi.value}`"
        + (f" over `{kpi.over}`" if kpi.over else "")
        + f" across {unit} of `{kpi.data}`"
    ]
    parts += [f"rows where `{kpi.rows}`"] if kpi.rows else []
    parts += [f"units where `{kpi.where}`"] if kpi.where else []
    parts += [f"dated by `{kpi.at}`" + (f" in {kpi.zone}" if kpi.zone else "")]
    parts += [f"settled after {kpi.settles} days"] if kpi.settles else []
    return ", ".join(parts)


def _source(kpi: Kpi, found: Assessment) -> str:
    table = found.document.initiative.data.get(kpi.data or "")
    digest = found.fingerprints.get(kpi.data or "", "")
    return f"{table.source if table else kpi.data or 'formula'} {digest.rpartition(':')[2][:10]}".strip()


def _as_of(found: Assessment) -> str:
    return full_date(found.as_of)
