"""What the sides have not settled: open decisions, priorities, red lines, definitions and signatures that contradict.

Each says since when it is open, as far as the ledger or a ballot's day tells, and who holds which position.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from trueup.core.base.finding import PHASES, Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.agreements import KINDS_OF
from trueup.core.gates.signers import TITLES
from trueup.core.model.document import Document
from trueup.core.model.initiative import Initiative
from trueup.core.model.ledger import Agreement, AgreementKind, Entry
from trueup.core.priority.handed import NOTHING_HANDED, Handed
from trueup.core.rules.kpi.same_measure_opposite_ways import opposed
from trueup.core.rules.levels import differing
from trueup.core.rules.words import count, joined, named, plain

if TYPE_CHECKING:
    from trueup.core.gates.signed import Lapse, SideStanding
    from trueup.core.gates.standing import Standing
    from trueup.core.model.results.priority import OutcomeWeight

Subject = Literal["decision", "priorities", "red line", "definition", "signature"]
Known = Literal["on", "after", "unknown"]
MOST_PRIORITIES: Final = 3
"""Outcomes on which people differ that count, the widest first: the largest disagreements, not all of them."""
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Position:
    """What somebody holds; nobody in particular where `who` is empty."""

    who: str
    holds: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Something that is not settled: what, since when, who holds what, who acts and what to do.

    `known` says what `since` is: the day it began, a day after which it began, or that nobody wrote it down.
    """

    subject: Subject
    path: str
    phase: Phase
    what: str
    positions: tuple[Position, ...]
    owner: str | None
    remedy: str
    since: date | None = None
    known: Known = "unknown"

    def days(self, as_of: date) -> int | None:
        """Return its age in days, at most that where only a day before it is known; None where nothing is."""
        return None if self.since is None else (as_of - self.since).days

    def age(self, as_of: date) -> str:
        """Return its age in words."""
        days = self.days(as_of)
        if days is None:
            return "nobody wrote down since when"
        shown = count(days, "day")
        return f"for {shown}, since {self.since}" if self.known == "on" else f"for at most {shown}, after {self.since}"


def disagreements(
    document: Document,
    entries: Sequence[Entry],
    agreed: Standing | None,
    phase: Phase,
    as_of: date,
    apart: float,
    handed: Handed = NOTHING_HANDED,
) -> tuple[Disagreement, ...]:
    """Return what is not settled on a day, the oldest first, those of unknown age last.

    Priorities are settled once every side that is asked has signed the objective agreement that holds them merged;
    until then an outcome is disputed where two people place at least a share `apart` of their points differently.
    Open decisions belong to `phase`, where the initiative stands.
    """
    found = [
        *_decisions(document.initiative, phase, as_of),
        *_definitions(document),
        *(_signatures(agreed, entries) if agreed else ()),
    ]
    if (document.initiative.stakeholders or handed != NOTHING_HANDED) and not _settled(agreed):
        found += _priorities(document, apart, handed, as_of)
    return tuple(sorted(found, key=lambda each: (each.since is None, each.since or as_of)))


# ---- decisions


def _decisions(initiative: Initiative, phase: Phase, as_of: date) -> Iterator[Disagreement]:
    """Yield the questions that should have been decided by now."""
    for name, each in initiative.decisions.items():
        if each.decided is None and each.by is not None and each.by < as_of:
            who = (Position(each.owner, "has to decide"),) if each.owner else ()
            path, what = f"decisions.{name}", f"Decision `{name}` is open past its day"
            yield Disagreement("decision", path, phase, what, who, each.owner, "Decide it.", each.by, "on")


# ---- priorities


def _settled(agreed: Standing | None) -> bool:
    """Whether every side that is asked to signed the objective as it stands, with the merged priorities in it."""
    asked = [each for each in agreed.sides if each.kind == "objective"] if agreed else []
    return bool(asked) and all(each.holds for each in asked)


