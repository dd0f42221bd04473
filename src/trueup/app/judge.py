"""From a document and what was measured to the assessment: figures, findings, gates. No input or output."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trueup import __version__
from trueup.adapters.folder import Target
from trueup.app.rulebook import Rulebook, rulebook
from trueup.core.base.digest import Digest
from trueup.core.base.finding import Finding, Phase
from trueup.core.base.record import dataclass
from trueup.core.gates import options
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.conclude import conclude, with_weakest_link
from trueup.core.gates.stages import stages
from trueup.core.model.document import Document
from trueup.core.model.evidence import Evidence
from trueup.core.model.links import link
from trueup.core.priority.handed import NOTHING_HANDED, Handed
from trueup.core.rules.catalogue import RUN_CATALOGUE
from trueup.core.rules.rule import AnyRule, Case, PortfolioCase
from trueup.core.rules.run import RuleRun, RunCase, ordered, run, run_later, run_portfolio
from trueup.core.rules.waive import waived
from trueup.core.value.benefit import benefit
from trueup.core.value.spend import spend

if TYPE_CHECKING:
    from trueup.core.gates.disagreement import Disagreement
    from trueup.core.gates.standing import Memory, Standing


@dataclass(frozen=True, slots=True)
class Beside:
    """What lies beside a document and counts in judging it.

    `claims` are the shares of shared KPIs' benefit that this initiative may claim, `memory` is its ledger with what was
    signed; both None where there is none. `handed` is what stakeholders handed in, `elsewhere` what is not settled with
    other initiatives of its portfolio, where these are judged with it.
    """

    claims: Mapping[str, float] | None = None
    memory: Memory | None = None
    handed: Handed = NOTHING_HANDED
    elsewhere: tuple[Disagreement, ...] = ()


ALONE: Final = Beside()


def judge(
    document: Document,
    measured: Evidence,
    as_of: date,
    phase: Phase | None,
    *,
    fingerprints: Mapping[str, Digest] | None = None,
    beside: Beside = ALONE,
    book: Rulebook | None = None,
) -> Assessment:
    """Return the assessment of a document at a phase (the one its ledger or itself says, where none is given).

    `measured` holds what the data said; spend and benefit are computed here from it. `beside` is what lies beside the
    document, `book` the rules (its portfolio's where not given).
    """
    memory = beside.memory
    if memory is not None:
        from trueup.core.gates.reviews import with_reviews_held  # what reads a ledger is loaded where one was begun

        document = with_reviews_held(document, memory.entries, as_of)
    case = case_of(document, measured, as_of, beside.claims)
    rules = book or rulebook(document.portfolio)
    outcome = run(case, rules.rules)
    outcome = replace(
        outcome,
        findings=waived(outcome.findings, document, as_of),
        skipped=(*outcome.skipped, *rules.left_out),
    )
    outcome = _with_idle_waivers(case, rules.rules, outcome)
    agreed = _agreed(case, memory, outcome.findings) if memory else None
    found = conclude(case, outcome, phase, __version__, fingerprints or {}, agreed, beside.handed)
    if memory is not None:
        from trueup.core.gates.collaboration import collaboration

        together = collaboration(document, memory, agreed, found.phase, as_of, beside.elsewhere)
        found = with_weakest_link(found, together)
    return replace(found, stages=() if found.killed else stages(case.initiative, case.evidence, as_of))


def case_of(document: Document, measured: Evidence, as_of: date, claims: Mapping[str, float] | None) -> Case:
    """Return all that rules may look at: the document with its links, what was measured, and its spend and benefit."""
    initiative = document.initiative
    links = link(initiative)
    evidence = replace(
        measured,
        spend=spend(initiative, links, measured, as_of),
        benefit=benefit(initiative, measured, as_of, claims=claims),
    )
    return Case(document, links, evidence, as_of)


def _with_idle_waivers(case: Case, rules: Sequence[AnyRule], outcome: RuleRun) -> RuleRun:
    """Return a run with what the rules over it say of it: of waivers that fit nothing in it."""
    if not case.document.waivers:
        return outcome
    found = _idle(case, rules, outcome)
    ran = (*outcome.ran, *(each.code for each in RUN_CATALOGUE))
    return replace(outcome, findings=tuple(ordered((*outcome.findings, *found))), ran=ran)


def _idle(case: Case, rules: Sequence[AnyRule], outcome: RuleRun) -> tuple[Finding, ...]:
    """Return the waivers of an initiative that fit nothing, among those of the rules that ran."""
    return run_later(case.document, RunCase(case, rules, outcome), RUN_CATALOGUE) if case.document.waivers else ()


def _in(case: Case, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return what was found in the document of an initiative."""
    return tuple(f for f in findings if f.place.file == case.document.own.file)


def _agreed(case: Case, memory: Memory, findings: Sequence[Finding]) -> Standing:
    """Return how an initiative stands to what was signed, by its text and by the verdicts that are known today."""
    from trueup.core.gates.standing import standing
    from trueup.core.gates.verdicts import verdicts_today

    held = options.standing(case.initiative, findings, case.evidence.readiness)
    known = verdicts_today(case.initiative, held, case.evidence)
    return standing(case.document, case.evidence, memory, case.as_of, known)


Member = Assessment | Case
"""An initiative of a portfolio that is judged: its assessment, or its case alone where nothing killed it."""


def judge_portfolio(
    assessments: Sequence[Member],
    book: Rulebook | None = None,
    unread: frozenset[str] = frozenset(),
    unjudged: Iterable[Document] = (),
) -> RuleRun | None:
    """Return what the rules over a portfolio find in its initiatives, None where these share no portfolio.

    `unread` are the names of its initiatives that could not be judged, `unjudged` the documents of those among them
    that could be read. A waiver of an initiative covers what is found in its own document. An initiative that was
    killed claims nothing, takes nobody's time and counts nowhere.
    """
    first = next((each.document for each in assessments if each.document.portfolio is not None), None)
    if first is None or first.portfolio is None or first.around is None:
        return None
    rules = book or rulebook(first.portfolio)
    killed = frozenset(each.document.initiative.id for each in assessments if _is_killed(each))
    open_ = [each for each in assessments if not _is_killed(each)]
    cases = tuple(_case(each) for each in open_)
    as_of = assessments[0].as_of
    unseen = tuple(Case(each, link(each.initiative), Evidence(), as_of) for each in unjudged)
    case = PortfolioCase(first.portfolio, first.around, cases, as_of, unread=unread, killed=killed, unjudged=unseen)
    outcome = run_portfolio(case, rules.over)
    findings = outcome.findings
    for each in open_:
        mine = tuple(f for f in findings if f.place.file == each.document.own.file) if each.document.waivers else ()
        if mine:
            covered = {f.key: f for f in waived(mine, each.document, each.as_of)}
            findings = tuple(covered.get(f.key, f) if f in mine else f for f in findings)
    if not unread:
        idle = [_idle(case, rules.over, replace(outcome, findings=_in(case, findings))) for case in cases]
        findings = tuple(ordered((*findings, *(f for each in idle for f in each)))) if any(idle) else findings
    return replace(outcome, findings=findings, skipped=(*outcome.skipped, *rules.over_left_out))


def _is_killed(member: Member) -> bool:
    return isinstance(member, Assessment) and member.killed is not None


def _case(member: Member) -> Case:
    return member if isinstance(member, Case) else Case(member.document, member.links, member.evidence, member.as_of)


def over_portfolio(
    target: Target,
    assessments: Sequence[Member],
    unread: Iterable[Path] = (),
    unjudged: Mapping[Path, Iterable[Document]] = MappingProxyType({}),
) -> RuleRun | None:
    """Return what the rules over portfolios find, None where a path does not lead to a whole portfolio.

    Each portfolio at or below the path is judged with the initiatives that belong to it; `unread` are the files of
    initiatives that could not be judged, `unjudged` the documents of a portfolio that could be read all the same.
    """
    members: dict[Path, list[Member]] = {}
    for each in assessments:
        nearest = _portfolio_in(target, each.document)
        if nearest is not None:
            members.setdefault(nearest, []).append(each)
    lost: dict[Path | None, set[str]] = {}
    for file in unread:
        lost.setdefault(target.portfolio_of(file), set()).add(file.parent.name)
    each_run = (
        judge_portfolio(found, None, frozenset(lost.get(file, ())), unjudged.get(file, ()))
        for file, found in members.items()
    )
    runs = [run for run in each_run if run]
    if not runs:
        return None
    return RuleRun(
        tuple(ordered(finding for each in runs for finding in each.findings)),
        tuple(dict.fromkeys(skipped for each in runs for skipped in each.skipped)),
        tuple(dict.fromkeys(code for each in runs for code in each.ran)),
    )


def disputed_within(
    target: Target, documents: Iterable[Document], as_of: date
) -> Mapping[str, tuple[Disagreement, ...]]:
    """Return by the file of each initiative what it has not settled with others of its portfolio.

    Of portfolios at or below the path alone: of others not every initiative was read.
    """
    members: dict[Path, list[Document]] = {}
    for each in documents:
        nearest = _portfolio_in(target, each)
        if nearest is not None:
            members.setdefault(nearest, []).append(each)
    several = [each for each in members.values() if len(each) > 1]
    if not several:
        return {}
    from trueup.core.portfolio.disputed import disputed

    return {file: each for found in several for file, each in disputed(found, as_of).items()}


def _portfolio_in(target: Target, document: Document) -> Path | None:
    """Return the portfolio of an initiative, None where it does not lie at or below the path."""
    nearest = target.portfolio_of(target.root / document.own.file)
    return nearest if nearest is not None and nearest.parent.is_relative_to(target.root) else None


def blocking(over: RuleRun) -> bool:
    """Whether something blocks in the portfolio; it has no phase of its own, so that everything counts."""
    return any(finding.severity == "blocks" and finding.waived is None for finding in over.findings)
