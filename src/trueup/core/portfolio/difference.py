"""The difference of two versions of an initiative or a portfolio: what changed, its worth, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Final

from trueup.core.base.finding import Finding
from trueup.core.base.quantity import Quantity
from trueup.core.base.record import dataclass
from trueup.core.gates.assessment import Assessment
from trueup.core.model.change_words import Whole, named, split, told
from trueup.core.model.changes import Change, Steps, changes
from trueup.core.model.document import Document
from trueup.core.model.downstream import suspects
from trueup.core.model.initiative import Portfolio
from trueup.core.portfolio.at_stake import Moved, Stakes
from trueup.core.portfolio.beside import NOTHING_ASIDE, NOTHING_ENTERED, RED_LINES, Aside, Entered, entered
from trueup.core.portfolio.consequences import (
    Figure,
    FigureName,
    GateChange,
    benefit_unit,
    figures,
    gates_turned,
    promised,
    spend_unit,
    to_be_paid,
)
from trueup.core.portfolio.joined import joined
from trueup.core.priority.handed import NOTHING_HANDED

if TYPE_CHECKING:
    from trueup.core.portfolio.lapses import Lapse

_MERGED: Final = frozenset({"initiative", "currency", "kpis", "assumptions", "people", "roles", "calendars", "rates"})
"""Sections that an initiative takes from its portfolio, too: there only what its own text says is its own change."""

NOT_RENAMED: Final[Mapping[Steps, Steps]] = {}


@dataclass(frozen=True, slots=True)
class Effect:
    """One change in words, the money that it moves taken alone, and the largest stake of a finding about the thing.

    `between` are the later and the earlier version that it lies between: what it is called is made of them when it is
    read, for of many changes one line is told. `said` is that of what stands in no document. `lapses` counts the
    sign-offs that this change alone would void.
    """

    change: Change
    between: tuple[Whole | None, Whole | None] = (None, None)
    said: str = ""
    moved: Moved | None = None
    stake: Quantity | None = None
    lapses: int = 0

    @property
    def words(self) -> str:
        """The change as a sentence without its full stop."""
        return self.said or told(self.change, *self.between)

    @property
    def holder(self) -> str:
        """The epic that it belongs to, in words; empty where it belongs to none."""
        return named(self.change.steps[:2], self.between[0]) if self.change.steps[0] == "epics" else ""


@dataclass(frozen=True, slots=True)
class Suspect:
    """What has to be looked at again, and the changed paths that it hangs on."""

    path: str
    words: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InitiativeDifference:
    """All that is different in one initiative; `before` or `after` is its id, None where it was not there.

    `new_told` and `gone_told` are the findings as they are told to people: those about one agreement joined. `entered`
    is what only one of the two ledgers has.
    """

    title: str
    before: str | None
    after: str | None
    currency: str | None
    effects: tuple[Effect, ...] = ()
    figures: tuple[Figure, ...] = ()
    new: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()
    gates: tuple[GateChange, ...] = ()
    lapsed: tuple[Lapse, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    new_told: tuple[Finding, ...] = ()
    gone_told: tuple[Finding, ...] = ()
    entered: Entered = NOTHING_ENTERED

    @property
    def id(self) -> str:
        """The id it has now, else the one that it had."""
        return self.after or self.before or ""

    @property
    def empty(self) -> bool:
        """Whether nothing in it changed, and nothing follows for it from what changed around it."""
        follows = self.figures or self.new or self.gone or self.gates or self.lapsed or self.entries
        return self.before == self.after and not self.effects and not follows

    @property
    def sign_offs(self) -> int:
        """How many signatures lapse."""
        return sum(len(each.signers) for each in self.lapsed)

    @property
    def signed_again(self) -> int:
        """How many of the signatures that lapse were made again since."""
        return sum(len(each.again) for each in self.lapsed)

    @property
    def entries(self) -> int:
        """How many entries of the ledger only one of the versions has."""
        return len(self.entered.new) + len(self.entered.gone)

    @property
    def money(self) -> float:
        """The most that a single change moves or puts at stake, or a whole initiative carries: to put them in order."""
        whole = self.figures if self.before is None or self.after is None else ()
        carried = (value for each in whole for value in (each.before, each.after) if isinstance(value, float))
        return max((*map(_weight, self.effects), *carried), default=0.0)


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything between two versions: of the portfolio itself and of its initiatives, those with most money first.

    `faults` are those of documents that could not be read, with the side that they are on.
    """

    before: str
    after: str
    shared: tuple[Effect, ...] = ()
    initiatives: tuple[InitiativeDifference, ...] = ()
    new: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()
    same: int = 0
    faults: tuple[tuple[str, Finding], ...] = field(default=())

    @property
    def empty(self) -> bool:
        """Whether nothing that could be read changed."""
        return not self.shared and not self.initiatives


