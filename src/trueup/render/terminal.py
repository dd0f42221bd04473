"""The assessment on one screen: verdict, key figures, gates, options, next actions."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from trueup.core.base.quantity import Basis
from trueup.core.base.record import dataclass
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.options import OptionStanding, untested_words
from trueup.core.gates.standing import Standing
from trueup.core.gates.state import GateState
from trueup.core.gates.torn import TORN
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.kpi import Kpi
from trueup.core.model.results.measure import KpiReading
from trueup.core.model.results.spend import SpendFigures
from trueup.render.beyond import NAMES, stage_word, stage_words, together_lines
from trueup.render.charts.numbers import amount, number, share
from trueup.render.dated import dated, option
from trueup.render.harmless import cut, one_line
from trueup.render.mvp import mvp_line
from trueup.render.plain import (
    MARKS,
    claim,
    count_of,
    first_sentence,
    level,
    money,
    more_like_it,
    percent_or_why,
    quantity_level,
    reaching,
    typed_baseline,
)
from trueup.render.signed import figures_words, lapsed_beyond, signature_words, suspects
from trueup.render.verdict import held_by_checks, verdict

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class Screen:
    """What the output can show: columns, and whether it has colours; `as_of` is the day that was asked for, if any."""

    width: int
    colour: bool
    as_of: date | None = None


def assessment_text(found: Assessment, screen: Screen, remarks: Sequence[str] = (), *, named: bool = False) -> str:
    """Return the assessment as text for a screen; the same assessment and screen give the same bytes.

    `named` puts the initiative's id before its title, for where several follow each other.
    """
    from rich.console import Console

    console = Console(
        file=io.StringIO(),
        width=screen.width,
        force_terminal=screen.colour,
        no_color=not screen.colour,
        color_system="standard" if screen.colour else None,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )
    _head(console, found, named=named)
    _figures(console, found)
    _kpis(console, found)
    _gates(console, found)
    _beyond(console, found)
    _options(console, found)
    _mvp(console, found)
    _actions(console, found, screen.as_of)
    _foot(console, found, remarks, screen.as_of)
    output = console.file
    assert isinstance(output, io.StringIO)  # noqa: S101 - made four lines above
    text = output.getvalue().replace(_HOLD, NO_BREAK)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


UNLOOKED: Final = "data.fitness"
"""The subject of the finding that nobody asked yet whether data is fit to learn from: told however much else is due."""
_LONGEST_REASON: Final = 40
"""Characters of why a baseline is typed."""
NO_BREAK: Final = "\u00a0"
_HOLD: Final = "\ue000"
"""Stands for a blank that must not break while lines are wrapped: to the wrapping every blank is one."""


def _held(text: str) -> str:
    return text.replace(NO_BREAK, _HOLD)


def _head(console: Console, found: Assessment, *, named: bool) -> None:
    initiative = found.document.initiative
    console.print()
    console.print(f"{initiative.id}: {initiative.title}" if named else initiative.title, style="bold")
    if initiative.objective:
        console.print(f"Objective: {initiative.objective.statement}")
    killed = ", killed" if found.killed else ""
    console.print(f"Phase {found.phase}{killed}, as of {found.as_of}", style="dim")
    console.print()
    console.print(verdict(found), style="bold")
    console.print()


def _table(
    console: Console, title: str, rows: Sequence[Sequence[str]], *ratios: int, styles: Sequence[str] = ()
) -> None:
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    if title:
        console.print(title, style="bold")
    grid = Table.grid(padding=(0, 2), expand=True)
    for ratio in ratios:
        grid.add_column(ratio=ratio or None, no_wrap=not ratio, overflow="fold")
    for number_, row in enumerate(rows):
        style = styles[number_] if styles else ""
        grid.add_row(*(Text(_held(cell), style=style if index == 0 else "") for index, cell in enumerate(row)))
    from rich.padding import Padding

    console.print(Padding(grid, (0, 0, 1, 2)))


def _figures(console: Console, found: Assessment) -> None:
    rows: list[tuple[str, str, str]] = []
    spend, benefit = found.evidence.spend, found.evidence.benefit
    if isinstance(spend, NotRun):
        rows.append(("Aligned spend", "not due", spend.detail))
    else:
        label = "Aligned spend" if spend.unit.isupper() else "Aligned effort"
        why = f"{spend.aligned.detail}{_at_median(spend)}" if isinstance(spend.aligned, NotRun) else _spend_words(spend)
        rows.append((label, f"{percent_or_why(spend.aligned)} ◐", f"of {amount(spend.total, spend.unit)}: {why}"))
    if isinstance(benefit, NotRun):
        rows.append(("Promised benefit", "none yet", f"{benefit.detail}. {benefit.fix}"))
    elif isinstance(benefit.promised, NotRun):
        rows.append(("Promised benefit", "undefined", benefit.promised.detail))
    else:
        promised = benefit.promised
        worst, best = amount(promised.spread.low, promised.unit), amount(promised.spread.high, promised.unit)
        ends = f"worst and best corner of the stated ranges {worst} to {best}"
        claims = "".join(f"; {said}" for s in benefit.streams if (said := claim(s, f"KPI `{s.kpi}`")))
        rows.append(("Promised benefit", f"{money(promised)} {MARKS[promised.basis]}", ends + claims))
        why = next((s.why_not for s in benefit.streams if s.why_not), "")
        rows.append(
            (
                "Evidenced benefit",
                f"{percent_or_why(benefit.evidenced, 0)} {MARKS[promised.basis]}",
                f"{why}; baseline measured for {share(benefit.baseline_measured, 0)} of it",
            )
        )
    _table(console, "Key figures  (● measured  ◐ estimated  ○ assumed)", rows, 0, 0, 1)


def _spend_words(spend: SpendFigures) -> str:
    words = {
        "mandated": "mandated",
        "unqualified": "on KPIs that do not qualify",
        "no_kpi": "without a KPI",
        "not_planned": "not planned",
    }
    parts = [
        f"{reaching(value, spend.unit)} a KPI that counts ({share(value / spend.total)})"
        if name == "aligned"
        else f"{amount(value, spend.unit)} {words[name]} ({share(value / spend.total)})"
        for name, value in spend.segments
        if value
    ]
    priced = f"; priced {spend.priced} of {len(spend.leaves)} items" if spend.priced < len(spend.leaves) else ""
    return (
        ", ".join(parts)
        + priced
        + _at_median(spend)
        + f"; linked {percent_or_why(spend.linked)}"
        + (f"; spent so far {amount(spend.spent, spend.unit)}" if spend.spent else "")
    )


def _at_median(spend: SpendFigures) -> str:
    """Return the figure with what is missing at the median of its siblings; nothing where nothing is missing."""
    if spend.at_median is None:
        return ""
    return f"; {share(spend.at_median)} {MARKS[Basis.ASSUMED]} with the rest at its siblings' median size"


def _kpis(console: Console, found: Assessment) -> None:
    rows = []
    objective = found.document.initiative.objective
    for name, kpi in found.document.initiative.kpis.items():
        reading = found.evidence.reading(name)
        role = (
            "decides"
            if objective and name == objective.kpi
            else "guards"
            if objective and name in objective.guardrails
            else ""
        )
        role = f"instead of {kpi.instead_of}" if kpi.instead_of else role
        goal = (
            f"→ {level(kpi.target.value, kpi)}" + (f" by {kpi.target.by}" if kpi.target.by else "")
            if kpi.target
            else ""
        )
        rows.append((name, role, _now(kpi, reading), goal))
    _table(console, "KPIs  (baseline with 95 % interval, clustered by day → target)", rows, 0, 0, 1, 0)


def _now(kpi: Kpi, reading: KpiReading | NotRun) -> str:
    """Return where a KPI stands: its baseline, typed or measured, and apart from that what was measured."""
    typed = typed_baseline(kpi)
    stated = ""
    if typed is not None and kpi.baseline:
        because = cut(one_line(kpi.baseline.because or "no reason given"), _LONGEST_REASON)
        stated = f"{level(typed, kpi)} {MARKS[Basis.ASSUMED]} typed ({because})"
    found = reading if isinstance(reading, NotRun) else reading.level
    if isinstance(found, NotRun) or isinstance(reading, NotRun):
        return stated or f"not measured: {found.detail if isinstance(found, NotRun) else ''}"
    seen = f"{quantity_level(found, kpi)} {MARKS[found.basis]} of {number(reading.funnel.counted)}"
    if stated:
        return f"{stated}; measured {seen}"
    return seen if kpi.baseline else f"no baseline yet; measured {seen}"


def _gates(console: Console, found: Assessment) -> None:
    rows, styles = [], []
    for gate in found.gates:
        rows.append((gate.phase.capitalize(), _gate_word(gate), _gate_words(gate, found.agreed)))
        styles.append("" if gate.due == "later" else "bold" if gate.due == "current" else "")
    _table(console, "Gates", rows, 0, 0, 1, styles=styles)
    later = [gate.phase for gate in found.gates if gate.due == "later"]
    if found.agreed is not None and not found.killed and (words := lapsed_beyond(later, found.agreed)):
        console.print(f"  {words}\n")


def _gate_word(gate: GateState) -> str:
    return "not due" if gate.due == "later" else "open" if gate.open else "closed"


def _gate_words(gate: GateState, agreed: Standing | None) -> str:
    content, signed = gate.count("content"), gate.count("signature")
    if gate.due == "later":
        return f"{content[1]} criteria, {signed[1]} signatures"
    unmet = [
        f"{c.id} {_inside(c.title)}: {'waived' if c.waived else 'not met' if c.status == 'not_met' else 'unknown'}"
        for c in gate.musts("content")
        if c.status != "met"
    ]
    counts = f"{content[0]} of {content[1]} content, {signed[0]} of {signed[1]} signatures"
    counts += ": not recorded" if agreed is None else f", {gate.unasked}" if gate.unasked else ""
    suspect = suspects(gate.phase, agreed) if agreed else 0
    counts += f", {suspect} suspect" if suspect else ""
    lines = ["; ".join((counts, *unmet))]
    if agreed is not None and (moved := figures_words(gate.phase, agreed)):
        lines.append(f"{moved[:1].upper()}{moved[1:]}")
    if agreed is not None:
        lines += [f"{words[:1].upper()}{words[1:]}" for words in signature_words(gate.phase, agreed)]
    return "\n".join(lines)


def _inside(title: str) -> str:
    """Return a title as it stands inside a sentence: `Each KPI ...` begins small, `KPIs ...` and `AI ...` do not."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _beyond(console: Console, found: Assessment) -> None:
    """Print the stages beyond the pilot once it is there or should be, and how the sides work together."""
    if found.stuck is not None:
        console.print("Beyond the pilot", style="bold")
        console.print(f"  Still a pilot: {found.stuck.problem} {found.stuck.fix}")
    if found.stuck is not None or any(stage.due for stage in found.stages):
        rows = [(NAMES[stage.stage], stage_word(stage), stage_words(stage)) for stage in found.stages]
        _table(console, "" if found.stuck is not None else "Beyond the pilot", rows, 0, 0, 1)
    if found.together is not None:
        console.print("Working together", style="bold")
        for line in together_lines(found.together):
            console.print(f"  {line}")
        console.print()


