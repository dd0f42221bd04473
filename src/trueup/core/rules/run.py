"""Run rules over a case: findings, and for each rule that could not run, why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from trueup.core.base.finding import PHASES, SEVERITIES, Finding, Id, Place
from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.document import Document
from trueup.core.rules.rule import AnyRule, Case, CaseT, Flag, LaterRule, Need, PortfolioCase, PortfolioRule, Rule

CRASHED = "RUN001"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule that did not run, and why; it never counts as passed."""

    code: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class RuleRun:
    """What all rules found, most serious and most due first, and which did not run."""

    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    ran: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunCase:
    """A run over an initiative as a rule sees it that looks at the run itself: the case, the rules, what they found.

    `outcome` holds all that was found in the document, waived or not; `rules` are those that judged it.
    """

    case: Case
    rules: Sequence[AnyRule]
    outcome: RuleRun


def run(case: Case, rules: Sequence[Rule]) -> RuleRun:
    """Return the findings of all rules; a crash inside a rule is a finding that names the rule."""
    findings: list[Finding] = []
    skipped: list[Skipped] = []
    ran: list[str] = []
    missing = _missing(case)
    for each in rules:
        reason = next((missing[need] for need in each.needs if need in missing), None) if each.needs else None
        if reason is not None:
            skipped.append(Skipped(each.code, each.name, reason))
            continue
        ran.append(each.code)
        try:
            for flag in each.check(case.within(each.thresholds)):
                findings.append(_finding(case.document.place(flag.at or flag.subject), each, flag))  # noqa: PERF401 - what was found before a crash stays
        except Exception as error:  # noqa: BLE001 - a fault in one rule, ours or a user's, must not hide what the others find
            findings.append(_crash(case.document.place(""), each, error))
    return RuleRun(tuple(ordered(findings)), tuple(skipped), tuple(ran))


def run_portfolio(case: PortfolioCase, rules: Sequence[PortfolioRule]) -> RuleRun:
    """Return the findings of all rules over a portfolio; a crash inside a rule is a finding that names the rule."""
    findings: list[Finding] = []
    for each in rules:
        try:
            own = replace(case, limits=each.thresholds) if each.thresholds else case
            findings.extend(_finding(_place(case, flag), each, flag) for flag in each.check(own))
        except Exception as error:  # noqa: BLE001 - as above
            findings.append(_crash(case.source.place(""), each, error))
    return RuleRun(tuple(ordered(findings)), (), tuple(each.code for each in rules))


def run_later(document: Document, case: CaseT, rules: Sequence[LaterRule[CaseT]]) -> tuple[Finding, ...]:
    """Return the findings of rules over what is known once all others ran; a crash is a finding that names the rule."""
    findings: list[Finding] = []
    for each in rules:
        try:
            findings.extend(_finding(document.place(flag.at or flag.subject), each, flag) for flag in each.check(case))
        except Exception as error:  # noqa: BLE001 - as above
            findings.append(_crash(document.place(""), each, error))
    return tuple(findings)


def _place(case: PortfolioCase, flag: Flag) -> Place:
    where = flag.within.document if flag.within else case.source
    return where.place(flag.at or flag.subject)


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by severity, phase, money at stake (largest first), place and code."""
    return sorted(
        findings,
        key=lambda f: (
            SEVERITIES.index(f.severity),
            PHASES.index(f.phase),
            -(f.stake.value if f.stake else 0.0),
            f.place.file or "",
            f.place.line or 0,
            f.code,
            f.subject,
        ),
    )


def _finding(place: Place, each: AnyRule, flag: Flag) -> Finding:
    return Finding(
        each.code,
        each.name,
        Id(flag.subject),
        place,
        each.severity if each.held else flag.severity or each.severity,
        flag.phase or each.phase,
        flag.problem,
        flag.fix,
        Id(flag.owner) if flag.owner else None,
        flag.stake,
    )


def _crash(place: Place, each: AnyRule, error: Exception) -> Finding:
    problem = f"Rule {each.code} {each.name} stopped with {type(error).__name__}: {str(error)[:200]}"
    return Finding(
        CRASHED,
        "rule-crashed",
        Id(each.code),
        place,
        "blocks",
        each.phase,
        problem,
        "This is a fault in the rule, not in your document: report it with the document that shows it.",
    )


def _missing(case: Case) -> dict[Need, str]:
    """Return why evidence is missing that rules may need, by what is missing."""
    evidence, found = case.evidence, dict[Need, str]()
    if isinstance(evidence.spend, NotRun):
        found["spend"] = evidence.spend.detail
    unread = "no data was read: `trueup assess` reads it" if case.initiative.data else "the document names no data set"
    if not evidence.kpis:
        found["kpis"] = unread
    if not evidence.tables:
        found["tables"] = unread
    return found
