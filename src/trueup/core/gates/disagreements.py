"""What the sides have not settled: open decisions, priorities, red lines, definitions, agreements declined or changed.

Each says since when it is open, as far as the ledger or the document tells, and who holds which position.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from trueup.core.base.finding import PHASES, Phase
from trueup.core.gates.agreements import KINDS_OF
from trueup.core.gates.declined import because_of, declined_what, how_to_settle, who_talks
from trueup.core.gates.definitions import definitions, shown_by
from trueup.core.gates.disagreement import Disagreement, Known, Position
from trueup.core.gates.signed import how_to_mend
from trueup.core.gates.signers import TITLES
from trueup.core.model.document import Document
from trueup.core.model.initiative import Initiative
from trueup.core.model.ledger import Agreement, AgreementKind, Entry
from trueup.core.priority.handed import NOTHING_HANDED, Handed
from trueup.core.rules.words import named

if TYPE_CHECKING:
    from trueup.core.gates.signed import Lapse, SideStanding
    from trueup.core.gates.standing import Memory, Standing
    from trueup.core.model.results.priority import OutcomeWeight

MOST_PRIORITIES: Final = 3
"""Outcomes on which people differ that count, the widest first: the largest disagreements, not all of them."""
_NAMED: Final = 3


def disagreements(
    document: Document,
    memory: Memory,
    agreed: Standing | None,
    phase: Phase,
    as_of: date,
    apart: float,
    elsewhere: Sequence[Disagreement] = (),
) -> tuple[Disagreement, ...]:
    """Return what is not settled on a day, the oldest first, those of unknown age last.

    `memory` holds the entries up to that day, `elsewhere` what this initiative has not settled with others.
    Priorities are settled once every side that is asked has signed the objective agreement that holds them merged;
    until then an outcome is disputed where two people place at least a share `apart` of their points differently.
    Open decisions belong to `phase`, where the initiative stands.
    """
    found = [
        *_decisions(document.initiative, phase, as_of),
        *definitions(document, as_of, shown_by(memory, agreed.contents if agreed else None)),
        *elsewhere,
        *(_signatures(document, agreed, memory.entries) if agreed else ()),
    ]
    handed = memory.handed
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


# ---- signatures


def _signatures(document: Document, agreed: Standing, entries: Sequence[Entry]) -> Iterator[Disagreement]:
    """Yield the agreements that somebody declined or signed in another text than today's, and those not accepted.

    What lapsed only because something below it changed is the same disagreement as that.
    """
    for phase in PHASES:
        for kind in KINDS_OF[phase]:
            sides = [each for each in agreed.sides if each.kind == kind]
            lapsed = [lapse for each in sides if not each.holds for lapse in each.lapsed if _of_itself(lapse, kind)]
            refused = [pair for each in sides if not each.holds for pair in each.refused]
            if any(each.declined for each in sides):
                yield _declined(document, kind, phase, sides)
            if lapsed:
                yield _lapsed(kind, phase, sides, lapsed, entries)
            elif refused and any(each.holds for each in sides):
                yield _contradicted(kind, phase, sides)


def _declined(document: Document, kind: AgreementKind, phase: Phase, sides: Sequence[SideStanding]) -> Disagreement:
    """Return an agreement that people said no to, open since the first of them did."""
    nos = sorted((no for each in sides for no in each.declined), key=lambda no: no.at)
    first = nos[0]
    who, how = who_talks(document, sides, first), how_to_settle(document, sides, first)
    since = first.at.date()
    what = f"The {TITLES[kind]} is declined by {named(dict.fromkeys(no.who for no in nos), _NAMED)}"
    path = f"signatures.{kind}"
    return Disagreement("signature", path, phase, what, _positions(sides), who or first.who, how, since, "on")


def _of_itself(lapse: Lapse, kind: AgreementKind) -> bool:
    return kind in lapse.by_kind


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
    same = all(each.same_text for each in lapsed)
    what = f"The {TITLES[kind]} {'rests on other verdicts than' if same else 'is not what'} {names} signed{against}"
    since = _since(kind, first, entries)
    again = how_to_mend(lapsed, names)
    return Disagreement(
        "signature", f"signatures.{kind}", phase, what, _positions(sides), first.signature.who, again, *since
    )


def _contradicted(kind: AgreementKind, phase: Phase, sides: Sequence[SideStanding]) -> Disagreement:
    """Return an agreement that one side signed and whose other signature does not count."""
    side = next(each for each in sides if each.refused and not each.holds)
    signature, why = side.refused[0]
    what = f"The {TITLES[kind]} is signed by one side; the {signature.noun} of `{signature.who}` does not count: {why}"
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
        for no in each.declined:
            found.setdefault(no.who, Position(no.who, f"declined today's text on {no.at.date()}: {because_of(no)}"))
        for lapse in each.lapsed:
            who, day = lapse.signature.who, lapse.signature.at.date()
            text = "on other verdicts" if lapse.same_text else "another text"
            found.setdefault(who, Position(who, f"signed {text} on {day}"))
        for lapse in each.once_declined:
            who, day = lapse.signature.who, lapse.signature.at.date()
            what = f"declined {declined_what(lapse)} on {day}: {because_of(lapse.signature)}"
            found.setdefault(who, Position(who, what))
        for signature, why in each.refused:
            did = "declined" if signature.declines else "signed"
            found.setdefault(
                signature.who, Position(signature.who, f"{did} on {signature.at.date()}; does not count: {why}")
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
