"""What `check` found as JUnit XML, as build servers read it: a suite an initiative, a case a rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from html import escape
from itertools import groupby
from typing import Final, Literal

from trueup.core.base.finding import PHASES, SEVERITIES, Finding, Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.assessment import Assessment
from trueup.core.rules.rule import AnyRule
from trueup.core.rules.run import CRASHED, RuleRun
from trueup.render.harmless import one_line
from trueup.render.outcome import Outcome, about, stake_words
from trueup.render.plain import count_of

End = Literal["passed", "failure", "error", "skipped"]
OVER: Final = "portfolio"
"""The name of the suite of rules over all initiatives."""

_COUNTED: Final[Mapping[End, str]] = {"failure": "failures", "error": "errors", "skipped": "skipped"}


@dataclass(frozen=True, slots=True)
class _Case:
    """How one rule ended: in one word, one line and in full; `severity` is the gravest that was found."""

    name: str
    group: str
    file: str | None
    line: int | None = None
    end: End = "passed"
    severity: str = ""
    message: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Suite:
    name: str
    cases: tuple[_Case, ...]
    properties: Mapping[str, str]


def junit_text(found: Outcome, rules: Sequence[AnyRule]) -> str:
    """Return a suite for each initiative with a case for each rule that ran or did not; no times.

    A case fails when something that is due blocks or warns; what only notes is told in a case that passes, and what is
    not due yet, not run or waived is skipped with its reason. A rule that crashed and a document that cannot be read
    are errors. All findings of a case stand in one failure, as build servers keep only one.
    """
    known = {rule.code: rule for rule in rules}
    suites = [_unread(found, file, list(faults)) for file, faults in groupby(found.faults, lambda f: f.place.file)]
    suites += [_suite(found, each, known) for each in found.assessments]
    suites += [_over(found, found.over, known)] if found.over and (found.over.ran or found.over.skipped) else []
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="trueup check"{_counts(_cases(suites))}>']
    for suite in suites:
        lines += _suite_lines(suite)
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _unread(found: Outcome, file: str | None, faults: Sequence[Finding]) -> _Suite:
    place = faults[0].place
    name = found.file(place) or "document"
    codes = dict.fromkeys((fault.code, fault.name) for fault in faults)
    cases = [
        _grave(found, _Case(f"{code} {title}", name, found.file(place)), "error", [f for f in faults if f.code == code])
        for code, title in codes
    ]
    return _Suite(name, tuple(cases), {"file": file} if file else {})


def _suite(found: Outcome, each: Assessment, known: Mapping[str, AnyRule]) -> _Suite:
    properties = {"phase": each.phase, "as_of": each.as_of.isoformat()}
    if found.since is not None:
        properties["since"] = found.since
    name, ruled = each.document.initiative.id, RuleRun(each.findings, each.skipped, each.ran)
    blank = _Case("", name, f"{found.folder}{each.document.own.file}")
    if each.killed is not None:
        properties["killed"] = each.killed.draft.at.date().isoformat()
    return _Suite(name, _of_rules(found, blank, ruled, known, None if each.killed else each.phase), properties)


def _over(found: Outcome, over: RuleRun, known: Mapping[str, AnyRule]) -> _Suite:
    """Return the suite of the rules over the portfolio; it has no phase of its own, so that everything is due."""
    return _Suite(OVER, _of_rules(found, _Case("", OVER, None), over, known, PHASES[-1]), {})


def _of_rules(
    found: Outcome, blank: _Case, ruled: RuleRun, known: Mapping[str, AnyRule], phase: Phase | None
) -> tuple[_Case, ...]:
    """Return a case for each rule, by what is due at a phase; of an initiative that was killed (None) nothing is."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in ruled.findings:
        by_rule.setdefault(about(finding), []).append(finding)
    reasons = {skipped.code: skipped.reason for skipped in ruled.skipped}
    names = {s.code: s.name for s in ruled.skipped} | {f.code: f.name for f in ruled.findings}
    names |= {code: rule.name for code, rule in known.items()}
    order = {code: number for number, code in enumerate(known)}
    cases: list[_Case] = []
    for code in sorted({*ruled.ran, *reasons, *by_rule}, key=lambda code: (order.get(code, len(order)), code)):
        case = replace(blank, name=f"{code} {names.get(code, '')}".strip())
        if code in by_rule:
            case = _case(found, case, by_rule[code], phase)
        elif code in reasons:
            case = _skipped(case, reasons[code])
        cases.append(case)
    return tuple(cases)


