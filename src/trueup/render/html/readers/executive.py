"""The executive's sheet: objective, money, what to decide by when, where the gates stand, the ways and their cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from trueup.core.base.units import CURRENCIES
from trueup.core.gates.agenda import agenda
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.declined import because_of, who_talks
from trueup.core.gates.seen import Drift, figure_words
from trueup.core.gates.signed import SideStanding
from trueup.core.gates.signers import TITLES
from trueup.core.gates.state import Criterion, GateState
from trueup.core.model.ledger import Entry
from trueup.core.model.option import Kind, Option
from trueup.render.charts.numbers import amount, full_date
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
from trueup.render.plain import money as money_words
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
        (_decide(found, entries), *_seen(found), _stand(found), _ways(found), _money(found)),
        heading.foot_of(found, heads),
    )


def _decide(found: Assessment, entries: Sequence[Entry]) -> Section:
    if found.killed is not None:
        return _left(found, entries)
    rows = (
        *_stuck(found),
        *_questions(found),
        *_conditions(found, entries),
        *_declined(found),
        *_again(found),
        *_signatures(found),
        *_exceptions(found),
        _gate(found),
    )
    table = Table(("What", "Who", "By when"), rows[:MOST], left_out=rest(len(rows) - MOST, "row"))
    return Section("decide", "To decide", (table,), "What only people with a mandate can settle")


def _left(found: Assessment, entries: Sequence[Entry]) -> Section:
    """Return what a kill leaves to do: nobody is asked to decide anything else."""
    title, lead = "Left to do", "What was killed asks for no decision; a go would take it up again"
    every = agenda(found.document, found.as_of, found.phase, entries)
    rows = [
        (Cell(told(each.what), told(each.note, 90)), Cell(who(found, each.owner)), day_cell(each.day, found.as_of))
        for each in every
        if not each.done
    ]
    if not rows:
        return Section("decide", title, (Nothing("Nothing is left to do."),), lead)
    left = rest(len(rows) - MOST, "thing")
    return Section("decide", title, (Table(("What", "Who", "By when"), tuple(rows[:MOST]), left_out=left),), lead)


def _stuck(found: Assessment) -> Iterator[tuple[Cell, ...]]:
    """Yield the decision that a pilot waits for that is over."""
    pilot, stuck = found.document.initiative.pilot, found.stuck
    if pilot is not None and stuck is not None:
        owner = pilot.production_owner or pilot.owner or stuck.owner
        due = max((day for day in (pilot.ends, pilot.production_by) if day), default=None)
        words = "Still a pilot: into production, on with a new end, or stop"
        money = f"{money_words(stuck.stake)} waits for that" if stuck.stake else ""
        yield (Cell(words, money), Cell(who(found, owner)), day_cell(due, found.as_of))


def _seen(found: Assessment) -> tuple[Section, ...]:
    """Return the figures that moved since somebody signed, as they saw them and as they are; nothing where none did."""
    if found.agreed is None or found.killed is not None:
        return ()
    moved: dict[str, list[tuple[SideStanding, Drift]]] = {}
    for side in found.agreed.sides:
        for drift in side.drifts if side.holds else ():
            moved.setdefault(drift.name, []).append((side, drift))
    if not moved:
        return ()
    rows = tuple(_moved(found, every) for every in list(moved.values())[:MOST])
    columns = ("Figure", "Seen at signing", "Today", "Signed on it")
    table = Table(columns, rows, (1, 2), rest(len(moved) - MOST, "figure"))
    lead = "The words that were signed still hold; they are suspect until who signed has seen today's figures"
    return (Section("seen", "Figures that moved since they were signed", (table,), lead),)


def _moved(found: Assessment, every: Sequence[tuple[SideStanding, Drift]]) -> tuple[Cell, ...]:
    """Return a figure that moved: as it was first seen and as it is, on which texts, and by whom these were signed."""
    first = every[0][1]
    people = dict.fromkeys(who(found, signature.who) for side, _ in every for signature in side.signed)
    texts = dict.fromkeys(TITLES[side.kind] for side, _ in every)
    return (
        Cell(_figure_title(found, first.name)),
        Cell(_figure(first.seen, first.seen_unit)),
        Cell(_figure(first.today, first.unit), state="warn"),
        Cell(told(", ".join(texts), 130), told(", ".join(people), 110)),
    )


def _figure(value: float, unit: str) -> str:
    return amount(value, unit) if unit.partition("/")[0] in CURRENCIES else figure_words(value, unit)


def _figure_title(found: Assessment, name: str) -> str:
    kpi = found.document.initiative.kpis.get(name.removeprefix("kpis."))
    return told((kpi.title or name) if kpi else name.capitalize(), 90)


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


def _declined(found: Assessment) -> Iterator[tuple[Cell, ...]]:
    """Yield who said no to a text as it stands, why, and who has to talk with them."""
    every = found.agreed.sides if found.agreed else ()
    nos = {(side.kind, no.who): (side.kind, no) for side in every for no in side.declined}
    for kind, no in nos.values():
        talks = who_talks(found.document, [side for side in every if side.kind == kind], no)
        words = f"{who(found, no.who)} declined the {TITLES[kind]} on {full_date(no.at.date())}"
        yield (Cell(words, told(because_of(no), 130)), Cell(who(found, talks or no.who)), Cell("now"))


def _again(found: Assessment) -> Iterator[tuple[Cell, ...]]:
    """Yield what was signed and changed since, with the first words that changed."""
    again: dict[str, tuple[str, list[str]]] = {}
    for side in found.agreed.sides if found.agreed else ():
        if side.lapsed:
            words = next(iter(side.lapsed[0].words), "").replace("`", "")
            names = again.setdefault(TITLES[side.kind], (words, []))[1]
            names += [who(found, lapse.signature.who) for lapse in side.lapsed]
    for title, (words, names) in again.items():
        yield (Cell(f"Sign again: {title}", told(words, 130)), Cell(", ".join(dict.fromkeys(names))), Cell("now"))


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
        none = "No gate asks for anything: it was killed." if found.killed else "No criterion that is due waits."
        return Section("stand", "Where it stands", (track, Nothing(none)))
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
        why = held_words(option) if row.held else told(options[option.id].because, 130)
        rows.append((name, state, Cell(why, told(row.stated)), cost))
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
