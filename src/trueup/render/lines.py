"""Findings as plain lines, one `file:line` each, the way compilers and linters print them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trueup.core.base.finding import Finding
from trueup.core.gates.actions import Action
from trueup.core.gates.assessment import Assessment
from trueup.render.charts.numbers import amount
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
    lines = [_next(found)] if found.assessments and not found.faults else []
    for each in found.assessments:
        mine = each.due()
        if len(found.assessments) > 1 and mine:
            lines.append(f"{each.document.initiative.id}: {each.document.initiative.title}")
        lines += findings_lines(mine)
    if found.over and found.over.findings:
        lines.append("across the portfolio:")
        lines += findings_lines(found.over.findings)
    if found.faults:
        lines.append(faults_text(found.faults))
    lines += _waived(found)
    lines += [
        f"later, {phase}: {count_of(count, 'finding')}, not due yet" for phase, count in found.later_counts().items()
    ]
    return "\n".join([*lines, _count(found)]) + "\n"


def _next(found: Outcome) -> str:
    """Return the first thing to do: of what is due, where something blocks or most money hangs on it."""
    ready = [(each.blocks, first) for each in found.assessments if (first := _first_due(each)) is not None]
    if not ready:
        over = found.over.findings if found.over else ()
        if over:
            return f"next: {over[0].place}: {over[0].fix}" + (f" ({over[0].owner})" if over[0].owner else "")
        return "next: nothing that is due is open; `--phase` takes it to the next phase"
    _, first = max(ready, key=lambda pair: (pair[0], pair[1].stake.value if pair[1].stake else 0.0))
    where = f"{first.place}: " if first.place else ""
    who = f" ({first.who})" if first.who else ""
    return f"next: {where}{first.what}{who}"


def _first_due(found: Assessment) -> Action | None:
    due = {each.code for each in found.due()}
    return next((action for action in found.actions if action.code in due), None)


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
    what = f"{len(found.assessments):,} initiatives, {count_of(items, 'item')}"
    if len(found.assessments) == 1:
        what = count_of(items, "work item")
    not_run = f", {skipped} not run (most need data: `trueup assess`)" if skipped else ""
    block = f"{blocking:,} of them {'blocks' if blocking == 1 else 'block'}"
    note = f" {found.known} were there at {found.since} and are left out." if found.since else ""
    return f"{what}: {count_of(due, 'finding')} due, {block}; {count_of(ran, 'rule')} ran{not_run}.{note}"
