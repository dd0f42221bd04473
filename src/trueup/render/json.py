"""Assessments and findings as JSON: the same fields as on the page, sorted keys, no ages."""

from __future__ import annotations

import json
from collections.abc import Sequence

from trueup.core.base.finding import Exemption, Finding
from trueup.core.base.quantity import Basis, Quantity, Unit, point
from trueup.core.gates.actions import Action
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.mvp import MvpInShort, mvp_in_short
from trueup.core.gates.options import OptionStanding
from trueup.core.gates.state import Criterion, GateState
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import ColumnFacts, KeyFacts, OrphanFacts
from trueup.core.model.dataset import DataSet
from trueup.core.model.kpi import Kpi
from trueup.core.model.option import ProbeVerdict
from trueup.core.model.results.benefit import BenefitFigures
from trueup.core.model.results.measure import KpiReading
from trueup.core.model.results.readiness import TableFacts
from trueup.core.model.results.spend import SpendFigures
from trueup.core.rules.run import RuleRun
from trueup.render.beyond import stages_json, together_json
from trueup.render.data_json import readiness_json
from trueup.render.json_agreed import agreed_json, killed_json
from trueup.render.next_steps import next_steps
from trueup.render.outcome import Outcome
from trueup.render.plain import typed_baseline
from trueup.render.verdict import verdict

Json = dict[str, object]
FORMAT = 1
"""Version of this output; raised when a field changes its meaning or goes."""


def assessments_json(
    found: Sequence[Assessment],
    faults: Sequence[Finding],
    remarks: Sequence[Sequence[str]] = (),
    over: RuleRun | None = None,
) -> str:
    """Return assessments, the remarks on how each came about, and the faults of documents that could not be read.

    `over` is what the rules over the portfolio found.
    """
    said = remarks or [()] * len(found)
    initiatives = [_assessment(a) | {"remarks": list(words)} for a, words in zip(found, said, strict=True)]
    body = {"trueup": FORMAT, "initiatives": initiatives, "portfolio": _over(over)}
    return _dump(body | {"faults": [finding(f) for f in faults]})


def check_json(found: Outcome) -> str:
    """Return what `check` found."""
    return _dump(
        {
            "trueup": FORMAT,
            "initiatives": [
                {
                    "initiative": a.document.initiative.id,
                    "phase": a.phase,
                    "killed": killed_json(a.killed),
                    "findings": [finding(f) for f in a.findings],
                    "skipped": [{"code": s.code, "name": s.name, "reason": s.reason} for s in a.skipped],
                    "ran": list(a.ran),
                }
                for a in found.assessments
            ],
            "next": [_action(a) for a in next_steps(found)] if not found.faults else [],
            "portfolio": _over(found.over),
            "faults": [finding(f) for f in found.faults],
            "known": found.known,
            "known_due": found.known_due,
        }
    )


def _over(found: RuleRun | None) -> Json | None:
    if found is None:
        return None
    return {
        "findings": [finding(f) for f in found.findings],
        "skipped": [{"code": s.code, "name": s.name, "reason": s.reason} for s in found.skipped],
        "ran": list(found.ran),
    }


def finding(found: Finding) -> Json:
    """Return one finding."""
    return {
        "code": found.code,
        "name": found.name,
        "subject": found.subject,
        "severity": found.severity,
        "phase": found.phase,
        "problem": found.problem,
        "fix": found.fix,
        "owner": found.owner,
        "stake": quantity(found.stake),
        "place": {"file": found.place.file, "line": found.place.line, "path": found.place.path},
        "waived": None if found.waived is None else _exemption(found.waived),
    }


def _exemption(found: Exemption) -> Json:
    return {
        "until": found.until.isoformat(),
        "because": found.because,
        "approved_by": found.approved_by,
        "place": str(found.place),
    }


def quantity(found: Quantity | NotRun | None) -> Json | None:
    """Return a figure with unit, basis, source, date and range, or why it is not there."""
    if found is None:
        return None
    if isinstance(found, NotRun):
        return not_run(found)
    return {
        "value": found.value,
        "unit": found.unit,
        "basis": found.basis.value,
        "source": found.source,
        "as_of": found.as_of.isoformat(),
        "by": found.by,
        "range": {
            "form": found.spread.form,
            "low": found.spread.low,
            "high": found.spread.high,
            "at": list(found.spread.at),
        },
    }


