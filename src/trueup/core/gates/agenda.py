"""The dated things of an initiative: what happened, what is due, and what comes, as one list in order of its days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Final, Literal

from trueup.core.base.finding import PHASES, Id, Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.killed import kill_of, to_tell
from trueup.core.model.document import Document
from trueup.core.model.governance import Communication, Review
from trueup.core.model.initiative import Initiative
from trueup.core.model.ledger import Draft, Entry
from trueup.core.rules.rhythm import late

Kind = Literal[
    "gate", "condition", "decision", "review", "communication", "risk", "pilot", "production", "waiver", "target"
]
_TO_DO: Final = frozenset({"condition", "decision", "review", "communication", "risk", "production"})
"""Kinds that somebody has to do something about: past their day they are overdue, the others simply took place."""

_CHOICES: Final = {"go": "go", "hold": "hold", "rework": "rework", "kill": "kill"}


@dataclass(frozen=True, slots=True)
class Dated:
    """Something with a day: what it is, who sees to it, who takes part, and how often it comes again.

    `path` names it in the document (or in the ledger, by the id of its entry); with `kind` it stays the same when the
    day changes. `done` is whether it happened, as far as the document and the ledger say. What the ledger
    says is `recorded`: then `owner` and `among` are who held it and who was there, not who was expected.
    """

    path: Id
    kind: Kind
    what: str
    day: date
    owner: str | None = None
    among: tuple[str, ...] = ()
    every: int | None = None
    done: bool = False
    note: str = ""
    recorded: bool = False

    def overdue(self, as_of: date) -> bool:
        """Whether its day has passed and somebody still has to do it."""
        return not self.done and self.kind in _TO_DO and self.day < as_of


def agenda(document: Document, as_of: date, phase: Phase, entries: Sequence[Entry] = ()) -> tuple[Dated, ...]:
    """Return every dated thing of an initiative, in order of the days.

    Reviews and communication that recur stand once for each day they took place, and once for the day they are due
    next. Gates have no day of their own in a document: planning is due when the pilot starts, execution before
    production, as far as the document dates these; and each decision of the ledger stands on its day. Of an initiative
    that was killed only what is left to do comes still: conditions, and people who were not told of it yet.
    """
    initiative = document.initiative
    kill = kill_of(entry for entry in entries if entry.draft.at.date() <= as_of)
    found = chain(
        _gates(initiative, phase, entries),
        _decisions(initiative, as_of),
        _reviews(initiative, as_of, entries),
        _told(initiative, as_of),
        _risks(initiative),
        _pilot(initiative, as_of, entries),
        _waivers(document, as_of),
        _targets(initiative, as_of),
    )
    every: Iterable[Dated] = found
    if kill is not None:
        every = (
            *(each for each in found if each.done or each.kind == "condition"),
            *_of_the_kill(initiative, kill, as_of),
        )
    return tuple(sorted(dict.fromkeys(every), key=lambda each: (each.day, each.kind, each.path)))


def _of_the_kill(initiative: Initiative, kill: Entry, as_of: date) -> Iterator[Dated]:
    for each in to_tell(initiative, kill, as_of):
        what = f"Tell that it was killed: {each.title}"
        note = each.plan.how or ""
        yield Dated(each.path, "communication", what, each.since, each.plan.owner, each.plan.to, note=note)


def happened(every: Sequence[Dated], since: date, as_of: date) -> tuple[Dated, ...]:
    """Return what took place after one day, up to and with another."""
    return tuple(each for each in every if each.done and since < each.day <= as_of)


def overdue(every: Sequence[Dated], as_of: date) -> tuple[Dated, ...]:
    """Return what should have been done before a day, oldest first."""
    return tuple(each for each in every if each.overdue(as_of))


def coming(every: Sequence[Dated], as_of: date, days: int) -> tuple[Dated, ...]:
    """Return what is due from a day on within so many days."""
    last = _after(as_of, days) or date.max
    return tuple(each for each in every if not each.done and as_of <= each.day <= last)


def last_review(every: Sequence[Dated], before: date) -> Dated | None:
    """Return the review that was held last before a day."""
    held = [each for each in every if each.kind == "review" and each.done and each.day < before]
    return held[-1] if held else None


def _gates(initiative: Initiative, phase: Phase, entries: Sequence[Entry]) -> Iterator[Dated]:
    decided = [entry for entry in entries if entry.draft.kind == "decide" and entry.draft.choice and entry.draft.phase]
    last = {entry.draft.phase: entry for entry in decided}
    for entry in decided:
        draft = entry.draft
        what = f"{str(draft.phase).capitalize()} gate: {_CHOICES[draft.choice or 'hold']}"
        yield Dated(Id(f"ledger.{entry.id}"), "gate", what, draft.at.date(), draft.who, done=True, note=draft.note)
        binding = draft.conditions if last[draft.phase] is entry else ()
        for number, condition in enumerate(binding):
            path = Id(f"ledger.{entry.id}.conditions.{number}")
            yield Dated(path, "condition", condition.text, condition.by, condition.owner, note=f"condition of: {what}")
    passed = {entry.draft.phase for entry in decided if entry.draft.choice == "go"}
    pilot, objective = initiative.pilot, initiative.objective
    owner = objective.owner if objective else None
    awaited: tuple[tuple[Phase, date | None, str], ...] = (
        ("planning", pilot.starts if pilot else None, "the pilot starts on this day"),
        ("execution", pilot.production_by if pilot else None, "it shall be in production on this day"),
    )
    for each, day, why in awaited:
        if day is not None and each not in passed and PHASES.index(each) >= PHASES.index(phase):
            yield Dated(Id(f"gates.{each}"), "gate", f"{each.capitalize()} gate to be passed", day, owner, note=why)


def _decisions(initiative: Initiative, as_of: date) -> Iterator[Dated]:
    for name, each in initiative.decisions.items():
        path = Id(f"decisions.{name}")
        if each.decided is not None and each.decided <= as_of:
            note = each.outcome or ""
            yield Dated(path, "decision", each.question, each.decided, each.owner, done=True, note=note)
        elif each.by is not None:
            yield Dated(path, "decision", each.question, each.by, each.owner)


def _reviews(initiative: Initiative, as_of: date, entries: Sequence[Entry]) -> Iterator[Dated]:
    kept = [entry.draft for entry in entries if entry.draft.kind == "review"]
    for name, each in initiative.reviews.items():
        path, what = Id(f"reviews.{name}"), each.title or name
        acts = {draft.at.date(): draft for draft in kept if draft.subject in (name, path)}
        held = sorted({day for day in (*each.held, *acts) if day <= as_of})
        for day in held:
            listed = Dated(path, "review", what, day, each.owner, each.among, done=True)
            yield _recorded(path, what, acts[day]) if day in acts else listed
        due = _due(each, held, as_of)
        if due is not None:
            yield Dated(path, "review", what, due, each.owner, each.among, each.every)
    known = {subject for name in initiative.reviews for subject in (name, f"reviews.{name}")}
    for draft in kept:
        if draft.subject not in known:
            yield _recorded(Id(f"reviews.{draft.subject}"), draft.subject or "Review", draft)


def _recorded(path: Id, what: str, draft: Draft) -> Dated:
    """Return a review as the ledger has it: on its day, by who held it, with who was there."""
    return Dated(
        path, "review", what, draft.at.date(), draft.who, draft.attended, done=True, note=draft.note, recorded=True
    )


def _told(initiative: Initiative, as_of: date) -> Iterator[Dated]:
    for name, each in initiative.communication.items():
        path, what = Id(f"communication.{name}"), each.title or name
        sent = sorted({day for day in each.sent if day <= as_of})
        for day in sent:
            yield Dated(path, "communication", what, day, each.owner, each.to, done=True, note=each.how or "")
        due = _due(each, sent, as_of)
        if due is not None:
            yield Dated(path, "communication", what, due, each.owner, each.to, each.every, note=each.how or "")


def _due(each: Review | Communication, done: Sequence[date], as_of: date) -> date | None:
    """Return the day something recurring is due next, by the reckoning of the rules that call it late."""
    first = each.starts if isinstance(each, Review) else each.by
    passed = late(done, first, each.every, as_of, 0)
    if passed is not None:
        return passed.due
    if not done:
        return first
    return _after(done[-1], each.every)


def _after(day: date, days: int | None) -> date | None:
    return None if days is None or days > (date.max - day).days else day + timedelta(days)


def _risks(initiative: Initiative) -> Iterator[Dated]:
    for name, each in initiative.risks.items():
        if each.review is not None and each.closed is None:
            yield Dated(Id(f"risks.{name}"), "risk", f"Look again at the risk: {each.title}", each.review, each.owner)


def _pilot(initiative: Initiative, as_of: date, entries: Sequence[Entry]) -> Iterator[Dated]:
    pilot = initiative.pilot
    if pilot is None:
        return
    what = pilot.statement or ""
    for day, word in ((pilot.starts, "starts"), (pilot.ends, "ends")):
        if day is not None:
            path, past = Id(f"pilot.{word}"), day <= as_of
            yield Dated(path, "pilot", f"The pilot {word}", day, pilot.owner, done=past, note=what)
    if pilot.production_by is not None:
        run = initiative.operation
        stages = (run.stage if run else None, *(entry.draft.stage for entry in entries))
        there = any(stage in ("production", "scaled") for stage in stages)
        owner, path = pilot.production_owner or pilot.owner, Id("pilot.production_by")
        note = pilot.production or ""
        yield Dated(path, "production", "In production by this day", pilot.production_by, owner, done=there, note=note)


def _waivers(document: Document, as_of: date) -> Iterator[Dated]:
    for each in document.waivers:
        if each.until is not None:
            path, past = Id(f"waivers.{each.rule}.{each.subject}"), each.until < as_of
            what = f"Exception to {each.rule} on {each.subject}"
            yield Dated(path, "waiver", what, each.until, each.approved_by, done=past, note=each.because or "")


def _targets(initiative: Initiative, as_of: date) -> Iterator[Dated]:
    for name, each in initiative.kpis.items():
        if each.target is not None and each.target.by is not None and each.instead_of is None:
            path, past = Id(f"kpis.{name}.target"), each.target.by < as_of
            yield Dated(path, "target", f"Target of KPI: {each.title or name}", each.target.by, each.owner, done=past)
