"""How well the sides work together, by what the ledger and the document show; nobody is asked.

Counted are acts: who signed, decided and came to reviews, when, and for which side they speak. What leaves no trace is
not judged: without a ledger there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from trueup.core.base.finding import PHASES, Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.agreements import KINDS_OF
from trueup.core.gates.disagreement import Disagreement
from trueup.core.gates.disagreements import disagreements
from trueup.core.gates.held import reviews_due
from trueup.core.gates.proposals import ANSWERS, Proposal, proposals
from trueup.core.gates.trend import REMEDIES, Tally, Trend, trends
from trueup.core.model.chain import side_of
from trueup.core.model.document import Document
from trueup.core.model.governance import CollaborationRules
from trueup.core.model.initiative import Initiative
from trueup.core.rules.words import count

if TYPE_CHECKING:
    from trueup.core.gates.standing import Memory, Standing
    from trueup.core.model.ledger import Entry

SIDES: Final = ("business", "technology")
"""The sides that the method wants in every phase."""
Weak: TypeAlias = tuple[str, str | None, str]
"""What is wrong, who acts, and what to do."""
_USUAL: Final = CollaborationRules()
_HALF: Final = 2


@dataclass(frozen=True, slots=True)
class PhaseWork:
    """What happened in a phase: its acts, the sides that took part, and the proposals that were decided."""

    phase: Phase
    acts: int
    sides: tuple[str, ...]
    absent: tuple[str, ...]
    proposals: tuple[Proposal, ...]

    @property
    def days(self) -> int | None:
        """Days that the slowest proposal took; None before one is decided, and where the pilot lies between."""
        if self.phase == "execution":
            return None
        return max((each.days for each in self.proposals), default=None)


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
    """The whole picture, and its weakest link as what is wrong, who acts and what to do; None where nothing is weak.

    `unsettled` is what is not settled, the oldest first; `trends` say of each measure whether it gets better.
    """

    phases: tuple[PhaseWork, ...]
    rhythms: tuple[Rhythm, ...]
    quiet: tuple[Quiet, ...]
    unsettled: tuple[Disagreement, ...]
    trends: tuple[Trend, ...]
    weakest: Weak | None
    as_of: date

    @property
    def oldest(self) -> int | None:
        """The age of the oldest open disagreement in days; None where none is open or nobody wrote down since when."""
        return max((days for each in self.unsettled if (days := each.days(self.as_of)) is not None), default=None)


def collaboration(
    document: Document,
    memory: Memory,
    agreed: Standing | None,
    phase: Phase,
    as_of: date,
    elsewhere: Sequence[Disagreement] = (),
) -> Collaboration | None:
    """Return how the sides work together up to a day, None where nobody has acted yet.

    `phase` is where the initiative stands: later phases are left out. `agreed` is how it stands to what was signed.
    `elsewhere` is what it has not settled with other initiatives of its portfolio, where these were judged with it.
    From when on somebody is quiet, a phase slow, a priority disputed and a measure no longer steady, `collaboration:`
    of the portfolio says.
    """
    rules = (document.portfolio.collaboration if document.portfolio else None) or _USUAL
    acts = tuple(entry for entry in memory.entries if entry.draft.kind != "merge" and entry.draft.at.date() <= as_of)
    if not acts:
        return None
    initiative = document.initiative
    until = PHASES.index(phase) + 1
    phases = tuple(_phase(initiative, acts, each) for each in PHASES[:until])
    rhythms = tuple(_rhythms(initiative, acts, as_of))
    quiet = tuple(_quiet(initiative, acts, as_of, rules.quiet))
    until_now = replace(memory, entries=acts)
    unsettled = disagreements(document, until_now, agreed, phase, as_of, rules.apart, elsewhere)
    moved = trends(_tallies(initiative, acts, phases, unsettled, (as_of, rules.slow)), rules.steady)
    found = Collaboration(phases, rhythms, quiet, unsettled, moved, None, as_of)
    return replace(found, weakest=next(_weak(initiative, found, rules), None))


def _phase(initiative: Initiative, acts: Sequence[Entry], phase: Phase) -> PhaseWork:
    mine = [entry.draft for entry in acts if entry.draft.phase == phase]
    people = {name for draft in mine for name in (draft.who, *draft.attended)}
    sides = {side for name in people if (side := side_of(initiative, name))}
    absent = tuple(side for side in SIDES if mine and side not in sides)
    return PhaseWork(phase, len(mine), tuple(sorted(sides)), absent, proposals(acts, phase))


def _rhythms(initiative: Initiative, acts: Sequence[Entry], as_of: date) -> Iterator[Rhythm]:
    for name, review in initiative.reviews.items():
        due = reviews_due(name, review, acts, as_of)
        if due:
            yield Rhythm(name, review.owner, len(due), sum(each.held for each in due))


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


def _tallies(
    initiative: Initiative,
    acts: Sequence[Entry],
    phases: Sequence[PhaseWork],
    unsettled: Sequence[Disagreement],
    until: tuple[date, int],
) -> list[Tally]:
    """Return what is counted of each phase in which somebody acted, up to a day.

    A phase lasts from its first act to the first of the next one. The last one is compared by who took part and by its
    disagreements once it has its go, or has gone on for the days after which a phase is slow: before, much is to come.
    Expected people are those of today. Each review that was due belongs to one phase, one before any act to the first.
    """
    as_of, slow = until
    busy = [each for each in phases if each.acts]
    if not busy:
        return []
    begun = {each.phase: min(e.draft.at.date() for e in acts if e.draft.phase == each.phase) for each in busy}
    ends = {one.phase: begun[next_.phase] for one, next_ in pairwise(busy)}
    due = [day for name, review in initiative.reviews.items() for day in reviews_due(name, review, acts, as_of)]
    last = {day: max((p for p in begun if begun[p] <= day.day), key=PHASES.index, default=busy[0].phase) for day in due}
    expected = _expected(initiative)
    found = []
    for each in busy:
        mine = [entry.draft for entry in acts if entry.draft.phase == each.phase]
        seen = {name for draft in mine for name in (draft.who, *draft.attended)} & expected.keys()
        still = sum(one.phase == each.phase for one in unsettled)
        passed = any(draft.kind == "decide" and draft.choice == "go" for draft in mine)
        whole = each.phase in ends or passed or (as_of - begun[each.phase]).days > slow
        reviews = [day for day in due if last[day] == each.phase]
        found.append(
            Tally(
                each.phase,
                (len(SIDES) - len(each.absent), len(SIDES)) if whole else None,
                (len(seen), len(expected)) if whole else None,
                each.days,
                (sum(day.held for day in reviews), len(reviews)),
                _reworded(acts, each.phase) + still if whole else None,
                still,
            )
        )
    return found


def _reworded(acts: Sequence[Entry], phase: Phase) -> int:
    """Return how often an agreement of a phase was signed or declined anew, in other words than before."""
    answered: dict[str, set[str]] = {}
    for entry in acts:
        agreement = entry.draft.agreement
        if entry.draft.kind in ANSWERS and agreement is not None and agreement.kind in KINDS_OF[phase]:
            answered.setdefault(agreement.kind, set()).add(agreement.digest)
    return sum(len(digests) - 1 for digests in answered.values())


def _weak(initiative: Initiative, found: Collaboration, rules: CollaborationRules) -> Iterator[Weak]:
    """Yield what is weak, what to mend first before the rest.

    A sponsor gone quiet, a side that is absent, missed reviews, what is not settled, others gone quiet, slowness, and
    what gets worse from phase to phase.
    """
    sponsor = initiative.objective.owner if initiative.objective else None
    for each in found.quiet:
        if each.who == sponsor:
            since = f"since {each.last}" if each.last else "at all"
            yield f"`{each.who}`, who {each.why}, has not taken part {since}.", sponsor, "Ask for half an hour, today."
    now = found.phases[-1]
    if now.absent:
        what = f"{' and '.join(now.absent)} {'has' if len(now.absent) == 1 else 'have'} taken no part in {now.phase}."
        yield what[:1].upper() + what[1:], sponsor, f"Have {now.absent[0]} sign or decide, or name who speaks for it."
    missed = max(found.rhythms, key=lambda each: each.planned - each.held, default=None)
    if missed is not None and missed.planned - missed.held > 1:
        what = f"Review `{missed.review}` was held {missed.held} of {missed.planned} times."
        yield what, missed.owner or sponsor, "Hold it, or plan it as often as it is needed."
    yield from _unsettled(found, sponsor)
    for other in found.quiet[:1]:
        yield f"`{other.who}`, who {other.why}, has gone quiet.", other.who, "Ask them, or name somebody else."
    if now.days is not None and now.days > rules.slow:
        what = f"{now.phase.capitalize()} took {now.days} days from the first signature on a text to its decision."
        yield what, sponsor, "Agree on a day for the decision before the first signature."
    yield from _worse(found, sponsor, rules.slow)


def _unsettled(found: Collaboration, sponsor: str | None) -> Iterator[Weak]:
    """Yield the oldest disagreement with how many are open."""
    for oldest in found.unsettled[:1]:
        more = len(found.unsettled) - 1
        rest = f"; {count(more, 'more disagreement')} {'is' if more == 1 else 'are'} open" if more else ""
        yield f"{oldest.what}, {oldest.age(found.as_of)}{rest}.", oldest.owner or sponsor, oldest.remedy


def _worse(found: Collaboration, sponsor: str | None, slow: int) -> Iterator[Weak]:
    """Yield what got worse in the last phase that was counted; few days to a decision are no weakness, however few."""
    for each in found.trends:
        if each.direction != "worse" or (each.measure == "days" and each.steps[-1].value <= slow / _HALF):
            continue
        before, now = each.steps[-2:]
        what = (
            f"Working together got worse from {before.phase} to {now.phase}: {each.title} went from {before.words} to "
            f"{now.words}."
        )
        yield what, sponsor, REMEDIES[each.measure]
