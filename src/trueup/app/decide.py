"""Decide at a gate: go, hold, rework or kill; a go on a closed gate only with waivers or dated conditions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from trueup.app.assess import Settings
from trueup.app.at_gate import AtGate, Kept, at_gate, check_person, role_held
from trueup.core.base.errors import TrueupError
from trueup.core.base.finding import PHASES, Phase
from trueup.core.base.ranges import RangeFault, parse_range
from trueup.core.base.record import dataclass
from trueup.core.base.units import CURRENCIES
from trueup.core.gates.agreements import KINDS_OF
from trueup.core.gates.killed import kill_of
from trueup.core.gates.releasing import scope
from trueup.core.gates.seen import figures
from trueup.core.gates.signers import may_decide, who_decides
from trueup.core.gates.state import GateState
from trueup.core.model.ledger import Choice, Condition, Draft, Entry
from trueup.render.plain import first_sentence

_CONDITION: Final = re.compile(r"(.+?)\s+by\s+([0-9]{4}-[0-9]{2}-[0-9]{2})\s+by\s+(\S(?:.*\S)?)", re.DOTALL)
_MOST: Final = 6


@dataclass(frozen=True, slots=True)
class Ruling:
    """Who decides what at which gate, on which conditions, and what money a kill or a smaller scope releases."""

    choice: Choice
    who: str
    role: str | None = None
    phase: Phase | None = None
    conditions: tuple[str, ...] = ()
    released: str | None = None
    note: str = ""


def decide(path: Path, ruling: Ruling, *, as_of: date | None, settings: Settings) -> Kept:
    """Enter a decision into the ledger and return what was entered.

    Raises `TrueupError` where the person, the role or a condition is not right, and for a go on a gate that is closed
    without waivers or dated conditions: it says what is open.
    """
    here = at_gate(path, as_of=as_of, phase=ruling.phase, settings=settings)
    role = role_held(here.document, ruling.who, ruling.role, here.at.date())
    phase = ruling.phase or _phase(here)
    _check_may(here, ruling, role, phase)
    _check_taken_up(here, ruling)
    gate = here.assessment.gates[PHASES.index(phase)]
    conditions = tuple(_condition(here, text) for text in ruling.conditions)
    if ruling.choice == "go":
        _check_go(gate, conditions)
    elif conditions:
        raise TrueupError.option(f"A {ruling.choice} has no conditions.", ruling.conditions[0], "Say it in `--note`.")
    kind = KINDS_OF[phase][-1]
    release = _released(here, ruling)
    draft = Draft(
        "decide",
        here.document.initiative.id,
        ruling.who,
        role,
        here.at,
        phase=phase,
        agreement=here.standing.agreements[kind],
        seen=tuple(figure.seen for figure in figures(kind, here.document.initiative, here.assessment.evidence)),
        choice=ruling.choice,
        conditions=conditions,
        released=release[0],
        note=ruling.note,
    )
    files = here.write_contents(kind)
    kept = here.keep([draft])
    told = (*release[1], *_remarks(gate, ruling.choice), _now_in(here, kept), *here.of_the_clock())
    return Kept(kept, files, told)


def _phase(here: AtGate) -> Phase:
    """Return the gate that is decided at where none is named: that of the first phase without a go that holds.

    Raises `TrueupError` where the document says a later one: the decision would be entered at another gate than meant.
    """
    stated, now = here.document.initiative.phase, here.phase_by(here.mine)
    if stated is None or PHASES.index(stated) <= PHASES.index(now):
        return now
    problem = f"The document says phase {stated}, and the ledger holds no go that holds at the {now} gate."
    fix = f"Say which gate: `--phase {now}` or `--phase {stated}`. The phase is that of the first gate without a go."
    raise TrueupError.option(problem, "--phase", fix)


def _check_may(here: AtGate, ruling: Ruling, role: str, phase: Phase) -> None:
    """Raise `TrueupError` unless somebody may decide at a gate in their role: it says who may."""
    kinds = KINDS_OF[phase]
    if may_decide(here.document, ruling.who, role, kinds):
        return
    may = who_decides(here.document, kinds, here.at.date())
    names = ", ".join(f"`{who}` as `{held}`" for who, held in may)
    problem = f"`{ruling.who}` as `{role}` may not decide at the {phase} gate. {names or 'Nobody listed'} may."
    fix = "Have one of them decide, or say who does: `signing: {decide: ...}` in portfolio.yaml."
    raise TrueupError.option(problem, ruling.who, fix)


def _check_taken_up(here: AtGate, ruling: Ruling) -> None:
    """Raise `TrueupError` for a hold or a rework of what was killed: only a go takes it up again."""
    kill = here.standing.killed
    if kill is not None and ruling.choice in ("hold", "rework"):
        problem = f"It was killed on {kill.draft.at.date()} by `{kill.draft.who}`."
        fix = "Take it up again with `trueup decide go` first."
        raise TrueupError.option(problem, ruling.choice, fix)


def _now_in(here: AtGate, kept: Sequence[Entry]) -> str:
    """Return where the initiative stands after a decision."""
    entries = (*here.mine, *kept)
    if kill_of(entries) is not None:
        return "Killed: no gate asks for anything until a go takes it up again."
    return f"Phase now: {here.phase_by(entries)}, the first without a go that holds."


def still_open(gate: GateState) -> tuple[str, ...]:
    """Return what keeps a gate closed: each criterion that must be met and is neither met nor waived, and why."""
    return tuple(
        f"{c.id} {c.title}" + (f" ({first_sentence(c.because[0]).rstrip('.')})" if c.because else "")
        for c in gate.criteria
        if c.kind == "must" and c.status != "met" and not c.waived
    )


def _check_go(gate: GateState, conditions: tuple[Condition, ...]) -> None:
    if gate.open or conditions:
        return
    open_ = still_open(gate)
    more = f"; and {len(open_) - _MOST} more" if len(open_) > _MOST else ""
    problem = f"The {gate.phase} gate is closed: {'; '.join(open_[:_MOST])}{more}."
    fix = 'Mend or waive that, or decide on dated conditions: `--condition "text by 2026-05-01 by WHO"`.'
    raise TrueupError.option(problem, gate.phase, fix)


def _remarks(gate: GateState, choice: Choice) -> tuple[str, ...]:
    if choice != "go" or gate.open:
        return tuple(f"Passed by waiver: {c.id} {c.title}." for c in gate.by_waiver) if choice == "go" else ()
    return (f"The gate is closed; still open: {'; '.join(still_open(gate)[:_MOST])}.",)


def _condition(here: AtGate, text: str) -> Condition:
    """Return a condition written as `text by 2026-05-01 by WHO`; raises `TrueupError`."""
    found = _CONDITION.fullmatch(text.strip())
    fix = 'Write it as `--condition "text by 2026-05-01 by WHO"`.'
    if found is None:
        raise TrueupError.option(f"`{text}` is no dated condition.", text, fix)
    try:
        day = date.fromisoformat(found[2])
    except ValueError:
        raise TrueupError.option(f"There is no day {found[2]} in the calendar.", text, fix) from None
    if day <= here.at.date():
        raise TrueupError.option(f"The condition `{found[1]}` is due on {day}, which has passed.", text, fix)
    check_person(here.document, found[3], here.at.date())
    return Condition(found[1], day, found[3])


def _released(here: AtGate, ruling: Ruling) -> tuple[tuple[float, str] | None, tuple[str, ...]]:
    """Return the money that a decision releases, with what shows that it may.

    Only a kill or a smaller scope (rework) releases any, and all releases together never more than was committed.
    """
    if ruling.released is None:
        return None, ()
    fix = 'Write it as `--releases "EUR 40000"`, with a kill or a rework that makes the scope smaller.'
    if ruling.choice not in ("kill", "rework"):
        raise TrueupError.option(f"A {ruling.choice} releases no money.", ruling.released, fix)
    currency, _, number = ruling.released.strip().partition(" ")
    try:
        amount = parse_range(number)
    except RangeFault as fault:
        raise TrueupError.option(f"`{ruling.released}`: {fault.problem}.", ruling.released, fix) from None
    if currency not in CURRENCIES or amount.form != "point" or amount.mid <= 0:
        raise TrueupError.option(f"`{ruling.released}` is not an amount of money.", ruling.released, fix)
    shown = _check_release(here, ruling, amount.mid, currency)
    return (amount.mid, currency), (shown,) if shown else ()


def _check_release(here: AtGate, ruling: Ruling, amount: float, currency: str) -> str:
    """Return what shows that the scope is smaller, nothing for a kill; raise `TrueupError` for more than is there."""
    initiative = here.document.initiative
    cannot = f"{ruling.released} cannot be released"
    if initiative.currency and currency != initiative.currency:
        problem = f"{cannot}: the budget is in {initiative.currency}."
        raise TrueupError.option(problem, "budget", f"Say how much of it is released in {initiative.currency}.")
    every = [entry for entry in here.memory.entries if entry.draft.initiative == initiative.id]
    found = scope(initiative, here.standing.contents, every, here.memory.kept, currency)
    if initiative.budget is None:
        raise TrueupError.option(f"{cannot}: {found.why_not}.", "budget", "Write the `budget:` that was committed.")
    if amount > found.left:
        already = f", {found.released:,.10g} were released already" if found.released else ""
        problem = f"{cannot}: {found.left:,.10g} of the budget are left{already}."
        raise TrueupError.option(problem, "budget", "Release what was committed, and neither spent nor released yet.")
    if ruling.choice == "kill":
        return ""
    if not found.smaller:
        problem = f"{cannot}: a rework releases money where its scope became smaller, and {found.why_not}."
        fix = "Make `budget.amount` smaller, or cancel the work, against the plan that was signed; then decide."
        raise TrueupError.option(problem, "--releases", fix)
    if amount > found.smaller:
        problem = f"{cannot}: {found.shown}, of which {found.smaller:,.10g} are not released yet."
        raise TrueupError.option(problem, "--releases", "Release no more, or make `budget.amount` smaller still.")
    return f"Smaller scope: {found.shown}."