def of_initiative(before: Document, after: Document) -> tuple[Change, ...]:
    """Return what changed in an initiative's own text and in its waivers, not what changed in the portfolio around."""
    found = [
        change
        for change in changes(before.initiative, after.initiative)
        if _is_own(change, before) or _is_own(change, after)
    ]
    if before.waivers != after.waivers:
        found += changes({"waivers": _waivers(before)}, {"waivers": _waivers(after)})
    return tuple(found)


def of_portfolio(before: Portfolio | None, after: Portfolio | None) -> tuple[Effect, ...]:
    """Return what changed in the portfolio that is around the initiatives, in words."""
    if before is None or after is None:
        if before is after:
            return ()
        change = Change("added" if before is None else "removed", ("portfolio",), before, after)
        return (Effect(change, said=f"the portfolio around is {'new' if before is None else 'gone'}"),)
    return tuple(Effect(change, (after, before)) for change in changes(before, after))


def compared(
    before: Assessment,
    after: Assessment,
    found: Sequence[Change],
    was: Aside = NOTHING_ASIDE,
    now: Aside = NOTHING_ASIDE,
) -> InitiativeDifference:
    """Return what follows from the changes of one initiative, judged on both sides.

    Args:
        before: the earlier version, judged by what lay beside it then.
        after: the later version, judged at the same day by what lies beside it.
        found: what changed in its own text.
        was: what lay beside the earlier version.
        now: what lies beside the later one.
    """
    old, new = before.document.initiative, after.document.initiative
    came, gone = turned(before.findings, after.findings, {each.was: each.steps for each in found if each.was})
    lapsed, lost = _lapses(before, after, now)
    effects = [
        *_effects(before, after, found, _stakes((*came, *gone)), lost),
        *_handed_in(before.document, was, after.document, now, lost),
    ]
    return InitiativeDifference(
        new.title,
        old.id,
        new.id,
        new.currency,
        tuple(sorted(effects, key=_weight, reverse=True)),
        figures(before, after),
        came,
        gone,
        gates_turned(before, after),
        lapsed,
        tuple(
            Suspect(path, named(tuple(path.split(".")), new), because)
            for path, because in suspects(found, new, after.links).items()
        ),
        joined(came, after.agreed),
        joined(gone, before.agreed),
        entered(was, now, frozenset((old.id, new.id)), after.as_of),
    )


def _effects(
    before: Assessment,
    after: Assessment,
    found: Iterable[Change],
    at_stake: Mapping[str, Quantity],
    lost: Callable[[Steps], int],
) -> Iterator[Effect]:
    """Yield each change of a document with what it moves, what is at stake and which sign-offs it voids."""
    between, stakes = (after.document.initiative, before.document.initiative), Stakes(before, after)
    for change in found:
        thing, rest = split(change.steps)
        yield Effect(
            change,
            between,
            moved=stakes.of(change, thing, rest),
            stake=at_stake.get(".".join(thing)) if at_stake else None,
            lapses=lost(_agreed_at(change.steps)),
        )


def _lapses(before: Assessment, after: Assessment, now: Aside) -> tuple[tuple[Lapse, ...], Callable[[Steps], int]]:
    """Return the agreements that lapse, and what counts the sign-offs that a change at a path voids."""
    if before.agreed is None:
        return (), _none
    from trueup.core.gates.standing import Memory, standing  # what reads a ledger is loaded where one was begun
    from trueup.core.gates.verdicts import verdicts_today
    from trueup.core.portfolio.lapses import lapsing, voids

    agreed = after.agreed
    if agreed is None:  # without a ledger nothing is signed, so all that was lapses
        known = verdicts_today(after.document.initiative, after.options, after.evidence)
        agreed = standing(after.document, after.evidence, Memory(handed=now.handed), after.as_of, known)
    lapsed = lapsing(before.agreed, agreed)
    return lapsed, voids(before.agreed, agreed, lapsed)


def _none(_: Steps) -> int:
    return 0


