"""From a case and its findings to the assessment: options, gates, actions."""

from __future__ import annotations

from collections.abc import Mapping

from trueup.core.base.digest import Digest
from trueup.core.base.finding import Id, Phase
from trueup.core.gates.actions import next_actions
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.options import standing
from trueup.core.gates.state import gates
from trueup.core.model.initiative import Initiative
from trueup.core.rules.rule import Case
from trueup.core.rules.run import RuleRun


def conclude(
    case: Case,
    outcome: RuleRun,
    phase: Phase,
    version: str,
    fingerprints: Mapping[str, Digest],
) -> Assessment:
    """Return the assessment of one initiative at a phase."""
    open_findings = [finding for finding in outcome.findings if finding.waived is None]
    options = standing(case.initiative, open_findings)
    states = gates(case.initiative, phase, outcome.findings, {s.code: s.reason for s in outcome.skipped}, options)
    actions = next_actions(states, options, open_findings, signers(case.initiative))
    return Assessment(
        case.document,
        case.links,
        case.evidence,
        outcome.findings,
        outcome.skipped,
        outcome.ran,
        states,
        options,
        actions,
        phase,
        case.as_of,
        version,
        fingerprints,
    )


def signers(initiative: Initiative) -> dict[str, Id | None]:
    """Return who signs for each side: the objective's owner for business, the first goal's owner for technology."""
    business = initiative.objective.owner if initiative.objective else None
    technology = next((g.owner for g in initiative.operational_goals.values() if g.owner), None)
    return {"business": Id(business) if business else None, "technology": Id(technology) if technology else None}
