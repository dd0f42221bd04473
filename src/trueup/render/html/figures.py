"""Every figure of the report with what stands behind it: value, basis, definition, source, date, who."""

from __future__ import annotations

from typing import Final

from trueup.core.base.quantity import Quantity
from trueup.core.gates.assessment import Assessment
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.kpi import Kpi
from trueup.core.model.results.benefit import Stream
from trueup.core.model.results.measure import Funnel, KpiReading
from trueup.render.charts.numbers import amount, full_date, months, number, share
from trueup.render.html.page import Figure, Ground
from trueup.render.plain import claim, count_of, level, person, quantity_level, typed_baseline

UNKNOWN: Final = "unknown"
_EVIDENCED: Final = (
    "What the strongest current effect evidence bears out of the promised benefit, at its lower 95 % bound"
)


def spend_figure(found: Assessment) -> Figure:
    """Return aligned spend (or aligned effort), or why it is unknown."""
    spend = found.evidence.spend
    meaning = (
        "Share of the remaining budget whose work reaches a KPI that is owned, complete, measured and leads to the "
        "objective"
    )
    if isinstance(spend, NotRun):
        detail = f"{meaning}. {_sentence(spend.detail)} {spend.fix}"
        return Figure("not due", UNKNOWN, detail, as_of=_as_of(found), by=_accountable(found))
    source = f"estimates and links of {_files(found)}"
    of = f"of {amount(spend.total, spend.unit)}"
    if isinstance(spend.aligned, NotRun):
        detail = f"{meaning}. {_sentence(spend.aligned.detail)}"
        return Figure("unknown", UNKNOWN, detail, source, _as_of(found), _accountable(found), of)
    return Figure(
        share(spend.aligned),
        "estimated",
        f"{meaning}. {number(spend.priced)} of {count_of(len(spend.leaves), 'item')} priced.",
        source,
        _as_of(found),
        _accountable(found),
        of,
    )


def promised_figure(found: Assessment) -> Figure:
    """Return the promised benefit a year, or why there is none."""
    benefit = found.evidence.benefit
    meaning = "What the KPIs are worth at target, a year at full rate, P50"
    if isinstance(benefit, NotRun):
        return Figure("none yet", UNKNOWN, f"{meaning}. {_sentence(benefit.detail)} {benefit.fix}", as_of=_as_of(found))
    if isinstance(benefit.promised, NotRun):
        return Figure("undefined", UNKNOWN, f"{meaning}. {_sentence(benefit.promised.detail)}", as_of=_as_of(found))
    worths = {s.kpi: f"{s.kpi}: `{found.document.initiative.kpis[s.kpi].worth}`" for s in benefit.streams}
    streams = "; ".join(f"{worths[s.kpi]}{f' ({said})' if (said := claim(s, 'it')) else ''}" for s in benefit.streams)
    value, _, per = amount(benefit.promised.value, benefit.promised.unit).partition(" a ")
    return Figure(
        value,
        benefit.promised.basis.value,
        f"{meaning}: {streams}",
        f"assumptions of {found.document.own.file}",
        _as_of(found),
        _owners(found, benefit.streams),
        f"a {per}" if per else "",
    )


def evidenced_figure(found: Assessment) -> Figure:
    """Return the share of the promised benefit that effect evidence bears out."""
    benefit = found.evidence.benefit
    if isinstance(benefit, NotRun) or isinstance(benefit.evidenced, NotRun):
        return Figure("undefined", UNKNOWN, f"{_EVIDENCED}. No benefit is promised.", as_of=_as_of(found))
    why = next((s.why_not for s in benefit.streams if s.why_not), "")
    basis = benefit.promised.basis.value if isinstance(benefit.promised, Quantity) else UNKNOWN
    return Figure(
        share(benefit.evidenced, 0),
        basis,
        f"{_EVIDENCED}. {_sentence(why)}".strip(),
        "effect evidence",
        _as_of(found),
        _owners(found, benefit.streams),
    )


def stream_figures(stream: Stream, found: Assessment) -> tuple[Figure, Figure]:
    """Return what one KPI promises a year, and how much of that is evidenced."""
    initiative, unit = found.document.initiative, stream.promised.unit
    who = person(initiative, stream.promised.by) if stream.promised.by else ""
    source = str(found.document.place(f"kpis.{stream.kpi}.worth"))
    said = claim(stream, "it")
    meaning = f"Worth of the KPI at target, a year at full rate, P50: `{initiative.kpis[stream.kpi].worth}`"
    meaning = f"{meaning}. The initiative {said}." if said else meaning
    basis, when = stream.promised.basis.value, _as_of(found)
    return (
        Figure(amount(stream.promised.value, unit), basis, meaning, source, when, who),
        Figure(amount(stream.evidenced, unit), basis, _EVIDENCED, "effect evidence", when, who),
    )


def kpi_figure(name: str, kpi: Kpi, found: Assessment) -> Figure:
    """Return where a KPI stands: its typed baseline, assumed; else its level, measured; or why there is neither."""
    typed = typed_baseline(kpi)
    if typed is None or kpi.baseline is None:
        return measured_figure(name, kpi, found)
    because = _sentence(kpi.baseline.because or "nobody said why")
    meaning = f"Baseline of: {definition(kpi)}. Typed, not measured. {because}"
    source = str(found.document.place(f"kpis.{name}.baseline"))
    return Figure(level(typed, kpi), "assumed", meaning, source, _as_of(found), _owner(kpi, found))


