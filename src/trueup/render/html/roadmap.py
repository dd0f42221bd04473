"""The Roadmap part of the report: where the remaining money goes, and what benefit it promises."""

from __future__ import annotations

from typing import Final

from trueup.core.base.record import dataclass
from trueup.core.gates.assessment import Assessment
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.results.spend import SpendFigures
from trueup.render.charts.benefit import BenefitBars, BenefitRow
from trueup.render.charts.numbers import amount, share
from trueup.render.charts.segments import LABELS, SegmentBar
from trueup.render.html.figures import spend_ground, stated_ground, stream_figures
from trueup.render.html.page import Figure, Ground
from trueup.render.plain import claim, count_of, money, reaching

MOST_LEAVES: Final = 50
MOST_BARS: Final = 12


@dataclass(frozen=True, slots=True)
class Spend:
    """Where the remaining work goes; `bar` is None and `missing` says why where there is nothing to divide."""

    bar: SegmentBar | None
    missing: str
    fix: str
    lead: str
    ground: Ground
    at_median: str
    leaves: tuple[tuple[str, str, str, str], ...]
    more: int


@dataclass(frozen=True, slots=True)
class StreamRow:
    """One KPI that promises money: what is claimed of it, how much and its range, what of it is evidenced and why."""

    title: str
    claim: str
    promised: Figure
    span: str
    evidenced: Figure
    why: str


@dataclass(frozen=True, slots=True)
class Benefit:
    """Promised against evidenced benefit; `bars` is None and `missing` says why where none is promised."""

    bars: BenefitBars | None
    missing: str
    fix: str
    ground: Ground
    streams: tuple[StreamRow, ...]
    left_out: tuple[tuple[str, str], ...]


def spend(found: Assessment) -> Spend:
    """Return where the remaining work goes."""
    figures, ground = found.evidence.spend, spend_ground(found)
    if isinstance(figures, NotRun):
        return Spend(None, figures.detail, figures.fix, "", ground, "", (), 0)
    gaps = sorted((leaf for leaf in figures.leaves if leaf.missing or leaf.cost is None), key=lambda x: -(x.cost or 0))
    rows = tuple(
        (
            leaf.title,
            leaf.path,
            amount(leaf.cost, figures.unit) if leaf.cost is not None else "not estimated",
            leaf.missing or "no estimate",
        )
        for leaf in gaps[:MOST_LEAVES]
    )
    nothing = "no remaining work is priced" if figures.total <= 0 else ""
    return Spend(
        None if nothing else _bar(figures),
        nothing,
        "Add `estimate:` to the work and `rates:` to the portfolio." if nothing else "",
        _lead(figures),
        ground,
        "" if figures.at_median is None else share(figures.at_median),
        rows,
        len(gaps) - len(rows),
    )


def spend_line(found: Assessment) -> str:
    """Return what does not reach a KPI that counts, in a few words."""
    figures = found.evidence.spend
    if isinstance(figures, NotRun):
        return figures.fix or figures.detail
    segments = dict(figures.segments)
    none, bad = segments.get("no_kpi", 0.0), segments.get("unqualified", 0.0)
    parts = [
        f"{reaching(none, figures.unit)} no KPI" if none else "",
        f"{amount(bad, figures.unit) if none else reaching(bad, figures.unit)} a KPI that does not count"
        if bad
        else "",
    ]
    reach = "all of it reaches a KPI that counts" if figures.total > 0 else "no work is priced yet"
    return ", ".join(p for p in parts if p) or reach


def _bar(figures: SpendFigures) -> SegmentBar:
    parts = ", ".join(f"{amount(v, figures.unit)} {LABELS[n].lower()}" for n, v in figures.segments if v)
    words = f"Of {amount(figures.total, figures.unit)}: {parts}."
    return SegmentBar("Remaining work by where its money goes", words, figures.unit, figures.segments)


def _lead(figures: SpendFigures) -> str:
    linked = "unknown" if isinstance(figures.linked, NotRun) else share(figures.linked)
    spent = f"; {amount(figures.spent, figures.unit)} spent so far" if figures.spent else ""
    return (
        f"{amount(figures.total, figures.unit)} remaining, priced {figures.priced:,} of "
        f"{count_of(len(figures.leaves), 'item')}; linked to an owned KPI: {linked}{spent}"
    )


def benefit(found: Assessment) -> Benefit:
    """Return what is promised and what of it is evidenced."""
    figures, kpis = found.evidence.benefit, found.document.initiative.kpis
    ground = stated_ground(found, "Prices and volumes are stated")
    if isinstance(figures, NotRun):
        return Benefit(None, figures.detail, figures.fix, ground, (), ())
    left_out = tuple((kpis[name].title or name, why) for name, why in figures.left_out)
    if isinstance(figures.promised, NotRun):
        return Benefit(None, figures.promised.detail, figures.promised.fix, ground, (), left_out)
    streams = sorted(figures.streams, key=lambda s: -s.promised.value)
    bars = tuple(
        BenefitRow(
            kpis[s.kpi].title or s.kpi,
            s.promised.value,
            s.evidenced,
            s.promised.spread.low,
            s.promised.spread.high,
        )
        for s in streams[:MOST_BARS]
    )
    rows = []
    for s in streams:
        promised, evidenced = stream_figures(s, found)
        ends = (
            amount(end, s.promised.unit.partition("/")[0]) for end in (s.promised.spread.low, s.promised.spread.high)
        )
        title = kpis[s.kpi].title or s.kpi
        rows.append(StreamRow(title, claim(s, "it"), promised, " to ".join(ends), evidenced, s.why_not))
    words = f"{money(figures.promised)} promised."
    picture = BenefitBars("Promised and evidenced benefit", words, figures.promised.unit, bars)
    return Benefit(picture, "", "", ground, tuple(rows), left_out)


def benefit_line(found: Assessment) -> str:
    """Return how much of the promised benefit has a measured baseline."""
    figures = found.evidence.benefit
    if isinstance(figures, NotRun) or isinstance(figures.promised, NotRun):
        return "no benefit is promised"
    return f"baseline measured for {share(figures.baseline_measured, 0)} of it"


def range_line(found: Assessment) -> str:
    """Return the worst and the best of the promised benefit over the stated ranges."""
    figures = found.evidence.benefit
    if isinstance(figures, NotRun) or isinstance(figures.promised, NotRun):
        return "add `worth:` to the deciding KPI"
    spread, unit = figures.promised.spread, figures.promised.unit.partition("/")[0]
    return f"{amount(spread.low, unit)} to {amount(spread.high, unit)} over the stated ranges"
