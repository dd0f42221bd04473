"""Next best actions: at most five, ordered by what opens the gate and the money behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from trueup.core.base.finding import PHASES, Finding, Id, Phase, Place
from trueup.core.base.quantity import Quantity
from trueup.core.base.record import dataclass
from trueup.core.gates.options import OptionStanding
from trueup.core.gates.signers import SIDES, TITLES
from trueup.core.gates.state import GateState

if TYPE_CHECKING:
    from trueup.core.gates.standing import Standing

MOST: Final = 5
SIGNATURES: Final = "SGN"
"""What the codes of rules over signatures begin with: their places in the document are those of what is signed."""
_CHANGED: Final = "`{}` declined an earlier text, which has changed since: ask again."
_TURNED: Final = "`{}` declined on other verdicts, which have turned since: ask again."


@dataclass(frozen=True, slots=True)
class Action:
    """Something somebody should do next: who, what, where it stands, what money hangs on it, and what it opens.

    `also` are others who should do the same thing, `places` at how many places it is to be done.
    """

    who: Id | None
    what: str
    why: str
    place: Place | None
    stake: Quantity | None
    opens: str
    code: str | None = None
    also: tuple[Id, ...] = ()
    places: int = 1

    @property
    def everyone(self) -> tuple[Id, ...]:
        """Return all who should do it, nobody where nobody is named yet."""
        return (*((self.who,) if self.who else ()), *self.also)


def next_actions(
    gates: Sequence[GateState],
    options: Sequence[OptionStanding],
    findings: Sequence[Finding],
    signers: dict[str, Id | None],
    agreed: Standing | None = None,
) -> tuple[Action, ...]:
    """Return the few things to do now.

    First conditions of a go that are past their day, and what must be met at the earlier gates and the current one (by
    phase, then by money), then what holds an option up, then what should be met, then other findings that are due, then
    the signatures once content is complete. Findings with one remedy at one place have one cause and make one action,
    with the largest stake among them: a file that is missing is missing once, however many KPIs stand on it. What
    several people should do alike is one action of all of them, and so is what one should do about several agreements.
    """
    seen: set[tuple[str, Id]] = set()
    every: list[Action] = []
    for action, key in _candidates(gates, options, findings, signers, agreed):
        if key is not None and key in seen:
            continue
        if key is not None:
            seen.add(key)
        every.append(action)
    asked: dict[str, set[Id | None]] = {}
    for action in every:
        asked.setdefault(action.what, set()).add(action.who)
    found: dict[object, list[Action]] = {}
    for action in every:
        alike = len(asked[action.what]) > 1 or (action.code or "").startswith(SIGNATURES)
        found.setdefault(action.what if alike else (action.what, _where(action)), []).append(action)
    return tuple(_joined(same) for same in found.values())[:MOST]


def _where(action: Action) -> object:
    return (action.place.file, action.place.path) if action.place else action.why


def _joined(same: Sequence[Action]) -> Action:
    """Return actions that ask for the same thing as one: of everybody, with the largest stake among them."""
    first, *others = same
    stake = first.stake
    for each in others:
        stake = _larger(stake, each.stake)
    who, *also = dict.fromkeys(who for each in same for who in each.everyone) or (None,)
    return replace(first, who=who, also=tuple(also), stake=stake, places=len({_where(each) for each in same}))


def _larger(one: Quantity | None, other: Quantity | None) -> Quantity | None:
    """Return the larger of two stakes in one unit; the first where they cannot be compared."""
    if one is None or other is None:
        return one or other
    return other if other.unit == one.unit and other.value > one.value else one


def _candidates(
    gates: Sequence[GateState],
    options: Sequence[OptionStanding],
    findings: Sequence[Finding],
    signers: dict[str, Id | None],
    agreed: Standing | None,
) -> Iterator[tuple[Action, tuple[str, Id] | None]]:
    due = [gate for gate in gates if gate.due != "later"]
    for gate in due:
        yield from ((action, None) for action in _overdue(gate, agreed))
        yield from _of_criteria(gate, "must")
    for option in options:
        for finding in option.rests_on:
            yield _from(finding, f"option {option.id}"), finding.key
    for gate in due:
        yield from _of_criteria(gate, "should")
    phases = {gate.phase for gate in due}
    for finding in sorted((f for f in findings if f.phase in phases and f.severity != "notes"), key=_weight):
        yield _from(finding, finding.phase), finding.key
    for gate in due:
        if all(c.status == "met" or c.waived for c in gate.musts("content")):
            yield from ((action, None) for action in _signatures(gate, signers, agreed))
    for finding in sorted((f for f in findings if f.phase not in phases and f.stake), key=_weight):
        yield _from(finding, finding.phase), finding.key


def _overdue(gate: GateState, agreed: Standing | None) -> Iterator[Action]:
    """Yield the conditions that a go at a closed gate was given on and that are past their day: they ended it."""
    decided = agreed.decided(gate.phase) if agreed else None
    if decided is None or not decided.is_go or gate.open:
        return
    for each in decided.overdue:
        what = f"Open the {gate.phase} gate, or have it decided again: `trueup decide`."
        why = f"The go of {decided.entry.draft.at.date()} was on a condition that was due on {each.by}: {each.text}."
        yield Action(Id(each.owner), what, why, None, None, f"{gate.phase} condition")


def _of_criteria(gate: GateState, kind: str) -> Iterator[tuple[Action, tuple[str, Id] | None]]:
    missed = [c for c in gate.criteria if c.kind == kind and c.status != "met"]
    resting = [(f, c) for c in missed for f in c.rests_on if f.waived is None]
    for finding, criterion in sorted(resting, key=lambda pair: _weight(pair[0])):
        yield _from(finding, f"{gate.phase} {criterion.id}"), finding.key


def _weight(finding: Finding) -> tuple[int, float, int, str]:
    return (
        0 if finding.severity == "blocks" else 1,
        -(finding.stake.value if finding.stake else 0.0),
        PHASES.index(finding.phase),
        finding.code,
    )


def _from(finding: Finding, opens: str) -> Action:
    return Action(finding.owner, finding.fix, finding.problem, finding.place, finding.stake, opens, finding.code)


def _signatures(gate: GateState, signers: dict[str, Id | None], agreed: Standing | None) -> Iterator[Action]:
    """Yield the signatures that a gate with complete content waits for; findings tell who signs again or declined."""
    if agreed is None:
        if any(c.status != "met" for c in gate.musts("signature")):
            yield from (_sign(gate.phase, side, signers.get(side), gate.phase, side) for side in SIDES)
        return
    from trueup.core.gates.agreements import KINDS_OF

    for kind in KINDS_OF[gate.phase]:
        for side in SIDES:
            each = agreed.of(kind, side)
            if each is None or each.holds or each.lapsed or each.declined:
                continue
            done = {signature.who for signature in each.signed}
            who, role = next(((who, role) for who, role in each.can if who not in done), (None, side))
            asked = _sign(gate.phase, side, Id(who) if who else None, TITLES[kind], role)
            if each.once_declined:
                before = each.once_declined[0]
                why = _TURNED if before.same_text else _CHANGED
                asked = replace(asked, why=why.format(before.signature.who))
            yield asked


def _sign(phase: Phase, side: str, who: Id | None, title: str, role: str) -> Action:
    what = f"Have the {title} agreement signed" if title == phase else f"Have the {title} signed"
    how = f"trueup sign --phase {phase} --as {who or 'NAME'} --role {role if who else 'ROLE'}"
    return Action(
        who,
        f"{what} by {side}: `{how}`.",
        "Its content is complete; no signature that holds is recorded.",
        None,
        None,
        f"{phase} signatures",
    )