def _priorities(document: Document, apart: float, handed: Handed, as_of: date) -> Iterator[Disagreement]:
    from trueup.core.model.results.priority import ALL_POINTS, Touch
    from trueup.core.priority.settle import settle

    found, initiative = settle(document, handed), document.initiative
    owner = initiative.objective.owner if initiative.objective else None
    remedy = "Bring them together over `trueup priorities`, and have the objective signed that comes of it."
    wide = [each for each in found.outcomes if each.between_people >= max(apart * ALL_POINTS, 1e-9)]
    for each in _one_a_pair(sorted(wide, key=lambda one: (-round(one.between_people, 9), one.name)))[:MOST_PRIORITIES]:
        most, least = max(each.points.values()), min(each.points.values())
        sides = (
            *(Position(who, f"{_points(most)} points") for who in each.most),
            *(Position(who, f"{_points(least)} points") for who in each.least),
        )
        what = (
            f"Priorities differ on `{each.name}`: {_points(most)} points ({named(each.most, _NAMED)}) against "
            f"{_points(least)} ({named(each.least, _NAMED)})"
        )
        since = _heard(initiative, (*each.most, *each.least), as_of)
        yield Disagreement("priorities", f"priorities.{each.name}", "discovery", what, sides, owner, remedy, *since)
    crossed: dict[tuple[str, str], Touch] = {}
    for touch in found.touches:
        if touch.wished_by and touch.kind != "guardrail":
            crossed.setdefault((touch.line.who, touch.line.text), touch)
    for touch in crossed.values():
        line = touch.line
        what = f"A red line of `{line.who}` (“{line.text}”) stands against `{touch.name}`, wanted by "
        what += named(touch.wished_by, _NAMED)
        sides = (Position(line.who, f"red line: {line.text}"), *(Position(w, touch.name) for w in touch.wished_by))
        since = _heard(initiative, (line.who, *touch.wished_by), as_of)
        how = "Agree whether both can hold: make it a guardrail, or write down who gives way. " + remedy
        yield Disagreement("red line", f"priorities.{touch.name}", "discovery", what, sides, owner, how, *since)


def _one_a_pair(outcomes: Sequence[OutcomeWeight]) -> list[OutcomeWeight]:
    """Return the first outcome between the same people: who gives more to one outcome has less for another."""
    found: dict[frozenset[tuple[str, ...]], OutcomeWeight] = {}
    for each in outcomes:
        found.setdefault(frozenset({each.most, each.least}), each)
    return list(found.values())


def _heard(initiative: Initiative, people: Sequence[str], as_of: date) -> tuple[date | None, Known]:
    """Return since when people disagree: the day on which the last of them was heard, as far as that is written."""
    known = initiative.stakeholders
    days = [day for who in people if who in known and (day := known[who].heard) is not None and day <= as_of]
    if not days:
        return None, "unknown"
    return max(days), "on" if len(days) == len(people) else "after"


# ---- definitions


def _definitions(document: Document) -> Iterator[Disagreement]:
    """Yield the KPIs of which there are two definitions, two with one title, and two that cannot both be reached."""
    initiative = document.initiative
    kpis = initiative.kpis
    for name, kpi in kpis.items():
        base = kpis.get(kpi.instead_of or "")
        if base is not None and kpi.instead_of and (fields := differing(kpi, base)):
            what = f"KPI `{kpi.instead_of}` is also defined as `{name}`: they differ in {_fields(fields)}"
            yield _disputed(document, (kpi.instead_of, name), what, kpi.because or "")
    yield from _against_portfolio(document)
    own = {name: kpi for name, kpi in kpis.items() if kpi.instead_of is None}
    titled: dict[str, list[str]] = {}
    for name, kpi in own.items():
        if title := plain(kpi.title or ""):
            titled.setdefault(title, []).append(name)
    for first, *others in titled.values():
        for name in others:
            yield _disputed(document, (first, name), f"KPIs `{first}` and `{name}` bear one title")
    for up, down in opposed(own):
        what = f"KPIs `{up}` and `{down}` measure the same and cannot both be reached"
        yield _disputed(document, (up, down), what)


def _against_portfolio(document: Document) -> Iterator[Disagreement]:
    around = document.portfolio.kpis if document.portfolio else {}
    for name, kpi in document.initiative.kpis.items():
        other = around.get(name)
        if other is None or name in document.shared or not (other.is_defined and kpi.is_defined):
            continue
        if fields := differing(kpi, other):
            what = f"KPI `{name}` is defined here and in the portfolio: they differ in {_fields(fields)}"
            sides = (Position(kpi.owner or "", "as here"), Position(other.owner or "", "as in the portfolio"))
            yield Disagreement(
                "definition", f"kpis.{name}", "discovery", what, sides, other.owner or kpi.owner, _KEEP_ONE
            )


_KEEP_ONE: Final = "Show both owners both figures, and keep one definition."


