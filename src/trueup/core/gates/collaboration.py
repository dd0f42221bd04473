"""How well the sides work together, by what the ledger and the document show; nobody is asked.

Counted are acts: who signed, decided and came to reviews, when, and for which side they speak. What leaves no trace is
not judged: without a ledger there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from trueup.core.base.finding import PHASES, Phase
from trueup.core.model.chain import side_of
from trueup.core.model.governance import CollaborationRules
from trueup.core.model.initiative import Initiative

if TYPE_CHECKING:
    from trueup.core.model.ledger import Entry

SIDES: Final = ("business", "technology")
"""The sides that the method wants in every phase."""
_USUAL: Final = CollaborationRules()


@dataclass(frozen=True, slots=True)
class PhaseWork:
    """What happened in a phase: its acts, the sides that took part, and days from first signature to decision."""

    phase: Phase
    acts: int
    sides: tuple[str, ...]
    absent: tuple[str, ...]
    first: date | None
    decided: date | None

    @property
    def days(self) -> int | None:
        """Days from first signature to decision; None before there are both, and where the pilot lies between."""
        if self.first is None or self.decided is None or self.phase == "execution":
            return None
        return (self.decided - self.first).days


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A review: how often it was due up to today, and how often it was held."""

    review: str
    owner: str | None
    planned: int
    held: int


@dataclass(frozen=True, slots=True)
class Quiet:
    """Somebody who is expected to take part and was last seen long ago, or never since the first act of anybody."""

    who: str
    why: str
    last: date | None


@dataclass(frozen=True, slots=True)
class Collaboration:
    """The whole picture, and its weakest link as what is wrong, who acts and what to do; None where nothing is weak."""

    phases: tuple[PhaseWork, ...]
    rhythms: tuple[Rhythm, ...]
    quiet: tuple[Quiet, ...]
    open_decisions: tuple[tuple[str, int], ...]
    weakest: tuple[str, str | None, str] | None


def collaboration(
    initiative: Initiative,
    entries: Sequence[Entry],
    phase: Phase,
    as_of: date,
    rules: CollaborationRules | None = None,
) -> Collaboration | None:
    """Return how the sides work together up to a day, None where nobody has acted yet.

    `phase` is where the initiative stands: later phases are left out. Open decisions come with their age in days past
    the day they were due. `rules` say from when on somebody is quiet and a phase slow.
    """
    rules = rules or _USUAL
    acts = [entry for entry in entries if entry.draft.kind != "merge" and entry.draft.at.date() <= as_of]
    if not acts:
        return None
    until = PHASES.index(phase) + 1
    phases = tuple(_phase(initiative, acts, each) for each in PHASES[:until])
    rhythms = tuple(_rhythms(initiative, acts, as_of))
    quiet = tuple(_quiet(initiative, acts, as_of, rules.quiet))
    waiting = tuple(_open(initiative, as_of))
    return Collaboration(
        phases, rhythms, quiet, waiting, _weakest(initiative, phases, rhythms, quiet, waiting, rules.slow)
    )


def _phase(initiative: Initiative, acts: Sequence[Entry], phase: Phase) -> PhaseWork:
    mine = [entry.draft for entry in acts if entry.draft.phase == phase]
    people = {name for draft in mine for name in (draft.who, *draft.attended)}
    sides = {side for name in people if (side := side_of(initiative, name))}
    signed = [draft.at.date() for draft in mine if draft.kind == "sign"]
    decided = [draft.at.date() for draft in mine if draft.kind == "decide"]
    absent = tuple(side for side in SIDES if mine and side not in sides)
    ordered = tuple(sorted(sides))
    return PhaseWork(phase, len(mine), ordered, absent, min(signed, default=None), max(decided, default=None))


def _rhythms(initiative: Initiative, acts: Sequence[Entry], as_of: date) -> Iterator[Rhythm]:
    for name, review in initiative.reviews.items():
        days = {draft.at.date() for entry in acts if (draft := entry.draft).kind == "review" and draft.subject == name}
        held = {day for day in (*review.held, *days) if day <= as_of}
        starts = min((day for day in (review.starts, *held) if day), default=None)
        if review.every and starts is not None and starts <= as_of:
            yield Rhythm(name, review.owner, 1 + (as_of - starts).days // review.every, len(held))


def _quiet(initiative: Initiative, acts: Sequence[Entry], as_of: date, days: int) -> Iterator[Quiet]:
    """Yield whom nothing has been seen of for long, once the acts themselves go back that far."""
    begun = min(entry.draft.at.date() for entry in acts)
    last: dict[str, date] = {}
    for entry in acts:
        for name in (entry.draft.who, *entry.draft.attended):
            day = entry.draft.at.date()
            last[name] = max(last.get(name, day), day)
    for name, why in _expected(initiative).items():
        seen = last.get(name)
        if as_of - (seen or begun) > timedelta(days):
            yield Quiet(name, why, seen)


def _expected(initiative: Initiative) -> Mapping[str, str]:
    """Return who is expected to act, with the reason that weighs most: sponsor first, then goals, then reviews."""
    found: dict[str, str] = {}
    if initiative.objective and initiative.objective.owner:
        found[initiative.objective.owner] = "owns the primary objective"
    for goal in initiative.operational_goals.values():
        if goal.owner:
            found.setdefault(goal.owner, "owns the operational goal")
    for name, review in initiative.reviews.items():
        for person in review.among:
            found.setdefault(person, f"takes part in review `{name}`")
    people = initiative.people
    return {who: why for who, why in found.items() if who not in people or people[who].left is None}


def _open(initiative: Initiative, as_of: date) -> Iterator[tuple[str, int]]:
    for name, decision in initiative.decisions.items():
        if decision.decided is None and decision.by is not None and decision.by < as_of:
            yield name, (as_of - decision.by).days


def _weakest(
    initiative: Initiative,
    phases: Sequence[PhaseWork],
    rhythms: Sequence[Rhythm],
    quiet: Sequence[Quiet],
    waiting: Sequence[tuple[str, int]],
    slow: int,
) -> tuple[str, str | None, str] | None:
    """Return the one thing to mend first: a sponsor gone quiet, a side that is absent, reviews, decisions, slowness."""
    sponsor = initiative.objective.owner if initiative.objective else None
    for each in quiet:
        if each.who == sponsor:
            since = f"since {each.last}" if each.last else "at all"
            return f"`{each.who}`, who {each.why}, has not taken part {since}.", sponsor, "Ask for half an hour, today."
    now = phases[-1]
    if now.absent:
        what = f"{' and '.join(now.absent)} {'has' if len(now.absent) == 1 else 'have'} taken no part in {now.phase}."
        return what[:1].upper() + what[1:], sponsor, f"Have {now.absent[0]} sign or decide, or name who speaks for it."
    missed = max(rhythms, key=lambda each: each.planned - each.held, default=None)
    if missed is not None and missed.planned - missed.held > 1:
        what = f"Review `{missed.review}` was held {missed.held} of {missed.planned} times."
        return what, missed.owner or sponsor, "Hold it, or plan it as often as it is needed."
    if waiting:
        name, days = max(waiting, key=lambda each: each[1])
        return f"Decision `{name}` has been due for {days} days.", initiative.decisions[name].owner, "Decide it."
    if quiet:
        first = quiet[0]
        return f"`{first.who}`, who {first.why}, has gone quiet.", first.who, "Ask them, or name somebody else."
    if now.days is not None and now.days > slow:
        what = f"{now.phase.capitalize()} took {now.days} days from the first signature to its decision."
        return what, sponsor, "Agree on a day for the decision before the first signature."
    return None
