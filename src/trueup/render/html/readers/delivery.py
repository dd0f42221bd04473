"""The delivery manager's sheet: what blocks, who acts, what is next and overdue, idle work, and facts of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from trueup.core.gates.agenda import Dated, agenda, coming, overdue
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.mvp import mvp_in_short
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ledger import Entry
from trueup.render.charts.numbers import amount, full_date
from trueup.render.html import roadmap, stand
from trueup.render.html.readers import heading
from trueup.render.html.readers.sheet import (
    Cell,
    Facts,
    Nothing,
    Section,
    Sheet,
    Steps,
    Table,
    Track,
    day_cell,
    rest,
    told,
    who,
    worth,
)
from trueup.render.killed import REVIVAL
from trueup.render.mvp import mvp_figures, mvp_items
from trueup.render.plain import count_of, first_sentence, money, more_like_it

MOST: Final = 6
AHEAD: Final = 45
"""Days ahead that the list of what is due looks."""


def delivery(found: Assessment, entries: Sequence[Entry] = (), heads: Sequence[str] = ()) -> Sheet:
    """Return the sheet of the delivery manager."""
    state, words, points = heading.verdict_of(found)
    return Sheet(
        "delivery",
        heading.title_of(found),
        heading.lede_of(found),
        heading.meta_of(found, "delivery"),
        state,
        words,
        points,
        heading.key_figures(found),
        (
            _blocks(found),
            next_section(found),
            dates_section(found, agenda(found.document, found.as_of, found.phase, entries)),
            _idle(found),
            _plan(found),
        ),
        heading.foot_of(found, heads),
    )


def next_section(found: Assessment) -> Section:
    """Return the next best actions of the assessment."""
    if not found.actions and found.killed is not None:
        return Section("next", "Next", (Nothing("Nothing is left to do.", f"It was killed. {REVIVAL}."),))
    if not found.actions:
        return Section("next", "Next", (Nothing("Nothing that is due is open.", "Take it to its next phase."),))
    rows = tuple(
        (
            told(x.what),
            f"{told(first_sentence(x.why))}{more_like_it(x.places)}",
            ", ".join(who(found, each) for each in x.everyone) or who(found, None),
            money(x.stake) if x.stake else "",
            x.stake.basis.value if x.stake else "",
        )
        for x in found.actions
    )
    lead = "What the kill leaves to do" if found.killed else "What opens the gate first, with the money behind it"
    return Section("next", "Next", (Steps(rows),), lead)


def _blocks(found: Assessment) -> Section:
    every = [f for f in found.due() if f.severity == "blocks"]
    track = Track(stand.track(found))
    if not every:
        none = f"Nothing is due: it was killed. {REVIVAL}." if found.killed else "No finding that is due blocks."
        return Section("blocks", "What blocks", (track, Nothing(none)))
    rows = tuple(
        (Cell(told(f.problem), str(f.place)), Cell(told(f.fix)), Cell(who(found, f.owner)), worth(f.stake))
        for f in every[:MOST]
    )
    more = rest(len(every) - MOST, "finding", where="`trueup check` lists all")
    return Section(
        "blocks", "What blocks", (track, Table(("Finding", "What to do", "Who acts", "Money"), rows, (3,), more))
    )


def dates_section(found: Assessment, every: Sequence[Dated]) -> Section:
    """Return what is overdue and what is due soon, and the decisions without a day."""
    late, next_ = overdue(every, found.as_of), coming(every, found.as_of, AHEAD)
    shown = (*late[:MOST], *next_[:MOST])
    title, lead = "Overdue and due", f"Decisions, reviews, people to be told, and what comes in {AHEAD} days"
    every_ = () if found.killed else found.document.initiative.decisions.values()
    undated = [each for each in every_ if not each.decided and not each.by]
    rows = [_dated(found, each) for each in shown]
    rows += [
        (Cell(told(d.question), "decision"), Cell(who(found, d.owner)), Cell("no day set", state="warn"))
        for d in undated[:3]
    ]
    if not rows:
        fix = "" if found.killed else "Give decisions and reviews their days."
        return Section("dates", title, (Nothing("Nothing with a day is open.", fix),))
    left = rest(len(late) + len(next_) - len(shown), "day", where="`trueup calendar` has all")
    return Section("dates", title, (Table(("What", "Who", "Day"), tuple(rows), left_out=left),), lead)


def _dated(found: Assessment, each: Dated) -> tuple[Cell, ...]:
    day = day_cell(each.day, found.as_of) if each.overdue(found.as_of) else Cell(full_date(each.day))
    return Cell(told(each.what), each.kind), Cell(who(found, each.owner)), day


def _idle(found: Assessment) -> Section:
    spend = roadmap.spend(found)
    title = "Work that reaches no KPI that counts"
    if spend.bar is None:
        return Section("idle", title, (Nothing(f"Not known: {told(spend.missing)}.", told(spend.fix)),))
    if not spend.leaves:
        return Section("idle", title, (Nothing("All remaining work reaches a KPI that counts."),))
    shown = spend.leaves[:MOST]
    rows = tuple((Cell(told(name, 110), path), Cell(cost), Cell(told(missing))) for name, path, cost, missing in shown)
    left = rest(
        len(spend.leaves) + spend.more - len(shown), "piece of work", "pieces of work", "`trueup report` has more"
    )
    table = Table(("Work", "Remaining", "First missing link"), rows, (1,), left)
    return Section("idle", title, (table,), spend.lead, spend.ground.basis, spend.ground.words)


def _plan(found: Assessment) -> Section:
    initiative, nodes = found.document.initiative, found.links.nodes.values()
    counts = [
        f"{count_of(sum(n.kind == kind for n in nodes), kind).replace('storys', 'stories')}"
        for kind in ("epic", "story", "task")
        if any(n.kind == kind for n in nodes)
    ]
    states = [
        f"{sum(n.item.status == state for n in nodes if not n.children):,} {word}"
        for state, word in (("done", "done"), ("doing", "in work"), ("todo", "to do"), ("cancelled", "cancelled"))
    ]
    rows = [
        ("Work", Cell(", ".join(counts) or "none yet", f"of the lowest level: {', '.join(states)}" if counts else ""))
    ]
    rows += [("Money", Cell(_granted(found)))]
    mvp = mvp_in_short(found)
    if mvp is not None:
        remains, moves = mvp_figures(mvp, found)
        rows += [("MVP", Cell(mvp_items(mvp), f"{remains}; {moves}"))]
    pilot = initiative.pilot
    if pilot is not None:
        days = [f"{word} {full_date(day)}" for word, day in (("starts", pilot.starts), ("ends", pilot.ends)) if day]
        owner = who(found, pilot.production_owner) if pilot.production_owner else "nobody named"
        after = f"in production by {full_date(pilot.production_by)}" if pilot.production_by else "no day for production"
        words, note = ", ".join(days) or "no days set", f"{after}; owner afterwards: {owner}"
        rows += [("Pilot", Cell(words, note))]
        if found.stuck is not None:
            rows += [("Still a pilot", Cell(told(found.stuck.problem), told(found.stuck.fix), "bad"))]
    people = [
        f"{who(found, n)} ({p.availability:.0%})" for n, p in initiative.people.items() if p.availability is not None
    ]
    rows += [("People and their share of a week", Cell(told(", ".join(people), 300) or "not stated"))]
    return Section("plan", "Facts of the plan", (Facts(tuple(rows)),), "As the document states them")


def _granted(found: Assessment) -> str:
    budget, spend = found.document.initiative.budget, found.evidence.spend
    unit = found.document.initiative.currency or ""
    words = [f"granted {amount(budget.amount, unit)}, spent {amount(budget.spent, unit)}"] if budget else []
    if not isinstance(spend, NotRun) and spend.work is not None:
        words.append(f"{amount(spend.work, spend.unit)} of work remains")
    return "; ".join(words) or "no budget and no estimates"
