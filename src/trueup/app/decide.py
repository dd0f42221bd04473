"""Decide at a gate: go, hold, rework or kill; a go on a closed gate only with waivers or dated conditions."""

from __future__ import annotations

import re
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
from trueup.core.gates.seen import figures
from trueup.core.gates.state import GateState
from trueup.core.model.ledger import Choice, Condition, Draft
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
    phase = ruling.phase or here.assessment.phase
    gate = here.assessment.gates[PHASES.index(phase)]
    conditions = tuple(_condition(here, text) for text in ruling.conditions)
    if ruling.choice == "go":
        _check_go(gate, conditions)
    elif conditions:
        raise TrueupError.option(f"A {ruling.choice} has no conditions.", ruling.conditions[0], "Say it in `--note`.")
    kind = KINDS_OF[phase][-1]
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
        released=_released(here, ruling),
        note=ruling.note,
    )
    files = here.write_contents(kind)
    return Kept(here.keep([draft]), files, (*_remarks(gate, ruling.choice), *here.of_the_clock()))


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


def _released(here: AtGate, ruling: Ruling) -> tuple[float, str] | None:
    """Return the money that a decision releases; only a kill or a smaller scope (rework) does, and never more."""
    if ruling.released is None:
        return None
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
    budget = here.document.initiative.budget
    if budget is None or amount.mid > budget.remaining:
        left = "no budget is written down" if budget is None else f"{budget.remaining:,.10g} of the budget are left"
        problem = f"{ruling.released} cannot be released: {left}."
        raise TrueupError.option(problem, "budget", "Release what was committed and not spent.")
    return amount.mid, currency