def measured_figure(name: str, kpi: Kpi, found: Assessment) -> Figure:
    """Return a KPI's level as measured: in its baseline window, else over all data; or why it was not."""
    reading = found.evidence.reading(name)
    meaning, who = definition(kpi), _owner(kpi, found)
    level_of = reading if isinstance(reading, NotRun) else reading.level
    if isinstance(level_of, Quantity) and isinstance(reading, KpiReading):
        return Figure(
            level(level_of.value, kpi),
            level_of.basis.value,
            f"{meaning}. With its 95 % interval: {quantity_level(level_of, kpi)}; {months(*reading.window)}, "
            f"clustered by {kpi.cluster} ({reading.clusters} of them).",
            source_of(kpi.data or "", found) or "formula",
            full_date(reading.window[1]),
            who,
        )
    why = level_of.detail if isinstance(level_of, NotRun) else "no baseline"
    return Figure("not measured", UNKNOWN, f"{meaning}. {_sentence(why)}", as_of=_as_of(found), by=who)


def beside_baseline(name: str, kpi: Kpi, found: Assessment) -> Figure | None:
    """Return what was measured of a KPI whose baseline is typed; None where nothing was, or the baseline itself was."""
    reading = found.evidence.reading(name)
    if typed_baseline(kpi) is None or isinstance(reading, NotRun) or isinstance(reading.level, NotRun):
        return None
    return measured_figure(name, kpi, found)


def standing_line(name: str, kpi: Kpi, found: Assessment) -> str:
    """Return what a KPI's figure is where it is no measured baseline: a typed one, or a level without baseline."""
    if typed_baseline(kpi) is not None:
        seen = beside_baseline(name, kpi, found)
        return "baseline typed, " + (f"measured {seen.value}" if seen else "not measured")
    measured = kpi_figure(name, kpi, found).basis == "measured"
    return "no baseline yet, measured level" if measured and kpi.baseline is None else ""


def target_figure(name: str, kpi: Kpi, found: Assessment) -> Figure:
    """Return a KPI's target: set by its owner, so assumed."""
    if kpi.target is None:
        meaning = "The level to reach, or to keep for a guardrail. None is set"
        fix = f"Add `target: {{value: ..., by: ...}}` to kpis.{name}."
        return Figure("none", UNKNOWN, f"{meaning}. {fix}", as_of=_as_of(found), by=_owner(kpi, found))
    return Figure(
        level(kpi.target.value, kpi),
        "assumed",
        "The level to reach, or to keep for a guardrail: set in the document, not derived from data.",
        str(found.document.place(f"kpis.{name}.target")),
        _as_of(found),
        _owner(kpi, found),
    )


def counted_figure(kpi: Kpi, reading: KpiReading, found: Assessment) -> Figure:
    """Return how many units a level stands on, with every step from the rows to them."""
    funnel = reading.funnel
    lost = ", ".join(lost_units(funnel)) or "none left out"
    meaning = (
        f"{number(funnel.rows)} rows, {number(funnel.units)} units; {lost}; {number(funnel.counted)} counted, "
        f"{months(*reading.window)}."
    )
    source = source_of(kpi.data or "", found) or "formula"
    return Figure(number(funnel.counted), "measured", meaning, source, full_date(reading.window[1]), _owner(kpi, found))


def lost_units(funnel: Funnel) -> tuple[str, ...]:
    """Return the steps of the funnel that lost something, in words."""
    lost = (
        ("without a date", funnel.undated),
        ("after the as-of date", funnel.later),
        ("not settled", funnel.unsettled),
        ("outside the window", funnel.outside),
        ("excluded", funnel.excluded),
        ("without a value", funnel.null),
    )
    return tuple(f"{number(count)} {word}" for word, count in lost if count)


def months_ground(kpi: Kpi, found: Assessment) -> Ground:
    """Return where the monthly levels of a KPI come from."""
    source = source_of(kpi.data or "", found) or "a formula over other KPIs"
    return Ground(
        "measured",
        f"on {source}, as of {_as_of(found)}; 95 % intervals clustered by {kpi.cluster}; owner "
        f"{person(found.document.initiative, kpi.owner)}.",
    )


def readiness_ground(found: Assessment) -> Ground:
    """Return where the figures of the readiness table come from."""
    return Ground("measured", f"on all rows of the files below, as of {_as_of(found)}; states, not scores.")


def spend_ground(found: Assessment) -> Ground:
    """Return where the figures of spend come from."""
    return Ground(
        "estimated",
        f"from the estimates, rates and links in {_files(found)}, as of {_as_of(found)}; defined under Aligned spend.",
    )


def stated_ground(found: Assessment, what: str) -> Ground:
    """Return that figures are stated in the document."""
    return Ground("assumed", f"{what} in {_files(found)}, as of {_as_of(found)}.")


def source_of(data: str, found: Assessment) -> str:
    """Return the file of a data set with the first digits of its digest; nothing for a KPI without data."""
    table = found.document.initiative.data.get(data)
    digest = found.fingerprints.get(data, "").rpartition(":")[2][:10]
    return f"{table.source if table and table.source else data} {digest}".strip()


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


def _files(found: Assessment) -> str:
    around = found.document.around
    return found.document.own.file + (f" and {around.file}" if around else "")


def _accountable(found: Assessment) -> str:
    objective = found.document.initiative.objective
    return person(found.document.initiative, objective.owner) if objective and objective.owner else ""


def _owner(kpi: Kpi, found: Assessment) -> str:
    return person(found.document.initiative, kpi.owner) if kpi.owner else ""


def _owners(found: Assessment, streams: tuple[Stream, ...]) -> str:
    who = dict.fromkeys(s.promised.by for s in streams if s.promised.by)
    return ", ".join(person(found.document.initiative, each) for each in who)


def _sentence(words: str) -> str:
    """Return a detail as a sentence."""
    return f"{words[:1].upper()}{words[1:]}".rstrip(".") + "." if words else ""


def _as_of(found: Assessment) -> str:
    return full_date(found.as_of)
