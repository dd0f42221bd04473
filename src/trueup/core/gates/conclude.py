"""From a case and its findings to the assessment: options, gates, actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from trueup.core.base.digest import Digest
from trueup.core.base.finding import Id, Phase
from trueup.core.gates.actions import MOST, Action, next_actions
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.heard import heard_status
from trueup.core.gates.options import standing
from trueup.core.gates.state import due, gates
from trueup.core.model.document import Document
from trueup.core.model.initiative import Initiative
from trueup.core.priority.handed import NOTHING_HANDED, Handed
from trueup.core.rules.rule import Case
from trueup.core.rules.run import RuleRun, ordered, run_later

if TYPE_CHECKING:
    from trueup.core.gates.collaboration import Collaboration
    from trueup.core.gates.standing import Standing


def conclude(
    case: Case,
    outcome: RuleRun,
    phase: Phase | None,
    version: str,
    fingerprints: Mapping[str, Digest],
    agreed: Standing | None = None,
    handed: Handed = NOTHING_HANDED,
) -> Assessment:
    """Return the assessment of one initiative at a phase.

    Where no phase is given it is the first without a go that holds, once the ledger holds a decision; before that it is
    the one of the document, else discovery. `agreed` is what was signed and decided, None where there is no ledger,
    `handed` what stakeholders handed in.
    """
    if agreed is not None:
        outcome = _with_signatures(outcome, agreed, case.document)
    open_findings = [finding for finding in outcome.findings if finding.waived is None]
    options = standing(case.initiative, outcome.findings, case.evidence.readiness)
    not_run = {s.code: s.reason for s in outcome.skipped}
    now, heard = phase or case.initiative.phase or "discovery", heard_status(case.document, handed)
    states = gates(case.initiative, now, outcome.findings, not_run, options, agreed, heard)
    if phase is None and agreed is not None and agreed.decisions:
        from trueup.core.gates.decided import phase_after

        now = phase_after(agreed.decisions, frozenset(state.phase for state in states if state.open))
        states = tuple(replace(state, due=due(state.phase, now)) for state in states)
    actions = next_actions(states, options, open_findings, signers(case.initiative), agreed)
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
        now,
        case.as_of,
        version,
        fingerprints,
        agreed,
    )


def _with_signatures(outcome: RuleRun, agreed: Standing, document: Document) -> RuleRun:
    """Return the findings with those about signatures; what they are told with is loaded where there is a ledger."""
    from trueup.core.gates.signatures.case import SignatureCase
    from trueup.core.gates.signatures.catalogue import SIGNATURE_CATALOGUE

    found = run_later(document, SignatureCase(document, agreed), SIGNATURE_CATALOGUE)
    ran = (*outcome.ran, *(each.code for each in SIGNATURE_CATALOGUE))
    return replace(outcome, findings=tuple(ordered((*outcome.findings, *found))), ran=ran)


def with_weakest_link(found: Assessment, together: Collaboration | None) -> Assessment:
    """Return an assessment with how the sides work together; its weakest link ends the next actions."""
    if together is None:
        return found
    from trueup.core.gates.signatures.case import SignatureCase
    from trueup.core.gates.signatures.sponsor_gone_quiet import sponsor_gone_quiet

    quiet = run_later(found.document, SignatureCase(found.document, None, together, found.phase), (sponsor_gone_quiet,))
    found = replace(
        found, together=together, findings=tuple(ordered((*found.findings, *quiet))) if quiet else found.findings
    )
    if together.weakest is None or _is_told(found.actions, together):
        return found
    what, who, remedy = together.weakest
    action = Action(Id(who) if who else None, remedy, what, None, None, "working together")
    return replace(found, actions=(*found.actions[: MOST - 1], action))


def _is_told(actions: Sequence[Action], together: Collaboration) -> bool:
    """Whether the weakest link is a signature that the next actions ask for already."""
    from trueup.core.gates.signatures.signature_lapsed import signature_lapsed
    from trueup.core.gates.signatures.signature_not_counted import signature_not_counted

    first, weakest = next(iter(together.unsettled), None), together.weakest
    if first is None or weakest is None or first.subject != "signature" or not weakest[0].startswith(first.what):
        return False
    return any(action.code in (signature_lapsed.code, signature_not_counted.code) for action in actions)


def signers(initiative: Initiative) -> dict[str, Id | None]:
    """Return who signs for each side: the objective's owner for business, the first goal's owner for technology."""
    business = initiative.objective.owner if initiative.objective else None
    technology = next((g.owner for g in initiative.operational_goals.values() if g.owner), None)
    return {"business": Id(business) if business else None, "technology": Id(technology) if technology else None}
