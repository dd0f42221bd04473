"""The Decisions part of the report: what was found, and the assumptions that figures rest on."""

from __future__ import annotations

from typing import Final

from trueup.core.base.finding import Finding, Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.assessment import Assessment
from trueup.render.charts.numbers import full_date
from trueup.render.plain import count_of, first_sentence, money, person

MOST_OF_ONE_RULE: Final = 5
MOST_FOLDED: Final = 50


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding as it is read: its first sentence, the rest, what hangs on it, what to do and who does it."""

    anchor: str
    severity: str
    code: str
    problem: str
    more: str
    fix: str
    stake: str
    basis: str
    owner: str
    place: str


@dataclass(frozen=True, slots=True)
class Folded:
    """More findings of one kind: `lines` are shown on demand, `rest` counts those that only `trueup check` lists."""

    words: str
    lines: tuple[tuple[str, str], ...]
    rest: int


@dataclass(frozen=True, slots=True)
class AssumptionRow:
    """One assumption as it is read."""

    name: str
    value: str
    unit: str
    because: str
    by: str
    as_of: str
    place: str


def findings(found: Assessment) -> tuple[FindingView, ...]:
    """Return the findings that are due, at most a few of one rule; `repeated` holds the others."""
    return tuple(_view(each, found, f"f-{k}") for k, each in enumerate(_shown(found), 1))


def anchors(found: Assessment) -> dict[tuple[str, str], str]:
    """Return where each finding that is shown in full stands on the page."""
    return {each.key: f"f-{k}" for k, each in enumerate(_shown(found), 1)}


def _shown(found: Assessment) -> list[Finding]:
    counts: dict[str, int] = {}
    kept = []
    for each in found.due():
        counts[each.code] = counts.get(each.code, 0) + 1
        if counts[each.code] <= MOST_OF_ONE_RULE:
            kept.append(each)
    return kept


def repeated(found: Assessment) -> tuple[Folded, ...]:
    """Return the findings that are due beyond the first few of each rule."""
    rules: dict[str, list[Finding]] = {}
    for each in found.due():
        rules.setdefault(each.code, []).append(each)
    return tuple(
        _folded(f"{len(each) - MOST_OF_ONE_RULE:,} more: {each[0].name.replace('-', ' ')}", each[MOST_OF_ONE_RULE:])
        for each in rules.values()
        if len(each) > MOST_OF_ONE_RULE
    )


def later(found: Assessment) -> tuple[Folded, ...]:
    """Return the findings of phases that are not due yet, a fold for each phase; all of what was killed, in one."""
    kept = list(found.kept())
    if kept:
        return (_folded(f"{count_of(len(kept), 'finding')} of what was killed: listed, not due", kept),)
    return tuple(_folded(_waiting(phase, count), _of(phase, found)) for phase, count in found.later().items())


def waived(found: Assessment) -> tuple[Folded, ...]:
    """Return the findings that a waiver covers, each with until when, who allowed it and why."""
    lines = tuple(
        (f.code, f"{f.problem} Waived until {full_date(f.waived.until)} by {_by(found, f)}: {f.waived.because}")
        for f in found.waived()
        if f.waived is not None
    )
    if not lines:
        return ()
    return (Folded(f"{count_of(len(lines), 'finding')} waived", lines[:MOST_FOLDED], len(lines[MOST_FOLDED:])),)


def _by(found: Assessment, finding: Finding) -> str:
    return person(found.document.initiative, finding.waived.approved_by if finding.waived else None)


def assumptions(found: Assessment) -> tuple[AssumptionRow, ...]:
    """Return what is stated rather than measured, in the order of the document."""
    initiative = found.document.initiative
    rows = []
    for name, each in initiative.assumptions.items():
        spread = each.range
        value = (
            " / ".join(f"{part:,.10g}" for part in spread.at)
            if spread.form != "p5_p95"
            else f"{spread.low:,.10g} to {spread.high:,.10g}"
        )
        rows.append(
            AssumptionRow(
                name,
                value,
                each.unit,
                each.because or "no reason is given",
                person(initiative, each.by),
                full_date(each.as_of) if each.as_of else "no date",
                str(found.document.place(f"assumptions.{name}")),
            )
        )
    return tuple(rows)


def _view(finding: Finding, found: Assessment, anchor: str) -> FindingView:
    head = first_sentence(finding.problem)
    return FindingView(
        anchor,
        finding.severity,
        finding.code,
        head,
        finding.problem[len(head) :].strip(),
        finding.fix,
        money(finding.stake) if finding.stake else "",
        finding.stake.basis.value if finding.stake else "",
        person(found.document.initiative, finding.owner),
        str(finding.place),
    )


def _waiting(phase: Phase, count: int) -> str:
    return f"{phase.capitalize()}: {count:,} {'finding' if count == 1 else 'findings'}, not due yet"


def _of(phase: Phase, found: Assessment) -> list[Finding]:
    return [f for f in found.findings if f.phase == phase and f.waived is None]


def _folded(words: str, every: list[Finding]) -> Folded:
    lines = tuple((f.code, f.problem) for f in every[:MOST_FOLDED])
    return Folded(words, lines, len(every) - len(lines))