def not_run(found: NotRun) -> Json:
    """Return why something was not computed."""
    return {"not_run": found.reason, "detail": found.detail, "fix": found.fix}


def _dump(body: Json) -> str:
    return json.dumps(_rounded(body), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _rounded(part: object) -> object:
    """Return a body with every float at 12 significant digits: the rest is noise of the arithmetic."""
    if isinstance(part, float):
        return float(f"{part:.12g}")
    if isinstance(part, dict):
        return {key: _rounded(value) for key, value in part.items()}
    return [_rounded(each) for each in part] if isinstance(part, list) else part


def _assessment(found: Assessment) -> Json:
    initiative = found.document.initiative
    body: Json = {
        "initiative": initiative.id,
        "title": initiative.title,
        "phase": found.phase,
        "as_of": found.as_of.isoformat(),
        "version": found.version,
        "document": found.digest,
        "data": dict(sorted(found.fingerprints.items())),
        "verdict": verdict(found),
        "killed": killed_json(found.killed),
        "mvp": _mvp(mvp_in_short(found)),
        "figures": {"spend": _spend(found.evidence.spend), "benefit": _benefit(found.evidence.benefit)},
        "kpis": {name: _kpi(found, name, kpi) for name, kpi in initiative.kpis.items()},
        "data_sets": {name: _table(found.evidence.table(name), table) for name, table in initiative.data.items()},
        "readiness": {str(name): readiness_json(each) for name, each in found.evidence.readiness.items()},
        "gates": [_gate(g) for g in found.gates],
        "options": [_option(o) for o in found.options],
        "actions": [_action(a) for a in found.actions],
        "findings": [finding(f) for f in found.findings],
        "skipped": [{"code": s.code, "name": s.name, "reason": s.reason} for s in found.skipped],
        "ran": list(found.ran),
    }
    if found.stages:
        body["stages"] = stages_json(found.stages)
    if found.together is not None:
        body["together"] = together_json(found.together)
    return body if found.agreed is None else body | {"agreed": agreed_json(found.agreed)}


def _mvp(found: MvpInShort | None) -> Json | None:
    """Return the MVP as people chose it: its items, what of it remains at P50, the KPIs it reaches; null is none."""
    if found is None:
        return None
    return {
        "items": [name for name, _ in found.items],
        "remains": quantity(found.remains),
        "unpriced": found.unpriced,
        "moves": list(found.moves),
    }


def _spend(found: SpendFigures | NotRun) -> Json:
    if isinstance(found, NotRun):
        return not_run(found)
    return {
        "unit": found.unit,
        "total": found.total,
        "spent": found.spent,
        "priced": found.priced,
        "items": len(found.leaves),
        "aligned": not_run(found.aligned) if isinstance(found.aligned, NotRun) else found.aligned,
        "linked": not_run(found.linked) if isinstance(found.linked, NotRun) else found.linked,
        "at_median_assumed": found.at_median,
        "segments": dict(found.segments),
        "kpis": [{"kpi": s.kpi, "qualifies": s.qualifies, "missing": list(s.missing)} for s in found.standings],
        "not_reaching": [
            {"item": leaf.path, "cost": leaf.cost, "missing": leaf.missing} for leaf in found.leaves if leaf.missing
        ],
    }


def _benefit(found: BenefitFigures | NotRun) -> Json:
    if isinstance(found, NotRun):
        return not_run(found)
    return {
        "promised": quantity(found.promised),
        "evidenced": not_run(found.evidenced) if isinstance(found.evidenced, NotRun) else found.evidenced,
        "baseline_measured": found.baseline_measured,
        "streams": [
            {
                "kpi": s.kpi,
                "claimed": s.claimed,
                "share": s.share,
                "promised": quantity(s.promised),
                "evidenced": s.evidenced,
                "why_not": s.why_not,
            }
            for s in found.streams
        ],
        "left_out": [{"kpi": kpi, "why": why} for kpi, why in found.left_out],
    }


def _kpi(found: Assessment, name: str, kpi: Kpi) -> Json:
    """Return what was measured of a KPI (`level`), and apart from that its `baseline`.

    A baseline over a window is the level in it; a typed one is assumed, with its reason; null is none.
    """
    reading = found.evidence.reading(name)
    return _reading(reading) | {"baseline": _baseline(found, name, kpi, reading)}


def _baseline(found: Assessment, name: str, kpi: Kpi, reading: KpiReading | NotRun) -> Json | None:
    typed = typed_baseline(kpi)
    if typed is None or kpi.baseline is None:
        measured = reading if isinstance(reading, NotRun) else reading.level
        return None if kpi.baseline is None else quantity(measured)
    source = str(found.document.place(f"kpis.{name}.baseline"))
    figure = Quantity(point(typed), Unit(kpi.unit or "1"), Basis.ASSUMED, source, found.as_of, kpi.owner)
    return (quantity(figure) or {}) | {"because": kpi.baseline.because}


def _reading(found: KpiReading | NotRun) -> Json:
    if isinstance(found, NotRun):
        return not_run(found)
    funnel = found.funnel
    return {
        "level": quantity(found.level),
        "window": [day.isoformat() for day in found.window],
        "overall": quantity(found.overall),
        "span": [day.isoformat() for day in found.span],
        "clusters": found.clusters,
        "funnel": {name: getattr(funnel, name) for name in funnel.__dataclass_fields__},
        "months": [
            {"month": m.first.isoformat(), "level": quantity(m.level), "counted": m.counted, "whole": m.whole}
            for m in found.series
        ],
        "arms": [{"arm": a.name, "level": quantity(a.level), "counted": a.counted} for a in found.arms],
    }


def _table(found: TableFacts | NotRun, table: DataSet) -> Json:
    if isinstance(found, NotRun):
        return not_run(found)
    return {
        "rows": found.rows,
        "newest": found.newest,
        "columns": [_fields(column, people=table.personal_data in ("personal", "special")) for column in found.columns],
        "key": None if found.key is None else _key(found.key),
        "references": [_reference(each) for each in found.references],
    }


def _fields(column: ColumnFacts, *, people: bool) -> Json:
    """Return the facts of a column; the first and last value of people's data are left out, for each is somebody's."""
    names = ("name", "type", "missing", "nulls", "blanks", "sentinels", "nans", "distinct", "low", "high")
    return {name: None if people and name in ("low", "high") else getattr(column, name) for name in names}


def _key(found: KeyFacts | NotRun) -> Json:
    if isinstance(found, NotRun):
        return not_run(found)
    return {
        "columns": list(found.columns),
        "distinct": found.distinct,
        "repeated": found.repeated,
        "with_null": found.with_null,
    }


def _reference(found: OrphanFacts | NotRun) -> Json:
    if isinstance(found, NotRun):
        return not_run(found)
    return {
        "columns": list(found.columns),
        "to": found.to,
        "rows": found.rows,
        "empty": found.empty,
        "orphans": found.orphans,
        "values": found.values,
        "slices": [{"column": s.column, "value": s.value, "orphans": s.orphans, "rows": s.rows} for s in found.slices],
    }


def _gate(found: GateState) -> Json:
    met, musts = found.count("content")
    signed, signatures = found.count("signature")
    return {
        "phase": found.phase,
        "due": found.due,
        "open": found.open,
        "content": {"met": met, "of": musts},
        "signatures": {"met": signed, "of": signatures} | ({"without": found.unasked} if found.unasked else {}),
        "criteria": [_criterion(c) for c in found.criteria],
    }


def _criterion(found: Criterion) -> Json:
    return {
        "id": found.id,
        "kind": found.kind,
        "part": found.part,
        "title": found.title,
        "status": found.status,
        "because": list(found.because),
        "waived": found.waived,
    }


def _option(option: OptionStanding) -> Json:
    checks = [
        {
            "data_set": str(each.data),
            "check": each.id,
            "what": each.what,
            "observed": each.observed,
            "owner": each.owner,
            "where": each.where,
        }
        for each in option.checks
    ]
    because = list(option.because)
    return {
        "id": option.id,
        "kind": option.kind,
        "held": option.held,
        "because": because,
        "checks": checks,
        "stated_verdict": _stated(option.stated) if option.stated else None,
    }


def _stated(found: ProbeVerdict) -> Json:
    """Return the verdict of a probe as people state it: assumed, or estimated where a source shows it."""
    return {
        "says": found.says,
        "by": found.by,
        "day": found.day.isoformat() if found.day else None,
        "source": found.source,
        "because": found.because,
        "basis": found.basis.value,
        "tested": False,
    }


def _action(found: Action) -> Json:
    return {
        "who": found.who,
        "also": list(found.also),
        "what": found.what,
        "why": found.why,
        "place": str(found.place) if found.place else None,
        "places": found.places,
        "stake": quantity(found.stake),
        "opens": found.opens,
        "code": found.code,
    }
