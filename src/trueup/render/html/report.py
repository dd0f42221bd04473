"""The report: an assessment as one page, the same bytes for the same assessment."""

from __future__ import annotations

from dataclasses import dataclass

from trueup.core.base.finding import PHASES, Finding, Phase
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.state import GateState
from trueup.core.model.ask import NotRun
from trueup.render.charts.benefit import BenefitBars, BenefitRow
from trueup.render.charts.numbers import amount, full_date, share
from trueup.render.charts.segments import SegmentBar
from trueup.render.html.data import data_rows, option_rows
from trueup.render.html.figures import evidenced_figure, kpi_figure, promised_figure, spend_figure
from trueup.render.html.goals import chain, chain_lead, kpi_cards
from trueup.render.html.page import NavItem, page
from trueup.render.plain import count_of, level, money, person
from trueup.render.verdict import verdict

STATES = {"met": ("ok", "Met"), "not_met": ("bad", "Not met"), "unknown": ("quiet", "Unknown")}


@dataclass(frozen=True, slots=True)
class GateView:
    """One gate on the track."""

    name: str
    state: str
    status: str
    note: str
    now: bool


@dataclass(frozen=True, slots=True)
class AssumptionRow:
    """One assumption as it is read."""

    name: str
    value: str
    unit: str
    because: str
    by: str
    as_of: str


def report_html(found: Assessment) -> str:
    """Return the report of an assessment as a whole page."""
    return page("report.html.j2", view(found))


def view(found: Assessment) -> dict[str, object]:
    """Return every name that the template uses."""
    initiative = found.document.initiative
    objective = initiative.objective
    due = found.due()
    strategic = found.document.portfolio.strategic_objectives if found.document.portfolio else {}
    deciding = objective.kpi if objective and objective.kpi else None
    return {
        "a": found,
        "initiative": initiative,
        "title": initiative.title,
        "crumbs": tuple(strategic[n].statement if n in strategic else n for n in initiative.supports),
        "objective": objective.statement if objective else "No objective is written down yet.",
        "meta": (
            ("Owner", person(initiative, objective.owner if objective else None)),
            ("Gate", found.phase.capitalize()),
            ("As of", full_date(found.as_of)),
        ),
        "verdict": verdict(found),
        "spend_figure": spend_figure(found),
        "promised_figure": promised_figure(found),
        "evidenced_figure": evidenced_figure(found),
        "deciding": initiative.kpis[deciding] if deciding else None,
        "deciding_figure": kpi_figure(deciding, initiative.kpis[deciding], found) if deciding else None,
        "deciding_target": _target(found, deciding),
        "spend_line": _spend_line(found),
        "benefit_line": _benefit_line(found),
        "range_line": _range_line(found),
        "gates": tuple(_gate(g) for g in found.gates),
        "open_gates": tuple(g for g in found.gates if g.due != "later" and not g.open),
        "states": STATES,
        "actions": found.actions,
        "money": money,
        "person": lambda who: person(initiative, who),
        "kpis": kpi_cards(found),
        "chain": chain(found),
        "chain_lead": chain_lead(found),
        "rows": data_rows(found),
        "options": option_rows(found),
        "spend_bar": _bar(found),
        "spend_lead": _spend_lead(found),
        "leaves": _leaves(found),
        "benefit_bars_": _benefit(found),
        "findings": due,
        "later": found.later(),
        "later_findings": _later(found),
        "skipped": found.skipped,
        "assumptions": _assumptions(found),
        "items": _navigation(found, due),
        "consequence": _consequence,
        "phases": {p: p.capitalize() for p in PHASES},
        "foot": _foot(found),
        "count_of": count_of,
    }


def _target(found: Assessment, name: str | None) -> str:
    kpi = found.document.initiative.kpis.get(name or "")
    if kpi is None or kpi.target is None:
        return "no target yet"
    return f"target {level(kpi.target.value, kpi)}" + (
        f" by {full_date(kpi.target.by)}" if kpi.target.by else ", no date"
    )


def _spend_line(found: Assessment) -> str:
    spend = found.evidence.spend
    if isinstance(spend, NotRun):
        return spend.fix or spend.detail
    none = dict(spend.segments).get("no_kpi", 0.0)
    bad = dict(spend.segments).get("unqualified", 0.0)
    parts = [
        f"{amount(none, spend.unit)} reaches no KPI" if none else "",
        f"{amount(bad, spend.unit)} a KPI that does not count" if bad else "",
    ]
    return ", ".join(p for p in parts if p) or "all of it reaches a KPI that counts"


def _benefit_line(found: Assessment) -> str:
    benefit = found.evidence.benefit
    return (
        "no benefit is promised"
        if isinstance(benefit, NotRun)
        else f"baseline measured for {share(benefit.baseline_measured, 0)} of it"
    )


def _range_line(found: Assessment) -> str:
    benefit = found.evidence.benefit
    if isinstance(benefit, NotRun) or isinstance(benefit.promised, NotRun):
        return "add `worth:` to the deciding KPI"
    spread, unit = benefit.promised.spread, benefit.promised.unit.partition("/")[0]
    return f"{amount(spread.low, unit)} to {amount(spread.high, unit)} over the stated ranges"


