"""Findings as plain lines, one `file:line` each, the way compilers and linters print them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trueup.core.base.finding import Finding
from trueup.core.gates.actions import SIGNATURES, Action
from trueup.render.charts.numbers import amount
from trueup.render.killed import killed_words
from trueup.render.next_steps import next_steps, nothing_next
from trueup.render.outcome import Outcome
from trueup.render.plain import count_of


def faults_text(faults: Sequence[Finding]) -> str:
    """Return all faults of documents: where, what, how to mend; the count first."""
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    lines = [f"trueup: the document cannot be judged before its {count} {'is' if len(faults) == 1 else 'are'} mended."]
    lines += [part for fault in faults for part in (f"{fault.place}: {fault.code} {fault.problem}", f"    {fault.fix}")]
    return "\n".join(lines)


def findings_lines(findings: Iterable[Finding], folder: str = "") -> list[str]:
    """Return each finding on one line with its remedy and stake on the next."""
    lines: list[str] = []
    for each in findings:
        place = f"{folder}{each.place}"
        stake = f"  [{amount(each.stake.value, each.stake.unit)}, {each.stake.basis}]" if each.stake else ""
        who = f" ({each.owner})" if each.owner else ""
        lines += [f"{place}: {each.severity} {each.code} {each.name}: {each.problem}{stake}", f"    {each.fix}{who}"]
    return lines


def check_text(found: Outcome) -> str:
    """Return what `check` found: what to do next, findings that are due, one line a later phase, the count last."""
    lines = _next(found) if found.assessments and not found.faults else []
    for each in found.assessments:
        mine = each.due()
        if len(found.assessments) > 1 and mine:
            lines.append(f"{each.document.initiative.id}: {each.document.initiative.title}")
        lines += findings_lines(mine)
        if each.killed is not None:
            name = f"{each.document.initiative.id}: " if len(found.assessments) > 1 else ""
            lines.append(f"{name}{killed_words(each)} Nothing is due; this stays listed:")
            lines += findings_lines(each.kept())
    if found.over and found.over.findings:
        lines.append("across the portfolio:")
        lines += findings_lines(found.over.findings)
    if found.faults:
        lines.append(faults_text(found.faults))
    lines += _waived(found)
    lines += [
        f"later, {phase}: {count_of(count, 'finding')}, not due yet" for phase, count in found.later_counts().items()
    ]
    unjudged = [each for one in found.assessments for each in one.skipped if each.code.startswith(SIGNATURES)]
    lines += [f"not run: {each.code} {each.name}: {each.reason}" for each in dict.fromkeys(unjudged)]
    lines += [_count(found)] if found.judged() else []
    return "\n".join(lines) + "\n"


def _next(found: Outcome) -> list[str]:
    """Return the first things to do, one line each, or why there is nothing to do."""
    steps = next_steps(found)
    return [f"next: {_step(each)}" for each in steps] or [f"next: {nothing_next(found)}"]


def _step(action: Action) -> str:
    where = f"{action.place}: " if action.place else ""
    who = f" ({', '.join(action.everyone)})" if action.who else ""
    return f"{where}{action.what}{who}"


def _waived(found: Outcome) -> list[str]:
    lines = []
    for told in found.waived():
        each, waiver = told.finding, told.finding.waived
        if waiver is not None:
            held = f"until {waiver.until} by {waiver.approved_by}: {waiver.because}"
            lines.append(f"{each.place}: waived {each.code} {each.name}, {held}")
    return lines


def _count(found: Outcome) -> str:
    due = len(found.due())
    blocking = sum(told.finding.severity == "blocks" for told in found.due())
    ran = len({code for each in found.assessments for code in each.ran} | set(found.over.ran if found.over else ()))
    skipped = len({each.code for each in found.unrun()})
    items = sum(len(each.links.nodes) for each in found.assessments)
    killed = sum(each.killed is not None for each in found.assessments)
    ended = f" and {killed:,} killed" if killed else ""
    what = f"{count_of(len(found.assessments) - killed, 'initiative')}{ended}, {count_of(items, 'item')}"
    if len(found.assessments) == 1:
        what = count_of(items, "work item")
    not_run = f", {skipped} not run (most need data: `trueup assess`)" if skipped else ""
    block = f"{blocking:,} of them {'blocks' if blocking == 1 else 'block'}"
    note = f" {found.known} were there at {found.since} and are left out." if found.since else ""
    return f"{what}: {count_of(due, 'finding')} due, {block}; {count_of(ran, 'rule')} ran{not_run}.{note}"
