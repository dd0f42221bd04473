"""From a case and its findings to the assessment: options, gates, actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from trueup.core.base.digest import Digest
from trueup.core.base.finding import PHASES, Id, Phase
from trueup.core.gates.actions import MOST, Action, next_actions
from trueup.core.gates.assessment import STUCK, Assessment
from trueup.core.gates.heard import heard_status
from trueup.core.gates.options import standing
from trueup.core.gates.state import GateState, due, gates
from trueup.core.model.document import Document
from trueup.core.model.initiative import Initiative
from trueup.core.priority.handed import NOTHING_HANDED, Handed
from trueup.core.rules.rule import Case
from trueup.core.rules.run import RuleRun, Skipped, ordered, run_later

if TYPE_CHECKING:
    from trueup.core.gates.collaboration import Collaboration
    from trueup.core.gates.standing import Standing
    from trueup.core.model.ledger import Entry


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

    Where no phase is given it is the first without a go that holds, once the ledger holds anything of the initiative;
    before that it is the one of the document, else discovery. `agreed` is what was signed and decided, None where there
    is no ledger, `handed` what stakeholders handed in. Of an initiative that was killed no gate is due, whatever is
    found: what there is to do is what the kill leaves.
    """
    if agreed is not None:
        outcome = _with_begun(_with_signatures(outcome, agreed, case.document), agreed)
    open_findings = [finding for finding in outcome.findings if finding.waived is None]
    options = standing(case.initiative, outcome.findings, case.evidence.readiness)
    not_run = {s.code: s.reason for s in outcome.skipped}
    now = phase or case.initiative.phase or "discovery"
    heard = heard_status(case.document, handed, begun=agreed is not None)
    states = gates(case.initiative, now, outcome.findings, not_run, options, agreed, heard)
    if phase is None and agreed is not None and agreed.entries:
        now, states = _by_decisions(states, agreed)
    if agreed is not None and agreed.killed is not None:
        states, actions = _after_the_kill(case, states, agreed, agreed.killed)
    else:
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


def _by_decisions(states: Sequence[GateState], agreed: Standing) -> tuple[Phase, tuple[GateState, ...]]:
    """Return the first phase without a go that holds, and the gates as they stand to it."""
    from trueup.core.gates.decided import phase_after

    now = phase_after(agreed.decisions, frozenset(state.phase for state in states if state.open))
    return now, tuple(replace(state, due=due(state.phase, now)) for state in states)


def _after_the_kill(
    case: Case, states: Sequence[GateState], agreed: Standing, kill: Entry
) -> tuple[tuple[GateState, ...], tuple[Action, ...]]:
    """Return the gates of an initiative that was killed, none of them due, and what the kill leaves to do."""
    from trueup.core.gates.after_kill import left_to_do

    actions = left_to_do(case.document, kill, agreed, states, case.as_of)
    return tuple(replace(state, due="later") for state in states), actions


def _with_signatures(outcome: RuleRun, agreed: Standing, document: Document) -> RuleRun:
    """Return the findings with those about signatures; what they are told with is loaded where there is a ledger."""
    from trueup.core.gates.signatures.case import SignatureCase
    from trueup.core.gates.signatures.catalogue import SIGNATURE_CATALOGUE
    from trueup.core.gates.torn import torn_ledger

    found = run_later(document, SignatureCase(document, agreed), SIGNATURE_CATALOGUE)
    found = (*found, torn_ledger(document)) if agreed.torn else found
    unjudged = _unjudged(agreed)
    left_out = {each.code for each in unjudged}
    ran = (*outcome.ran, *(each.code for each in SIGNATURE_CATALOGUE if each.code not in left_out))
    findings, skipped = tuple(ordered((*outcome.findings, *found))), (*outcome.skipped, *unjudged)
    return replace(outcome, findings=findings, ran=ran, skipped=skipped)


def _unjudged(agreed: Standing) -> tuple[Skipped, ...]:
    """Return the rule over figures that signers saw as not run, where some of these are not known today."""
    unknown = tuple(dict.fromkeys(name for each in agreed.sides if each.holds for name in each.unknown))
    if not unknown:
        return ()
    from trueup.core.gates.agreed import unknown_words
    from trueup.core.gates.signatures.signature_suspect import signature_suspect

    return (Skipped(signature_suspect.code, signature_suspect.name, unknown_words(unknown, agreed)),)


def _with_begun(outcome: RuleRun, agreed: Standing) -> RuleRun:
    """Return the findings with those about a stuck pilot due at once where the ledger shows that it was to begin.

    A phase that goes back, or a gate that nobody decided, makes no pilot shorter.
    """
    begun = any(
        each.phase == "execution" or (each.phase == "planning" and each.entry.draft.choice == "go")
        for each in agreed.decisions
    )
    if not begun:
        return outcome
    findings = (replace(f, phase=PHASES[0]) if f.code == STUCK else f for f in outcome.findings)
    return replace(outcome, findings=tuple(ordered(findings)))


def with_weakest_link(found: Assessment, together: Collaboration | None) -> Assessment:
    """Return an assessment with how the sides work together; its weakest link ends the next actions."""
    if together is None:
        return found
    if found.killed is not None:  # nobody is waited for any more: what was done stays, what is weak is nobody's to mend
        return replace(found, together=replace(together, quiet=(), unsettled=(), weakest=None))
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
    from trueup.core.gates.signatures.agreement_declined import agreement_declined
    from trueup.core.gates.signatures.signature_lapsed import signature_lapsed
    from trueup.core.gates.signatures.signature_not_counted import signature_not_counted

    first, weakest = next(iter(together.unsettled), None), together.weakest
    if first is None or weakest is None or first.subject != "signature" or not weakest[0].startswith(first.what):
        return False
    asked = (signature_lapsed.code, signature_not_counted.code, agreement_declined.code)
    return any(action.code in asked for action in actions)


def signers(initiative: Initiative) -> dict[str, Id | None]:
    """Return who signs for each side: the objective's owner for business, the first goal's owner for technology."""
    business = initiative.objective.owner if initiative.objective else None
    technology = next((g.owner for g in initiative.operational_goals.values() if g.owner), None)
    return {"business": Id(business) if business else None, "technology": Id(technology) if technology else None}
