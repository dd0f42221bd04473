"""The executive's sheet: objective, money, what to decide by when, where the gates stand, the ways and their cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from trueup.core.gates.agenda import agenda
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.signers import TITLES
from trueup.core.gates.state import Criterion, GateState
from trueup.core.model.ledger import Entry
from trueup.core.model.option import Kind, Option
from trueup.render.charts.numbers import amount
from trueup.render.html import roadmap, stand
from trueup.render.html.data import option_rows
from trueup.render.html.readers import heading
from trueup.render.html.readers.sheet import (
    Cell,
    Nothing,
    Section,
    Sheet,
    Table,
    Track,
    day_cell,
    rest,
    told,
    who,
    worth,
)
from trueup.render.html.readers.wording import because, fault_of, held_words, output_of
from trueup.render.plain import count_of
from trueup.render.verdict import waiting

MOST: Final = 7
"""Rows of one table on this sheet: it has to fit on a page."""

KINDS: Final[Mapping[Kind, str]] = {
    "do_nothing": "do nothing",
    "process_change": "process change",
    "rules": "plain rules",
    "automation": "automation",
    "ml": "machine learning",
    "llm": "language model",
}


def executive(found: Assessment, entries: Sequence[Entry] = (), heads: Sequence[str] = ()) -> Sheet:
    """Return the sheet of the executive, without codes, files or keys."""
    state, words, points = heading.verdict_of(found)
    return Sheet(
        "executive",
        heading.title_of(found),
        heading.lede_of(found),
        heading.meta_of(found, "executive"),
        state,
        words,
        points,
        heading.plain_figures(found),
        (_decide(found, entries), _stand(found), _ways(found), _money(found)),
        heading.foot_of(found, heads),
    )


def _decide(found: Assessment, entries: Sequence[Entry]) -> Section:
    rows = (
        *_questions(found),
        *_conditions(found, entries),
        *_again(found),
        *_signatures(found),
        *_exceptions(found),
        _gate(found),
    )
    table = Table(("What", "Who", "By when"), rows[:MOST], left_out=rest(len(rows) - MOST, "row"))
    return Section("decide", "To decide", (table,), "What only people with a mandate can settle")


def _questions(found: Assessment) -> Iterator[tuple[Cell, ...]]:
    every = found.document.initiative.decisions.values()
    waits = [each for each in every if each.decided is None or each.decided > found.as_of]
    for each in sorted(waits, key=lambda each: (each.by is None, each.by or found.as_of)):
        yield (Cell(told(each.question)), Cell(who(found, each.owner)), day_cell(each.by, found.as_of))


def _conditions(found: Assessment, entries: Sequence[Entry]) -> Iterator[tuple[Cell, ...]]:
    """Yield the conditions under which somebody said go."""
    for each in agenda(found.document, found.as_of, found.phase, entries):
        if each.kind == "condition":
            yield (
                Cell(told(each.what), told(each.note, 90)),
                Cell(who(found, each.owner)),
                day_cell(each.day, found.as_of),
            )


def _again(found: Assessment) -> Iterator[tuple[Cell, ...]]:
    """Yield what was signed and changed since, with the first words that changed."""
    for side in found.agreed.sides if found.agreed else ():
        if side.lapsed:
            words = next(iter(side.lapsed[0].words), "").replace("`", "")
            names = dict.fromkeys(who(found, lapse.signature.who) for lapse in side.lapsed)
            yield (Cell(f"Sign again: {TITLES[side.kind]}", told(words, 130)), Cell(", ".join(names)), Cell("now"))


def _signatures(found: Assessment) -> Iterator[tuple[Cell, ...]]:
    """Yield what is ready to be signed, and in one row how much else waits for its content."""
    later = 0
    for gate in waiting(found):
        open_ = [c for c in gate.musts("signature") if c.status != "met"]
        if not open_:
            continue
        if any(c.status != "met" and not c.waived for c in gate.musts("content")):
            later += len(open_)
            continue
        sides = " and ".join(side for side in ("business", "technology") if any(side in c.title for c in open_))
        why = "its content is complete"
        yield (Cell(f"Sign the {output_of(gate)}", why), Cell(sides or "both sides"), Cell("now"))
    if later:
        words = f"{count_of(later, 'further signature')} wait for the content of their gates"
        yield (Cell(words), Cell("both sides"), Cell("when these are complete"))


def _exceptions(found: Assessment) -> Iterator[tuple[Cell, ...]]:
    for each in found.waived():
        if each.waived is not None:
            words = f"Exception that ends: {fault_of(found, each)}"
            yield (Cell(words), Cell(who(found, each.waived.approved_by)), day_cell(each.waived.until, found.as_of))


def _gate(found: Assessment) -> tuple[Cell, ...]:
    objective = found.document.initiative.objective
    owner = who(found, objective.owner if objective else None)
    when = "now: its criteria are met" if found.gate.open else "when its criteria are met"
    return (Cell(f"Go on, hold, rework or stop at the {found.phase.capitalize()} gate"), Cell(owner), Cell(when))


def _stand(found: Assessment) -> Section:
    gaps = [(gate, criterion) for gate in waiting(found) for criterion in _gaps(gate)]
    open_ = [(gate, criterion) for gate, criterion in gaps if criterion.status == "not_met"]
    unknown = [criterion for _, criterion in gaps if criterion.status == "unknown"]
    rows = [_gap(found, gate, criterion) for gate, criterion in open_[:MOST]]
    rows += [_unknown(unknown)] if unknown else []
    track = Track(stand.track(found))
    if not rows:
        return Section("stand", "Where it stands", (track, Nothing("No criterion that is due waits.")))
    left = rest(len(open_) - MOST, "thing that is not met", "things that are not met")
    return Section(
        "stand", "Where it stands", (track, Table(("Gate asks", "State", "Why", "Who"), tuple(rows), (), left))
    )


def _gaps(gate: GateState) -> list[Criterion]:
    return [c for c in gate.musts("content") if c.status != "met" and not c.waived]


def _gap(found: Assessment, gate: GateState, criterion: Criterion) -> tuple[Cell, ...]:
    owners = dict.fromkeys(who(found, finding.owner) for finding in criterion.rests_on if finding.owner)
    why = because(found, criterion)
    return (
        Cell(criterion.title, gate.phase.capitalize()),
        Cell("not met", state="bad"),
        Cell(why),
        Cell(", ".join(list(owners)[:2])),
    )


def _unknown(criteria: Sequence[Criterion]) -> tuple[Cell, ...]:
    """Return one row for all that is unknown: it blocks as well, and nobody can act on most of it."""
    titles = [f"{c.title[:1].lower()}{c.title[1:]}" if c.title[1:2].islower() else c.title for c in criteria]
    return Cell("Not known yet"), Cell(f"{len(titles)} unknown", state="quiet"), Cell("; ".join(titles)), Cell("")


def _ways(found: Assessment) -> Section:
    options = found.document.initiative.options
    if not found.options:
        return Section("ways", "Ways to reach it", (Nothing("No way to reach the objective is named yet."),))
    rows = []
    for option, row in list(zip(found.options, option_rows(found), strict=True))[:MOST]:
        state = Cell("held", state="bad") if row.held else Cell("may go on", state="ok")
        chosen = options[option.id].chosen
        name = Cell(told(row.title, 110), KINDS[option.kind] + (", chosen" if chosen else ""))
        cost = (
            Cell(row.cost.value, _run(found, options[option.id]), basis=row.cost.basis)
            if row.cost
            else Cell("not stated")
        )
        rows.append(
            (name, state, Cell(held_words(option) if row.held else told(options[option.id].because, 130)), cost)
        )
    table = Table(
        ("Way", "State", "Why", "Cost to build"), tuple(rows), left_out=rest(len(found.options) - MOST, "way")
    )
    return Section("ways", "Ways to reach it", (table,))


def _run(found: Assessment, option: Option) -> str:
    """Return what an option costs to run, as the document states it."""
    cost, unit = option.run_cost, found.document.initiative.currency or ""
    if cost is None:
        return ""
    ends = dict.fromkeys(amount(end, unit) if unit else f"{end:,.0f}" for end in (cost.low, cost.high))
    return f"and {' to '.join(ends)} a year to run"


def _money(found: Assessment) -> Section:
    spend = roadmap.spend(found)
    budget, unit = found.document.initiative.budget, found.document.initiative.currency or ""
    granted = ""
    if budget is not None:
        granted = f"Granted {amount(budget.amount, unit)}, of which {amount(budget.spent, unit)} is spent. "
    due = [f for f in found.due() if f.stake and f.severity != "notes"]
    blocks = tuple(
        (Cell(fault_of(found, f)), Cell(who(found, f.owner)), worth(f.stake))
        for f in sorted(due, key=lambda f: (f.severity != "blocks", -(f.stake.value if f.stake else 0)))[:3]
    )
    parts = (spend.bar or Nothing("No work is priced yet."),)
    risk = Table(("What money hangs on", "Who", "Money"), blocks, (2,)) if blocks else Nothing("No money is at stake.")
    lead = f"{granted}{spend.lead if spend.bar else ''}".strip()
    return Section(
        "money", "Where the remaining money goes", (*parts, risk), lead, "estimated", "from the estimates of the work"
    )