def _handed_in(
    before: Document, was: Aside, after: Document, now: Aside, lost: Callable[[Steps], int]
) -> Iterator[Effect]:
    """Yield what changed in what stakeholders handed in; without any of them there is nothing to count."""
    if was.handed == now.handed == NOTHING_HANDED and not (
        before.initiative.stakeholders or after.initiative.stakeholders
    ):
        return
    from trueup.core.portfolio.handed_in import of_handed  # what counts ballots is loaded where there are any

    for change, words in of_handed(before, was.handed, after, now.handed):
        yield Effect(change, said=words, lapses=lost(change.steps))


def one_sided(found: Assessment, *, came: bool) -> InitiativeDifference:
    """Return the difference that a whole initiative makes that came or went, with what it carries."""
    initiative, there, nothing = found.document.initiative, found.evidence, "not there"
    figures: tuple[tuple[FigureName, float | str, str], ...] = (
        ("promised benefit", promised(there.benefit), benefit_unit(found)),
        ("work still to be paid", to_be_paid(there.spend), spend_unit(there.spend)),
    )
    return InitiativeDifference(
        initiative.title,
        None if came else initiative.id,
        initiative.id if came else None,
        initiative.currency,
        figures=tuple(
            Figure(name, nothing if came else value, value if came else nothing, unit, unit)
            for name, value, unit in figures
            if not isinstance(value, str)
        ),
    )


def in_order(found: Iterable[InitiativeDifference]) -> tuple[InitiativeDifference, ...]:
    """Return initiatives with the most money first; the order of the portfolio where that is the same."""
    return tuple(sorted(found, key=lambda each: each.money, reverse=True))


def turned(
    before: Iterable[Finding], after: Iterable[Finding], called: Mapping[Steps, Steps] = NOT_RENAMED
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return the findings that are new and those that are gone, known by code and subject.

    `called` leads from the path of what was renamed to its path now: its findings are neither new nor gone.
    """
    old = {(each.code, _subject_now(each.subject, called) if called else each.subject): each for each in before}
    new = {(each.code, each.subject): each for each in after}
    came = [each for key, each in new.items() if key not in old]
    return _weighed(came), _weighed([each for key, each in old.items() if key not in new])


def _subject_now(subject: str, called: Mapping[Steps, Steps]) -> str:
    steps = tuple(subject.split("."))
    length = next((n for n in range(len(steps), 1, -1) if steps[:n] in called), 0)
    return ".".join((*called[steps[:length]], *steps[length:])) if length else subject


def _is_own(change: Change, document: Document) -> bool:
    """Whether a change is one of the initiative's own text: what it takes from elsewhere is told there."""
    section = change.steps[0]
    if section not in _MERGED:
        return True
    here = document.own.tree.get(section)
    if len(change.steps) == 1 or not isinstance(here, dict):
        return here is not None
    entry = here.get(change.steps[1])
    taken = section == "kpis" and isinstance(entry, dict) and "instead_of" in entry and len(change.steps) > len("kv")
    return change.steps[2] in entry if taken and isinstance(entry, dict) else change.steps[1] in here


def _waivers(document: Document) -> Mapping[str, object]:
    return {f"{waiver.rule} {waiver.subject}": waiver for waiver in document.waivers}


def _stakes(found: Iterable[Finding]) -> dict[str, Quantity]:
    """Return the largest stake of the findings about each thing."""
    most: dict[str, Quantity] = {}
    for finding in found:
        thing = ".".join(split(tuple(finding.subject.split(".")))[0])
        if finding.stake is not None and (thing not in most or finding.stake.value > most[thing].value):
            most[thing] = finding.stake
    return most


def _agreed_at(steps: Steps) -> Steps:
    """Return where an agreement holds what stands at a path: the red lines of all stakeholders are one list there."""
    return (RED_LINES,) if steps[0] == "stakeholders" and steps[2:3] == (RED_LINES,) else steps


def _weight(effect: Effect) -> float:
    """Return the money of a change; effort weighs less than any money, for the two cannot be compared."""
    moved = _size(abs(effect.moved.by), effect.moved.unit) if effect.moved else 0.0
    return max(moved, _size(effect.stake.value, effect.stake.unit)) if effect.stake else moved


def _size(amount: float, unit: str) -> float:
    return amount if unit.partition("/")[0].isupper() else min(amount, 1.0)


def _weighed(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings with those that are due first: nothing is due because of one that is waived."""
    return tuple(
        sorted(
            found,
            key=lambda each: (each.waived is not None, each.severity, -(each.stake.value if each.stake else 0.0)),
        )
    )
