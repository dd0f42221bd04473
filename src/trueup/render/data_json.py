"""The readiness of data as JSON, for programs; keys are never renamed, new ones may come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from trueup.core.model.ask.identity import NotRun
from trueup.core.model.results.checks import CheckResult, DataReadiness, Estimate, Impact
from trueup.core.readiness.impact import repairs
from trueup.core.readiness.report import DataReport, cell, is_not_due

VERSION = 1
_SAMPLE: Mapping[str, object] = {
    "drawn": "at random, without replacement",
    "basis": "estimated",
    "interval": "Clopper-Pearson, two-sided",
    "level": 0.95,
    "profiles": "of all rows",
}


def data_json(found: DataReport) -> str:
    """Return the readiness as one JSON text with a line break at its end."""
    return json.dumps(_report(found), indent=2, ensure_ascii=False, default=str) + "\n"


def _report(found: DataReport) -> dict[str, object]:
    return {
        "data_readiness": VERSION,
        "trueup": found.version,
        "initiative": found.document.initiative.id,
        "title": found.document.initiative.title,
        "as_of": found.as_of.isoformat(),
        "blocks": found.blocks,
        **({"sample": {**_SAMPLE, "rows": found.rows}} if found.rows is not None else {}),
        "data_sets": [_data_set(found, each) for each in found.readiness],
        "unread": {str(data): _not_run(why) for data, why in found.unread.items()},
        "fix_first": [
            {"owner": owner, "checks": [f"{r.result.check.data}/{r.result.check.id}" for r in each]}
            for owner, each in found.first().items()
        ],
        "order_of_repair": [f"{r.result.check.data}/{r.result.check.id}" for r in repairs(found.readiness)],
        **({"profiles": _profiles(found)} if found.profiles else {}),
    }


def _profiles(found: DataReport) -> dict[str, object]:
    return {
        str(data): _not_run(profile) if isinstance(profile, NotRun) else asdict(profile)
        for data, profile in found.profiles.items()
    }


def _data_set(found: DataReport, each: DataReadiness) -> dict[str, object]:
    return {
        "data_set": str(each.data),
        "rows": each.rows,
        **({"sampled_rows": each.drawn.rows} if each.drawn else {}),
        "dimensions": {
            dimension: {
                "passed": c.passed,
                "failed": c.failed + c.noted,
                "not_run": c.not_run,
                "not_due": c.not_due,
                "blocks": c.blocks,
            }
            for dimension in found.dimensions
            if (c := cell(each, dimension)).asked or c.not_due
        },
        "checks": [check_json(result) for result in each.checks],
        "impacts": [_impact(impact) for impact in each.impacts],
    }


def readiness_json(each: DataReadiness) -> dict[str, object]:
    """Return in short what came of the checks of a data set: counts, and whole what failed or did not run."""
    outcomes = [result.outcome for result in each.checks]
    waiting = sum(is_not_due(result) for result in each.checks)
    return {
        "rows": each.rows,
        "passed": outcomes.count("pass"),
        "not_due": waiting,
        "failed": [check_json(result) for result in each.checks if result.outcome == "fail"],
        "not_run": [check_json(r) for r in each.checks if r.outcome == "not_run" and not is_not_due(r)],
        "impacts": [_impact(impact) for impact in each.impacts],
    }


def check_json(result: CheckResult) -> dict[str, object]:
    """Return one result with everything that is known of it."""
    check = result.check
    return {
        "id": check.id,
        "columns": list(check.columns),
        "what": check.what,
        "dimension": check.dimension,
        "severity": check.severity,
        "outcome": result.outcome,
        "blocks": result.blocks,
        "observed": result.observed,
        "expected": result.expected,
        "failing": result.failing,
        "of": result.of,
        **({"estimate": estimate_json(result.estimate)} if result.estimate else {}),
        "not_run": _not_run(result.not_run) if result.not_run else None,
        "where": check.where or None,
        "owner": check.owner,
        "needed_by": list(dict.fromkeys(need.by for need in result.needs)),
        "first_seen": result.first_seen,
        "trend": [
            {"as_of": run.as_of, "outcome": run.outcome, "failing": run.failing, "of": run.of} for run in result.trend
        ],
        "sample": {"columns": list(result.sample.columns), "rows": [list(row) for row in result.sample.rows]}
        if result.sample
        else None,
    }


def estimate_json(found: Estimate) -> dict[str, object]:
    """Return what a sample says of all rows: an estimate, its interval of 95 % as shares and as numbers of rows."""
    return {
        "basis": "estimated",
        "failing_in_sample": found.failing,
        "of_in_sample": found.of,
        "share": _figure(found.share),
        "low": _figure(found.low),
        "high": _figure(found.high),
        "rows_low": found.least,
        "rows_high": found.most,
    }


def _not_run(why: NotRun) -> dict[str, str]:
    return {"reason": why.reason, "detail": why.detail, "fix": why.fix}


def _impact(impact: Impact) -> dict[str, object]:
    return {
        "check": impact.check,
        "money_a_year": _figure(impact.money),
        "options": list(impact.options),
        "unblocks": list(impact.unblocks),
        "kpis": [
            {
                "kpi": each.kpi,
                "level": _figure(each.level),
                "low": _figure(each.low),
                "high": _figure(each.high),
                "benefit": _figure(each.worth),
                "benefit_low": _figure(each.worth_low),
                "benefit_high": _figure(each.worth_high),
                "note": each.note,
            }
            for each in impact.kpis
        ],
    }


def _figure(value: float | None) -> float | None:
    """Return a figure to 12 significant digits: sums differ beyond these from machine to machine."""
    return None if value is None else float(f"{value:.12g}")