def _case(found: Outcome, blank: _Case, findings: Sequence[Finding], phase: Phase | None) -> _Case:
    if any(f.code == CRASHED for f in findings):
        return _grave(found, blank, "error", sorted(findings, key=lambda f: f.code != CRASHED))
    open_ones = [f for f in findings if f.waived is None]
    if not open_ones:
        return _skipped(blank, _waiving(findings))
    if phase is None:
        return _skipped(blank, f"{count_of(len(open_ones), 'finding')}; it was killed, so that nothing is due")
    due = [f for f in open_ones if PHASES.index(f.phase) <= PHASES.index(phase)]
    if not due:
        waiting = f"{count_of(len(open_ones), 'finding')} of the phase {open_ones[0].phase}, not due yet"
        return _skipped(blank, waiting)
    if any(f.severity != "notes" for f in due):
        return _grave(found, blank, "failure", due)
    return replace(blank, lines=_lines(found, due))


def _waiving(findings: Iterable[Finding]) -> str:
    waivers = dict.fromkeys(f.waived for f in findings if f.waived)
    return "; ".join(f"waived until {each.until} by {each.approved_by}: {each.because}" for each in waivers)


def _grave(found: Outcome, blank: _Case, end: End, findings: Sequence[Finding]) -> _Case:
    first = min(findings, key=lambda f: SEVERITIES.index(f.severity))
    more = f" (and {len(findings) - 1:,} more)" if len(findings) > 1 else ""
    return replace(
        blank,
        file=found.file(first.place) or blank.file,
        line=first.place.line,
        end=end,
        severity=first.severity,
        message=first.problem + more,
        lines=_lines(found, findings),
    )


def _skipped(blank: _Case, reason: str) -> _Case:
    return replace(blank, end="skipped", message=reason)


def _lines(found: Outcome, findings: Iterable[Finding]) -> tuple[str, ...]:
    lines: list[str] = []
    for each in findings:
        stake = f" [{stake_words(each)}]" if each.stake else ""
        who = f" ({each.owner})" if each.owner else ""
        lines += [f"{found.shown(each.place)}: {each.severity}: {each.problem}{stake}", f"{each.fix}{who}"]
    return tuple(lines)


def _suite_lines(suite: _Suite) -> list[str]:
    lines = [f'  <testsuite name="{_xml(suite.name)}"{_counts(suite.cases)}>']
    if suite.properties:
        lines.append("    <properties>")
        lines += [f'      <property name="{name}" value="{_xml(text)}"/>' for name, text in suite.properties.items()]
        lines.append("    </properties>")
    for case in suite.cases:
        lines += _case_lines(case)
    return [*lines, "  </testsuite>"]


def _case_lines(case: _Case) -> list[str]:
    where = f' file="{_xml(case.file)}"' if case.file else ""
    where += f' line="{case.line}"' if case.line else ""
    head = f'    <testcase classname="{_xml(case.group)}" name="{_xml(case.name)}"{where}'
    body = "\n".join(map(_xml, case.lines))
    if case.end == "passed":
        return [f"{head}><system-out>{body}</system-out></testcase>" if body else f"{head}/>"]
    said = f'message="{_xml(case.message)}"'
    if case.end == "skipped":
        return [f"{head}><skipped {said}/></testcase>"]
    return [f'{head}><{case.end} type="{case.severity}" {said}>{body}</{case.end}></testcase>']


def _cases(suites: Iterable[_Suite]) -> list[_Case]:
    return [case for suite in suites for case in suite.cases]


def _counts(cases: Sequence[_Case]) -> str:
    ends = [case.end for case in cases]
    return f' tests="{len(ends)}"' + "".join(f' {word}="{ends.count(end)}"' for end, word in _COUNTED.items())


def _xml(text: str) -> str:
    """Return a text on one line for XML: markup is escaped, what XML 1.0 forbids is replaced."""
    return escape(one_line(text))