def _gate(gate: GateState) -> GateView:
    met, musts = gate.count("content")
    signed, signatures = gate.count("signature")
    if gate.due == "later":
        return GateView(gate.phase.capitalize(), "later", "Not due", "", now=False)
    word = "Open" if gate.open else "Closed"
    state = "here" if gate.due == "current" else "passed" if gate.open else "behind"
    return GateView(
        gate.phase.capitalize(),
        state,
        f"{word}: {met} of {musts} content",
        f"{signed} of {signatures} signatures: not recorded",
        gate.due == "current",
    )


def _bar(found: Assessment) -> SegmentBar | None:
    spend = found.evidence.spend
    if isinstance(spend, NotRun) or spend.total <= 0:
        return None
    parts = ", ".join(f"{amount(v, spend.unit)} {n.replace('_', ' ')}" for n, v in spend.segments if v)
    return SegmentBar(
        "Remaining work by where its money goes",
        f"Of {amount(spend.total, spend.unit)}: {parts}.",
        spend.unit,
        spend.segments,
    )


def _spend_lead(found: Assessment) -> str:
    spend = found.evidence.spend
    if isinstance(spend, NotRun):
        return ""
    linked = "unknown" if isinstance(spend.linked, NotRun) else share(spend.linked)
    spent = f"; {amount(spend.spent, spend.unit)} spent so far" if spend.spent else ""
    return f"{amount(spend.total, spend.unit)} remaining, priced {spend.priced} of {len(spend.leaves)} items; linked to an owned KPI: {linked}{spent}"


def _leaves(found: Assessment) -> tuple[tuple[str, str, str, str], ...]:
    spend = found.evidence.spend
    if isinstance(spend, NotRun):
        return ()
    rows = sorted(
        (leaf for leaf in spend.leaves if leaf.missing or leaf.cost is None), key=lambda leaf: -(leaf.cost or 0.0)
    )
    return tuple(
        (
            leaf.title,
            leaf.path,
            amount(leaf.cost, spend.unit) if leaf.cost is not None else "not estimated",
            leaf.missing or "no estimate",
        )
        for leaf in rows[:50]
    )


def _benefit(found: Assessment) -> BenefitBars | None:
    benefit = found.evidence.benefit
    if isinstance(benefit, NotRun) or isinstance(benefit.promised, NotRun):
        return None
    kpis = found.document.initiative.kpis
    rows = tuple(
        BenefitRow(
            kpis[s.kpi].title or s.kpi,
            s.promised.value,
            s.evidenced,
            s.promised.spread.low,
            s.promised.spread.high,
            s.why_not,
        )
        for s in benefit.streams
    )
    return BenefitBars(
        "Promised and evidenced benefit", f"{money(benefit.promised)} promised.", benefit.promised.unit, rows
    )


def _later(found: Assessment) -> dict[Phase, tuple[Finding, ...]]:
    return {phase: tuple(f for f in found.findings if f.phase == phase) for phase in found.later()}


def _assumptions(found: Assessment) -> tuple[AssumptionRow, ...]:
    rows = []
    for name, each in found.document.initiative.assumptions.items():
        spread = each.range
        value = (
            " / ".join(f"{part:,.10g}" for part in spread.at)
            if spread.form != "p5_p95"
            else f"{spread.low:,.10g} to {spread.high:,.10g}"
        )
        rows.append(
            AssumptionRow(
                name,
                value,
                each.unit,
                each.because or "",
                each.by or "nobody yet",
                full_date(each.as_of) if each.as_of else "",
            )
        )
    return tuple(rows)


def _consequence(finding: Finding) -> str:
    if finding.stake is None:
        return ""
    return f"{money(finding.stake)} hangs on it ({finding.stake.basis})."


def _navigation(found: Assessment, due: tuple[Finding, ...]) -> tuple[NavItem, ...]:
    initiative = found.document.initiative
    data = tuple(
        NavItem(word, f"#{word.lower()}")
        for word, there in (("Readiness", initiative.data), ("Options", initiative.options))
        if there
    )
    money_ = tuple(
        NavItem(word, f"#{word.lower()}")
        for word, there in (("Spend", _bar(found)), ("Benefit", _benefit(found)))
        if there
    )
    parts = [
        NavItem(
            "Goals", "#goals", "", (NavItem("KPIs", "#goals", str(len(initiative.kpis))), NavItem("Chain", "#chain"))
        )
    ]
    parts += [NavItem("Data", "#data", "", data)] if data else []
    parts += [NavItem("Roadmap", "#roadmap", "", money_)] if money_ else []
    return (
        *parts,
        NavItem(
            "Decisions", "#decisions", "", (NavItem("Gates", "#gates"), NavItem("Findings", "#findings", str(len(due))))
        ),
    )


def _foot(found: Assessment) -> tuple[str, ...]:
    data = "; ".join(f"{name} {digest.rpartition(':')[2][:12]}" for name, digest in sorted(found.fingerprints.items()))
    return (
        f"trueup {found.version}, as of {full_date(found.as_of)}, phase {found.phase}. {len(found.ran)} rules ran, {len(found.skipped)} did not.",
        f"Document {found.digest.rpartition(':')[2][:12]}" + (f". Data: {data}" if data else ". No data was read."),
    )