def _not_run(found: Assessment) -> str:
    """Return the rules that did not run, together where they have one reason."""
    reasons: dict[str, list[str]] = {}
    for each in found.skipped:
        reasons.setdefault(each.reason, []).append(each.code)
    return "; ".join(f"{', '.join(codes)} ({reason})" for reason, codes in reasons.items())


def _options(console: Console, found: Assessment) -> None:
    rows = [
        (
            f"{o.id} ({o.kind.replace('_', ' ')})",
            "held" if o.held else "may go on",
            _why(o),
        )
        for o in found.options
    ]
    _table(console, "Options", rows, 0, 0, 1)


def _mvp(console: Console, found: Assessment) -> None:
    """Print which work people chose as the MVP, where they did."""
    line = mvp_line(found)
    _table(console, "MVP", [("chosen by people", line)] if line else [], 0, 1)


def _why(option: OptionStanding) -> str:
    """Return what holds an option, and the verdict that people state of its probe."""
    held = f"{first_sentence(option.because[0])} {held_by_checks(option)}".rstrip() if option.held else ""
    return "\n".join(each for each in (held, untested_words(option.stated) if option.stated else "") if each)


def _actions(console: Console, found: Assessment, as_of: date | None) -> None:
    rows = [
        (
            f"{index}.",
            ", ".join(action.everyone) or "nobody yet",
            f"{dated(action.what, as_of)}\n{first_sentence(action.why)}{more_like_it(action.places)}"
            + (f" [{action.place}]" if action.place else ""),
            money(action.stake) if action.stake else "",
        )
        for index, action in enumerate(found.actions, 1)
    ]
    if rows:
        _table(console, "Next", rows, 0, 0, 1, 0)
    elif found.killed:
        console.print("Next: nothing; it was killed.\n")
    else:
        console.print("Next: nothing that is due is open.\n")