def _disputed(document: Document, pair: tuple[str, str], what: str, because: str = "") -> Disagreement:
    initiative, (one, other) = document.initiative, pair
    owner = initiative.objective.owner if initiative.objective else None
    holders = [initiative.kpis[name].owner for name in pair]
    told = (f"`{one}`", f"`{other}`" + (f": {because}" if because else ""))
    sides = tuple(Position(who or "", holds) for who, holds in zip(holders, told, strict=True))
    return Disagreement("definition", f"kpis.{other}", "discovery", what, sides, holders[0] or owner, _KEEP_ONE)


def _fields(names: Sequence[str]) -> str:
    return joined([f"`{name}`" for name in names])


# ---- signatures


def _signatures(agreed: Standing, entries: Sequence[Entry]) -> Iterator[Disagreement]:
    """Yield the agreements that one side or both signed in another text than today's, and those not accepted.

    What lapsed only because something below it changed is the same disagreement as that.
    """
    for phase in PHASES:
        for kind in KINDS_OF[phase]:
            sides = [each for each in agreed.sides if each.kind == kind]
            lapsed = [lapse for each in sides if not each.holds for lapse in each.lapsed if _of_itself(lapse, kind)]
            refused = [pair for each in sides if not each.holds for pair in each.refused]
            if lapsed:
                yield _lapsed(kind, phase, sides, lapsed, entries)
            elif refused and any(each.holds for each in sides):
                yield _contradicted(kind, phase, sides)


def _of_itself(lapse: Lapse, kind: AgreementKind) -> bool:
    return any(changed == kind for changed, _ in lapse.changed)


def _lapsed(
    kind: AgreementKind,
    phase: Phase,
    sides: Sequence[SideStanding],
    lapsed: Sequence[Lapse],
    entries: Sequence[Entry],
) -> Disagreement:
    first = min(lapsed, key=lambda each: each.signature.at)
    names = named(dict.fromkeys(each.signature.who for each in lapsed), _NAMED)
    held = [s.who for each in sides for s in each.signed]
    against = f", {named(held, _NAMED)} today's" if held else ""
    what = f"The {TITLES[kind]} is not what {names} signed{against}"
    since = _since(kind, first, entries)
    again = f"Take the change back, or have {names} sign again."
    return Disagreement(
        "signature", f"signatures.{kind}", phase, what, _positions(sides), first.signature.who, again, *since
    )


def _contradicted(kind: AgreementKind, phase: Phase, sides: Sequence[SideStanding]) -> Disagreement:
    """Return an agreement that one side signed and whose other signature does not count."""
    side = next(each for each in sides if each.refused and not each.holds)
    signature, why = side.refused[0]
    what = f"The {TITLES[kind]} is signed by one side; the signature of `{signature.who}` does not count: {why}"
    who = next((name for name, _ in side.can), signature.who)
    how = f"Have it signed for {side.side} by somebody who may."
    day = signature.at.date()
    return Disagreement("signature", f"signatures.{kind}", phase, what, _positions(sides), who, how, day, "after")


def _positions(sides: Sequence[SideStanding]) -> tuple[Position, ...]:
    found: dict[str, Position] = {}
    for each in sides:
        for signature in each.signed:
            holds = f"signed today's text on {signature.at.date()}"
            found.setdefault(signature.who, Position(signature.who, holds))
        for lapse in each.lapsed:
            who, day = lapse.signature.who, lapse.signature.at.date()
            found.setdefault(who, Position(who, f"signed another text on {day}"))
        for signature, why in each.refused:
            found.setdefault(
                signature.who, Position(signature.who, f"signed on {signature.at.date()}; does not count: {why}")
            )
    return tuple(found.values())


def _since(kind: AgreementKind, lapse: Lapse, entries: Sequence[Entry]) -> tuple[date, Known]:
    """Return when another text was first seen: the first later entry about one, else some day after the signature."""
    signature = lapse.signature.entry
    old = _digests(signature.draft.agreement).get(kind)
    later = entries[entries.index(signature) + 1 :] if signature in entries else ()
    for entry in later:
        new = _digests(entry.draft.agreement).get(kind)
        if new is not None and new != old:
            return entry.draft.at.date(), "on"
    return lapse.signature.at.date(), "after"


def _digests(agreement: Agreement | None) -> Mapping[str, str]:
    if agreement is None:
        return {}
    return {digest.partition("/")[0]: digest for digest in (*agreement.covers, agreement.digest)}


def _points(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
