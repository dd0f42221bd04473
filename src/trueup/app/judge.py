"""From a document and what was measured to the assessment: figures, findings, gates. No input or output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from trueup import __version__
from trueup.adapters.folder import Target
from trueup.app.rulebook import Rulebook, rulebook
from trueup.core.base.digest import Digest
from trueup.core.base.finding import Phase
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.conclude import conclude
from trueup.core.model.document import Document
from trueup.core.model.evidence import Evidence
from trueup.core.model.links import link
from trueup.core.rules.rule import Case, PortfolioCase
from trueup.core.rules.run import RuleRun, run, run_portfolio
from trueup.core.rules.waive import waived
from trueup.core.value.benefit import benefit
from trueup.core.value.spend import spend


def judge(
    document: Document,
    measured: Evidence,
    as_of: date,
    phase: Phase | None,
    *,
    fingerprints: Mapping[str, Digest] | None = None,
    claims: Mapping[str, float] | None = None,
    book: Rulebook | None = None,
) -> Assessment:
    """Return the assessment of a document at a phase (its own, else discovery, where none is given).

    `measured` holds what the data said; spend and benefit are computed here from it. `claims` are the shares of shared
    KPIs' benefit that this initiative may claim, `book` the rules (its portfolio's where not given).
    """
    initiative = document.initiative
    links = link(initiative)
    evidence = replace(
        measured,
        spend=spend(initiative, links, measured, as_of),
        benefit=benefit(initiative, measured, as_of, claims=claims),
    )
    case = Case(document, links, evidence, as_of)
    rules = book or rulebook(document.portfolio)
    outcome = run(case, rules.rules)
    outcome = replace(
        outcome,
        findings=waived(outcome.findings, document, as_of),
        skipped=(*outcome.skipped, *rules.left_out),
    )
    now = phase or initiative.phase or "discovery"
    return conclude(case, outcome, now, __version__, fingerprints or {})


def judge_portfolio(assessments: Sequence[Assessment], book: Rulebook | None = None) -> RuleRun | None:
    """Return what the rules over a portfolio find in its initiatives, None where these share no portfolio."""
    first = next((each.document for each in assessments if each.document.portfolio is not None), None)
    if first is None or first.portfolio is None or first.around is None:
        return None
    rules = book or rulebook(first.portfolio)
    cases = tuple(Case(each.document, each.links, each.evidence, each.as_of) for each in assessments)
    outcome = run_portfolio(PortfolioCase(first.portfolio, first.around, cases, assessments[0].as_of), rules.over)
    return replace(outcome, skipped=(*outcome.skipped, *rules.over_left_out))


def over_portfolio(target: Target, assessments: Sequence[Assessment]) -> RuleRun | None:
    """Return what the rules over a portfolio find, None where a path does not lead to a whole portfolio."""
    if not assessments or target.portfolio is None or target.portfolio.parent != target.root:
        return None
    return judge_portfolio(assessments)


def blocking(over: RuleRun) -> bool:
    """Whether something blocks in the portfolio; it has no phase of its own, so that everything counts."""
    return any(finding.severity == "blocks" for finding in over.findings)