def _foot(console: Console, found: Assessment, remarks: Sequence[str], as_of: date | None) -> None:
    due = found.due()
    blocking = sum(f.severity == "blocks" for f in due)
    counts = f"{count_of(len(due), 'finding')} due ({blocking} blocking)"
    if found.killed:
        counts = f"Nothing is due; {count_of(len(found.kept()), 'finding')} stay listed"
    day = option(as_of)
    told = f"trueup report{day} lists all of them, trueup check{day} those of the document."
    console.print(f"{counts}: {told}", style="dim")
    for phase, count in found.later().items():
        console.print(f"Later, {phase}: {count_of(count, 'finding')}, not due yet.", style="dim")
    for finding in found.findings:
        if finding.subject == UNLOOKED and finding.waived is None:
            console.print(f"{finding.problem} {dated(finding.fix, as_of)}", style="dim")
    if found.skipped:
        console.print(f"Not run: {_not_run(found)}.", style="dim")
    if found.agreed is not None and found.agreed.heads:
        heads = ", ".join(found.agreed.heads)
        console.print(
            f"Ledger: {found.agreed.entries:,} {'entry' if found.agreed.entries == 1 else 'entries'}, head {heads}"
            + (f"; {TORN}: `trueup verify` says what to do" if found.agreed.torn else ""),
            style="dim",
        )
    for remark in remarks:
        console.print(remark)
