"""Findings as plain lines, one `file:line` each, the way compilers and linters print them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trueup.core.base.finding import Finding
from trueup.core.gates.assessment import Assessment
from trueup.render.charts.numbers import amount
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


def check_text(assessments: Sequence[Assessment], faults: Sequence[Finding], note: str = "") -> str:
    """Return what `check` found: findings that are due, one line for each later phase, the count last."""
    lines: list[str] = []
    due = 0
    for each in assessments:
        mine = each.due()
        due += len(mine)
        if len(assessments) > 1 and mine:
            lines.append(f"{each.document.initiative.id}: {each.document.initiative.title}")
        lines += findings_lines(mine)
    if faults:
        lines.append(faults_text(faults))
    lines += _later(assessments)
    lines.append(_count(assessments, due) + note)
    return "\n".join(lines) + "\n"


def _later(assessments: Sequence[Assessment]) -> list[str]:
    counts: dict[str, int] = {}
    for each in assessments:
        for phase, count in each.later().items():
            counts[phase] = counts.get(phase, 0) + count
    return [
        f"later, {phase}: {count} {'finding' if count == 1 else 'findings'}, not due yet"
        for phase, count in counts.items()
    ]


def _count(assessments: Sequence[Assessment], due: int) -> str:
    ran = len({code for each in assessments for code in each.ran})
    skipped = len({s.code for each in assessments for s in each.skipped})
    blocking = sum(f.severity == "blocks" for each in assessments for f in each.due())
    items = sum(len(each.links.nodes) for each in assessments)
    what = f"{len(assessments):,} initiatives, {count_of(items, 'item')}"
    if len(assessments) == 1:
        what = count_of(items, "work item")
    not_run = f", {skipped} not run (they need data: `trueup assess`)" if skipped else ""
    block = f"{blocking:,} of them {'blocks' if blocking == 1 else 'block'}"
    return f"{what}: {count_of(due, 'finding')} due, {block}; {count_of(ran, 'rule')} ran{not_run}."
